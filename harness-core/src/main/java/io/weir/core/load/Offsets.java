/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.spi.Timetable;

/** A workload's own times one by one. Not thread-safe. */
final class Offsets implements IntendedTimes {
  /** Records asked for at a time. */
  private static final int CHUNK = 256;

  private final Timetable times;
  private final long[] chunk = new long[CHUNK];
  private int at;
  private int filled;

  Offsets(Timetable times) {
    this.times = times;
  }

  @Override
  public long nextNs() {
    if (at == filled && !fill()) {
      return END;
    }
    return chunk[at++];
  }

  /** Passes over all records before an offset, and says how many they are. */
  long skipTo(long offsetNs) {
    long passed = 0;
    while ((at < filled || fill()) && chunk[at] < offsetNs) {
      at++;
      passed++;
    }
    return passed;
  }

  private boolean fill() {
    filled = times.next(chunk);
    at = 0;
    return filled > 0;
  }
}
