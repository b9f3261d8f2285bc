/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.load.ResultArrivals;
import io.weir.core.measure.Origin;
import io.weir.core.measure.ResultLog;
import io.weir.core.results.RunDirectory;
import io.weir.spi.BrokerCluster;
import io.weir.spi.Subscriber;
import io.weir.spi.SubscriberSpec;
import io.weir.spi.SubscriberSpec.Isolation;
import io.weir.spi.SubscriberSpec.Start;
import io.weir.spi.SubscriptionKind;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The subscriber of an engine's result topic, and what it has received.
 *
 * <p>Thread contract: by the run's thread, but {@link #failure} and {@link #received}, by any.
 */
final class EngineAnswers implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(EngineAnswers.class.getName());

  private final ResultLog log;
  private final ResultArrivals arrivals;
  private @Nullable Subscriber subscriber;
  private volatile @Nullable Throwable failure;

  EngineAnswers(RunDirectory directory, Origin origin) {
    this.log = new ResultLog(directory.passing("results"), ResultLog.DEFAULT_MEMORY_BYTES);
    this.arrivals = new ResultArrivals(log, origin, this::fail);
  }

  private void fail(Throwable cause) {
    failure = cause;
  }

  /**
   * Opens the subscriber.
   *
   * @param subscription a name that was never used
   * @param committed whether only rows of committed transactions count
   */
  void open(
      BrokerCluster cluster, String topic, int partitions, String subscription, boolean committed) {
    subscriber =
        cluster.openSubscriber(
            new SubscriberSpec(
                List.of(topic),
                partitions,
                subscription,
                0,
                1,
                SubscriptionKind.EXCLUSIVE,
                committed ? Isolation.READ_COMMITTED : Isolation.READ_UNCOMMITTED,
                Start.EARLIEST),
            arrivals);
  }

  /**
   * Waits until it has its partitions.
   *
   * @throws UnavailableException if it has not within the limit
   */
  void awaitReady(Duration limit) {
    Subscriber open = subscriber;
    if (open != null && !open.awaitReady(limit)) {
      throw new UnavailableException(
          "the subscriber of the result topic was not assigned its partitions; see the brokers'"
              + " logs");
    }
  }

  ResultLog log() {
    return log;
  }

  long received() {
    return log.records();
  }

  /** Why it receives nothing any more, if it does not. */
  Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /** Ends receiving; what was received stays. Repeated calls do nothing. */
  void stop() {
    Subscriber open = subscriber;
    subscriber = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void close() {
    stop();
    try {
      log.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "files of results could not be removed", e);
    }
  }
}
