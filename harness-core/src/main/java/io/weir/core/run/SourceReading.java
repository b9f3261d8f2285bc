/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.experiment.Units;
import io.weir.spi.BrokerCluster;
import io.weir.spi.Encoding;
import io.weir.spi.Subscriber;
import io.weir.spi.SubscriberSpec;
import io.weir.spi.SubscriberSpec.Isolation;
import io.weir.spi.SubscriberSpec.Start;
import io.weir.spi.SubscriptionKind;
import io.weir.spi.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Reads a query's source topics from their beginning with a new subscription, once publishing has
 * ended. One thread.
 */
public final class SourceReading {
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);

  /** Far longer than reading takes; only a system that gives ever more copies reaches it. */
  private static final Duration LIMIT = Duration.ofMinutes(30);

  /** After all closing ticks: a record that was sent again may stand behind them. */
  private static final Duration SETTLE = Duration.ofMillis(500);

  /** With closing ticks that are acknowledged and not found: they come now or never. */
  private static final Duration QUIET = Duration.ofSeconds(20);

  /** Without closing ticks. */
  private static final Duration QUIET_UNCLOSED = Duration.ofSeconds(5);

  private static final long POLL_NS = 5_000_000;

  private final BrokerCluster cluster;
  private final Source source;

  /**
   * What is read.
   *
   * @param topics in the order of the query's inputs
   * @param encodings of their records, likewise
   * @param partitions of each
   * @param subscription a name that was never used
   * @param runTag this run's
   * @param closing the closing ticks' number; empty if they could not be published
   */
  public record Source(
      List<String> topics,
      List<Encoding> encodings,
      int partitions,
      String subscription,
      int runTag,
      OptionalLong closing) {
    public Source {
      topics = List.copyOf(topics);
      encodings = List.copyOf(encodings);
    }
  }

  SourceReading(BrokerCluster cluster, Source source) {
    this.cluster = cluster;
    this.source = source;
  }

  /**
   * Reads until the closing ticks of every partition were seen and nothing came since, or nothing
   * has come for a while.
   *
   * @param records takes what is read; it is told when nothing will follow
   * @param over asked again and again: whether to end early
   * @throws UnavailableException if the subscription is not given its partitions, fails, or never
   *     ends
   */
  void read(SourceRecords records, BooleanSupplier over) {
    SubscriberSpec asked =
        new SubscriberSpec(
            source.topics(),
            source.partitions(),
            source.subscription(),
            0,
            1,
            SubscriptionKind.EXCLUSIVE,
            Isolation.READ_COMMITTED,
            Start.EARLIEST);
    try (Subscriber subscriber = cluster.openSubscriber(asked, records)) {
      if (!subscriber.awaitReady(READY_LIMIT) && !over.getAsBoolean()) {
        throw new UnavailableException(
            "the subscriber that reads the engine's input was not assigned its partitions within "
                + Units.text(READY_LIMIT)
                + "; see the brokers' logs");
      }
      await(records, over);
    }
    if (records.failure().isPresent()) {
      Throwable failure = records.failure().get();
      throw new UnavailableException(
          "reading the engine's input failed: " + failure.getMessage(), failure);
    }
    records.finish();
  }

  private void await(SourceRecords records, BooleanSupplier over) {
    long startNs = System.nanoTime();
    long quietSinceNs = startNs;
    long lastSeen = -1;
    while (!over.getAsBoolean() && records.failure().isEmpty()) {
      long nowNs = System.nanoTime();
      long seen = records.seen();
      if (seen != lastSeen) {
        lastSeen = seen;
        quietSinceNs = nowNs;
      }
      Duration quiet =
          records.closed() ? SETTLE : source.closing().isPresent() ? QUIET : QUIET_UNCLOSED;
      if (nowNs - quietSinceNs >= quiet.toNanos()) {
        return;
      }
      if (nowNs - startNs >= LIMIT.toNanos()) {
        throw new UnavailableException(
            "reading the engine's input did not come to its end within " + Units.text(LIMIT));
      }
      LockSupport.parkNanos(POLL_NS);
    }
  }
}
