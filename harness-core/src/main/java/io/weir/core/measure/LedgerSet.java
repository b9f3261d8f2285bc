/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import io.weir.core.experiment.Phase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The delivery ledger of a run in this process: one publish side, and a received side per
 * subscription. Upkeep and checkpoints while it runs; totals and files at its end.
 *
 * <p>Files, each a set of global indices as {@link LedgerFiles} says: {@code acked.roaring}, {@code
 * indeterminate.roaring}, and per subscription {@code received-}, {@code duplicates-} and, at the
 * end, {@code lost-}{@code <subscription>.roaring}.
 *
 * <p>Threads: one maintenance thread at a time; records may go on being marked meanwhile, except
 * for {@link #totals} and {@link #finish}, which want the run to be over. {@link
 * java.io.UncheckedIOException} when a file cannot be read or written.
 */
public final class LedgerSet implements AutoCloseable {

  /** A checkpoint waits this many times as long as the one before it took. */
  private static final int CHECKPOINT_REST = 19;

  private final LedgerLayout layout;
  private final AckedLedger acked;
  private final List<LedgerSubscription> subscriptions;
  private final LongSupplier nanoTime;
  private long nextCheckpointNs;

  /**
   * @param layout how records are numbered
   * @param acked closed with this
   * @param subscriptions closed with this
   * @param nanoTime as {@link System#nanoTime}, to bound what checkpoints cost
   */
  public LedgerSet(
      LedgerLayout layout,
      AckedLedger acked,
      List<LedgerSubscription> subscriptions,
      LongSupplier nanoTime) {
    this.layout = layout;
    this.acked = acked;
    this.subscriptions = List.copyOf(subscriptions);
    this.nanoTime = nanoTime;
    this.nextCheckpointNs = nanoTime.getAsLong();
  }

  /** Keeps memory within the budgets. To be called about once a second. */
  public void maintain() {
    acked.maintain();
    for (LedgerSubscription subscription : subscriptions) {
      subscription.received().maintain();
    }
  }

  /**
   * Writes the state so far, so that a killed process leaves it behind. Records handed over later
   * are in no file; those in flight are indeterminate. Declines when it would take more than a
   * twentieth of the time, as with very many exceptions.
   *
   * @param directory of the files
   * @param settled by publisher: all sequences below were acknowledged or failed
   * @param sent by publisher: how many sequences were handed to the client
   * @return whether it was written
   */
  public boolean checkpoint(Path directory, long[] settled, long[] sent) {
    long startNs = nanoTime.getAsLong();
    if (startNs - nextCheckpointNs < 0) {
      return false;
    }
    write(directory, settled, sent);
    long endNs = nanoTime.getAsLong();
    nextCheckpointNs = endNs + (endNs - startNs) * CHECKPOINT_REST;
    return true;
  }

  /**
   * Writes the final files and counts.
   *
   * @param directory of the files
   * @param sent by publisher: how many sequences were handed to the client
   * @return as {@link #totals}
   */
  public List<LedgerTotals> finish(Path directory, long[] sent) {
    write(directory, sent, sent);
    LedgerBlocks ackedBlocks = acked(sent);
    for (LedgerSubscription subscription : subscriptions) {
      LedgerFiles.write(
          file(directory, "lost-" + subscription.name()),
          LedgerWords.difference(ackedBlocks, subscription.received().receivedBlocks()));
    }
    return totals(sent);
  }

  /**
   * Counts, per subscription and phase, in that order.
   *
   * @param sent by publisher: how many sequences were handed to the client
   */
  public List<LedgerTotals> totals(long[] sent) {
    LedgerBlocks handedOver = LedgerWords.handedOver(layout, sent);
    LedgerCount sentCount = LedgerCount.of(layout, handedOver);
    LedgerCount failed =
        LedgerCount.of(layout, LedgerWords.intersection(acked.failedBlocks(), handedOver));
    LedgerCount unanswered =
        LedgerCount.of(layout, LedgerWords.intersection(acked.unansweredBlocks(), handedOver));
    LedgerBlocks ackedBlocks = acked(sent);
    LedgerCount ackedCount = LedgerCount.of(layout, ackedBlocks);
    LedgerBlocks indeterminate = indeterminate(sent, sent);
    List<LedgerTotals> totals = new ArrayList<>();
    for (LedgerSubscription subscription : subscriptions) {
      LedgerBlocks received = subscription.received().receivedBlocks();
      LedgerCount receivedCount = LedgerCount.of(layout, received);
      LedgerCount lost = LedgerCount.of(layout, LedgerWords.difference(ackedBlocks, received));
      LedgerCount indeterminateReceived =
          LedgerCount.of(layout, LedgerWords.intersection(indeterminate, received));
      LedgerCount neverSent = LedgerCount.of(layout, LedgerWords.difference(received, handedOver));
      LedgerTally duplicates = subscription.received().duplicateTally();
      LedgerTally reordered = subscription.reordering().tally();
      for (Phase phase : Phase.values()) {
        totals.add(
            new LedgerTotals(
                subscription.name(),
                phase,
                sentCount.of(phase),
                ackedCount.of(phase),
                failed.of(phase),
                unanswered.of(phase),
                receivedCount.of(phase),
                lost.of(phase),
                duplicates.count(phase),
                reordered.count(phase),
                indeterminateReceived.of(phase),
                neverSent.of(phase),
                lost.examples(phase),
                duplicates.examples(phase),
                reordered.examples(phase)));
      }
    }
    return totals;
  }

  /** Closes all ledgers and deletes what they spilled. */
  @Override
  public void close() {
    acked.close();
    for (LedgerSubscription subscription : subscriptions) {
      subscription.received().close();
    }
  }

  private void write(Path directory, long[] settled, long[] sent) {
    LedgerFiles.write(file(directory, "acked"), acked(settled));
    LedgerFiles.write(file(directory, "indeterminate"), indeterminate(settled, sent));
    for (LedgerSubscription subscription : subscriptions) {
      ReceivedLedger received = subscription.received();
      LedgerFiles.write(
          file(directory, "received-" + subscription.name()), received.receivedBlocks());
      LedgerFiles.write(
          file(directory, "duplicates-" + subscription.name()), received.duplicatedBlocks());
    }
  }

  private LedgerBlocks acked(long[] settled) {
    return LedgerWords.difference(
        LedgerWords.difference(LedgerWords.handedOver(layout, settled), acked.failedBlocks()),
        acked.unansweredBlocks());
  }

  /** Handed over and not acknowledged. */
  private LedgerBlocks indeterminate(long[] settled, long[] sent) {
    return LedgerWords.difference(LedgerWords.handedOver(layout, sent), acked(settled));
  }

  private static Path file(Path directory, String name) {
    return directory.resolve(name + ".roaring");
  }
}
