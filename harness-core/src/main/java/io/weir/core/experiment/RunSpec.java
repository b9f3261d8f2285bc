/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import io.weir.spi.ClientTuning;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.Guarantee;
import io.weir.spi.SubscriptionKind;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One run, whole: what is measured, under what load, for how long. Every result can be repeated
 * from it. Immutable; checked by {@link RunSpecs#check} before anything starts.
 *
 * @param broker the system under test
 * @param topics topics, partitions, and who reads them
 * @param payload what records are made of
 * @param load when and by whom they are published
 * @param tuning how clients batch
 * @param seed fixes everything random
 * @param workload the name of the event source; {@link #PAYLOAD} for the harness's own
 * @param engine the stream engine that works on the records; empty for a run of the broker alone
 */
public record RunSpec(
    BrokerSpec broker,
    TopicsSpec topics,
    PayloadSpec payload,
    LoadSpec load,
    ClientTuning tuning,
    long seed,
    String workload,
    Optional<EngineSpec> engine) {
  /** The workload that {@link PayloadSpec} describes; for others it means nothing. */
  public static final String PAYLOAD = "payload";

  /** Whether its results are written in transactions. */
  public boolean transactions() {
    return engine.filter(e -> e.guarantee() == Guarantee.EXACTLY_ONCE).isPresent();
  }

  /** The same run on local servers of this version. */
  public RunSpec withVersion(String version) {
    return with(
        new BrokerSpec(
            broker.driver,
            Optional.of(version),
            broker.nodes,
            broker.addresses,
            broker.durability,
            broker.settings));
  }

  /** The same run with other {@code --set} values. */
  public RunSpec withSettings(Map<String, String> settings) {
    return with(
        new BrokerSpec(
            broker.driver,
            broker.version,
            broker.nodes,
            broker.addresses,
            broker.durability,
            settings));
  }

  /** The same run with other topics. */
  public RunSpec withTopics(int count, int partitions) {
    return new RunSpec(
        broker,
        new TopicsSpec(
            count,
            partitions,
            topics.prefix,
            topics.subscriptions,
            topics.subscribers,
            topics.kind,
            topics.keep),
        payload,
        load,
        tuning,
        seed,
        workload,
        engine);
  }

  /** The same run with another traffic profile. */
  public RunSpec withProfile(TrafficProfile profile) {
    return new RunSpec(
        broker,
        topics,
        payload,
        new LoadSpec(
            profile,
            load.warmup,
            load.window,
            load.cooldown,
            load.drainLimit,
            load.pacing,
            load.publishers,
            load.loadThreads,
            load.maxInFlight,
            load.partitioner),
        tuning,
        seed,
        workload,
        engine);
  }

  private RunSpec with(BrokerSpec other) {
    return new RunSpec(other, topics, payload, load, tuning, seed, workload, engine);
  }

  /** The same run with this engine. */
  public RunSpec withEngine(EngineSpec other) {
    return new RunSpec(broker, topics, payload, load, tuning, seed, workload, Optional.of(other));
  }

  /**
   * The system under test.
   *
   * @param driver plugin name
   * @param version wanted of local servers; empty for the driver's default
   * @param nodes local servers; 0 for as many as the durability level needs
   * @param addresses of a running cluster; empty to launch one
   * @param durability the level asked for
   * @param settings {@code --set} values: key to text
   */
  public record BrokerSpec(
      String driver,
      Optional<String> version,
      int nodes,
      List<String> addresses,
      DurabilityLevel durability,
      Map<String, String> settings) {
    public BrokerSpec {
      addresses = List.copyOf(addresses);
      settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }
  }

  /**
   * Topics and their readers.
   *
   * @param topics how many; publisher p publishes to topic p mod topics
   * @param partitions of each topic
   * @param prefix topics are named so, with a dash and their number; empty to name them by the run
   * @param subscriptions each gets every record
   * @param subscribers of each subscription
   * @param kind how a subscription's subscribers share
   * @param keep leave the topics in place after the run
   */
  public record TopicsSpec(
      int topics,
      int partitions,
      Optional<String> prefix,
      int subscriptions,
      int subscribers,
      SubscriptionKind kind,
      boolean keep) {}

  /**
   * Records of the {@code payload} workload.
   *
   * @param recordBytes size of the value
   * @param keys how keys are chosen
   * @param compressibility share of each payload that repeats, 0 (random) to 1 (all alike)
   */
  public record PayloadSpec(int recordBytes, KeySpec keys, double compressibility) {}

  /**
   * The load.
   *
   * @param profile intended times over the window
   * @param warmup load before the window, at the profile's mean rate
   * @param window the measured window
   * @param cooldown least load after the window, at the mean rate, until the cohort has arrived
   * @param drainLimit the longest wait for the cohort, and then for what is unanswered
   * @param pacing how load threads wait
   * @param publishers over all machines
   * @param loadThreads on this machine
   * @param maxInFlight unanswered records per publisher; a power of two
   * @param partitioner who chooses partitions
   */
  public record LoadSpec(
      TrafficProfile profile,
      Duration warmup,
      Duration window,
      Duration cooldown,
      Duration drainLimit,
      Pacing pacing,
      int publishers,
      int loadThreads,
      int maxInFlight,
      Partitioner partitioner) {}
}
