/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.nio.file.Path;

/**
 * The publish side of the ledger. Acknowledged is the rule, so only the exceptions are kept: of the
 * sequences [0, n) that a publisher handed to its client, those that failed and those that were
 * never answered. The rest is acknowledged. Both kinds are <em>indeterminate</em>: they may appear
 * or not.
 *
 * <p>Thread-safe; calls lock. Each record is given at most once, failed or unanswered. {@link
 * java.io.UncheckedIOException} when exceptions cannot be moved to or from files.
 */
public final class AckedLedger implements AutoCloseable {

  private final LedgerLayout layout;
  private final Path spillDirectory;
  private final LedgerIndexSet failed;
  private final LedgerIndexSet unanswered;
  private long failures;

  /**
   * @param layout how records are numbered
   * @param budget of memory
   * @param spillDirectory of the publish side alone; created when needed, removed by {@link #close}
   */
  public AckedLedger(LedgerLayout layout, LedgerBudget budget, Path spillDirectory) {
    this.layout = layout;
    this.spillDirectory = spillDirectory;
    this.failed = new LedgerIndexSet(spillDirectory.resolve("failed"), budget.exceptionBytes());
    this.unanswered =
        new LedgerIndexSet(spillDirectory.resolve("unanswered"), budget.exceptionBytes());
  }

  /** The client reported an error for the record. */
  public synchronized void failed(int publisher, long sequence) {
    failed.add(layout.indexOf(publisher, sequence));
    failures++;
  }

  /** The drain is over and the client has said nothing about the record. */
  public synchronized void unanswered(int publisher, long sequence) {
    unanswered.add(layout.indexOf(publisher, sequence));
  }

  /** Failed records so far. */
  public synchronized long failures() {
    return failures;
  }

  /** Spills exceptions that exceed their budget. To be called about once a second. */
  public synchronized void maintain() {
    failed.trim();
    unanswered.trim();
  }

  @Override
  public synchronized void close() {
    failed.close();
    unanswered.close();
    LedgerFiles.deleteIfPresent(spillDirectory);
  }

  LedgerBlocks failedBlocks() {
    return guarded(failed);
  }

  LedgerBlocks unansweredBlocks() {
    return guarded(unanswered);
  }

  private LedgerBlocks guarded(LedgerIndexSet set) {
    return new LedgerBlocks() {
      @Override
      public long blockLimit() {
        synchronized (AckedLedger.this) {
          return set.blockLimit();
        }
      }

      @Override
      public Content read(long block, long[] words) {
        synchronized (AckedLedger.this) {
          return set.read(block, words);
        }
      }
    };
  }
}
