/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import io.weir.spi.ClientTuning;
import io.weir.spi.ConfigValue;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.PublisherSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The KafkaProducer instances that publishers share, since five hundred publishers are not five
 * hundred threads. Publisher p always uses instance p mod n, so its records keep their order within
 * a partition. Safe for any thread.
 */
final class ProducerPool {
  /** In the effective configuration: how many instances the run's publishers share. */
  static final String SHARED = "weir.producers";

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  /** An instance and what it was made for. */
  record Key(int slot, DurabilityLevel level, ClientTuning tuning) {}

  /** An instance in use. */
  static final class Lease {
    private final Key key;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<String, ConfigValue> configuration;
    private int users;

    private Lease(
        Key key, KafkaProducer<byte[], byte[]> producer, Map<String, ConfigValue> configuration) {
      this.key = key;
      this.producer = producer;
      this.configuration = configuration;
    }

    KafkaProducer<byte[], byte[]> producer() {
      return producer;
    }

    Map<String, ConfigValue> configuration() {
      return configuration;
    }
  }

  private final ClientSettings settings;
  private final KafkaOptions options;
  private final Map<Key, Lease> leases = new HashMap<>();

  ProducerPool(ClientSettings settings, KafkaOptions options) {
    this.settings = settings;
    this.options = options;
  }

  synchronized Lease acquire(PublisherSpec spec) {
    int shared = options.producersFor(spec.publishers());
    Key key = new Key(spec.index() % shared, spec.level(), spec.tuning());
    Lease lease = leases.computeIfAbsent(key, k -> open(k, shared));
    lease.users++;
    return lease;
  }

  private Lease open(Key key, int shared) {
    ClientTuning tuning = shareOf(key.tuning(), shared);
    Map<String, Object> config =
        settings.producer(key.level(), tuning, "weir-producer-" + key.slot());
    Map<String, ConfigValue> effective = new TreeMap<>(settings.effectiveProducer(config, tuning));
    effective.put(SHARED, ConfigValue.plain(String.valueOf(shared)));
    KafkaProducer<byte[], byte[]> producer =
        ClientSettings.checked(
            NativeKeys.PRODUCER,
            () ->
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()));
    return new Lease(key, producer, Map.copyOf(effective));
  }

  /** The pending limit holds over all instances, so that their number does not change it. */
  private static ClientTuning shareOf(ClientTuning all, int shared) {
    return new ClientTuning(
        all.batchBytes(),
        all.linger(),
        all.compression(),
        Math.max(all.batchBytes(), all.pendingBytes() / shared));
  }

  /** Gives an instance back; its last user closes it. */
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
      lease.producer.close(CLOSE_LIMIT);
    }
  }

  /** Closes whatever is still open. */
  synchronized void close() {
    leases.values().forEach(lease -> lease.producer.close(CLOSE_LIMIT));
    leases.clear();
  }
}
