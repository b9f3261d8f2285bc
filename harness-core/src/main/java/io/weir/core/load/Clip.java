/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.core.experiment.Rate;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Counts that keep to a least and a highest rate, and what that changed. What a rate allows in a
 * slot is what a schedule at that rate has in it, so that no rate is rounded.
 */
final class Clip implements LongSupplier {
  private final LongSupplier counts;
  private final SlotTraffic.Grid grid;
  private final Optional<Rate> floor;
  private final Optional<Rate> ceiling;
  private int slot;
  private long raised;
  private long added;
  private long lowered;
  private long removed;

  Clip(LongSupplier counts, SlotTraffic.Grid grid, Optional<Rate> floor, Optional<Rate> ceiling) {
    this.counts = counts;
    this.grid = grid;
    this.floor = floor;
    this.ceiling = ceiling;
  }

  @Override
  public long getAsLong() {
    long count = counts.getAsLong();
    long least = floor.map(this::inSlot).orElse(0L);
    long most = ceiling.map(this::inSlot).orElse(Long.MAX_VALUE);
    slot++;
    if (count < least) {
      raised++;
      added += least - count;
      return least;
    }
    if (count > most) {
      lowered++;
      removed += count - most;
      return most;
    }
    return count;
  }

  private long inSlot(Rate rate) {
    return Schedules.recordsIn(rate, grid.border().applyAsLong(slot + 1))
        - Schedules.recordsIn(rate, grid.border().applyAsLong(slot));
  }

  /** What was changed so far. */
  SlotTraffic.Clipped clipped() {
    return new SlotTraffic.Clipped(raised, added, lowered, removed);
  }
}
