/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.core.measure.AckLane;
import io.weir.core.measure.AckedLedger;
import io.weir.core.measure.InFlight;
import io.weir.core.measure.Origin;
import io.weir.core.measure.Recorders;
import io.weir.spi.AckHandler;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One publisher as the load side sees it: where its records go, what is unanswered, and how many it
 * has sent.
 */
public final class LoadPublisher implements AckHandler {
  private final int index;
  private final int partitions;
  private final Origin origin;
  private final Recorders recorders;
  private final AckedLedger ledger;
  private final PublishErrors errors;
  final InFlight inFlight;

  /** Written by the load thread only. */
  private final AtomicLong sent = new AtomicLong();

  /** The lane last used; nearly always the same thread answers. Its own check makes it safe. */
  private @Nullable AckLane lane;

  /**
   * @param index over all machines
   * @param partitions of its topic
   * @param maxInFlight the most unanswered records; a power of two
   * @param origin start of the run
   */
  public LoadPublisher(
      int index,
      int partitions,
      int maxInFlight,
      Origin origin,
      Recorders recorders,
      AckedLedger ledger,
      PublishErrors errors) {
    this.index = index;
    this.partitions = partitions;
    this.origin = origin;
    this.recorders = recorders;
    this.ledger = ledger;
    this.errors = errors;
    this.inFlight = new InFlight(maxInFlight);
  }

  /** Its index over all machines. */
  public int index() {
    return index;
  }

  int partitions() {
    return partitions;
  }

  void sent(long sequence) {
    sent.setRelease(sequence + 1);
  }

  /** Records handed to the client: sequences 0 to this, exclusive. */
  public long sent() {
    return sent.getAcquire();
  }

  /** Every sequence below this has its answer. */
  public long settledBelow() {
    long sentBefore = sent();
    long[] open = inFlight.unanswered();
    return open.length == 0 ? sentBefore : Math.min(sentBefore, open[0]);
  }

  /** Sequences that have no answer. */
  public long[] unanswered() {
    return inFlight.unanswered();
  }

  @Override
  public void onAck(long token, int partition, long ackedNs) {
    int slot = inFlight.slotOf(token);
    if (slot < 0) {
      errors.unexpectedAnswer();
      return;
    }
    long intendedNs = inFlight.intendedNs(slot);
    long sentNs = inFlight.sentNs(slot);
    if (!inFlight.settle(slot, token)) {
      errors.unexpectedAnswer();
      return;
    }
    lane().acked(intendedNs, sentNs, origin.offsetNs(ackedNs));
  }

  @Override
  public void onError(long token, ErrorKind kind, Throwable cause) {
    int slot = inFlight.slotOf(token);
    if (slot < 0) {
      errors.unexpectedAnswer();
      return;
    }
    long intendedNs = inFlight.intendedNs(slot);
    if (!inFlight.settle(slot, token)) {
      errors.unexpectedAnswer();
      return;
    }
    ledger.failed(index, token);
    errors.failed(kind, cause);
    lane().failed(intendedNs);
  }

  private AckLane lane() {
    AckLane mine = lane;
    if (mine == null || !mine.mine()) {
      mine = recorders.ackLane();
      lane = mine;
    }
    return mine;
  }
}
