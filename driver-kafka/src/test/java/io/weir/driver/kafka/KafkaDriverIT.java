/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.weir.spi.AckHandler.ErrorKind;
import io.weir.spi.BrokerCluster;
import io.weir.spi.BrokerDriver;
import io.weir.spi.ClientTuning;
import io.weir.spi.ClusterDescription;
import io.weir.spi.Compression;
import io.weir.spi.ConfigValue;
import io.weir.spi.ConnectRequest;
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
import io.weir.spi.SubscriberSpec.Isolation;
import io.weir.spi.SubscriptionKind;
import io.weir.spi.TopicSpec;
import io.weir.spi.UnavailableException;
import io.weir.spi.testkit.BrokerDriverContract;
import io.weir.spi.testkit.Conditions;
import io.weir.spi.testkit.RecordedAnswers;
import io.weir.spi.testkit.RecordedDeliveries;
import io.weir.spi.testkit.RecordedDeliveries.Delivery;
import io.weir.spi.testkit.TestRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KafkaDriverIT extends BrokerDriverContract {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);

  private final KafkaDriver driver = new KafkaDriver();
  private final long seedNs = System.currentTimeMillis() * 1_000_000 - System.nanoTime();
  private final NanoClock clock = () -> seedNs + System.nanoTime();
  private TestServerHost host;
  private BrokerCluster cluster;

  @BeforeAll
  void launch(@TempDir Path directory) {
    host = new TestServerHost(directory);
    try {
      cluster = launch(host, driver.defaultVersion(), 1, DurabilityLevel.DEFAULT);
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

  private BrokerCluster launch(
      TestServerHost on, String version, int nodes, DurabilityLevel level) {
    return driver.launch(
        new LaunchRequest(
            version, nodes, level, false, defaultSettings(driver), clock, START_LIMIT),
        on);
  }

  @Test
  void aLocalServerIsAProcessOfItsOwnThatLogs() {
    assertThat(cluster.servers()).hasSize(1).allMatch(ServerProcess::alive);
    assertThat(cluster.servers().get(0).pid()).isNotEqualTo(ProcessHandle.current().pid());
    assertThat(String.join("\n", cluster.servers().get(0).logTail(10_000)))
        .contains("Kafka Server started");
  }

  @Test
  void theDescriptionHoldsWhatTheServerWasToldAndTheVersionLaunched() {
    ClusterDescription description = cluster.describe();
    assertThat(description.version()).isEqualTo("4.3.1");
    assertThat(description.clientVersion()).isEqualTo("4.3.1");
    assertThat(description.nodes()).hasSize(1);
    assertThat(description.nodes().get(0).configuration())
        .containsEntry("offsets.topic.replication.factor", ConfigValue.plain("1"))
        .containsEntry("group.initial.rebalance.delay.ms", ConfigValue.plain("0"));
  }

  @Test
  void aThirdSubscriberJoinsMidWayAndNothingIsLostOrRepeated() {
    String topic = topic();
    String subscription = unique();
    int records = 30_000;
    RecordedDeliveries received = new RecordedDeliveries();
    try (Subscriber first =
            cluster.openSubscriber(subscriberSpec(topic, subscription, 0, 2), received);
        Subscriber second =
            cluster.openSubscriber(subscriberSpec(topic, subscription, 1, 2), received)) {
      assertThat(first.awaitReady(LIMIT)).isTrue();
      assertThat(second.awaitReady(LIMIT)).isTrue();
      Thread load = new Thread(() -> publishAll(topic, 3, records));
      load.start();
      Conditions.await(() -> received.count() > 0, LIMIT, () -> "nothing received");
      try (Subscriber third =
          cluster.openSubscriber(subscriberSpec(topic, subscription, 2, 3), received)) {
        assertThat(third.awaitReady(LIMIT)).isTrue();
        publishMore(topic);
        Conditions.await(
            () -> received.count() >= records + 100,
            LIMIT,
            () -> received.count() + " received, " + received.failures());
      }
      Conditions.await(() -> !load.isAlive(), LIMIT, () -> "still publishing");
    }
    assertThat(received.failures()).isEmpty();
    assertThat(received.deliveries()).hasSize(records + 100);
    assertThat(
            received.deliveries().stream()
                .map(d -> List.of(d.publisher(), d.sequence()))
                .distinct()
                .count())
        .isEqualTo(records + 100);
    assertThat(
            received.deliveries().stream()
                .collect(
                    Collectors.groupingBy(
                        d -> List.of(d.publisher(), d.partition()),
                        Collectors.mapping(d -> d.sequence(), Collectors.toList())))
                .values())
        .allSatisfy(sequences -> assertThat(sequences).isSorted());
  }

  /** A hundred records by publisher 9, so that there is something to read after the hand-over. */
  private void publishMore(String topic) {
    RecordedAnswers answers = new RecordedAnswers();
    try (Publisher publisher = cluster.openPublisher(publisherSpec(topic, 9, 10), answers)) {
      publish(publisher, 9, 0, 100);
      awaitAnswers(answers, 100);
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
    assertThat(received.deliveries()).hasSize(200);
    assertThat(received.deliveries().stream().map(d -> d.sequence()).distinct()).hasSize(200);
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
      assertThat(
              Thread.getAllStackTraces().keySet().stream()
                  .filter(t -> t.getName().contains("weir-producer-")))
          .hasSize(4);
      publishers.forEach(p -> publish(p, 0, 0, 10));
      awaitAnswers(answers, 500);
      assertThat(answers.failures()).isEmpty();
    } finally {
      publishers.forEach(Publisher::close);
    }
  }

  @Test
  void everyCompressionArrivesIntact() {
    for (Compression compression : driver.capabilities().compressions().offered()) {
      String topic = topic();
      ClientTuning tuning =
          new ClientTuning(16 * 1024, Duration.ofMillis(1), compression, 8L << 20);
      RecordedAnswers answers = new RecordedAnswers();
      try (Subscribers subscribers = subscribe(topic, 1);
          Publisher publisher =
              cluster.openPublisher(
                  new PublisherSpec(
                      topic, PARTITIONS, 0, 1, 1 << 14, DurabilityLevel.DEFAULT, tuning),
                  answers)) {
        assertThat(publisher.configuration().get("compression.type").value())
            .isEqualTo(compression.text());
        publish(publisher, 0, 0, 100);
        subscribers.awaitCount(100);
        subscribers.assertEachOnceInOrder(100, 1);
      }
    }
  }

  @Test
  void aRecordThatIsTooLargeIsAnsweredAsRejected() {
    String topic = topic();
    RecordedAnswers answers = new RecordedAnswers();
    try (Publisher publisher = cluster.openPublisher(publisherSpec(topic, 0, 1), answers)) {
      publisher.publish(0, null, new byte[2 << 20], 0, 2 << 20, 7);
      awaitAnswers(answers, 1);
    }
    assertThat(answers.acks()).isEmpty();
    assertThat(answers.failures()).hasSize(1);
    assertThat(answers.failures().get(0).token()).isEqualTo(7);
    assertThat(answers.failures().get(0).kind()).isEqualTo(ErrorKind.REJECTED);
  }

  @Test
  void aRunningClusterIsConnectedToByAddress() {
    String topic = topic();
    try (BrokerCluster connected =
        driver.connect(
            new ConnectRequest(
                cluster.endpoint().addresses(), defaultSettings(driver), clock, LIMIT))) {
      assertThat(connected.servers()).isEmpty();
      assertThat(connected.topicExists(topic)).isTrue();
      assertThat(connected.describe().version()).startsWith("unknown (metadata.version ");
    }
  }

  @Test
  void aNativeSettingOfTheTopicShowsAsDurabilityMismatch() {
    Settings settings =
        new Settings(
            defaultSettings(driver).options(),
            Map.of("topic", Map.of("flush.messages", ConfigValue.plain("10"))));
    try (BrokerCluster connected =
        driver.connect(
            new ConnectRequest(cluster.endpoint().addresses(), settings, clock, LIMIT))) {
      String topic = unique();
      connected.createTopic(new TopicSpec(topic, 1, DurabilityLevel.DEFAULT));
      assertThat(connected.durabilityOf(topic, DurabilityLevel.DEFAULT).mismatches())
          .singleElement()
          .matches(setting -> setting.key().equals("flush.messages"))
          .matches(setting -> setting.value().orElseThrow().equals("10"));
    }
  }

  @Test
  @Timeout(120)
  void aPortThatSomebodyTookAfterItWasChosenIsNamedAsTheReason(@TempDir Path directory)
      throws IOException {
    try (TestServerHost other = new TestServerHost(directory);
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      other.handOutNext(taken.getLocalPort());
      assertThatThrownBy(() -> launch(other, driver.defaultVersion(), 1, DurabilityLevel.DEFAULT))
          .isInstanceOf(UnavailableException.class)
          .hasMessageStartingWith(
              "kafka: another program took a port of kafka-1 after it was chosen: start again");
    }
  }

  @Test
  @Timeout(60)
  void aPortThatIsClosedFailsInOneLine() {
    int port = host.freePort();
    assertUnavailable("127.0.0.1:" + port, "no broker answered at 127.0.0.1:" + port);
  }

  @Test
  @Timeout(60)
  void aPortThatNeverAnswersFailsWithinTheLimit() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      assertUnavailable("127.0.0.1:" + silent.getLocalPort(), "no broker answered at");
    }
  }

  @Test
  @Timeout(60)
  void aPortThatSpeaksAnotherProtocolFailsAndSaysSo() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> answerAsWebServer(other));
      server.start();
      assertUnavailable("127.0.0.1:" + other.getLocalPort(), "not as a Kafka broker");
      server.join(LIMIT.toMillis());
    }
  }

  @Test
  @Timeout(60)
  void anAddressThatSpeaksAnotherProtocolDoesNotHideOneThatIsRight() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> answerAsWebServer(other));
      server.start();
      List<String> addresses =
          List.of("127.0.0.1:" + other.getLocalPort(), cluster.endpoint().addresses().get(0));
      driver.connect(new ConnectRequest(addresses, defaultSettings(driver), clock, LIMIT)).close();
      server.join(LIMIT.toMillis());
    }
  }

  @Test
  void readCommittedSeesCommittedTransactionsAloneAndNoneBeforeItsCommit() {
    assertThat(cluster.prepareTransactions(DurabilityLevel.DEFAULT))
        .noneMatch(DurabilityReport.Setting::mismatched)
        .anyMatch(s -> s.key().equals("replication.factor") && s.value().equals(Optional.of("1")))
        .anyMatch(
            s -> s.key().equals(Transactions.LONGEST) && s.value().equals(Optional.of("900000")));
    assertTransactionsAreKeptApart(cluster, DurabilityLevel.DEFAULT);
  }

  /** Publisher 0 commits, 1 aborts, 2 leaves open and commits later, 3 has no transactions. */
  private void assertTransactionsAreKeptApart(BrokerCluster on, DurabilityLevel level) {
    String topic = unique();
    on.createTopic(new TopicSpec(topic, PARTITIONS, level));
    RecordedDeliveries committed = new RecordedDeliveries();
    RecordedDeliveries all = new RecordedDeliveries();
    RecordedAnswers answers = new RecordedAnswers();
    int each = 100;
    try (Subscriber careful = reader(on, topic, Isolation.READ_COMMITTED, committed);
        Subscriber careless = reader(on, topic, Isolation.READ_UNCOMMITTED, all);
        Publisher plain =
            on.openPublisher(
                new PublisherSpec(topic, PARTITIONS, 3, 4, 1 << 10, level, tuning()), answers);
        KafkaProducer<byte[], byte[]> first = transactional(on);
        KafkaProducer<byte[], byte[]> second = transactional(on)) {
      assertThat(careful.awaitReady(LIMIT)).isTrue();
      assertThat(careless.awaitReady(LIMIT)).isTrue();
      write(first, topic, 0, each);
      first.commitTransaction();
      write(first, topic, 1, each);
      first.abortTransaction();
      write(second, topic, 2, each);
      publish(plain, 3, 0, each);
      Conditions.await(() -> all.count() >= 4 * each, LIMIT, () -> all.count() + " of all");
      Conditions.await(
          () -> committed.count() >= each, LIMIT, () -> committed.count() + " committed");
      assertThat(committed.deliveries()).allMatch(d -> d.publisher() == 0);
      long beforeNs = clock.epochNs();
      second.commitTransaction();
      Conditions.await(
          () -> committed.count() >= 3 * each, LIMIT, () -> committed.count() + " committed");
      assertThat(committed.deliveries())
          .filteredOn(d -> d.publisher() != 0)
          .as("what was open, and what lies behind it, comes after the commit")
          .allMatch(d -> d.receivedNs() >= beforeNs);
      awaitAnswers(answers, each);
    }
    assertThat(committed.failures()).isEmpty();
    assertThat(all.deliveries()).hasSize(4 * each);
    assertThat(committed.deliveries())
        .hasSize(3 * each)
        .allMatch(Delivery::intact)
        .noneMatch(d -> d.publisher() == 1);
    for (int publisher : List.of(0, 2, 3)) {
      assertThat(committed.deliveries())
          .filteredOn(d -> d.publisher() == publisher)
          .extracting(Delivery::sequence)
          .containsExactlyInAnyOrderElementsOf(LongStream.range(0, each).boxed().toList());
    }
  }

  private static Subscriber reader(
      BrokerCluster on, String topic, Isolation isolation, RecordedDeliveries to) {
    return on.openSubscriber(
        new SubscriberSpec(
            List.of(topic),
            PARTITIONS,
            unique(),
            0,
            1,
            SubscriptionKind.EXCLUSIVE,
            isolation,
            SubscriberSpec.Start.EARLIEST),
        to);
  }

  private static KafkaProducer<byte[], byte[]> transactional(BrokerCluster on) {
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                String.join(",", on.endpoint().addresses()),
                "transactional.id",
                unique()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }

  /** Begins a transaction, and does not end it. */
  private static void write(
      KafkaProducer<byte[], byte[]> producer, String topic, int publisher, int records) {
    producer.beginTransaction();
    for (int s = 0; s < records; s++) {
      byte[] payload = new byte[TestRecords.LEAST_BYTES + 20];
      TestRecords.fill(payload, 0, payload.length, publisher, s);
      producer.send(new ProducerRecord<>(topic, s % PARTITIONS, null, payload));
    }
    producer.flush();
  }

  @Test
  @Tag("extended")
  void transactionsRestOnTopicsAsDurableAsTheLevelButOfAnotherClusterTheyAreOnlyRead(
      @TempDir Path directory) throws Exception {
    try (TestServerHost three = new TestServerHost(directory);
        BrokerCluster own = launch(three, driver.defaultVersion(), 3, DurabilityLevel.STRONG);
        BrokerCluster other =
            driver.connect(
                new ConnectRequest(
                    own.endpoint().addresses(), defaultSettings(driver), clock, LIMIT))) {
      assertThat(other.prepareTransactions(DurabilityLevel.STRONG))
          .as("what they would be made with")
          .contains(
              required("node 1", "transaction.state.log.replication.factor", "3", "3"),
              required("node 2", "transaction.state.log.min.isr", "2", "2"),
              required("node 3", "offsets.topic.replication.factor", "3", "3"),
              required("node 3", "min.insync.replicas", "2", "1"),
              required(
                  "node 1", "log.flush.interval.messages", "1", String.valueOf(Long.MAX_VALUE)));
      assertThat(internalTopics(own)).isEmpty();

      List<DurabilityReport.Setting> settings = own.prepareTransactions(DurabilityLevel.STRONG);
      assertThat(settings).noneMatch(DurabilityReport.Setting::mismatched);
      for (String topic : List.of("__transaction_state", "__consumer_offsets")) {
        assertThat(settings)
            .contains(
                required("topic " + topic, "replication.factor", "3", "3"),
                required("topic " + topic, "min.insync.replicas", "2", "2"),
                required("topic " + topic, "flush.messages", "1", "1"));
      }
      assertTransactionsAreKeptApart(own, DurabilityLevel.STRONG);

      assertThat(other.prepareTransactions(DurabilityLevel.WEAK))
          .as("named, and left as it is")
          .filteredOn(DurabilityReport.Setting::mismatched)
          .extracting(DurabilityReport.Setting::scope, DurabilityReport.Setting::key)
          .containsExactlyInAnyOrder(
              tuple("topic __transaction_state", "flush.messages"),
              tuple("topic __consumer_offsets", "flush.messages"));
      assertThat(other.prepareTransactions(DurabilityLevel.STRONG))
          .noneMatch(DurabilityReport.Setting::mismatched);
    }
  }

  private static DurabilityReport.Setting required(
      String scope, String key, String required, String value) {
    return new DurabilityReport.Setting(scope, key, Optional.of(required), Optional.of(value));
  }

  private static Set<String> internalTopics(BrokerCluster of) throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", String.join(",", of.endpoint().addresses())))) {
      return admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get().stream()
          .filter(name -> name.startsWith("__"))
          .collect(Collectors.toSet());
    }
  }

  private static void answerAsWebServer(ServerSocket server) {
    try (Socket client = server.accept()) {
      client.getInputStream().read();
      client
          .getOutputStream()
          .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      client.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertUnavailable(String address, String message) {
    assertThatThrownBy(
            () ->
                driver.connect(
                    new ConnectRequest(
                        List.of(address), defaultSettings(driver), clock, Duration.ofSeconds(2))))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  @Tag("extended")
  void threeNodesGiveEachLevelWhatItPromises(@TempDir Path directory) {
    try (TestServerHost three = new TestServerHost(directory);
        BrokerCluster large = launch(three, "4.3.1", 3, DurabilityLevel.STRONG)) {
      assertThat(large.describe().nodes()).hasSize(3);
      for (DurabilityLevel level : DurabilityLevel.values()) {
        String topic = unique();
        large.createTopic(new TopicSpec(topic, PARTITIONS, level));
        var report = large.durabilityOf(topic, level);
        assertThat(report.mismatches()).isEmpty();
        assertThat(report.effective()).isEqualTo(driver.durability(level, 3));
        RecordedAnswers answers = new RecordedAnswers();
        try (Publisher publisher =
            large.openPublisher(
                new PublisherSpec(topic, PARTITIONS, 0, 1, 1 << 10, level, tuning()), answers)) {
          publish(publisher, 0, 0, 100);
          awaitAnswers(answers, 100);
        }
        assertThat(answers.failures()).isEmpty();
      }
      String weak = unique();
      large.createTopic(new TopicSpec(weak, 1, DurabilityLevel.WEAK));
      assertThat(large.durabilityOf(weak, DurabilityLevel.STRONG).mismatches())
          .extracting(setting -> setting.key())
          .containsExactly("flush.messages");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.9.1", "4.4.0"})
  @Tag("extended")
  void anotherVersionStartsAndServes(String version, @TempDir Path directory) {
    try (TestServerHost old = new TestServerHost(directory);
        BrokerCluster older = launch(old, version, 1, DurabilityLevel.DEFAULT)) {
      assertThat(older.describe().version()).isEqualTo(version);
      String topic = unique();
      older.createTopic(new TopicSpec(topic, PARTITIONS, DurabilityLevel.DEFAULT));
      RecordedDeliveries received = new RecordedDeliveries();
      RecordedAnswers answers = new RecordedAnswers();
      try (Subscriber subscriber =
              older.openSubscriber(subscriberSpec(topic, unique(), 0, 1), received);
          Publisher publisher = older.openPublisher(publisherSpec(topic, 0, 1), answers)) {
        assertThat(subscriber.awaitReady(LIMIT)).isTrue();
        publish(publisher, 0, 0, 100);
        awaitAnswers(answers, 100);
        Conditions.await(
            () -> received.count() >= 100, LIMIT, () -> received.count() + " received");
      }
      assertThat(String.join("\n", older.servers().get(0).logTail(10_000)))
          .contains("Kafka Server started");
    }
  }
}
