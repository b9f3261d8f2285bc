/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import io.weir.spi.ConfigValue;
import io.weir.spi.NanoClock;
import io.weir.spi.RecordHandler;
import io.weir.spi.Subscriber;
import io.weir.spi.SubscriberSpec;
import io.weir.spi.SubscriptionKind;
import io.weir.spi.UnavailableException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.pulsar.client.api.Consumer;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.MessageIdAdv;
import org.apache.pulsar.client.api.PulsarClient;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber: a consumer for each partition that it reads. Methods may be called from any
 * thread.
 *
 * <p>Records are delivered on the thread on which the client takes them from the network's, which
 * is one for each partition; nothing hands them on to a further thread. When each is handed over is
 * read from the clock for each, since the client hands over one by one.
 *
 * <p>In an exclusive subscription partition p belongs to subscriber p mod n, for Pulsar admits one
 * exclusive consumer to a partition; in the other kinds each subscriber has a consumer on every
 * partition, and the broker shares out. Where a partition's order is kept, positions are
 * acknowledged up to a batch, as each ends: the broker goes on from there after a disconnection,
 * and the client filters what it has acknowledged already. A hand-over skips nothing, and repeats
 * at most the records of one batch. In the other kinds each record is acknowledged for itself.
 *
 * <p>Of transactions a consumer is shown what is committed, whatever the isolation asked for: the
 * broker hands out a partition's records up to the first transaction that is open, and leaves out
 * those of aborted ones.
 */
final class PulsarSubscriber implements Subscriber {
  private static final System.Logger LOG = System.getLogger(PulsarSubscriber.class.getName());
  private static final long READY_POLL_NS = 20_000_000;
  private static final long QUIET_LIMIT_NS = 3_000_000_000L;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final SubscriberSpec spec;
  private final PulsarClient client;
  private final Map<String, ConfigValue> configuration;
  private final SubscriptionView view;
  private final RecordHandler records;
  private final NanoClock clock;
  private final List<Partition> partitions = new ArrayList<>();
  private final AtomicBoolean failed = new AtomicBoolean();
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile boolean closed;

  PulsarSubscriber(
      SubscriberSpec spec,
      PulsarClient client,
      Map<String, ConfigValue> configuration,
      SubscriptionView view,
      RecordHandler records,
      NanoClock clock) {
    this.spec = spec;
    this.client = client;
    this.configuration = configuration;
    this.view = view;
    this.records = records;
    this.clock = clock;
  }

  /** Subscribes to every partition of its share. Does not wait. */
  void start(ClientSettings settings, Topics topics) {
    for (int t = 0; t < spec.topics().size(); t++) {
      for (int p = 0; p < spec.partitions(); p++) {
        if (spec.kind() != SubscriptionKind.EXCLUSIVE || p % spec.subscribers() == spec.index()) {
          Partition partition = new Partition(t, p);
          partitions.add(partition);
          partition.subscribe(settings, topics.partition(spec.topics().get(t), p));
        }
      }
    }
  }

  private void fail(Throwable cause) {
    if (!closed && failed.compareAndSet(false, true)) {
      records.onFailure(cause);
    }
  }

  @Override
  public boolean awaitReady(Duration timeLimit) {
    long deadlineNs = System.nanoTime() + timeLimit.toNanos();
    if (spec.kind() != SubscriptionKind.FAILOVER) {
      return awaitReady(deadlineNs);
    }
    // The broker hands partitions over only when their consumers have not changed for a while.
    long delayNs = view.failoverDelay().toNanos();
    if (!awaitReady(deadlineNs - delayNs)) {
      return false;
    }
    LockSupport.parkNanos(this, delayNs);
    return awaitReady(deadlineNs);
  }

  private boolean awaitReady(long deadlineNs) {
    while (failed.get() || !ready()) {
      if (failed.get()
          || closed
          || System.nanoTime() - deadlineNs >= 0
          || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(this, READY_POLL_NS);
    }
    return true;
  }

  private boolean ready() {
    return partitions.stream().allMatch(Partition::joined) && view.settled(spec);
  }

  @Override
  public Map<String, ConfigValue> configuration() {
    return configuration;
  }

  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    closed = true;
    partitions.forEach(Partition::awaitQuiet);
    Closing.bounded(
        CompletableFuture.allOf(
            partitions.stream().map(Partition::end).toArray(CompletableFuture<?>[]::new)));
    Closing.end(client);
  }

