/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi.testkit;

import io.weir.spi.RecordHandler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every record that a subscription receives, in the order of arrival. Give one to all
 * subscribers of a subscription. Safe for any thread.
 */
public final class RecordedDeliveries implements RecordHandler {
  /**
   * One record; the key is empty text for none.
   *
   * @param publisher from the payload's first four bytes
   * @param sequence from the next eight
   * @param length of the payload
   * @param intact whether the rest of the payload is what {@link TestRecords} makes
   */
  public record Delivery(
      int topic,
      int partition,
      String key,
      int publisher,
      long sequence,
      int length,
      boolean intact,
      long receivedNs) {}

  private final Queue<Delivery> deliveries = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();

  @Override
  public void onRecord(
      int topic,
      int partition,
      @Nullable ByteBuffer key,
      ByteBuffer payload,
      long brokerTimestampMs,
      long receivedNs) {
    String keyText = key == null ? "" : StandardCharsets.UTF_8.decode(key).toString();
    int length = payload.remaining();
    int at = payload.position();
    deliveries.add(
        new Delivery(
            topic,
            partition,
            keyText,
            payload.getInt(at),
            payload.getLong(at + 4),
            length,
            TestRecords.intact(payload),
            receivedNs));
    count.incrementAndGet();
  }

  @Override
  public void onFailure(Throwable cause) {
    failures.add(cause);
  }

  public List<Delivery> deliveries() {
    return List.copyOf(deliveries);
  }

  public List<Throwable> failures() {
    return List.copyOf(failures);
  }

  /** Records so far. */
  public int count() {
    return count.get();
  }
}
