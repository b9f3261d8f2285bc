/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import io.weir.spi.AckHandler;
import io.weir.spi.ConfigValue;
import io.weir.spi.NanoClock;
import io.weir.spi.Publisher;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.MessageIdAdv;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.TypedMessageBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Publishes through a shared producer. Threads as {@link Publisher} says; answers come on the
 * client's network threads, except for records that it refuses at once.
 *
 * <p>The client keeps the array of a record until its batch is built, or until the record is
 * answered if it goes by itself. It therefore gets a copy, in an array that is used again once the
 * record is acknowledged. After a failure the array is not used again: the client may still have it
 * in what it is about to send.
 */
final class PulsarPublisher implements Publisher {
  private final ProducerPool pool;
  private final ProducerPool.Lease lease;
  private final AckHandler acks;
  private final NanoClock clock;
  private final ArrayPool arrays = new ArrayPool();
  private volatile boolean closed;

  PulsarPublisher(ProducerPool pool, ProducerPool.Lease lease, AckHandler acks, NanoClock clock) {
    this.pool = pool;
    this.lease = lease;
    this.acks = acks;
    this.clock = clock;
  }

  @Override
  public void publish(
      int partition, byte @Nullable [] key, byte[] payload, int offset, int length, long token) {
    byte[] copy = arrays.take(length);
    System.arraycopy(payload, offset, copy, 0, length);
    try {
      TypedMessageBuilder<byte[]> message = lease.producer(partition).newMessage().value(copy);
      if (key != null) {
        message.keyBytes(key);
      }
      var unused = message.sendAsync().whenComplete(new Answer(this, token, copy));
    } catch (RuntimeException e) {
      if (!closed) {
        acks.onError(token, ErrorKinds.of(e), e);
      }
    }
  }

  /** {@inheritDoc} */
  @Override
  public void flush() {
    for (Producer<byte[]> producer : lease.producers()) {
      // Each record is answered for itself.
      var unused = producer.flushAsync();
    }
  }

  @Override
  public Map<String, ConfigValue> configuration() {
    return lease.configuration();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      pool.release(lease);
    }
  }

  /** Hands the client's answer to the harness, and the array back to the pool. */
  private static final class Answer implements BiConsumer<MessageId, @Nullable Throwable> {
    private final PulsarPublisher publisher;
    private final long token;
    private final byte[] array;

    Answer(PulsarPublisher publisher, long token, byte[] array) {
      this.publisher = publisher;
      this.token = token;
      this.array = array;
    }

    @Override
    public void accept(MessageId id, @Nullable Throwable failure) {
      if (publisher.closed) {
        return;
      }
      if (failure == null) {
        publisher.acks.onAck(token, partition(id), publisher.clock.epochNs());
        publisher.arrays.give(array);
      } else {
        Throwable cause = ErrorKinds.cause(failure);
        publisher.acks.onError(token, ErrorKinds.of(cause), cause);
      }
    }

    private static int partition(MessageId id) {
      return id instanceof MessageIdAdv known ? known.getPartitionIndex() : -1;
    }
  }
}
