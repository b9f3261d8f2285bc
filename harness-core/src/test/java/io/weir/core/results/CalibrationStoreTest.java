/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.experiment.Pacing;
import io.weir.spi.UnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationStoreTest {
  @TempDir Path directory;

  @Test
  void aCalibrationIsFoundAgainAsItWas() {
    CalibrationStore store = new CalibrationStore(directory.resolve("not/yet"));
    assertThat(store.find("abc", "1.0", "17.0.1")).isEmpty();
    Path file = store.write(calibration(5));
    assertThat(file).isEqualTo(store.file("abc")).exists();
    assertThat(store.find("abc", "1.0", "17.0.1")).contains(calibration(5));
    store.write(calibration(6));
    assertThat(store.find("abc", "1.0", "17.0.1")).contains(calibration(6));
    assertThat(file.getParent()).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void itHoldsForTheSameHostHarnessAndJavaOnly() {
    CalibrationStore store = new CalibrationStore(directory);
    store.write(calibration(5));
    assertThat(store.find("abd", "1.0", "17.0.1")).isEmpty();
    assertThat(store.find("abc", "1.1", "17.0.1")).isEmpty();
    assertThat(store.find("abc", "1.0", "21")).isEmpty();
  }

  @Test
  void aDamagedFileIsAsGoodAsNoneAndReplaced() throws Exception {
    CalibrationStore store = new CalibrationStore(directory);
    for (String damage : List.of("", "{", "[]", "null", "{\"measured\": 5}", "\u0000\u0001")) {
      Files.writeString(store.file("abc"), damage);
      assertThat(store.find("abc", "1.0", "17.0.1")).as(damage).isEmpty();
    }
    store.write(calibration(5));
    assertThat(store.find("abc", "1.0", "17.0.1")).isPresent();
  }

  @Test
  void whereItCannotBeWrittenIsSaid() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> new CalibrationStore(file).write(calibration(5)))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void itIsKeptWhereCachesAre() {
    assertThat(CalibrationStore.defaultDirectory(Map.of("XDG_CACHE_HOME", "/c")))
        .isEqualTo(Path.of("/c/weir/calibrations"));
    Path home = Path.of(System.getProperty("user.home"), ".cache/weir/calibrations");
    assertThat(CalibrationStore.defaultDirectory(Map.of())).isEqualTo(home);
    assertThat(CalibrationStore.defaultDirectory(Map.of("XDG_CACHE_HOME", "relative")))
        .isEqualTo(home);
  }

  private static Calibration calibration(double hz) {
    return new Calibration(
        Instant.parse("2026-01-02T03:04:05Z"),
        "1.0",
        "17.0.1",
        "abc",
        2,
        OptionalDouble.of(0.5),
        List.of(
            new Calibration.Pace(
                Pacing.PRECISE,
                10_000,
                100,
                OptionalLong.of(50_000),
                OptionalLong.empty(),
                OptionalLong.of(1),
                OptionalDouble.empty())),
        List.of(
            new Calibration.Ceiling(100, 1, hz, OptionalDouble.empty(), OptionalDouble.of(1.5))));
  }
}