  /** One partition's consumer. Delivery is by one thread at a time, in order. */
  private final class Partition {
    private final int topic;
    private final int index;
    private volatile CompletableFuture<Consumer<ByteBuffer>> subscribed = new CompletableFuture<>();
    private volatile boolean delivering;

    // Of the delivering thread alone, but for the end.
    private @Nullable MessageId delivered;
    private @Nullable MessageId acknowledged;
    private volatile @Nullable Thread deliverer;

    Partition(int topic, int index) {
      this.topic = topic;
      this.index = index;
    }

    boolean joined() {
      return subscribed.isDone() && !subscribed.isCompletedExceptionally();
    }

    void subscribe(ClientSettings settings, String name) {
      subscribed =
          settings
              .consumer(client, name, spec)
              .messageListenerExecutor((message, delivery) -> delivery.run())
              .messageListener(this::received)
              .subscribeAsync();
      var unused =
          subscribed.whenComplete(
              (consumer, failure) -> {
                if (failure != null) {
                  Throwable cause = ErrorKinds.cause(failure);
                  fail(
                      new UnavailableException(
                          "pulsar: no consumer on " + name + ": " + Refusals.of(cause), cause));
                }
              });
    }

    private void received(Consumer<ByteBuffer> consumer, Message<ByteBuffer> message) {
      long receivedNs = clock.epochNs();
      // In this order: who closes sets the flag first, and then waits for the delivery.
      deliverer = Thread.currentThread();
      delivering = true;
      try {
        if (closed || failed.get()) {
          return;
        }
        ByteBuffer payload = message.getValue();
        records.onRecord(
            topic,
            index,
            message.hasKey() ? ByteBuffer.wrap(message.getKeyBytes()) : null,
            payload == null ? NOTHING : payload,
            message.getBrokerPublishTime().orElse(-1L),
            receivedNs);
        acknowledge(consumer, message);
      } catch (RuntimeException | Error e) {
        fail(e);
      } finally {
        delivering = false;
        message.release();
      }
    }

    private void acknowledge(Consumer<ByteBuffer> consumer, Message<ByteBuffer> message) {
      if (!spec.kind().keepsPartitionOrder()) {
        var unused = consumer.acknowledgeAsync(message);
        return;
      }
      MessageId id = message.getMessageId();
      delivered = id;
      if (endsBatch(id)) {
        acknowledged = id;
        // The client sends what it gathers ten times a second.
        var unused = consumer.acknowledgeCumulativeAsync(id);
      }
    }

    private boolean endsBatch(MessageId id) {
      return !(id instanceof MessageIdAdv of)
          || of.getBatchSize() <= 0
          || of.getBatchIndex() == of.getBatchSize() - 1;
    }

    /** Waits until the record that is being delivered is, unless this is what delivers it. */
    void awaitQuiet() {
      long sinceNs = System.nanoTime();
      while (delivering
          && deliverer != Thread.currentThread()
          && System.nanoTime() - sinceNs < QUIET_LIMIT_NS) {
        LockSupport.parkNanos(this, 100_000);
      }
    }

    /** Leaves in good order, with the position of the last record that was delivered. */
    CompletableFuture<?> end() {
      if (!subscribed.isDone() || subscribed.isCompletedExceptionally()) {
        return CompletableFuture.completedFuture(null);
      }
      Consumer<ByteBuffer> consumer = subscribed.join();
      MessageId last = delivered;
      boolean position =
          last != null && !last.equals(acknowledged) && spec.kind().keepsPartitionOrder();
      CompletableFuture<?> positioned =
          position
              ? consumer.acknowledgeCumulativeAsync(last)
              : CompletableFuture.completedFuture(null);
      return positioned
          .exceptionally(
              e -> {
                LOG.log(
                    System.Logger.Level.WARNING,
                    "the position of "
                        + spec.subscription()
                        + " was not kept: records may come again",
                    e);
                return null;
              })
          .thenCompose(done -> consumer.closeAsync());
    }
  }
}
