/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.core.measure.OrderLane;
import io.weir.core.measure.OrderProbe;
import io.weir.core.measure.Origin;
import io.weir.core.measure.ReceiveLane;
import io.weir.core.measure.ReceivedLedger;
import io.weir.core.measure.Recorders;
import io.weir.core.measure.Reordering;
import io.weir.spi.Encoding;
import io.weir.spi.RecordHandler;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Receives one subscriber's records: tells this run's from others, first copies from further ones,
 * and records their latency.
 */
public final class Arrivals implements RecordHandler {
  /** The publisher number of tick records, which keep watermarks moving and are never counted. */
  public static final int TICK_PUBLISHER = -1;

  private final int subscription;
  private final Encoding[] encodings;
  private final int partitions;
  private final int publishers;
  private final int runTag;
  private final Origin origin;
  private final Recorders recorders;
  private final ReceivedLedger ledger;
  private final Reordering reordering;
  private final @Nullable OrderProbe order;
  private final Consumer<Throwable> onFailure;

  /** The lane last used; a subscriber's records nearly always come on one thread. */
  private @Nullable ReceiveLane lane;

  private @Nullable OrderLane orderLane;

  /**
   * @param subscription its index
   * @param encodings of the records of each topic
   * @param partitions of each topic
   * @param publishers of the whole run
   * @param runTag this run's
   * @param origin start of the run
   * @param recorders where lanes come from
   * @param ledger the subscription's
   * @param reordering the subscription's
   * @param order the subscription's, if the global order is measured
   * @param onFailure told when the subscriber fails
   */
  public Arrivals(
      int subscription,
      List<Encoding> encodings,
      int partitions,
      int publishers,
      int runTag,
      Origin origin,
      Recorders recorders,
      ReceivedLedger ledger,
      Reordering reordering,
      Optional<OrderProbe> order,
      Consumer<Throwable> onFailure) {
    this.subscription = subscription;
    this.encodings = encodings.toArray(Encoding[]::new);
    this.partitions = partitions;
    this.publishers = publishers;
    this.runTag = runTag;
    this.origin = origin;
    this.recorders = recorders;
    this.ledger = ledger;
    this.reordering = reordering;
    this.order = order.orElse(null);
    this.onFailure = onFailure;
  }

  @Override
  public void onRecord(
      int topic,
      int partition,
      @Nullable ByteBuffer key,
      ByteBuffer payload,
      long brokerTimestampMs,
      long receivedNs) {
    Encoding encoding = encodings[topic];
    if (!encoding.hasStamp(payload) || encoding.runTag(payload) != runTag) {
      lane().unrecognised();
      return;
    }
    int publisher = encoding.publisher(payload);
    if (publisher == TICK_PUBLISHER) {
      return;
    }
    long sequence = encoding.sequence(payload);
    if (publisher < 0
        || publisher >= publishers
        || sequence < 0
        || sequence >= ReceivedLedger.SEQUENCE_LIMIT) {
      lane().unrecognised();
      return;
    }
    long intendedNs = encoding.intendedNs(payload);
    if (ledger.mark(publisher, sequence) == ReceivedLedger.FIRST) {
      lane().received(intendedNs, origin.offsetNs(receivedNs));
      if (order != null) {
        orderLane(order).arrived(intendedNs, origin.offsetNs(receivedNs));
      }
      if (reordering.arrive(topic * partitions + partition, publisher, sequence)) {
        lane().reordered(intendedNs);
      }
    } else {
      lane().duplicate(intendedNs);
    }
  }

  @Override
  public void onFailure(Throwable cause) {
    onFailure.accept(cause);
  }

  private OrderLane orderLane(OrderProbe probe) {
    OrderLane mine = orderLane;
    if (mine == null || !mine.mine()) {
      mine = probe.lane();
      orderLane = mine;
    }
    return mine;
  }

  private ReceiveLane lane() {
    ReceiveLane mine = lane;
    if (mine == null || !mine.mine()) {
      mine = recorders.receiveLane(subscription);
      lane = mine;
    }
    return mine;
  }
}
