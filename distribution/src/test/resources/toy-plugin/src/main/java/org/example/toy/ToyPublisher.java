/* SPDX-License-Identifier: Apache-2.0 */
package org.example.toy;

import io.weir.spi.AckHandler;
import io.weir.spi.ConfigValue;
import io.weir.spi.NanoClock;
import io.weir.spi.Publisher;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.example.toy.ToyPartition.ToyRecord;

/** Appends and acknowledges at once, on the thread that publishes. */
final class ToyPublisher implements Publisher {
  private final List<ToyPartition> partitions;
  private final AckHandler acks;
  private final NanoClock clock;
  private int next;

  ToyPublisher(List<ToyPartition> partitions, AckHandler acks, NanoClock clock) {
    this.partitions = partitions;
    this.acks = acks;
    this.clock = clock;
  }

  @Override
  public void publish(
      int partition, byte[] key, byte[] payload, int offset, int length, long token) {
    int chosen = partition < 0 ? next++ % partitions.size() : partition;
    // The harness reuses the array as soon as this returns.
    byte[] copy = Arrays.copyOfRange(payload, offset, offset + length);
    ToyRecord record = new ToyRecord(key == null ? new byte[0] : key, key != null, copy);
    if (partitions.get(chosen).append(record)) {
      acks.onAck(token, chosen, clock.epochNs());
    } else {
      acks.onError(
          token,
          AckHandler.ErrorKind.REJECTED,
          new IllegalStateException("partition " + chosen + " is full; set toy.most-records"));
    }
  }

  @Override
  public void flush() {
    // Nothing waits.
  }

  @Override
  public Map<String, ConfigValue> configuration() {
    return Map.of();
  }

  @Override
  public void close() {
    // Holds nothing of its own.
  }
}
