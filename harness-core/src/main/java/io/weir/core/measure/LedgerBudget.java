/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

/**
 * How much memory one side of the ledger may hold, whatever the run's length. What exceeds it is
 * moved to files; counts stay exact.
 *
 * @param pageBytes bitmap of the unsettled span, over all publishers of a subscription
 * @param exceptionBytes each set of exceptions: holes, duplicates, failed, unanswered
 */
public record LedgerBudget(long pageBytes, long exceptionBytes) {

  public LedgerBudget {
    if (pageBytes < 0 || exceptionBytes < 0) {
      throw new IllegalArgumentException("budget " + pageBytes + ", " + exceptionBytes);
    }
  }

  /** 32 MiB of pages and 16 MiB of each kind of exception. */
  public static LedgerBudget standard() {
    return new LedgerBudget(32L << 20, 16L << 20);
  }
}
