/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.core.experiment.RunKey;
import io.weir.core.experiment.TraceFile;
import io.weir.core.experiment.TrafficProfile;
import io.weir.core.experiment.Units;
import io.weir.spi.SettingException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A trace's counts, slot by slot, laid over a window. Counts need not come out whole: slot k gets
 * round(S(k + 1)) − round(S(k)) records, S(k) being the sum over the slots before, so that no more
 * than half a record is ever missing.
 */
final class TraceCounts {
  private final SlotTraffic.Grid grid;
  private final double[] masses;

  private TraceCounts(SlotTraffic.Grid grid, double[] masses) {
    this.grid = grid;
    this.masses = masses;
  }

  /**
   * Reads a trace.
   *
   * @throws SettingException if it cannot be read or does not go with the window
   */
  static TraceCounts of(TrafficProfile.Trace trace, Duration window) {
    TraceFile.Slots file = TraceFile.read(RunKey.TRACE.flag(), trace.file());
    SlotTraffic.Grid grid = grid(trace, file, window);
    double[] masses = new double[grid.slots()];
    double sum = 0;
    for (int k = 0; k < masses.length; k++) {
      double seconds = (grid.border().applyAsLong(k + 1) - grid.border().applyAsLong(k)) / 1e9;
      // The last slot may be cut by the window's end; the others are whole, though their borders
      // are whole nanoseconds, which makes them differ by one.
      double share = k < masses.length - 1 ? 1 : Math.min(1, seconds * 1e9 / grid.lengthNs());
      masses[k] = file.value(k) * (file.rates() ? seconds : share);
      sum += masses[k];
    }
    double factor = trace.scale().orElse(1.0);
    if (trace.rate().isPresent()) {
      factor = sum > 0 ? trace.rate().get().hz() * window.toNanos() / 1e9 / sum : 0;
    }
    for (int k = 0; k < masses.length; k++) {
      masses[k] *= factor;
    }
    return new TraceCounts(grid, masses);
  }

  private static SlotTraffic.Grid grid(
      TrafficProfile.Trace trace, TraceFile.Slots file, Duration window) {
    int slots = file.size();
    if (trace.stretch()) {
      if (trace.slot().isPresent()) {
        throw new SettingException(
            RunKey.SLOT.flag(),
            Units.text(trace.slot().get()),
            "none with " + RunKey.TRACE_STRETCH.flag(),
            "the window's length divided by the trace's slots is the slot");
      }
      return SlotTraffic.Grid.even(slots, window.toNanos());
    }
    if (trace.slot().isPresent() && file.slot().isPresent()) {
      throw new SettingException(
          RunKey.SLOT.flag(),
          Units.text(trace.slot().get()),
          "none with a trace that says it itself, " + Units.text(file.slot().get()),
          "leave it out");
    }
    Duration slot =
        trace
            .slot()
            .or(file::slot)
            .orElseThrow(
                () ->
                    new SettingException(
                        RunKey.SLOT.flag(),
                        "(none)",
                        "the length of the trace's slots, which " + trace.file() + " does not say",
                        "or lay it over the window with " + RunKey.TRACE_STRETCH.flag()));
    // A slot's start may be written rounded: a window that is a hair too long is filled.
    if (slot.toNanos() * (double) slots * (1 + 1e-6) < window.toNanos()) {
      throw new SettingException(
          RunKey.DURATION.flag(),
          Units.text(window),
          "at most the trace's " + Units.text(slot.multipliedBy(slots)),
          "or lay it over the window with " + RunKey.TRACE_STRETCH.flag());
    }
    SlotTraffic.Grid grid = SlotTraffic.Grid.of(slot.toNanos(), window.toNanos());
    return grid.slots() <= slots ? grid : SlotTraffic.Grid.even(slots, window.toNanos());
  }

  SlotTraffic.Grid grid() {
    return grid;
  }

  /** The counts from the first slot on. */
  LongSupplier counts() {
    return new LongSupplier() {
      private int slot;
      private double sum;
      private long given;

      @Override
      public long getAsLong() {
        sum += masses[slot++];
        long count = Math.round(sum) - given;
        given += count;
        return count;
      }
    };
  }
}
