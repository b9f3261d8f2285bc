/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts the records of one subscription that arrived late within their publisher and partition.
 * The definition is Type-P-Reordered of RFC 4737, section 3.3: with NextExp one above the highest
 * sequence seen, a record is reordered if its sequence is below NextExp; otherwise NextExp becomes
 * its sequence plus one. So a gap reorders nothing, and of two swapped records one is reordered. To
 * be fed first copies only; the RFC leaves duplicates out as well.
 *
 * <p>Thread-safe, without locks unless a record is reordered. The order of a partition is meant as
 * its arrivals are handed over, one thread at a time; where a subscription has several threads
 * share a partition, their calls count in the order they take effect.
 */
public final class Reordering {

  private static final VarHandle ROW = MethodHandles.arrayElementVarHandle(long[][].class);
  private static final VarHandle NEXT_EXPECTED = MethodHandles.arrayElementVarHandle(long[].class);

  private final LedgerLayout layout;
  private final long[][] nextExpected;
  private final LedgerTally tally;

  /**
   * @param layout how records are numbered
   * @param partitions over all topics
   */
  public Reordering(LedgerLayout layout, int partitions) {
    this.layout = layout;
    this.nextExpected = new long[partitions][];
    this.tally = new LedgerTally(layout);
  }

  /**
   * Notes the first copy of a record.
   *
   * @param partition among those of all topics
   * @return whether it is reordered
   */
  public boolean arrive(int partition, int publisher, long sequence) {
    long[] row = (long[]) ROW.getAcquire(nextExpected, partition);
    if (row == null) {
      row = createRow(partition);
    }
    long expected = (long) NEXT_EXPECTED.getAcquire(row, publisher);
    while (sequence >= expected) {
      long found = (long) NEXT_EXPECTED.compareAndExchange(row, publisher, expected, sequence + 1);
      if (found == expected) {
        return false;
      }
      expected = found;
    }
    tally.add(layout.indexOf(publisher, sequence));
    return true;
  }

  /** Reordered records so far. */
  public long reordered() {
    return tally.count();
  }

  LedgerTally tally() {
    return tally;
  }

  private long[] createRow(int partition) {
    long[] row = new long[layout.publishers()];
    long[] found = (long[]) ROW.compareAndExchange(nextExpected, partition, (long[]) null, row);
    return found == null ? row : found;
  }
}
