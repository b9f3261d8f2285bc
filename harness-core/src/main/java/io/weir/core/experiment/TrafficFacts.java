/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import java.util.Optional;

/**
 * What a schedule comes to over the window, known before the run. Immutable.
 *
 * @param records intended
 * @param meanHz records a second
 * @param peakHz the highest rate: of the profile's slots the fullest; of rates that change smoothly
 *     the highest; of single times the fullest second
 * @param slots of a profile that is made of slots
 */
public record TrafficFacts(long records, double meanHz, double peakHz, Optional<Slots> slots) {
  /** Of a closed loop, which intends nothing. */
  public static TrafficFacts none() {
    return new TrafficFacts(0, 0, 0, Optional.empty());
  }

  /**
   * The slots of the window.
   *
   * @param count how many
   * @param lengthNs of one; not whole where the window is no multiple of it
   * @param raised slots that the floor gave records to
   * @param added records given
   * @param lowered slots that the ceiling took records from
   * @param removed records taken
   */
  public record Slots(
      long count, double lengthNs, long raised, long added, long lowered, long removed) {
    /** True if floor or ceiling changed any slot. */
    public boolean clipped() {
      return raised > 0 || lowered > 0;
    }
  }
}
