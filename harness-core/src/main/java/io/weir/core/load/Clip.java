/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.core.experiment.Rate;
import java.math.BigInteger;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Counts that keep to a least and a highest rate, and what that changed. At least a slot has what a
 * schedule at the floor has in it, so that no floor is rounded over the window. At most it has the
 * whole records that the ceiling makes in a slot's length, rounded down, so that no slot is above
 * the ceiling; where both cannot be, the ceiling is kept.
 */
final class Clip implements LongSupplier {
  private final LongSupplier counts;
  private final SlotTraffic.Grid grid;
  private final Optional<Rate> floor;
  private final long most;
  private int slot;
  private long raised;
  private long added;
  private long lowered;
  private long removed;

  Clip(LongSupplier counts, SlotTraffic.Grid grid, Optional<Rate> floor, Optional<Rate> ceiling) {
    this.counts = counts;
    this.grid = grid;
    this.floor = floor;
    this.most = ceiling.map(c -> inLength(c, grid)).orElse(Long.MAX_VALUE);
  }

  @Override
  public long getAsLong() {
    long count = counts.getAsLong();
    long least = Math.min(most, floor.map(this::inSlot).orElse(0L));
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

  /** floor(rate · window / slots). */
  private static long inLength(Rate rate, SlotTraffic.Grid grid) {
    return BigInteger.valueOf(grid.windowNs())
        .multiply(BigInteger.valueOf(rate.records()))
        .divide(BigInteger.valueOf(rate.perNs()).multiply(BigInteger.valueOf(grid.slots())))
        .longValueExact();
  }

  /** What was changed so far. */
  SlotTraffic.Clipped clipped() {
    return new SlotTraffic.Clipped(raised, added, lowered, removed);
  }
}
