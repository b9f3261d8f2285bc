/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.experiment.RunSpec;
import io.weir.core.measure.EpochClock;
import io.weir.core.plugin.LoadedDriver;
import io.weir.core.plugin.Plugins;
import io.weir.core.plugin.SettingsBinder;
import io.weir.core.provision.LocalHost;
import io.weir.core.provision.LocalServer;
import io.weir.core.provision.MavenArtifacts;
import io.weir.core.provision.Watchdog;
import io.weir.core.provision.powerloss.PowerLoss;
import io.weir.core.provision.powerloss.Strike;
import io.weir.core.run.Deployment;
import io.weir.spi.DurabilityLevel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OffsetNotAvailableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Power loss of all three brokers, of one cluster with two topics: one flushes every record before
 * it acknowledges it, the other leaves that to the operating system.
 */
@Tag("extended")
final class PowerLossKafkaIT {
  private static final int RECORDS = 20_000;
  private static final int PARTITIONS = 3;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Held, since a logger that nobody holds forgets its level. */
  private final Logger clientLogger = Logger.getLogger("org.apache.kafka");

  @TempDir Path directory;

  @Test
  @Timeout(240)
  void onlyWhatWasFlushedSurvives() throws Exception {
    clientLogger.setLevel(Level.OFF);
    Path dist = Path.of(System.getProperty("weir.dist"));
    PowerLoss powerLoss = new PowerLoss(PowerLoss.agentIn(dist), directory);
    try (Plugins plugins = Plugins.load(List.of(dist.resolve("plugins")));
        MavenArtifacts artifacts =
            new MavenArtifacts(MavenArtifacts.defaultCacheDirectory(System.getenv()));
        LocalHost host =
            new LocalHost(directory, artifacts, Watchdog::start, powerLoss.amendment());
        Deployment deployment = deployment(plugins.driver("kafka"), host)) {
      deployment.open();
      String addresses = String.join(",", deployment.cluster().endpoint().addresses());
      List<LocalServer> servers = host.servers();
      List<Path> data =
          servers.stream().map(s -> s.spec().workingDirectory().resolve("data")).toList();

      try (Admin admin = Admin.create(Map.of("bootstrap.servers", addresses))) {
        create(admin, "flushed", Map.of("min.insync.replicas", "2", "flush.messages", "1"));
        create(admin, "default", Map.of("min.insync.replicas", "2"));
      }
      powerLoss.baseline(data);
      Set<Long> flushed = publish(addresses, "flushed");
      Set<Long> cached = publish(addresses, "default");
      assertThat(flushed).hasSize(RECORDS);
      assertThat(cached).hasSize(RECORDS);

      Strike strike = powerLoss.strike(servers, data);
      assertThat(strike.anomalies()).isEmpty();
      assertThat(strike.damage().keySet()).containsExactly("kafka-1", "kafka-2", "kafka-3");
      assertThat(strike.damage().values())
          .allSatisfy(
              damage -> {
                assertThat(damage.filesCut()).isPositive();
                assertThat(damage.filesExempt()).isZero();
                assertThat(damage.filesMapped()).isPositive();
              });
      servers.forEach(LocalServer::restart);

      flushed.removeAll(read(addresses, "flushed"));
      cached.removeAll(read(addresses, "default"));
      assertThat(flushed).as("acknowledged after a flush, and lost").isEmpty();
      assertThat(cached).as("acknowledged from memory, and lost").isNotEmpty();
    }
  }

  private static Deployment deployment(LoadedDriver driver, LocalHost host) {
    RunSpec.BrokerSpec broker =
        new RunSpec.BrokerSpec(
            "kafka", Optional.empty(), 3, List.of(), DurabilityLevel.DEFAULT, Map.of());
    return new Deployment(
        "power-loss",
        broker,
        false,
        driver,
        new SettingsBinder(Map.of()).bind(driver.driver(), Map.of(), List.of(driver.name())),
        host,
        new EpochClock());
  }

  private static void create(Admin admin, String topic, Map<String, String> configuration)
      throws Exception {
    admin
        .createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 3).configs(configuration)))
        .all()
        .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  /** The numbers of the records that were acknowledged by all replicas in sync. */
  private static Set<Long> publish(String addresses, String topic) {
    Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
    try (KafkaProducer<byte[], Long> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", addresses, "acks", "all"),
            new org.apache.kafka.common.serialization.ByteArraySerializer(),
            new LongSerializer())) {
      for (long i = 0; i < RECORDS; i++) {
        long number = i;
        producer.send(
            new ProducerRecord<>(topic, (int) (i % PARTITIONS), null, number),
            (metadata, failure) -> {
              if (failure == null) {
                acknowledged.add(number);
              }
            });
      }
    }
    return acknowledged;
  }

  /** All that a topic holds, once every partition has a leader. */
  private static Set<Long> read(String addresses, String topic) throws Exception {
    List<TopicPartition> partitions =
        IntStream.range(0, PARTITIONS).mapToObj(i -> new TopicPartition(topic, i)).toList();
    Map<TopicPartition, Long> ends = ends(addresses, partitions);
    Set<Long> read = new HashSet<>();
    try (KafkaConsumer<byte[], Long> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", addresses, "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new LongDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> read.add(record.value()));
      }
    }
    return read;
  }

  /**
   * Asks until all answer: the admin client itself asks again while there is no leader, but not
   * while one that has just begun to lead does not know its end yet.
   */
  private static Map<TopicPartition, Long> ends(String addresses, List<TopicPartition> partitions)
      throws Exception {
    try (Admin admin =
        Admin.create(
            Map.of(
                "bootstrap.servers",
                addresses,
                "default.api.timeout.ms",
                Long.toString(LIMIT.toMillis())))) {
      Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();
      for (TopicPartition partition : partitions) {
        ends.put(partition, end(admin, partition));
      }
      return ends;
    }
  }

  private static long end(Admin admin, TopicPartition partition) throws Exception {
    long deadlineNs = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        return admin
            .listOffsets(Map.of(partition, OffsetSpec.latest()))
            .partitionResult(partition)
            .get(LIMIT.toSeconds(), TimeUnit.SECONDS)
            .offset();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof OffsetNotAvailableException)
            || System.nanoTime() > deadlineNs) {
          throw e;
        }
        Thread.sleep(50);
      }
    }
  }
}
