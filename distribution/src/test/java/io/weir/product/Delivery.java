/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

import io.weir.spi.RecordHandler;
import io.weir.spi.Stamp;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One record as a subscriber hands it over. The buffers are valid during the call only; {@link
 * #copy} for later.
 */
record Delivery(
    int topic,
    int partition,
    @Nullable ByteBuffer key,
    ByteBuffer payload,
    long brokerTimestampMs,
    long receivedNs) {
  RecordId id() {
    int at = payload.position();
    return new RecordId(Stamp.publisher(payload, at), Stamp.sequence(payload, at));
  }

  /** The same record received at another time, with buffers of its own. */
  Delivery copy(long atNs) {
    return new Delivery(topic, partition, copy(key), copy(payload), brokerTimestampMs, atNs);
  }

  void to(RecordHandler handler) {
    // The handler may move the position, and a record may be handed over twice.
    handler.onRecord(
        topic,
        partition,
        key == null ? null : key.duplicate(),
        payload.duplicate(),
        brokerTimestampMs,
        receivedNs);
  }

  private static @Nullable ByteBuffer copy(@Nullable ByteBuffer from) {
    return from == null ? null : ByteBuffer.allocate(from.remaining()).put(from.duplicate()).flip();
  }
}
