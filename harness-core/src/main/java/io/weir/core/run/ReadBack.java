/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.Units;
import io.weir.core.load.Arrivals;
import io.weir.core.load.PhasePlan;
import io.weir.core.measure.LedgerSet;
import io.weir.core.measure.Origin;
import io.weir.core.measure.Recorders;
import io.weir.spi.BrokerCluster;
import io.weir.spi.Encoding;
import io.weir.spi.Subscriber;
import io.weir.spi.SubscriberSpec;
import io.weir.spi.SubscriberSpec.Isolation;
import io.weir.spi.SubscriberSpec.Start;
import io.weir.spi.UnavailableException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Reads everything that a cluster holds with a new subscription, into a ledger. After publishing
 * has ended. One thread.
 */
final class ReadBack {
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);

  /** Far longer than reading takes; only a system that gives ever more copies reaches it. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** Quiet time after the last record that was expected: further copies of it would come now. */
  private static final long SETTLE_NS = 500_000_000;

  private static final long POLL_NS = 5_000_000;
  private static final long MAINTAIN_NS = 1_000_000_000;

  private final RunSpec spec;
  private final BrokerCluster cluster;
  private final List<String> topics;
  private final String subscription;
  private final Ledgers ledgers;
  private final LedgerSet ledger;
  private final Recorders recorders;
  private final Origin origin;
  private final int runTag;
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  /**
   * @param subscription a name that was never used
   * @param ledgers the received side of its only subscription is filled here
   * @param ledger of the same, kept within its memory here
   */
  ReadBack(
      RunSpec spec,
      PhasePlan plan,
      BrokerCluster cluster,
      List<String> topics,
      String subscription,
      Ledgers ledgers,
      LedgerSet ledger,
      Origin origin,
      int runTag) {
    this.spec = spec;
    this.cluster = cluster;
    this.topics = topics;
    this.subscription = subscription;
    this.ledgers = ledgers;
    this.ledger = ledger;
    // Not an open loop: when these records arrive says nothing of the system.
    this.recorders =
        new Recorders(
            plan.window(),
            ledgers.subscriptions().stream().map(each -> each.name()).toList(),
            false,
            lane -> {});
    this.origin = origin;
    this.runTag = runTag;
  }

  /**
   * Reads until all acknowledged records are there, or nothing has come for a while.
   *
   * @param acked acknowledged records
   * @param sent records that may be there
   * @param quiet how long nothing may come before reading ends
   * @param over asked again and again: whether to end early
   * @throws UnavailableException if the subscription is not given its partitions, fails, or never
   *     ends
   */
  void read(long acked, long sent, Duration quiet, BooleanSupplier over) {
    SubscriberSpec asked =
        new SubscriberSpec(
            topics,
            spec.topics().partitions(),
            subscription,
            0,
            1,
            spec.topics().kind(),
            Isolation.READ_UNCOMMITTED,
            Start.EARLIEST);
    Arrivals arrivals =
        new Arrivals(
            0,
            Collections.nCopies(topics.size(), Encoding.BINARY),
            spec.topics().partitions(),
            spec.load().publishers(),
            runTag,
            origin,
            recorders,
            ledgers.received(0),
            ledgers.reordering(0),
            Optional.empty(),
            failures::add);
    try (Subscriber subscriber = cluster.openSubscriber(asked, arrivals)) {
      if (!subscriber.awaitReady(READY_LIMIT) && !over.getAsBoolean()) {
        throw new UnavailableException(
            "the subscriber that reads back was not assigned its partitions within "
                + Units.text(READY_LIMIT)
                + "; see the brokers' logs");
      }
      await(acked, sent, quiet, over);
    }
    Throwable failure = failures.peek();
    if (failure != null) {
      throw new UnavailableException("reading back failed: " + failure, failure);
    }
  }

  private void await(long acked, long sent, Duration quiet, BooleanSupplier over) {
    long startNs = System.nanoTime();
    long quietSinceNs = startNs;
    long maintainedNs = startNs;
    long lastSeen = -1;
    while (!over.getAsBoolean() && failures.isEmpty()) {
      long nowNs = System.nanoTime();
      Counts counts = Counts.take(recorders, 1);
      long seen = counts.arrivals();
      if (seen != lastSeen) {
        lastSeen = seen;
        quietSinceNs = nowNs;
      }
      // Where some records have no acknowledgement, they may stand in the sum for others that have.
      long received = Counts.sum(counts.received()[0]);
      boolean whole = acked == sent ? received >= acked : received >= sent;
      if (nowNs - quietSinceNs >= (whole ? SETTLE_NS : quiet.toNanos())) {
        return;
      }
      if (nowNs - startNs >= LIMIT.toNanos()) {
        throw new UnavailableException(
            "reading back did not come to its end within " + Units.text(LIMIT));
      }
      if (nowNs - maintainedNs >= MAINTAIN_NS) {
        ledger.maintain();
        maintainedNs = nowNs;
      }
      LockSupport.parkNanos(POLL_NS);
    }
  }
}
