/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.AckHandler.ErrorKind;
import io.weir.spi.BrokerCluster;
import io.weir.spi.BrokerDriver;
import io.weir.spi.ClientTuning;
import io.weir.spi.ClusterDescription;
import io.weir.spi.Compression;
import io.weir.spi.ConfigValue;
import io.weir.spi.ConnectRequest;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.LaunchRequest;
import io.weir.spi.NanoClock;
import io.weir.spi.Publisher;
import io.weir.spi.PublisherSpec;
import io.weir.spi.ServerProcess;
import io.weir.spi.Settings;
import io.weir.spi.Subscriber;
import io.weir.spi.TopicSpec;
import io.weir.spi.UnavailableException;
import io.weir.spi.testkit.BrokerDriverContract;
import io.weir.spi.testkit.Conditions;
import io.weir.spi.testkit.RecordedAnswers;
import io.weir.spi.testkit.RecordedDeliveries;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
        new LaunchRequest(version, nodes, level, false, defaultSettings(driver), clock, START_LIMIT), on);
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
