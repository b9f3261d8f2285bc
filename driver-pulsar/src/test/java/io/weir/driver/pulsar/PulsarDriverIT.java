/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.provision.LocalHost;
import io.weir.core.provision.MavenArtifacts;
import io.weir.spi.AckHandler.ErrorKind;
import io.weir.spi.BrokerCluster;
import io.weir.spi.BrokerDriver;
import io.weir.spi.ClientTuning;
import io.weir.spi.ClusterDescription;
import io.weir.spi.Compression;
import io.weir.spi.ConfigValue;
import io.weir.spi.ConnectRequest;
import io.weir.spi.Durability;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.DurabilityReport;
import io.weir.spi.LaunchRequest;
import io.weir.spi.NanoClock;
import io.weir.spi.Publisher;
import io.weir.spi.PublisherSpec;
import io.weir.spi.ServerProcess;
import io.weir.spi.Settings;
import io.weir.spi.Subscriber;
import io.weir.spi.SubscriberSpec;
import io.weir.spi.SubscriptionKind;
import io.weir.spi.TopicSpec;
import io.weir.spi.UnavailableException;
import io.weir.spi.testkit.BrokerDriverContract;
import io.weir.spi.testkit.Conditions;
import io.weir.spi.testkit.RecordedAnswers;
import io.weir.spi.testkit.RecordedDeliveries;
import io.weir.spi.testkit.TestRecords;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PulsarDriverIT extends BrokerDriverContract {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private final PulsarDriver driver = new PulsarDriver();
  private final long seedNs = System.currentTimeMillis() * 1_000_000 - System.nanoTime();
  private final NanoClock clock = () -> seedNs + System.nanoTime();
  private final MavenArtifacts artifacts =
      new MavenArtifacts(MavenArtifacts.defaultCacheDirectory(System.getenv()));
  private LocalHost host;
  private BrokerCluster cluster;

  @BeforeAll
  void launch(@TempDir Path directory) {
    host = new LocalHost(directory, artifacts);
    try {
      cluster = launch(host, 2, DurabilityLevel.DEFAULT, defaultSettings(driver));
    } catch (RuntimeException e) {
      host.close();
      throw e;
    }
  }

  @AfterAll
  void close() {
    try {
      cluster.close();
    } finally {
      host.close();
      artifacts.close();
    }
  }

  @Override
  protected BrokerDriver driver() {
    return driver;
  }

  @Override
  protected BrokerCluster cluster() {
    return cluster;
  }

  @Override
  protected NanoClock clock() {
    return clock;
  }

  private BrokerCluster launch(LocalHost on, int nodes, DurabilityLevel level, Settings settings) {
    return driver.launch(
        new LaunchRequest(
            driver.defaultVersion(), nodes, level, false, settings, clock, START_LIMIT),
        on);
  }

  private Settings with(
      Map<String, String> options, Map<String, Map<String, ConfigValue>> natives) {
    Map<String, ConfigValue> all = new HashMap<>(defaultSettings(driver).options());
    options.forEach((name, value) -> all.put(name, ConfigValue.plain(value)));
    return new Settings(all, natives);
  }

  private static ClientTuning batching(Compression compression) {
    return new ClientTuning(16 * 1024, Duration.ofMillis(5), compression, 8L << 20);
  }

  private static PublisherSpec batchingPublisher(String topic, Compression compression) {
    return new PublisherSpec(
        topic, PARTITIONS, 0, 1, 1 << 14, DurabilityLevel.DEFAULT, batching(compression));
  }

  @Test
  void localServersAreProcessesOfTheirOwnThatLog() {
    assertThat(cluster.servers()).allMatch(ServerProcess::alive);
    assertThat(cluster.servers())
        .extracting(ServerProcess::id)
        .containsExactly("zookeeper", "bookie-1", "bookie-2", "broker");
    assertThat(cluster.servers())
        .allMatch(s -> s.pid() != ProcessHandle.current().pid())
        .allMatch(s -> !s.logTail(10).isEmpty());
    assertThat(cluster.storageServers())
        .extracting(ServerProcess::id)
        .containsExactly("bookie-1", "bookie-2");
  }

  @Test
  void theDescriptionHoldsBrokerAndBookiesWithTheirSettings() {
    ClusterDescription description = cluster.describe();
    assertThat(description.version()).isEqualTo(driver.defaultVersion());
    assertThat(description.clientVersion()).isEqualTo("4.2.4");
    assertThat(description.nodes()).hasSize(3);
    assertThat(description.nodes().get(0).configuration())
        .containsEntry("managedLedgerDefaultEnsembleSize", ConfigValue.plain("2"));
    assertThat(description.nodes().subList(1, 3))
        .allSatisfy(
            bookie ->
                assertThat(bookie.configuration())
                    .containsEntry("journalSyncData", ConfigValue.plain("true"))
                    .containsKey("ledgerStorageClass"));
  }

  /** The client keeps what it is given until a batch is built: long after publish has returned. */
  @Test
  void theArrayMayBeOverwrittenWhileTheBatchIsNotBuiltYet() {
    String topic = topic();
    RecordedAnswers answers = new RecordedAnswers();
    ClientTuning slow =
        new ClientTuning(1 << 20, Duration.ofMillis(500), Compression.NONE, 8L << 20);
    RecordedDeliveries received = new RecordedDeliveries();
    try (Subscriber subscriber =
            cluster.openSubscriber(subscriberSpec(topic, unique(), 0, 1), received);
        Publisher publisher =
            cluster.openPublisher(
                new PublisherSpec(topic, PARTITIONS, 0, 1, 1 << 14, DurabilityLevel.DEFAULT, slow),
                answers)) {
      assertThat(subscriber.awaitReady(LIMIT)).isTrue();
      byte[] array = new byte[TestRecords.LEAST_BYTES + 10];
      for (int round = 0; round < 3; round++) {
        int first = round * 500;
        for (int s = first; s < first + 500; s++) {
          TestRecords.fill(array, 0, array.length, 0, s);
          publisher.publish(s % PARTITIONS, null, array, 0, array.length, s);
          Arrays.fill(array, (byte) -1);
        }
        // From the second round on records lie in arrays that were used before.
        awaitAnswers(answers, first + 500);
      }
      Conditions.await(
          () -> received.count() >= 1_500, LIMIT, () -> received.count() + " received");
    }
    assertThat(answers.failures()).isEmpty();
    assertThat(received.deliveries())
        .allMatch(RecordedDeliveries.Delivery::intact)
        .extracting(RecordedDeliveries.Delivery::sequence)
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 1_500).boxed().toList());
  }

  @Test
  void batchesAreBuiltAndOpenedAgainUnderEveryCompression() {
    for (Compression compression : driver.capabilities().compressions().offered()) {
      String topic = topic();
      RecordedAnswers answers = new RecordedAnswers();
      try (Subscribers subscribers = subscribe(topic, 2);
          Publisher publisher =
              cluster.openPublisher(batchingPublisher(topic, compression), answers)) {
        assertThat(publisher.configuration().get("compressionType").value())
            .isEqualToIgnoringCase(compression.text());
        publish(publisher, 0, 0, 2_000);
        subscribers.awaitCount(2_000);
        subscribers.assertEachOnceInOrder(2_000, 1);
      }
    }
  }

  @Test
  void theEffectiveSettingsSayWhatWasAskedFor() {
    String topic = topic();
    try (Publisher batching =
            cluster.openPublisher(
                batchingPublisher(topic, Compression.LZ4), new RecordedAnswers());
        Publisher plain =
            cluster.openPublisher(publisherSpec(topic, 0, 1), new RecordedAnswers())) {
      assertThat(batching.configuration())
          .containsEntry("batchingEnabled", ConfigValue.plain("true"))
          .containsEntry("batchingMaxBytes", ConfigValue.plain("16384"))
          .containsEntry("batchingMaxPublishDelayMicros", ConfigValue.plain("5000"))
          .containsEntry("compressMinMsgBodySize", ConfigValue.plain("0"))
          .containsEntry("memoryLimitBytes", ConfigValue.plain(String.valueOf(8L << 20)))
          .containsEntry("blockIfQueueFull", ConfigValue.plain("true"));
      assertThat(plain.configuration())
          .containsEntry("batchingEnabled", ConfigValue.plain("false"));
    }
  }

  @ParameterizedTest
  @EnumSource(SubscriptionKind.class)
  void everyKindOfSubscriptionDeliversEachRecordOnce(SubscriptionKind kind) {
    String topic = topic();
    String subscription = unique();
    RecordedDeliveries received = new RecordedDeliveries();
    List<Subscriber> subscribers = new ArrayList<>();
    try {
      for (int i = 0; i < 2; i++) {
        subscribers.add(
            cluster.openSubscriber(
                new SubscriberSpec(
                    List.of(topic),
                    PARTITIONS,
                    subscription,
                    i,
                    2,
                    kind,
                    SubscriberSpec.Isolation.READ_UNCOMMITTED,
                    SubscriberSpec.Start.EARLIEST),
                received));
      }
      subscribers.forEach(s -> assertThat(s.awaitReady(LIMIT)).isTrue());
      publishAll(topic, 2, 2_000);
      Conditions.await(
          () -> received.count() >= 2_000,
          LIMIT,
          () -> received.count() + " received, " + received.failures());
    } finally {
      subscribers.forEach(Subscriber::close);
    }
    assertThat(received.failures()).isEmpty();
    if (kind.keepsPartitionOrder()) {
      RecordChecks.assertEachOnceInOrder(received, 2_000, 2);
    } else {
      assertThat(
              received.deliveries().stream()
                  .map(d -> List.of(d.publisher(), d.sequence()))
                  .collect(Collectors.toSet()))
          .hasSize(2_000);
      assertThat(received.deliveries()).hasSize(2_000);
    }
  }

  @Test
  void aSubscriberThatComesBackGoesOnWhereItLeft() {
    String topic = topic();
    String subscription = unique();
    RecordedDeliveries received = new RecordedDeliveries();
    RecordedAnswers answers = new RecordedAnswers();
    try (Publisher publisher = cluster.openPublisher(publisherSpec(topic, 0, 1), answers)) {
      for (int round = 0; round < 2; round++) {
        try (Subscriber subscriber =
            cluster.openSubscriber(subscriberSpec(topic, subscription, 0, 1), received)) {
          assertThat(subscriber.awaitReady(LIMIT)).isTrue();
          publish(publisher, 0, round * 100, (round + 1) * 100);
          int expected = (round + 1) * 100;
          Conditions.await(
              () -> received.count() >= expected, LIMIT, () -> received.count() + " received");
        }
      }
    }
    assertThat(received.deliveries().stream().map(d -> d.sequence()))
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 200).boxed().toList());
  }

  @Test
  void manyPublishersShareFewProducers() {
    String topic = topic();
    RecordedAnswers answers = new RecordedAnswers();
    List<Publisher> publishers =
        IntStream.range(0, 50)
            .mapToObj(p -> cluster.openPublisher(publisherSpec(topic, p, 50), answers))
            .toList();
    try {
      assertThat(publishers)
          .allMatch(p -> p.configuration().get(ProducerPool.SHARED).value().equals("4"));
      publishers.forEach(p -> publish(p, 0, 0, 4));
      awaitAnswers(answers, 200);
      assertThat(answers.failures()).isEmpty();
    } finally {
      publishers.forEach(Publisher::close);
    }
  }

  @Test
  void aRecordThatIsTooLargeIsAnsweredAsRejected() {
    String topic = topic();
    RecordedAnswers answers = new RecordedAnswers();
    try (Publisher publisher = cluster.openPublisher(publisherSpec(topic, 0, 1), answers)) {
      publisher.publish(0, null, new byte[6 << 20], 0, 6 << 20, 7);
      awaitAnswers(answers, 1);
    }
    assertThat(answers.acks()).isEmpty();
    assertThat(answers.failures()).singleElement().matches(f -> f.kind() == ErrorKind.REJECTED);
  }

  /** The limit is the client's own, so that publish blocks and the harness sees it as blocked. */
  @Test
  void publishWaitsWhileMoreBytesArePendingThanAllowed() {
    String topic = topic();
    RecordedAnswers answers = new RecordedAnswers();
    ClientTuning little =
        new ClientTuning(8 * 1024, Duration.ofMillis(1), Compression.NONE, 65_536);
    try (Subscribers subscribers = subscribe(topic, 1);
        Publisher publisher =
            cluster.openPublisher(
                new PublisherSpec(
                    topic, PARTITIONS, 0, 1, 1 << 20, DurabilityLevel.DEFAULT, little),
                answers)) {
      byte[] payload = new byte[1_000];
      int most = 0;
      for (int s = 0; s < 5_000; s++) {
        TestRecords.fill(payload, 0, payload.length, 0, s);
        publisher.publish(s % PARTITIONS, null, payload, 0, payload.length, s);
        most = Math.max(most, s + 1 - answers.count());
      }
      subscribers.awaitCount(5_000);
      // The client counts what it has built batches of somewhat late; without a limit all 5,000
      // would be on their way at once.
      assertThat(most).isLessThan(1_000);
    }
    assertThat(answers.failures()).isEmpty();
  }

  @Test
  void aRunningClusterIsConnectedToByAddress() {
    String topic = topic();
    Settings settings =
        with(
            Map.of(
                PulsarOptions.ADMIN_URL, cluster.endpoint().properties().get("adminUrl").value()),
            Map.of());
    try (BrokerCluster connected =
        driver.connect(
            new ConnectRequest(cluster.endpoint().addresses(), settings, clock, LIMIT))) {
      assertThat(connected.servers()).isEmpty();
      assertThat(connected.topicExists(topic)).isTrue();
      assertThat(connected.describe().version()).startsWith("4.2.4");
      DurabilityReport report = connected.durabilityOf(topic, DurabilityLevel.DEFAULT);
      assertThat(report.effective().reached()).isEqualTo(Durability.Reached.UNKNOWN);
      assertThat(report.mismatches())
          .extracting(DurabilityReport.Setting::key)
          .containsOnly("journalWriteData", "journalSyncData");
      assertThatThrownBy(() -> connected.restart(List.of(), LIMIT))
          .isInstanceOf(UnavailableException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "public/default"})
  void aNewSubscriptionReadsWhatOthersHaveAcknowledged(String namespace) throws Exception {
    Map<String, String> options = new HashMap<>();
    options.put(PulsarOptions.ADMIN_URL, cluster.endpoint().properties().get("adminUrl").value());
    if (!namespace.isEmpty()) {
      options.put(PulsarOptions.NAMESPACE, namespace);
    }
    String topic = unique();
    String partition =
        "persistent://"
            + (namespace.isEmpty() ? "public/weir-default" : namespace)
            + "/"
            + topic
            + "-partition-0";
    RecordedDeliveries first = new RecordedDeliveries();
    RecordedDeliveries second = new RecordedDeliveries();
    try (BrokerCluster connected =
            driver.connect(
                new ConnectRequest(
                    cluster.endpoint().addresses(), with(options, Map.of()), clock, LIMIT));
        PulsarAdmin admin =
            PulsarAdmin.builder().serviceHttpUrl(options.get(PulsarOptions.ADMIN_URL)).build()) {
      connected.createTopic(new TopicSpec(topic, PARTITIONS, DurabilityLevel.DEFAULT));
      RecordedAnswers answers = new RecordedAnswers();
      try (Subscriber subscriber =
              connected.openSubscriber(subscriberSpec(topic, unique(), 0, 1), first);
          Publisher publisher = connected.openPublisher(publisherSpec(topic, 0, 1), answers)) {
        assertThat(subscriber.awaitReady(LIMIT)).isTrue();
        publish(publisher, 0, 0, 400);
        Conditions.await(() -> first.count() >= 400, LIMIT, () -> first.count() + " received");
      }
      // Ends the ledger, so that the broker may remove it, and has it remove what it may.
      admin.topics().unload(partition);
      var unused = admin.topics().getInternalStats(partition);
      admin.topics().trimTopic(partition);
      try (Subscriber subscriber =
          connected.openSubscriber(subscriberSpec(topic, unique(), 0, 1), second)) {
        assertThat(subscriber.awaitReady(LIMIT)).isTrue();
        Conditions.await(() -> second.count() >= 400, LIMIT, () -> second.count() + " received");
      }
      connected.deleteTopic(topic);
      assertThat(connected.topicExists(topic)).isFalse();
    }
  }

  @Test
  void aClusterWithoutTransactionsSaysWhatWouldEnableThem() {
    assertThatThrownBy(() -> cluster.prepareTransactions(DurabilityLevel.DEFAULT))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("transactionCoordinatorEnabled=false")
        .hasMessageNotContaining("\n");
    Settings settings =
        with(
            Map.of(
                PulsarOptions.ADMIN_URL, cluster.endpoint().properties().get("adminUrl").value()),
            Map.of());
    try (BrokerCluster connected =
        driver.connect(
            new ConnectRequest(cluster.endpoint().addresses(), settings, clock, LIMIT))) {
      assertThatThrownBy(() -> connected.prepareTransactions(DurabilityLevel.DEFAULT))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("set transactionCoordinatorEnabled=true")
          .hasMessageContaining("initialize-transaction-coordinator-metadata")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void aNamespaceThatTheUserNamesIsTakenAsItIsAndItsPoliciesAreReadBack() {
    Settings settings =
        with(
            Map.of(
                PulsarOptions.ADMIN_URL,
                cluster.endpoint().properties().get("adminUrl").value(),
                PulsarOptions.NAMESPACE,
                "public/default"),
            Map.of());
    try (BrokerCluster connected =
        driver.connect(
            new ConnectRequest(cluster.endpoint().addresses(), settings, clock, LIMIT))) {
      String topic = unique();
      connected.createTopic(new TopicSpec(topic, 1, DurabilityLevel.STRONG));
      assertThat(connected.durabilityOf(topic, DurabilityLevel.STRONG).mismatches())
          .filteredOn(s -> s.scope().startsWith("topic"))
          .extracting(DurabilityReport.Setting::key)
          .containsExactlyInAnyOrder("ensembleSize", "writeQuorumSize");
      connected.deleteTopic(topic);
    }
  }

  @Test
  @Timeout(60)
  void anAddressThatNobodyListensAtFailsInOneLine() {
    String address = "127.0.0.1:" + host.freePort();
    assertThatThrownBy(
            () ->
                driver.connect(
                    new ConnectRequest(
                        List.of(address),
                        with(
                            Map.of(PulsarOptions.ADMIN_URL, "http://127.0.0.1:" + host.freePort()),
                            Map.of()),
                        clock,
                        Duration.ofSeconds(5))))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("pulsar.admin-url")
        .hasMessageNotContaining("\n");
  }

  @Test
  @Tag("extended")
  void threeBookiesGiveEachLevelWhatItPromisesAndComeBackAfterAKill(@TempDir Path directory) {
    try (LocalHost three = new LocalHost(directory, artifacts);
        BrokerCluster large = launch(three, 3, DurabilityLevel.STRONG, defaultSettings(driver))) {
      String strong = unique();
      large.createTopic(new TopicSpec(strong, PARTITIONS, DurabilityLevel.STRONG));
      DurabilityReport report = large.durabilityOf(strong, DurabilityLevel.STRONG);
      assertThat(report.mismatches()).isEmpty();
      assertThat(report.effective()).isEqualTo(driver.durability(DurabilityLevel.STRONG, 3));
      RecordedAnswers answers = new RecordedAnswers();
      try (Publisher publisher =
          large.openPublisher(
              new PublisherSpec(
                  strong, PARTITIONS, 0, 1, 1 << 10, DurabilityLevel.STRONG, tuning()),
              answers)) {
        publish(publisher, 0, 0, 100);
        awaitAnswers(answers, 100);
        large.servers().forEach(ServerProcess::kill);
        large.restart(large.servers(), START_LIMIT);
        publish(publisher, 0, 100, 200);
        awaitAnswers(answers, 200);
      }
      assertThat(answers.failures()).isEmpty();
      RecordedDeliveries received = new RecordedDeliveries();
      try (Subscriber subscriber =
          large.openSubscriber(subscriberSpec(strong, unique(), 0, 1), received)) {
        assertThat(subscriber.awaitReady(LIMIT)).isTrue();
        Conditions.await(
            () -> received.count() >= 200, LIMIT, () -> received.count() + " received");
      }
      String weak = unique();
      large.createTopic(new TopicSpec(weak, 1, DurabilityLevel.WEAK));
      assertThat(large.durabilityOf(weak, DurabilityLevel.STRONG).mismatches())
          .extracting(DurabilityReport.Setting::key)
          .containsExactly("ackQuorumSize");
    }
  }

  @Test
  @Tag("extended")
  void standaloneServesAndSaysThatItIsNoCluster(@TempDir Path directory) {
    try (LocalHost one = new LocalHost(directory, artifacts);
        BrokerCluster standalone =
            launch(
                one,
                1,
                DurabilityLevel.DEFAULT,
                with(Map.of(PulsarOptions.TOPOLOGY, "standalone"), Map.of()))) {
      assertThat(standalone.describe().system()).isEqualTo(PulsarDriver.STANDALONE);
      String topic = unique();
      standalone.createTopic(new TopicSpec(topic, PARTITIONS, DurabilityLevel.DEFAULT));
      assertThat(standalone.durabilityOf(topic, DurabilityLevel.DEFAULT).mismatches()).isNotEmpty();
      RecordedAnswers answers = new RecordedAnswers();
      try (Publisher publisher = standalone.openPublisher(publisherSpec(topic, 0, 1), answers)) {
        publish(publisher, 0, 0, 100);
        awaitAnswers(answers, 100);
      }
      assertThat(answers.failures()).isEmpty();
    }
  }
}
