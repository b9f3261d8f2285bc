/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.experiment.RunKey;
import io.weir.core.experiment.RunSettings;
import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.SpecTexts;
import io.weir.core.results.Calibration.Ceiling;
import io.weir.spi.SettingException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeakLimitTest {
  private static final Ceiling KEPT =
      new Ceiling(1024, 1, 90_000, OptionalDouble.of(50_000), OptionalDouble.empty());

  private static final Ceiling REACHED =
      new Ceiling(1024, 1, 90_000, OptionalDouble.empty(), OptionalDouble.empty());

  private static RunSpec spec(String... settings) {
    RunSettings.Builder all =
        RunSettings.builder().put(RunKey.DRIVER, List.of("kafka"), RunSettings.COMMAND_LINE);
    for (int i = 0; i < settings.length; i += 2) {
      all.put(
          RunKey.of(settings[i]).orElseThrow(),
          List.of(settings[i + 1].split(",")),
          RunSettings.COMMAND_LINE);
    }
    return SpecTexts.read(all.build(), level -> 1);
  }

  @Test
  void aPeakAboveTheCeilingIsRefusedInOneLineThatNamesItsCause() {
    assertThatThrownBy(
            () ->
                PeakLimit.check(
                    spec("profile", "b-model", "volume", "9999999"),
                    50_001,
                    Optional.of(KEPT),
                    false))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("--volume=9999999")
        .hasMessageContaining("at most 50,000 records/s")
        .hasMessageContaining("the peak is 50,001")
        .hasMessageContaining("--force")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(
            () -> PeakLimit.check(spec("rate", "95000"), 95_000, Optional.of(REACHED), false))
        .hasMessageContaining("--rate=95000")
        .hasMessageContaining("at most 90,000");
    assertThatThrownBy(
            () ->
                PeakLimit.check(
                    spec("profile", "users", "users", "5,6"), 95_000, Optional.of(KEPT), false))
        .hasMessageContaining("--users=5,6");
  }

  @Test
  void upToTheCeilingOrByForceOrWithoutACalibrationNothingIsRefused() {
    RunSpec spec = spec("rate", "60000");
    assertThatCode(() -> PeakLimit.check(spec, 50_000, Optional.of(KEPT), false))
        .doesNotThrowAnyException();
    assertThatCode(() -> PeakLimit.check(spec, 60_000, Optional.of(KEPT), true))
        .doesNotThrowAnyException();
    assertThatCode(() -> PeakLimit.check(spec, 60_000, Optional.empty(), false))
        .doesNotThrowAnyException();
  }

  @Test
  void withoutACalibrationThePlanSaysSo(@TempDir Path cache) {
    Optional<Ceiling> none =
        PeakLimit.ceiling(Map.of("XDG_CACHE_HOME", cache.toString()), cache, 1024);
    assertThat(none).isEmpty();
    assertThat(PeakLimit.text(none)).contains("not measured (harness calibrate)");
    assertThat(PeakLimit.text(Optional.of(KEPT))).contains("keep 50,000 records/s of 1024 B");
  }
}
