/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import io.weir.spi.Schema;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * When, in the run, a moment of event time was due, learned from records and ticks, which have both
 * times.
 *
 * <p>A workload without a time of its own has them tied by {@link Schema#eventMs}, and the answer
 * is exact. Of any other, such as a trace, the run is cut into slots, of each slot the latest event
 * time is kept with its offset, and between two of them the answer is interpolated. Slots are 10 ms
 * long at first; there are at most 2^16 of them, and when the run has more they become twice as
 * long, so that memory does not grow with the run.
 *
 * <p>Not thread-safe.
 */
public final class EventClock {
  private static final int SLOTS = 1 << 16;
  private static final long MS_NS = 1_000_000;

  private final long[] eventMs = new long[SLOTS];
  private final long[] offsetNs = new long[SLOTS];
  private final boolean[] known = new boolean[SLOTS];
  private long slotNs = 10 * MS_NS;
  private boolean exact = true;
  private boolean some;
  private @Nullable NavigableMap<Long, Long> curve;

  /** Learns from one record, or a tick that was not ahead of its time. */
  public void add(long recordEventMs, long intendedNs) {
    some = true;
    curve = null;
    if (intendedNs < 0) {
      exact = false;
      return;
    }
    exact &= recordEventMs == Schema.eventMs(intendedNs);
    while (intendedNs / slotNs >= SLOTS) {
      widen();
    }
    keep((int) (intendedNs / slotNs), recordEventMs, intendedNs);
  }

  private void keep(int slot, long event, long offset) {
    boolean later = event > eventMs[slot] || (event == eventMs[slot] && offset < offsetNs[slot]);
    if (!known[slot] || later) {
      known[slot] = true;
      eventMs[slot] = event;
      offsetNs[slot] = offset;
    }
  }

  private void widen() {
    long[] events = Arrays.copyOf(eventMs, SLOTS);
    long[] offsets = Arrays.copyOf(offsetNs, SLOTS);
    boolean[] were = Arrays.copyOf(known, SLOTS);
    Arrays.fill(known, false);
    slotNs *= 2;
    for (int slot = 0; slot < SLOTS; slot++) {
      if (were[slot]) {
        keep(slot / 2, events[slot], offsets[slot]);
      }
    }
  }

  /** True if every event time was that of {@link Schema#eventMs}; false if nothing was learned. */
  public boolean exact() {
    return exact && some;
  }

  /**
   * The offset at which a moment of event time was due, ns from the start of the run; empty if it
   * lies beyond all that was learned.
   *
   * @param atEventMs ms since the Unix epoch
   */
  public OptionalLong offsetNs(long atEventMs) {
    if (exact()) {
      return OptionalLong.of((atEventMs - Schema.FIRST_EVENT_MS) * MS_NS);
    }
    if (curve == null) {
      curve = curve();
    }
    Map.Entry<Long, Long> before = curve.floorEntry(atEventMs);
    Map.Entry<Long, Long> after = curve.ceilingEntry(atEventMs);
    if (before == null || after == null) {
      return OptionalLong.empty();
    }
    if (before.getKey().equals(after.getKey())) {
      return OptionalLong.of(before.getValue());
    }
    double share = (double) (atEventMs - before.getKey()) / (after.getKey() - before.getKey());
    return OptionalLong.of(
        before.getValue() + Math.round(share * (after.getValue() - before.getValue())));
  }

  /** Ascending on both sides: time that goes back, as that of a late record may, says nothing. */
  private NavigableMap<Long, Long> curve() {
    NavigableMap<Long, Long> ascending = new TreeMap<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      if (known[slot] && (ascending.isEmpty() || eventMs[slot] > ascending.lastKey())) {
        ascending.put(eventMs[slot], offsetNs[slot]);
      }
    }
    return ascending;
  }
}
