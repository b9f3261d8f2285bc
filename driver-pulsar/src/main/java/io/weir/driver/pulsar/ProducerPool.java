/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import io.weir.spi.ClientTuning;
import io.weir.spi.ConfigValue;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.PublisherSpec;
import io.weir.spi.UnavailableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.impl.PartitionedProducerImpl;
import org.apache.pulsar.client.impl.ProducerImpl;

/**
 * The producers that publishers share, since five hundred publishers are not five hundred batches
 * on their way. The publishers of a topic are given its producers in turn, and each keeps its own,
 * so its records keep their order within a partition. All producers share one client, and with it
 * the limit on bytes that wait. Safe for any thread.
 */
final class ProducerPool {
  /**
   * In the effective configuration: how many producers of one topic its publishers share at most.
   */
  static final String SHARED = "weir.producers";

  /** A producer and what it was made for. */
  record Key(String topic, int slot, DurabilityLevel level, ClientTuning tuning) {}

  /** A producer in use. */
  static final class Lease {
    private final Key key;
    private final Producer<byte[]> producer;
    private final List<ProducerImpl<byte[]>> byPartition;
    private final Map<String, ConfigValue> configuration;
    private int users;

    private Lease(
        Key key,
        Producer<byte[]> producer,
        List<ProducerImpl<byte[]>> byPartition,
        Map<String, ConfigValue> configuration) {
      this.key = key;
      this.producer = producer;
      this.byPartition = byPartition;
      this.configuration = configuration;
    }

    /** What sends to one partition; for −1 what chooses the partition itself. */
    Producer<byte[]> producer(int partition) {
      return partition < 0 ? producer : byPartition.get(partition);
    }

    List<? extends Producer<byte[]>> producers() {
      return byPartition;
    }

    Map<String, ConfigValue> configuration() {
      return configuration;
    }
  }

  private final ClientSettings settings;
  private final PulsarOptions options;
  private final Topics topics;
  private final Map<Key, Lease> leases = new HashMap<>();
  private final Map<Limits, PulsarClient> clients = new HashMap<>();
  private final Map<String, Integer> turns = new HashMap<>();

  /** What a client is made for. */
  private record Limits(long pendingBytes, int connections) {}

  ProducerPool(ClientSettings settings, PulsarOptions options, Topics topics) {
    this.settings = settings;
    this.options = options;
    this.topics = topics;
  }

  synchronized Lease acquire(PublisherSpec spec) {
    int shared = options.producersFor(spec.publishers());
    int turn = turns.merge(spec.topic(), 1, Integer::sum) - 1;
    Key key = new Key(spec.topic(), turn % shared, spec.level(), spec.tuning());
    Lease lease = leases.get(key);
    if (lease == null) {
      lease = open(key, shared);
      leases.put(key, lease);
    }
    lease.users++;
    return lease;
  }

  private Lease open(Key key, int shared) {
    PulsarClient client =
        clients.computeIfAbsent(
            new Limits(key.tuning().pendingBytes(), shared),
            limits -> settings.client("weir-publishers", shared, limits.pendingBytes()));
    try {
      Producer<byte[]> producer =
          settings.producer(client, topics.full(key.topic()), key.tuning()).create();
      Map<String, ConfigValue> effective =
          new TreeMap<>(settings.effectiveProducer(client, key.tuning()));
      effective.put(SHARED, ConfigValue.plain(String.valueOf(shared)));
      return new Lease(key, producer, byPartition(producer), Map.copyOf(effective));
    } catch (PulsarClientException e) {
      throw new UnavailableException(
          "pulsar: no producer on " + key.topic() + ": " + Refusals.of(e), e);
    }
  }

  /** One for each partition: the harness says where a record goes, which saves routing it again. */
  private static List<ProducerImpl<byte[]>> byPartition(Producer<byte[]> producer) {
    if (producer instanceof PartitionedProducerImpl<byte[]> partitioned) {
      // In the order of partitions, as the client keeps them.
      return List.copyOf(partitioned.getProducers());
    }
    return List.of((ProducerImpl<byte[]>) producer);
  }

  /** Gives a producer back; its last user closes it. */
  void release(Lease lease) {
    boolean last;
    synchronized (this) {
      lease.users--;
      last = lease.users == 0;
      if (last) {
        leases.remove(lease.key);
      }
    }
    if (last) {
      Closing.bounded(lease.producer.closeAsync());
    }
  }

  /** Closes whatever is still open. */
  synchronized void close() {
    leases.values().forEach(lease -> Closing.bounded(lease.producer.closeAsync()));
    leases.clear();
    new ArrayList<>(clients.values()).forEach(Closing::end);
    clients.clear();
  }
}
