/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.experiment.RunKey;
import io.weir.core.experiment.RunSettings;
import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.SpecTexts;
import io.weir.core.measure.HostFacts;
import io.weir.core.results.Calibration.Ceiling;
import io.weir.core.results.CalibrationStore;
import io.weir.spi.SettingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What this machine's generator was measured to keep up with, and loads that ask for more. */
final class PeakLimit {
  /** The settings that may give a load its peak; the first that is set is named. */
  private static final List<RunKey> CAUSES =
      List.of(RunKey.PEAK_RATE, RunKey.VOLUME, RunKey.USERS, RunKey.RATE, RunKey.TRACE);

  private PeakLimit() {}

  /**
   * The ceiling of this machine for records of a size, if it was measured.
   *
   * @param environment of the process: says where calibrations are
   * @param results on the disk that runs go to
   */
  static Optional<Ceiling> ceiling(Map<String, String> environment, Path results, int recordBytes) {
    Path directory = CalibrationStore.defaultDirectory(environment);
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    HostFacts facts = HostFacts.read(Existing.above(results));
    return new CalibrationStore(directory)
        .find(facts.fingerprint(), Home.version(), facts.javaVersion())
        .flatMap(calibration -> calibration.ceilingNear(recordBytes));
  }

  /** The highest rate that was seen kept, or else reached. */
  static double hz(Ceiling ceiling) {
    return ceiling.keptHz().orElse(ceiling.closedLoopHz());
  }

  /**
   * Refuses a load whose peak the generator cannot make.
   *
   * @param peakHz of the load; 0 in a closed loop
   * @param ceiling of this machine; without one nothing is refused
   */
  static void check(RunSpec spec, double peakHz, Optional<Ceiling> ceiling, boolean force) {
    if (force || ceiling.isEmpty() || peakHz <= hz(ceiling.get())) {
      return;
    }
    RunSettings settings = SpecTexts.write(spec);
    RunKey cause = CAUSES.stream().filter(settings::has).findFirst().orElse(RunKey.PROFILE);
    throw new SettingException(
        cause.flag(),
        settings.text(cause),
        String.format(
            Locale.ROOT,
            "a peak of at most %,.0f records/s, which this machine's generator was measured to"
                + " keep with %d B, and the peak is %,.0f",
            hz(ceiling.get()),
            ceiling.get().recordBytes(),
            peakHz),
        "lower it, or run it nevertheless with " + RunKey.FORCE.flag());
  }

  /** The ceiling in words, for plans. */
  static String text(Optional<Ceiling> ceiling) {
    return ceiling
        .map(
            c ->
                String.format(
                    Locale.ROOT,
                    "this machine's generator was measured to keep %,.0f records/s of %d B",
                    hz(c),
                    c.recordBytes()))
        .orElse("this machine's generator was not measured (harness calibrate): any peak goes");
  }
}
