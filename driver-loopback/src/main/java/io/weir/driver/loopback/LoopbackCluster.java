/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.loopback;

import io.weir.spi.AckHandler;
import io.weir.spi.BrokerCluster;
import io.weir.spi.ClusterDescription;
import io.weir.spi.ConfigValue;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.DurabilityReport;
import io.weir.spi.Endpoint;
import io.weir.spi.NanoClock;
import io.weir.spi.Publisher;
import io.weir.spi.PublisherSpec;
import io.weir.spi.RecordHandler;
import io.weir.spi.ServerProcess;
import io.weir.spi.SettingException;
import io.weir.spi.Subscriber;
import io.weir.spi.SubscriberSpec;
import io.weir.spi.SubscriptionKind;
import io.weir.spi.TopicSpec;
import io.weir.spi.UnavailableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Topics in memory and the thread that acknowledges. Threads as {@link BrokerCluster} says. */
final class LoopbackCluster implements BrokerCluster {
  private static final String VERSION = "1";

  private final NanoClock clock;
  private final int ringRecords;
  private final int loseEvery;
  private final Map<String, ConfigValue> configuration;
  private final Map<String, LoopbackTopic> topics = new LinkedHashMap<>();
  private final Map<String, LoopbackSubscription> subscriptions = new HashMap<>();
  private final List<LoopbackSubscriber> subscribers = new ArrayList<>();
  private final AckLoop acks = new AckLoop();

  LoopbackCluster(NanoClock clock, int ringRecords, int loseEvery) {
    this.clock = clock;
    this.ringRecords = ringRecords;
    this.loseEvery = loseEvery;
    this.configuration =
        Map.of(
            LoopbackDriver.RING_RECORDS,
            ConfigValue.plain(String.valueOf(ringRecords)),
            LoopbackDriver.LOSE_EVERY,
            ConfigValue.plain(String.valueOf(loseEvery)));
    acks.start();
  }

  @Override
  public Endpoint endpoint() {
    return new Endpoint("loopback", List.of("in-process"), Map.of());
  }

  @Override
  public ClusterDescription describe() {
    return new ClusterDescription(
        "loopback",
        VERSION,
        List.of(new ClusterDescription.Node("0", "in-process", configuration)),
        VERSION);
  }

  @Override
  public synchronized boolean topicExists(String topic) {
    return topics.containsKey(topic);
  }

  @Override
  public synchronized void createTopic(TopicSpec spec) {
    if (topics.containsKey(spec.name())) {
      throw new UnavailableException("loopback: topic " + spec.name() + " exists already");
    }
    topics.put(
        spec.name(), LoopbackTopic.create(spec.name(), spec.partitions(), ringRecords, clock));
    acks.serve(List.copyOf(topics.values()));
  }

  @Override
  public synchronized void deleteTopic(String topic) {
    LoopbackTopic removed = topics.remove(topic);
    if (removed != null) {
      removed.close();
      acks.serve(List.copyOf(topics.values()));
    }
  }

  @Override
  public DurabilityReport durabilityOf(String topic, DurabilityLevel level) {
    topic(topic);
    return new DurabilityReport(LoopbackDriver.IN_MEMORY, LoopbackDriver.IN_MEMORY, List.of());
  }

  @Override
  public Publisher openPublisher(PublisherSpec spec, AckHandler handler) {
    return new LoopbackPublisher(topic(spec.topic()), spec.index(), handler, configuration);
  }

  @Override
  public synchronized Subscriber openSubscriber(SubscriberSpec spec, RecordHandler records) {
    if (spec.kind() != SubscriptionKind.EXCLUSIVE) {
      throw new SettingException(
          "--subscription-kind", spec.kind().text(), SubscriptionKind.EXCLUSIVE.text(), "");
    }
    List<LoopbackSubscriber.Share> shares = new ArrayList<>();
    for (int t = 0; t < spec.topics().size(); t++) {
      List<PartitionRing> partitions = topic(spec.topics().get(t)).partitions();
      for (int p = spec.index(); p < partitions.size(); p += spec.subscribers()) {
        PartitionRing ring = partitions.get(p);
        RingCursor cursor =
            switch (spec.start()) {
              case EARLIEST -> ring.fromEarliest();
              case LATEST -> ring.fromLatest();
            };
        shares.add(new LoopbackSubscriber.Share(t, ring, cursor));
      }
    }
    LoopbackSubscriber subscriber =
        new LoopbackSubscriber(
            spec,
            subscriptions.computeIfAbsent(spec.subscription(), s -> new LoopbackSubscription()),
            shares,
            loseEvery == 0 ? records : new LosingHandler(records, loseEvery),
            configuration);
    subscribers.add(subscriber);
    subscriber.start();
    return subscriber;
  }

  private synchronized LoopbackTopic topic(String name) {
    LoopbackTopic topic = topics.get(name);
    if (topic == null) {
      throw new UnavailableException(
          "loopback: there is no topic " + name + "; create it before it is used");
    }
    return topic;
  }

  @Override
  public List<ServerProcess> servers() {
    return List.of();
  }

  @Override
  public synchronized void close() {
    topics.values().forEach(LoopbackTopic::close);
    subscribers.forEach(LoopbackSubscriber::close);
    acks.close();
  }
}
