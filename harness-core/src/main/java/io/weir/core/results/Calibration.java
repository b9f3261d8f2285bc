/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.core.experiment.Pacing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What this machine's generator can do by itself, against a broker in memory that does next to
 * nothing. Runs quote it, so that a reader sees how far from its own limits the harness was.
 *
 * @param measured when
 * @param harnessVersion of the harness that was measured
 * @param javaVersion of its JVM
 * @param fingerprint of the kind of host
 * @param cores hardware threads
 * @param loadAverage of the host over the minute before; empty if unknown
 * @param paces at a moderate rate, one entry a pacing
 * @param ceilings one entry a record size
 */
public record Calibration(
    Instant measured,
    String harnessVersion,
    String javaVersion,
    String fingerprint,
    int cores,
    OptionalDouble loadAverage,
    List<Pace> paces,
    List<Ceiling> ceilings) {
  public Calibration {
    paces = List.copyOf(paces);
    ceilings = List.copyOf(ceilings);
  }

  /**
   * How punctual the generator is.
   *
   * @param pacing how load threads waited
   * @param rateHz records a second asked for
   * @param recordBytes size of the records
   * @param delayP50Ns median schedule delay; empty if too few records were measured
   * @param delayP99Ns likewise
   * @param delayMaxNs likewise
   * @param cpuNsPerRecord CPU time of the whole process, publishing and receiving
   */
  public record Pace(
      Pacing pacing,
      double rateHz,
      int recordBytes,
      OptionalLong delayP50Ns,
      OptionalLong delayP99Ns,
      OptionalLong delayMaxNs,
      OptionalDouble cpuNsPerRecord) {}

  /**
   * How fast the generator is.
   *
   * @param recordBytes size of the records
   * @param publishers how many published
   * @param closedLoopHz records a second published and received as fast as possible
   * @param keptHz the highest rate tried at which a schedule was kept: at least 99% of what was due
   *     was acknowledged within its window; empty if none of the rates tried was
   * @param cpuNsPerRecord CPU time of the whole process in the closed loop
   */
  public record Ceiling(
      int recordBytes,
      int publishers,
      double closedLoopHz,
      OptionalDouble keptHz,
      OptionalDouble cpuNsPerRecord) {}

  /** The ceiling measured with the record size nearest to this one. */
  public Optional<Ceiling> ceilingNear(int recordBytes) {
    return ceilings.stream()
        .min(
            (a, b) ->
                Double.compare(
                    distance(a.recordBytes(), recordBytes),
                    distance(b.recordBytes(), recordBytes)));
  }

  private static double distance(int a, int b) {
    return Math.abs(Math.log((double) a / b));
  }
}
