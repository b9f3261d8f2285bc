/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import io.weir.spi.AckHandler;
import io.weir.spi.ConfigValue;
import io.weir.spi.NanoClock;
import io.weir.spi.Publisher;
import io.weir.spi.PublisherSpec;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Publishes through a shared KafkaProducer. Threads as {@link Publisher} says; answers come on the
 * producer's network thread, except for records that it refuses at once.
 *
 * <p>KafkaProducer copies a record into its batch before send returns, so an array that is the
 * record from end to end is handed over as it is.
 */
final class KafkaPublisher implements Publisher {
  private final String topic;
  private final ProducerPool pool;
  private final ProducerPool.Lease lease;
  private final AckHandler acks;
  private final NanoClock clock;
  private final Integer[] partitions;
  private byte[] part = new byte[0];
  private volatile boolean closed;

  KafkaPublisher(
      PublisherSpec spec,
      ProducerPool pool,
      ProducerPool.Lease lease,
      AckHandler acks,
      NanoClock clock) {
    this.topic = spec.topic();
    this.pool = pool;
    this.lease = lease;
    this.acks = acks;
    this.clock = clock;
    this.partitions = new Integer[spec.partitions()];
    Arrays.setAll(partitions, p -> p);
  }

  @Override
  public void publish(
      int partition, byte @Nullable [] key, byte[] payload, int offset, int length, long token) {
    Answer answer = new Answer(this, token);
    try {
      // The callback says all that the future could.
      var unused =
          lease
              .producer()
              .send(
                  new ProducerRecord<>(
                      topic, partition(partition), key, whole(payload, offset, length)),
                  answer);
    } catch (RuntimeException e) {
      answer.refused(e);
    }
  }

  private @Nullable Integer partition(int partition) {
    if (partition < 0) {
      return null;
    }
    return partition < partitions.length ? partitions[partition] : Integer.valueOf(partition);
  }

  private byte[] whole(byte[] payload, int offset, int length) {
    if (offset == 0 && length == payload.length) {
      return payload;
    }
    if (part.length != length) {
      part = new byte[length];
    }
    System.arraycopy(payload, offset, part, 0, length);
    return part;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Does nothing: the client has no flush that does not wait for answers, and a batch leaves by
   * itself when its linger is over.
   */
  @Override
  public void flush() {}

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

  /** The one object a record costs: hands the client's answer to the harness, once. */
  private static final class Answer implements Callback {
    private final KafkaPublisher publisher;
    private final long token;
    private boolean given;

    Answer(KafkaPublisher publisher, long token) {
      this.publisher = publisher;
      this.token = token;
    }

    @Override
    public void onCompletion(RecordMetadata metadata, @Nullable Exception exception) {
      given = true;
      if (publisher.closed) {
        return;
      }
      if (exception == null) {
        publisher.acks.onAck(token, metadata.partition(), publisher.clock.epochNs());
      } else {
        publisher.acks.onError(token, ErrorKinds.of(exception), exception);
      }
    }

    /** What send throws it has not always told the callback. */
    void refused(RuntimeException thrown) {
      if (!given && !publisher.closed) {
        publisher.acks.onError(token, ErrorKinds.of(thrown), thrown);
      }
    }
  }
}
