/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

import io.weir.core.plugin.LoadedDriver;
import io.weir.spi.AckHandler;
import io.weir.spi.BrokerCluster;
import io.weir.spi.ConfigValue;
import io.weir.spi.NanoClock;
import io.weir.spi.Publisher;
import io.weir.spi.PublisherSpec;
import io.weir.spi.RecordHandler;
import io.weir.spi.Subscriber;
import io.weir.spi.SubscriberSpec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Stands around the driver of one deployment and does to records what a test asks for. It counts
 * what passes, as a witness that shares no code with the harness's accounts.
 *
 * <p>Thread contract: {@link #begin} between runs; the rest by any thread.
 */
final class FaultyKafka {
  private final NanoClock clock;
  private final List<Opened> opened = new CopyOnWriteArrayList<>();
  private final AtomicLong handedOver = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong delivered = new AtomicLong();
  private volatile LongestGap answers = new LongestGap();
  private volatile LongestGap deliveries = new LongestGap();
  private volatile Faults faults = new Faults();
  private volatile @Nullable BrokerCluster current;

  /** A subscriber that the harness opened, and where its records go. */
  private record Opened(SubscriberSpec spec, RecordHandler handler) {}

  FaultyKafka(NanoClock clock) {
    this.clock = clock;
  }

  /** The driver to make a deployment of. */
  LoadedDriver around(LoadedDriver loaded) {
    return new LoadedDriver(
        loaded.name(),
        loaded.directory(),
        loaded.version(),
        new ForwardingDriver(
            loaded.driver(),
            cluster -> {
              current = cluster;
              return new FaultyCluster(cluster);
            }),
        loaded.classLoader());
  }

  /** Begins anew: what goes wrong from now on, and no record counted. */
  void begin(Faults next) {
    faults = next;
    opened.clear();
    handedOver.set(0);
    acknowledged.set(0);
    refused.set(0);
    delivered.set(0);
    answers = new LongestGap();
    deliveries = new LongestGap();
  }

  /** Records that the harness published. */
  long handedOver() {
    return handedOver.get();
  }

  /** Acknowledgements that the harness got. */
  long acknowledged() {
    return acknowledged.get();
  }

  /** Errors that the harness got. */
  long refused() {
    return refused.get();
  }

  /** Records that the harness's handlers got, copies included. */
  long delivered() {
    return delivered.get();
  }

  /** The longest time without an acknowledgement. */
  long longestWithoutAnswerNs() {
    return answers.ns();
  }

  /** The longest time without a delivery. */
  long longestWithoutDeliveryNs() {
    return deliveries.ns();
  }

  /**
   * Lets one more subscriber join the first that the harness opened, for a time.
   *
   * @return how many records it was handed
   */
  long joinFor(Duration time) {
    BrokerCluster cluster = current;
    if (cluster == null || opened.isEmpty()) {
      throw new IllegalStateException("nothing to join");
    }
    Opened first = opened.get(0);
    SubscriberSpec of = first.spec();
    AtomicLong own = new AtomicLong();
    SubscriberSpec more =
        new SubscriberSpec(
            of.topics(),
            of.partitions(),
            of.subscription(),
            of.subscribers(),
            of.subscribers() + 1,
            of.kind(),
            of.isolation(),
            of.start());
    try (Subscriber joined = cluster.openSubscriber(more, new Faulty(first.handler(), own))) {
      if (!joined.awaitReady(Duration.ofSeconds(20))) {
        throw new IllegalStateException("the further subscriber did not come to its share");
      }
      Injection.until(clock, clock.epochNs() + time.toNanos());
    }
    return own.get();
  }

  /** Does to one subscription's records what is asked for. */
  private final class Faulty implements RecordHandler {
    private final RecordHandler handler;
    private final AtomicLong passed;

    Faulty(RecordHandler handler, AtomicLong passed) {
      this.handler = handler;
      this.passed = passed;
    }

    @Override
    public void onRecord(
        int topic,
        int partition,
        @Nullable ByteBuffer key,
        ByteBuffer payload,
        long brokerTimestampMs,
        long receivedNs) {
      passed.incrementAndGet();
      faults.deliver(
          new Delivery(topic, partition, key, payload, brokerTimestampMs, receivedNs), handler);
    }

    @Override
    public void onFailure(Throwable cause) {
      handler.onFailure(cause);
    }
  }

  /** Counts what reaches the harness in the end. One a subscriber, shared by who joins it. */
  private final class Counted implements RecordHandler {
    private final RecordHandler handler;

    Counted(RecordHandler handler) {
      this.handler = handler;
    }

    @Override
    public void onRecord(
        int topic,
        int partition,
        @Nullable ByteBuffer key,
        ByteBuffer payload,
        long brokerTimestampMs,
        long receivedNs) {
      delivered.incrementAndGet();
      deliveries.happened(clock.epochNs());
      handler.onRecord(topic, partition, key, payload, brokerTimestampMs, receivedNs);
    }

    @Override
    public void onFailure(Throwable cause) {
      handler.onFailure(cause);
    }
  }

  private final class FaultyPublisher implements Publisher {
    private final Publisher publisher;
    private final int index;
    private final AckHandler acks;

    FaultyPublisher(Publisher publisher, int index, AckHandler acks) {
      this.publisher = publisher;
      this.index = index;
      this.acks = acks;
    }

    @Override
    public void publish(
        int partition, byte @Nullable [] key, byte[] payload, int offset, int length, long token) {
      handedOver.incrementAndGet();
      if (faults.swallows(index, token)) {
        acks.onAck(token, partition, clock.epochNs());
      } else {
        publisher.publish(partition, key, payload, offset, length, token);
      }
    }

    @Override
    public void flush() {
      publisher.flush();
    }

    @Override
    public Map<String, ConfigValue> configuration() {
      return publisher.configuration();
    }

    @Override
    public void close() {
      publisher.close();
    }
  }

  private final class CountedAnswers implements AckHandler {
    private final AckHandler acks;

    CountedAnswers(AckHandler acks) {
      this.acks = acks;
    }

    @Override
    public void onAck(long token, int partition, long ackedNs) {
      acknowledged.incrementAndGet();
      answers.happened(clock.epochNs());
      acks.onAck(token, partition, ackedNs);
    }

    @Override
    public void onError(long token, ErrorKind kind, Throwable cause) {
      refused.incrementAndGet();
      acks.onError(token, kind, cause);
    }
  }

  private final class FaultyCluster extends ForwardingCluster {
    FaultyCluster(BrokerCluster cluster) {
      super(cluster);
    }

    @Override
    public Publisher openPublisher(PublisherSpec spec, AckHandler acks) {
      AckHandler counted = new CountedAnswers(acks);
      return new FaultyPublisher(super.openPublisher(spec, counted), spec.index(), counted);
    }

    @Override
    public Subscriber openSubscriber(SubscriberSpec spec, RecordHandler records) {
      RecordHandler counted = new Counted(records);
      opened.add(new Opened(spec, counted));
      return super.openSubscriber(spec, new Faulty(counted, new AtomicLong()));
    }
  }
}
