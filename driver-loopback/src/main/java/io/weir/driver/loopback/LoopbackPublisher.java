/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.loopback;

import io.weir.spi.AckHandler;
import io.weir.spi.ConfigValue;
import io.weir.spi.Publisher;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Appends to a topic's rings. Threads as {@link Publisher} says. */
final class LoopbackPublisher implements Publisher {
  private final List<PartitionRing> partitions;
  private final AckHandler acks;
  private final Map<String, ConfigValue> configuration;
  private final Backoff backoff = new Backoff();
  private int next;

  LoopbackPublisher(
      LoopbackTopic topic, int index, AckHandler acks, Map<String, ConfigValue> configuration) {
    this.partitions = topic.partitions();
    this.next = index % partitions.size();
    this.acks = acks;
    this.configuration = configuration;
  }

  @Override
  public void publish(
      int partition, byte @Nullable [] key, byte[] payload, int offset, int length, long token) {
    int chosen = partition;
    if (chosen < 0) {
      chosen = next;
      next = next + 1 == partitions.size() ? 0 : next + 1;
    }
    if (chosen >= partitions.size()) {
      acks.onError(
          token,
          AckHandler.ErrorKind.REJECTED,
          new IllegalArgumentException(
              "partition " + chosen + " of a topic with " + partitions.size()));
    } else if (!partitions.get(chosen).append(key, payload, offset, length, token, acks, backoff)) {
      acks.onError(
          token,
          AckHandler.ErrorKind.OTHER,
          new IllegalStateException("the topic was closed, or the publisher interrupted"));
    }
  }

  @Override
  public void flush() {
    // Nothing waits in a batch.
  }

  @Override
  public Map<String, ConfigValue> configuration() {
    return configuration;
  }

  @Override
  public void close() {
    // Holds nothing of its own.
  }
}
