/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a run cost over the window; each is empty if not known.
 *
 * @param harnessCpuSeconds CPU time of the harness
 * @param serversCpuSeconds CPU time of all local servers
 * @param harnessPeakRssBytes the harness's largest resident set
 * @param gcPauseTotalNs the harness's garbage collection pauses, summed
 * @param gcPauseMaxNs the longest of them
 */
public record ResourceTotals(
    OptionalDouble harnessCpuSeconds,
    OptionalDouble serversCpuSeconds,
    OptionalLong harnessPeakRssBytes,
    OptionalLong gcPauseTotalNs,
    OptionalLong gcPauseMaxNs) {
  /** Nothing known. */
  public static ResourceTotals unknown() {
    return new ResourceTotals(
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty());
  }
}
