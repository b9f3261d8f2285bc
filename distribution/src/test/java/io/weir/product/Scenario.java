/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

import io.weir.core.experiment.Defaults;
import io.weir.core.experiment.KeySpec;
import io.weir.core.experiment.Pacing;
import io.weir.core.experiment.Partitioner;
import io.weir.core.experiment.Rate;
import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.TrafficProfile;
import io.weir.spi.ClientTuning;
import io.weir.spi.Compression;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.SubscriptionKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a test asks of a run, with the product's defaults but for short phases and small records.
 * Not thread-safe.
 */
final class Scenario {
  private TrafficProfile profile = new TrafficProfile.Constant(Rate.perSecond(1_000));
  private Duration warmup = Duration.ofSeconds(2);
  private Duration window = Duration.ofSeconds(4);
  private Duration drainLimit = Defaults.DRAIN_LIMIT;
  private int topics = 1;
  private int partitions = Defaults.PARTITIONS;
  private int publishers = 1;
  private int loadThreads = 1;
  private int maxInFlight;
  private int subscriptions = 1;
  private int subscribers = 1;
  private boolean keep;
  private int recordBytes = 100;
  private KeySpec keys = KeySpec.none();
  private Partitioner partitioner = Partitioner.HARNESS;

  /** Records a second, evenly spaced. */
  Scenario rate(long perSecond) {
    profile = new TrafficProfile.Constant(Rate.perSecond(perSecond));
    return this;
  }

  Scenario closedLoop() {
    profile = new TrafficProfile.Max();
    return this;
  }

  Scenario warmup(Duration length) {
    warmup = length;
    return this;
  }

  Scenario window(Duration length) {
    window = length;
    return this;
  }

  Scenario drainLimit(Duration limit) {
    drainLimit = limit;
    return this;
  }

  Scenario topics(int count, int partitionsEach) {
    topics = count;
    partitions = partitionsEach;
    return this;
  }

  Scenario publishers(int count, int threads) {
    publishers = count;
    loadThreads = threads;
    return this;
  }

  /** Per publisher; a power of two. */
  Scenario maxInFlight(int records) {
    maxInFlight = records;
    return this;
  }

  Scenario subscriptions(int count, int subscribersEach) {
    subscriptions = count;
    subscribers = subscribersEach;
    return this;
  }

  /** Leaves the topics in place. */
  Scenario keep() {
    keep = true;
    return this;
  }

  Scenario recordBytes(int bytes) {
    recordBytes = bytes;
    return this;
  }

  Scenario zipfKeys(int count) {
    keys = new KeySpec(KeySpec.Distribution.ZIPF, count, Defaults.ZIPF_EXPONENT);
    return this;
  }

  Scenario partitioner(Partitioner who) {
    partitioner = who;
    return this;
  }

  RunSpec on(RunSpec.BrokerSpec broker) {
    return new RunSpec(
        broker,
        new RunSpec.TopicsSpec(
            topics,
            partitions,
            Optional.empty(),
            subscriptions,
            subscribers,
            SubscriptionKind.EXCLUSIVE,
            keep),
        new RunSpec.PayloadSpec(recordBytes, keys, Defaults.COMPRESSIBILITY),
        new RunSpec.LoadSpec(
            profile,
            warmup,
            window,
            Defaults.COOLDOWN,
            drainLimit,
            Pacing.PRECISE,
            publishers,
            loadThreads,
            maxInFlight == 0 ? Defaults.maxInFlight(publishers) : maxInFlight,
            partitioner),
        new ClientTuning(
            Defaults.BATCH_BYTES, Defaults.LINGER, Compression.NONE, Defaults.PENDING_BYTES),
        Defaults.SEED,
        "payload",
        Optional.empty());
  }

  /** A broker that is started for the run. */
  static RunSpec.BrokerSpec local(String driver) {
    return broker(driver, 1, List.of());
  }

  /** A broker that runs already. */
  static RunSpec.BrokerSpec running(String driver, List<String> addresses) {
    return broker(driver, 0, addresses);
  }

  private static RunSpec.BrokerSpec broker(String driver, int nodes, List<String> addresses) {
    return new RunSpec.BrokerSpec(
        driver, Optional.empty(), nodes, addresses, DurabilityLevel.DEFAULT, Map.of());
  }
}
