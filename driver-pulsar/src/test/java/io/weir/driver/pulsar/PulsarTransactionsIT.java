/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.provision.LocalHost;
import io.weir.core.provision.MavenArtifacts;
import io.weir.spi.BrokerCluster;
import io.weir.spi.ClientTuning;
import io.weir.spi.Compression;
import io.weir.spi.ConfigValue;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.DurabilityReport;
import io.weir.spi.LaunchRequest;
import io.weir.spi.NanoClock;
import io.weir.spi.OptionSpec;
import io.weir.spi.Publisher;
import io.weir.spi.PublisherSpec;
import io.weir.spi.Settings;
import io.weir.spi.Subscriber;
import io.weir.spi.SubscriberSpec;
import io.weir.spi.SubscriptionKind;
import io.weir.spi.TopicSpec;
import io.weir.spi.testkit.Conditions;
import io.weir.spi.testkit.RecordedAnswers;
import io.weir.spi.testkit.RecordedDeliveries;
import io.weir.spi.testkit.RecordedDeliveries.Delivery;
import io.weir.spi.testkit.TestRecords;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageRouter;
import org.apache.pulsar.client.api.MessageRoutingMode;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.TopicMetadata;
import org.apache.pulsar.client.api.transaction.Transaction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions of Pulsar's own client, as subscribers of the driver see them. */
final class PulsarTransactionsIT {
  private static final Duration START_LIMIT = Duration.ofSeconds(120);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int PARTITIONS = 4;
  private static final int EACH = 100;

  private final PulsarDriver driver = new PulsarDriver();
  private final long seedNs = System.currentTimeMillis() * 1_000_000 - System.nanoTime();
  private final NanoClock clock = () -> seedNs + System.nanoTime();

  @Test
  void aClusterHasThemWhereTheyAreAskedFor(@TempDir Path directory) throws Exception {
    assertTransactions(directory, 2, DurabilityLevel.DEFAULT, Map.of());
  }

  @Test
  @Tag("extended")
  void theirLogIsAsDurableAsTheLevel(@TempDir Path directory) throws Exception {
    assertTransactions(directory, 3, DurabilityLevel.STRONG, Map.of());
  }

  @Test
  @Tag("extended")
  void standaloneHasThemToo(@TempDir Path directory) throws Exception {
    assertTransactions(
        directory, 1, DurabilityLevel.DEFAULT, Map.of(PulsarOptions.TOPOLOGY, "standalone"));
  }

  private void assertTransactions(
      Path directory, int nodes, DurabilityLevel level, Map<String, String> options)
      throws Exception {
    boolean standalone = !options.isEmpty();
    try (MavenArtifacts artifacts =
            new MavenArtifacts(MavenArtifacts.defaultCacheDirectory(System.getenv()));
        LocalHost host = new LocalHost(directory, artifacts);
        BrokerCluster cluster =
            driver.launch(
                new LaunchRequest(
                    driver.defaultVersion(),
                    nodes,
                    level,
                    true,
                    settings(options),
                    clock,
                    START_LIMIT),
                host)) {
      List<DurabilityReport.Setting> settings = cluster.prepareTransactions(level);
      PulsarDurability.Quorum wanted = PulsarDurability.quorum(level);
      PulsarDurability.Quorum found = standalone ? new PulsarDurability.Quorum(1, 1, 1) : wanted;
      assertThat(settings)
          .contains(
              log("ensembleSize", wanted.ensemble(), found.ensemble()),
              log("writeQuorumSize", wanted.write(), found.write()),
              log("ackQuorumSize", wanted.ack(), found.ack()));
      assertTheyAreKeptApart(cluster, level, standalone ? "default" : "weir-" + level.text());
    }
  }

  private Settings settings(Map<String, String> options) {
    Map<String, ConfigValue> all = new HashMap<>();
    for (OptionSpec option : driver.options()) {
      option.defaultValue().ifPresent(v -> all.put(option.name(), ConfigValue.plain(v)));
    }
    options.forEach((name, value) -> all.put(name, ConfigValue.plain(value)));
    return new Settings(all, Map.of());
  }

  private static DurabilityReport.Setting log(String key, int required, int value) {
    return new DurabilityReport.Setting(
        "transaction log",
        key,
        Optional.of(String.valueOf(required)),
        Optional.of(String.valueOf(value)));
  }

