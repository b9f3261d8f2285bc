/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

/**
 * How long a load thread has been blocked, in all and since any recent moment.
 *
 * <p>Blocked is the time inside the client's publish call and the time waiting for a free in-flight
 * slot. The delay of a late record is split by asking how much of it was blocked since the record
 * was due. To answer, the running total is noted at checkpoints while the thread is behind; between
 * two of them it is taken to have grown evenly. When they fill up every second one is dropped, so
 * memory is fixed and the resolution stays within 1/4096 of how far the thread is behind.
 *
 * <p>Thread contract: one thread. Times are ns on one clock; no allocation after construction.
 */
final class BlockedTime {
  private static final int CHECKPOINTS = 8_192;
  private static final long FIRST_SPACING_NS = 50_000;

  private final long[] atNs = new long[CHECKPOINTS];
  private final long[] totalNs = new long[CHECKPOINTS];
  private int first;
  private int count;
  private long spacingNs = FIRST_SPACING_NS;
  private long total;
  private long lastEndNs;

  BlockedTime(long startNs) {
    caughtUp(startNs);
  }

  /** The thread has nothing overdue: nothing before now will be asked for. */
  void caughtUp(long nowNs) {
    first = 0;
    count = 1;
    atNs[0] = nowNs;
    totalNs[0] = total;
    lastEndNs = nowNs;
    spacingNs = FIRST_SPACING_NS;
  }

  /** The thread was blocked from start to end. */
  void blocked(long startNs, long endNs) {
    if (startNs - lastEndNs >= spacingNs) {
      // The thread was busy with its own work: the total stood still in between.
      checkpoint(lastEndNs);
      checkpoint(startNs);
    }
    total += endNs - startNs;
    lastEndNs = endNs;
    if (endNs - atNs[first + count - 1] >= spacingNs) {
      checkpoint(endNs);
    }
  }

  /** All blocked time so far. */
  long totalNs() {
    return total;
  }

  /**
   * Blocked time from a moment until the last call of {@link #blocked}.
   *
   * @param sinceNs not before the moment of the last query, nor before the thread was last caught
   *     up; earlier ones are answered as for those
   */
  long since(long sinceNs) {
    while (count > 1 && atNs[first + 1] <= sinceNs) {
      first++;
      count--;
    }
    long fromNs = atNs[first];
    if (sinceNs <= fromNs) {
      return total - totalNs[first];
    }
    boolean last = count == 1;
    long toNs = last ? lastEndNs : atNs[first + 1];
    long grown = (last ? total : totalNs[first + 1]) - totalNs[first];
    if (sinceNs >= toNs) {
      return total - totalNs[first] - grown;
    }
    double share = (double) (sinceNs - fromNs) / (toNs - fromNs);
    return total - totalNs[first] - Math.round(grown * share);
  }

  private void checkpoint(long nowNs) {
    if (first + count == CHECKPOINTS) {
      makeRoom();
    }
    atNs[first + count] = nowNs;
    totalNs[first + count] = total;
    count++;
  }

  private void makeRoom() {
    if (first >= CHECKPOINTS / 2) {
      System.arraycopy(atNs, first, atNs, 0, count);
      System.arraycopy(totalNs, first, totalNs, 0, count);
    } else {
      int kept = 0;
      for (int i = 0; i < count; i += 2) {
        atNs[kept] = atNs[first + i];
        totalNs[kept] = totalNs[first + i];
        kept++;
      }
      count = kept;
      spacingNs *= 2;
    }
    first = 0;
  }
}
