/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import java.util.Optional;

/**
 * How many records are due by a time: walks a schedule of its own.
 *
 * <p>Thread contract: one thread, with times that do not go back.
 */
public final class DueCounter {
  private final Schedule schedule;
  private Optional<Segment> now;
  private long passed;

  public DueCounter(Schedule schedule) {
    this.schedule = schedule;
    this.now = schedule.nextSegment();
  }

  /** Records whose intended offset is not after this one. */
  public long dueAt(long offsetNs) {
    while (now.isPresent() && offsetNs >= now.get().startNs() + now.get().lengthNs()) {
      passed = now.get().endIndex();
      now = schedule.nextSegment();
    }
    if (now.isEmpty()) {
      return passed;
    }
    Segment segment = now.get();
    long low = segment.firstIndex();
    long high = segment.endIndex();
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (segment.intendedNs(middle) <= offsetNs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
