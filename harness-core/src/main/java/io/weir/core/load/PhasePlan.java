/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.core.experiment.Phase;
import io.weir.core.measure.PhaseWindow;

/**
 * The phases of one run on the schedule: their offsets and index ranges are known before it starts.
 *
 * @param warmupNs length of the warm-up; the window starts there
 * @param windowNs length of the window
 * @param cooldownLimitNs the longest that load goes on after the window
 * @param warmupRecords records of the warm-up
 * @param windowRecords records of the window: the cohort
 */
public record PhasePlan(
    long warmupNs, long windowNs, long cooldownLimitNs, long warmupRecords, long windowRecords) {
  /** Where the measured window lies. */
  public PhaseWindow window() {
    return new PhaseWindow(warmupNs, warmupNs + windowNs);
  }

  /** Index of the first record of a phase. */
  public long firstIndex(Phase phase) {
    return switch (phase) {
      case WARMUP -> 0;
      case WINDOW -> warmupRecords;
      case COOLDOWN -> warmupRecords + windowRecords;
    };
  }
}
