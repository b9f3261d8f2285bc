/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import io.weir.spi.ConfigValue;
import io.weir.spi.NanoClock;
import io.weir.spi.RecordHandler;
import io.weir.spi.Subscriber;
import io.weir.spi.SubscriberSpec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * One member of a consumer group, on one thread that polls and delivers. Methods may be called from
 * any thread.
 *
 * <p>Uses the classic group protocol: every version has it, the group is STABLE exactly when every
 * member knows its share, and how soon members learn of a newcomer is the client's own heartbeat
 * interval rather than a setting of the cluster. Positions are committed once they are determined,
 * about every second, and before partitions are given up, so that an orderly hand-over repeats and
 * skips nothing.
 */
final class KafkaSubscriber implements Subscriber {
  private static final System.Logger LOG = System.getLogger(KafkaSubscriber.class.getName());

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration POSITION_LIMIT = Duration.ofSeconds(3);
  private static final Duration COMMIT_LIMIT = Duration.ofSeconds(3);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);
  private static final long JOIN_MS = 8_000;
  private static final long COMMIT_INTERVAL_NS = 1_000_000_000;
  private static final long READY_POLL_NS = 20_000_000;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  /**
   * This member's share, with its positions determined.
   *
   * @param member its id within the group
   */
  record Share(String member, Set<TopicPartition> partitions) {}

  private final SubscriberSpec spec;
  private final KafkaConsumer<ByteBuffer, ByteBuffer> consumer;
  private final Map<String, ConfigValue> configuration;
  private final GroupView group;
  private final RecordHandler records;
  private final NanoClock clock;
  private final Thread thread;

  private volatile Optional<Share> share = Optional.empty();
  private volatile boolean closed;
  private volatile boolean failed;

  // Of the subscriber's thread alone.
  private boolean reassigned;
  private boolean uncommitted;
  private long committedNs;

  KafkaSubscriber(
      SubscriberSpec spec,
      KafkaConsumer<ByteBuffer, ByteBuffer> consumer,
      Map<String, ConfigValue> configuration,
      GroupView group,
      RecordHandler records,
      NanoClock clock) {
    this.spec = spec;
    this.consumer = consumer;
    this.configuration = configuration;
    this.group = group;
    this.records = records;
    this.clock = clock;
    this.thread = new Thread(this::run, "weir-sub-" + spec.subscription() + "-" + spec.index());
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      consumer.subscribe(spec.topics(), new Rebalances());
      while (!closed) {
        ConsumerRecords<ByteBuffer, ByteBuffer> batch = consumer.poll(POLL);
        long receivedNs = clock.epochNs();
        deliver(batch, receivedNs);
        if (reassigned) {
          settle();
        }
        commitNowAndThen();
      }
    } catch (WakeupException e) {
      if (!closed) {
        fail(e);
      }
    } catch (RuntimeException | Error e) {
      fail(e);
    } finally {
      share = Optional.empty();
      leave();
    }
  }

  private void fail(Throwable cause) {
    failed = true;
    records.onFailure(cause);
  }

  private void leave() {
    try {
      consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
    } catch (KafkaException e) {
      LOG.log(System.Logger.Level.WARNING, "subscriber of " + spec.subscription() + " left", e);
    }
  }

  private void deliver(ConsumerRecords<ByteBuffer, ByteBuffer> batch, long receivedNs) {
    for (TopicPartition from : batch.partitions()) {
      int topic = spec.topics().indexOf(from.topic());
      int partition = from.partition();
      List<ConsumerRecord<ByteBuffer, ByteBuffer>> of = batch.records(from);
      for (int i = 0; i < of.size(); i++) {
        ConsumerRecord<ByteBuffer, ByteBuffer> one = of.get(i);
        ByteBuffer payload = one.value();
        records.onRecord(
            topic,
            partition,
            one.key(),
            payload == null ? NOTHING : payload,
            one.timestamp(),
            receivedNs);
      }
      uncommitted = true;
    }
  }

  /** Determines and pins this member's positions, so that nothing published later is skipped. */
  private void settle() {
    reassigned = false;
    Set<TopicPartition> assigned = Set.copyOf(consumer.assignment());
    try {
      for (TopicPartition partition : assigned) {
        consumer.position(partition, POSITION_LIMIT);
      }
      consumer.commitSync(COMMIT_LIMIT);
      share = Optional.of(new Share(consumer.groupMetadata().memberId(), assigned));
    } catch (RebalanceInProgressException | CommitFailedException e) {
      // Another member came meanwhile: the next poll assigns anew, and settles again.
      LOG.log(System.Logger.Level.DEBUG, "reassigned while settling", e);
    } catch (TimeoutException e) {
      // The broker may be down for a while: that ends neither the group nor this subscriber.
      reassigned = true;
      LOG.log(System.Logger.Level.DEBUG, "not settled yet", e);
    }
  }

  private void commitNowAndThen() {
    long nowNs = clock.epochNs();
    if (uncommitted && nowNs - committedNs >= COMMIT_INTERVAL_NS) {
      consumer.commitAsync();
      committedNs = nowNs;
      uncommitted = false;
    }
  }

  @Override
  public boolean awaitReady(Duration timeLimit) {
    long deadlineNs = System.nanoTime() + timeLimit.toNanos();
    while (!ready(deadlineNs)) {
      if (failed
          || closed
          || System.nanoTime() - deadlineNs >= 0
          || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(this, READY_POLL_NS);
    }
    return true;
  }

  private boolean ready(long deadlineNs) {
    Optional<Share> mine = share;
    return mine.isPresent()
        && group.settled(spec, mine.get(), deadlineNs - System.nanoTime())
        && share.equals(mine);
  }

  @Override
  public Map<String, ConfigValue> configuration() {
    return configuration;
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(JOIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Called by poll and close, on the subscriber's thread. */
  private final class Rebalances implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      share = Optional.empty();
      // After a failure the consumer's positions are ahead of what was delivered.
      if (partitions.isEmpty() || failed) {
        return;
      }
      try {
        consumer.commitSync(COMMIT_LIMIT);
        uncommitted = false;
      } catch (KafkaException e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "positions of " + spec.subscription() + " were not committed: records may come again",
            e);
      }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      share = Optional.empty();
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      reassigned = true;
    }
  }
}