  /**
   * Publisher 0 commits and 1 aborts, both to all partitions; 2 writes to the first two and commits
   * late; 3 has no transactions and writes to all behind it.
   */
  private void assertTheyAreKeptApart(
      BrokerCluster cluster, DurabilityLevel level, String namespace) throws Exception {
    String topic = "t-" + UUID.randomUUID();
    cluster.createTopic(new TopicSpec(topic, PARTITIONS, level));
    RecordedDeliveries received = new RecordedDeliveries();
    RecordedAnswers answers = new RecordedAnswers();
    try (Subscriber subscriber = cluster.openSubscriber(readCommitted(topic), received);
        Publisher plain = cluster.openPublisher(publisher(topic, level), answers);
        PulsarClient client =
            PulsarClient.builder()
                .serviceUrl(cluster.endpoint().addresses().get(0))
                .enableTransaction(true)
                .build();
        Producer<byte[]> producer =
            client
                .newProducer()
                .topic("persistent://public/" + namespace + "/" + topic)
                .sendTimeout(0, TimeUnit.SECONDS)
                .messageRoutingMode(MessageRoutingMode.CustomPartition)
                .messageRouter(new ByKey())
                .create()) {
      assertThat(subscriber.awaitReady(LIMIT)).isTrue();
      Transaction first = begun(client);
      write(producer, first, 0, PARTITIONS);
      first.commit().get(30, TimeUnit.SECONDS);
      Transaction second = begun(client);
      write(producer, second, 1, PARTITIONS);
      second.abort().get(30, TimeUnit.SECONDS);
      Transaction open = begun(client);
      write(producer, open, 2, PARTITIONS / 2);
      for (int s = 0; s < EACH; s++) {
        byte[] payload = payload(3, s);
        plain.publish(s % PARTITIONS, null, payload, 0, payload.length, s);
      }
      plain.flush();
      int free = EACH + EACH / 2;
      Conditions.await(() -> received.count() >= free, LIMIT, () -> received.count() + " received");
      assertThat(received.deliveries())
          .hasSize(free)
          .allMatch(d -> d.publisher() == 0 || (d.publisher() == 3 && d.partition() >= 2));
      long beforeNs = clock.epochNs();
      open.commit().get(30, TimeUnit.SECONDS);
      Conditions.await(
          () -> received.count() >= 3 * EACH, LIMIT, () -> received.count() + " received");
      assertThat(received.deliveries())
          .filteredOn(d -> d.publisher() == 2 || (d.publisher() == 3 && d.partition() < 2))
          .as("what was open, and what lies behind it, comes after the commit")
          .hasSize(EACH + EACH / 2)
          .allMatch(d -> d.receivedNs() >= beforeNs);
      Conditions.await(() -> answers.count() >= EACH, LIMIT, () -> answers.count() + " answers");
    }
    assertThat(received.failures()).isEmpty();
    assertThat(answers.failures()).isEmpty();
    assertThat(received.deliveries()).hasSize(3 * EACH).allMatch(Delivery::intact);
    for (int publisher : List.of(0, 2, 3)) {
      assertThat(received.deliveries())
          .filteredOn(d -> d.publisher() == publisher)
          .extracting(Delivery::sequence)
          .containsExactlyInAnyOrderElementsOf(LongStream.range(0, EACH).boxed().toList());
    }
  }

  private static SubscriberSpec readCommitted(String topic) {
    return new SubscriberSpec(
        List.of(topic),
        PARTITIONS,
        "s-" + UUID.randomUUID(),
        0,
        1,
        SubscriptionKind.EXCLUSIVE,
        SubscriberSpec.Isolation.READ_COMMITTED,
        SubscriberSpec.Start.EARLIEST);
  }

  private static PublisherSpec publisher(String topic, DurabilityLevel level) {
    return new PublisherSpec(
        topic,
        PARTITIONS,
        3,
        4,
        1 << 10,
        level,
        new ClientTuning(16 * 1024, Duration.ofMillis(1), Compression.NONE, 8L << 20));
  }

  private static Transaction begun(PulsarClient client) throws Exception {
    return client
        .newTransaction()
        .withTransactionTimeout(1, TimeUnit.MINUTES)
        .build()
        .get(30, TimeUnit.SECONDS);
  }

  private static void write(
      Producer<byte[]> producer, Transaction in, int publisher, int partitions) throws Exception {
    for (int s = 0; s < EACH; s++) {
      producer
          .newMessage(in)
          .key(String.valueOf(s % partitions))
          .value(payload(publisher, s))
          .send();
    }
  }

  private static byte[] payload(int publisher, int sequence) {
    byte[] payload = new byte[TestRecords.LEAST_BYTES + 20];
    TestRecords.fill(payload, 0, payload.length, publisher, sequence);
    return payload;
  }

  /** The key is the partition's number. */
  private static final class ByKey implements MessageRouter {
    private static final long serialVersionUID = 1;

    @Override
    public int choosePartition(Message<?> message, TopicMetadata metadata) {
      return Integer.parseInt(message.getKey());
    }
  }
}
