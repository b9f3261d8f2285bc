/* SPDX-License-Identifier: Apache-2.0 */
package org.example.toy;

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
import io.weir.spi.Subscriber;
import io.weir.spi.SubscriberSpec;
import io.weir.spi.TopicSpec;
import io.weir.spi.UnavailableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/** Topics in memory. */
final class ToyCluster implements BrokerCluster {
  private final NanoClock clock;
  private final int mostRecords;
  private final String greeting;
  private final Map<String, List<ToyPartition>> topics = new HashMap<>();
  private final Map<String, CountDownLatch> subscriptions = new HashMap<>();
  private final List<ToySubscriber> subscribers = new ArrayList<>();

  ToyCluster(NanoClock clock, int mostRecords, String greeting) {
    this.clock = clock;
    this.mostRecords = mostRecords;
    this.greeting = greeting;
  }

  @Override
  public Endpoint endpoint() {
    return new Endpoint("toy", List.of("in-process"), Map.of());
  }

  @Override
  public ClusterDescription describe() {
    Map<String, ConfigValue> configuration =
        Map.of(
            "most-records", ConfigValue.plain(String.valueOf(mostRecords)),
            "greeting", ConfigValue.plain(greeting));
    return new ClusterDescription(
        ToyDriver.NAME,
        ToyDriver.VERSION,
        List.of(new ClusterDescription.Node("0", "in-process", configuration)),
        ToyDriver.VERSION);
  }

  @Override
  public synchronized boolean topicExists(String topic) {
    return topics.containsKey(topic);
  }

  @Override
  public synchronized void createTopic(TopicSpec spec) {
    if (topics.containsKey(spec.name())) {
      throw new UnavailableException("toy: topic " + spec.name() + " exists already");
    }
    topics.put(
        spec.name(),
        IntStream.range(0, spec.partitions())
            .mapToObj(p -> new ToyPartition(mostRecords))
            .toList());
  }

  @Override
  public synchronized void deleteTopic(String topic) {
    topics.remove(topic);
  }

  @Override
  public DurabilityReport durabilityOf(String topic, DurabilityLevel level) {
    return new DurabilityReport(ToyDriver.IN_MEMORY, ToyDriver.IN_MEMORY, List.of());
  }

  @Override
  public Publisher openPublisher(PublisherSpec spec, AckHandler acks) {
    return new ToyPublisher(partitions(spec.topic()), acks, clock);
  }

  @Override
  public synchronized Subscriber openSubscriber(SubscriberSpec spec, RecordHandler records) {
    List<ToySubscriber.Position> share = new ArrayList<>();
    for (int t = 0; t < spec.topics().size(); t++) {
      List<ToyPartition> partitions = partitions(spec.topics().get(t));
      for (int p = spec.index(); p < partitions.size(); p += spec.subscribers()) {
        ToyPartition partition = partitions.get(p);
        int first =
            switch (spec.start()) {
              case EARLIEST -> 0;
              case LATEST -> partition.size();
            };
        share.add(new ToySubscriber.Position(t, p, partition, first));
      }
    }
    CountDownLatch joined =
        subscriptions.computeIfAbsent(
            spec.subscription(), s -> new CountDownLatch(spec.subscribers()));
    String name = "toy-" + spec.subscription() + "-" + spec.index();
    ToySubscriber subscriber = new ToySubscriber(name, share, records, clock, joined);
    subscribers.add(subscriber);
    subscriber.start();
    return subscriber;
  }

  private synchronized List<ToyPartition> partitions(String topic) {
    List<ToyPartition> partitions = topics.get(topic);
    if (partitions == null) {
      throw new UnavailableException("toy: there is no topic " + topic);
    }
    return partitions;
  }

  @Override
  public List<ServerProcess> servers() {
    return List.of();
  }

  @Override
  public synchronized void close() {
    subscribers.forEach(ToySubscriber::close);
  }
}
