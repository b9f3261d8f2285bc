/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.BrokerCluster;
import io.weir.spi.BrokerDriver;
import io.weir.spi.Capabilities;
import io.weir.spi.ClientTuning;
import io.weir.spi.Compression;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.NanoClock;
import io.weir.spi.Offer;
import io.weir.spi.OptionSpec;
import io.weir.spi.Publisher;
import io.weir.spi.PublisherSpec;
import io.weir.spi.ServerProcess;
import io.weir.spi.Settings;
import io.weir.spi.Subscriber;
import io.weir.spi.SubscriberSpec;
import io.weir.spi.SubscriptionKind;
import io.weir.spi.Support;
import io.weir.spi.TopicSpec;
import io.weir.spi.UnavailableException;
import io.weir.spi.testkit.RecordedDeliveries.Delivery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What every broker driver promises, as tests against a running cluster of one node. A driver that
 * passes can be measured.
 *
 * <p>A driver's test extends this class and answers three questions: {@link #driver}, {@link
 * #cluster}, {@link #clock}.
 *
 * <pre>{@code
 * @TestInstance(TestInstance.Lifecycle.PER_CLASS)
 * final class MyDriverTest extends BrokerDriverContract {
 *   private final BrokerDriver driver = new MyDriver();
 *   private final NanoClock clock = System::nanoTime;
 *   private BrokerCluster cluster;
 *
 *   @BeforeAll
 *   void connect() {
 *     cluster =
 *         driver.connect(
 *             new ConnectRequest(
 *                 List.of("localhost:9999"), defaultSettings(driver), clock, LIMIT));
 *   }
 *
 *   @AfterAll
 *   void close() {
 *     cluster.close();
 *   }
 *
 *   protected BrokerDriver driver() { return driver; }
 *   protected BrokerCluster cluster() { return cluster; }
 *   protected NanoClock clock() { return clock; }
 * }
 * }</pre>
 *
 * <p>A driver whose broker lives in the harness's own process is launched on a {@link
 * NoServerHost}. The cluster may be shared by all tests, each uses topics of its own. Nothing may
 * take longer than {@link #LIMIT}, but a restart. Tests of the driver's own may use the helpers
 * here. JUnit 5 and AssertJ come with this artifact; give it the scope {@code test}.
 */
public abstract class BrokerDriverContract {
  /** How long anything that must happen may take. */
  protected static final Duration LIMIT = Duration.ofSeconds(30);

  /** A cluster may wait for the session of a killed server to run out before it knows the new. */
  private static final Duration RESTART_LIMIT = Duration.ofSeconds(90);

  protected static final int PARTITIONS = 4;

  private static final int RECORD_BYTES = 64;
  private static final int KEYS = 16;

  /** The driver under test. */
  protected abstract BrokerDriver driver();

  /** A running cluster of it, opened with {@link #clock}. */
  protected abstract BrokerCluster cluster();

  /** The clock that the cluster was opened with. */
  protected abstract NanoClock clock();

  /** The driver's defaults, as the harness binds them. */
  protected static Settings defaultSettings(BrokerDriver driver) {
    return BoundDefaults.settings(driver.options());
  }

  /** Batching as the contract's publishers ask for it. */
  protected static ClientTuning tuning() {
    return new ClientTuning(16 * 1024, Duration.ZERO, Compression.NONE, 8L << 20);
  }

  @Test
  void theServiceLoaderFindsTheDriver() {
    assertThat(ServiceLoader.load(BrokerDriver.class))
        .anyMatch(found -> found.getClass().equals(driver().getClass()));
  }

  @Test
  void factsAskedForBeforeAnythingStartsAreComplete() {
    BrokerDriver driver = driver();
    assertThat(driver.name()).matches("[a-z][a-z0-9-]*");
    assertThat(driver.description()).isNotBlank().doesNotContain("\n");
    assertThat(driver.defaultVersion()).isNotBlank();
    Capabilities can = driver.capabilities();
    assertThat(can.protocol()).isNotBlank();
    assertThat(can.durabilityLevels().offered()).contains(DurabilityLevel.DEFAULT);
    assertThat(can.subscriptionKinds().offered()).contains(SubscriptionKind.EXCLUSIVE);
    assertThat(can.compressions().offered()).contains(Compression.NONE);
    assertThat(driver.options()).extracting(OptionSpec::name).doesNotHaveDuplicates();
    assertThat(driver.options()).allSatisfy(o -> assertThat(o.help()).isNotBlank());
    for (DurabilityLevel level : can.durabilityLevels().offered()) {
      int nodes = driver.nodesFor(level);
      if (can.localServers() instanceof Support.Yes) {
        assertThat(nodes).isBetween(1, can.maxNodes());
      }
      assertThat(driver.durability(level, nodes).copies()).isLessThanOrEqualTo(nodes);
    }
  }

  @Test
  void whateverIsNotOfferedHasAReason() {
    Capabilities can = driver().capabilities();
    assertExplained(can.durabilityLevels(), DurabilityLevel.values());
    assertExplained(can.subscriptionKinds(), SubscriptionKind.values());
    assertExplained(can.compressions(), Compression.values());
  }

  private static <T extends Enum<T>> void assertExplained(Offer<T> offer, T[] all) {
    assertThat(all).allMatch(value -> offer.offered().contains(value) || offer.explains(value));
  }

  @Test
  void theDescriptionNamesVersionsAndNodes() {
    assertThat(cluster().describe().system()).isEqualTo(driver().name());
    assertThat(cluster().describe().version()).isNotBlank();
    assertThat(cluster().describe().clientVersion()).isNotBlank();
    assertThat(cluster().describe().nodes()).isNotEmpty();
    assertThat(cluster().endpoint().protocol()).isEqualTo(driver().capabilities().protocol());
    assertThat(cluster().endpoint().addresses()).isNotEmpty();
  }

  @Test
  void aTopicIsThereFromCreationUntilDeletion() {
    String topic = unique();
    assertThat(cluster().topicExists(topic)).isFalse();
    cluster().createTopic(new TopicSpec(topic, PARTITIONS, DurabilityLevel.DEFAULT));
    assertThat(cluster().topicExists(topic)).isTrue();
    cluster().deleteTopic(topic);
    Conditions.await(() -> !cluster().topicExists(topic), LIMIT, () -> topic + " is still there");
    cluster().deleteTopic(topic);
  }

  @Test
  void theDefaultLevelIsInForceAsTheDriverSays() {
    String topic = topic();
    var report = cluster().durabilityOf(topic, DurabilityLevel.DEFAULT);
    assertThat(report.requested()).isEqualTo(driver().durability(DurabilityLevel.DEFAULT, 1));
    assertThat(report.effective()).isEqualTo(report.requested());
    assertThat(report.mismatches()).isEmpty();
  }

  @Test
  void everyRecordIsAnsweredOnceAndReachesEverySubscriptionOnceInOrder() {
    int publishers = 3;
    int records = 10_000;
    String topic = topic();
    try (Subscribers first = subscribe(topic, 2);
        Subscribers second = subscribe(topic, 1)) {
      long startedNs = clock().epochNs();
      List<RecordedAnswers> answers = publishAll(topic, publishers, records);
      first.awaitCount(records);
      second.awaitCount(records);

      for (int p = 0; p < publishers; p++) {
        RecordedAnswers given = answers.get(p);
        assertThat(given.failures()).isEmpty();
        assertThat(given.acks())
            .extracting(RecordedAnswers.Ack::token)
            .containsExactlyInAnyOrderElementsOf(
                LongStream.range(0, share(records, publishers, p)).boxed().toList());
        assertThat(given.acks()).allMatch(ack -> ack.ackedNs() >= startedNs);
        assertThat(given.acks()).allMatch(ack -> ack.partition() == partition(ack.token()));
      }
      first.assertEachOnceInOrder(records, publishers);
      second.assertEachOnceInOrder(records, publishers);
      assertThat(first.received.deliveries()).allMatch(d -> d.receivedNs() >= startedNs);
    }
  }

  @Test
  void aPartOfAnArrayIsTheRecordAndTheArrayMayBeReused() {
    String topic = topic();
    RecordedAnswers answers = new RecordedAnswers();
    byte[] payload = new byte[3 * RECORD_BYTES];
    try (Subscribers subscribers = subscribe(topic, 1);
        Publisher publisher = cluster().openPublisher(publisherSpec(topic, 0, 1), answers)) {
      for (int s = 0; s < 200; s++) {
        int offset = s % RECORD_BYTES;
        int length = TestRecords.LEAST_BYTES + s;
        byte[] array = length < RECORD_BYTES ? payload : new byte[offset + length];
        TestRecords.fill(array, offset, length, 0, s);
        publisher.publish(s % PARTITIONS, null, array, offset, length, s);
        Arrays.fill(array, (byte) -1);
      }
      // The whole of one array, over and over: nothing to cut out, so nothing need be copied.
      byte[] whole = new byte[RECORD_BYTES];
      for (int s = 200; s < 400; s++) {
        TestRecords.fill(whole, 0, RECORD_BYTES, 0, s);
        publisher.publish(s % PARTITIONS, null, whole, 0, RECORD_BYTES, s);
        Arrays.fill(whole, (byte) -1);
      }
      subscribers.awaitCount(400);
      assertThat(subscribers.received.deliveries())
          .allMatch(Delivery::intact)
          .allMatch(d -> d.key().isEmpty())
          .allMatch(
              d ->
                  d.length()
                      == (d.sequence() < 200
                          ? TestRecords.LEAST_BYTES + d.sequence()
                          : RECORD_BYTES))
          .extracting(Delivery::sequence)
          .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 400).boxed().toList());
    }
  }

  @Test
  void theBrokersOwnChoiceOfPartitionDeliversAll() {
    String topic = topic();
    RecordedAnswers answers = new RecordedAnswers();
    try (Subscribers subscribers = subscribe(topic, 2);
        Publisher publisher = cluster().openPublisher(publisherSpec(topic, 0, 1), answers)) {
      byte[] payload = new byte[RECORD_BYTES];
      for (int s = 0; s < 100; s++) {
        TestRecords.fill(payload, 0, RECORD_BYTES, 0, s);
        publisher.publish(-1, null, payload, 0, RECORD_BYTES, s);
      }
      publisher.flush();
      subscribers.awaitCount(100);
      awaitAnswers(answers, 100);
      assertThat(answers.acks()).hasSize(100);
      assertThat(subscribers.received.deliveries())
          .extracting(Delivery::sequence)
          .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 100).boxed().toList());
    }
  }

  @Test
  void aNewSubscriptionBeginsWhereItsStartSays() {
    String topic = topic();
    RecordedAnswers answers = new RecordedAnswers();
    try (Publisher publisher = cluster().openPublisher(publisherSpec(topic, 0, 1), answers)) {
      publish(publisher, 0, 0, 100);
      awaitAnswers(answers, 100);
      try (Subscribers earliest = subscribe(topic, 1, SubscriberSpec.Start.EARLIEST);
          Subscribers latest = subscribe(topic, 1, SubscriberSpec.Start.LATEST)) {
        publish(publisher, 0, 100, 200);
        earliest.awaitCount(200);
        latest.awaitCount(100);
        assertThat(earliest.received.deliveries()).hasSize(200);
        assertThat(latest.received.deliveries())
            .extracting(Delivery::sequence)
            .containsExactlyInAnyOrderElementsOf(LongStream.range(100, 200).boxed().toList());
      }
    }
  }

  @Test
  void aSubscriberReadsSeveralTopicsByIndex() {
    List<String> topics = List.of(topic(), topic());
    RecordedDeliveries received = new RecordedDeliveries();
    String subscription = unique();
    try (Subscriber subscriber =
        cluster()
            .openSubscriber(
                new SubscriberSpec(
                    topics,
                    PARTITIONS,
                    subscription,
                    0,
                    1,
                    SubscriptionKind.EXCLUSIVE,
                    SubscriberSpec.Isolation.READ_UNCOMMITTED,
                    SubscriberSpec.Start.EARLIEST),
                received)) {
      assertThat(subscriber.awaitReady(LIMIT)).isTrue();
      for (int t = 0; t < 2; t++) {
        try (Publisher publisher =
            cluster().openPublisher(publisherSpec(topics.get(t), t, 2), new RecordedAnswers())) {
          publish(publisher, t, 0, 50);
          int expected = (t + 1) * 50;
          Conditions.await(
              () -> received.count() >= expected, LIMIT, () -> received.count() + " received");
        }
      }
    }
    assertThat(received.failures()).isEmpty();
    assertThat(received.deliveries()).hasSize(100).allMatch(d -> d.topic() == d.publisher());
  }

  @Test
  void aNodeThatWasKilledIsStartedAgainAndTheClusterAnswers() {
    List<ServerProcess> nodes = cluster().storageServers();
    assertThat(cluster().servers()).containsAll(nodes);
    if (cluster().servers().isEmpty()) {
      assertThatThrownBy(() -> cluster().restart(List.of(), LIMIT))
          .isInstanceOf(UnavailableException.class);
      return;
    }
    assertThat(nodes).isNotEmpty();
    String topic = topic();
    RecordedAnswers answers = new RecordedAnswers();
    try (Publisher publisher = cluster().openPublisher(publisherSpec(topic, 0, 1), answers)) {
      publish(publisher, 0, 0, 100);
      awaitAnswers(answers, 100);
    }
    assertThat(answers.failures()).isEmpty();
    ServerProcess killed = nodes.get(0);
    killed.kill();
    assertThat(killed.alive()).isFalse();

    cluster().restart(List.of(killed), RESTART_LIMIT);

    assertThat(killed.alive()).isTrue();
    RecordedAnswers more = new RecordedAnswers();
    try (Subscribers earliest = subscribe(topic, 1, SubscriberSpec.Start.EARLIEST);
        Publisher publisher = cluster().openPublisher(publisherSpec(topic, 0, 1), more)) {
      publish(publisher, 0, 100, 200);
      awaitAnswers(more, 100);
      earliest.awaitCount(200);
    }
    assertThat(more.failures()).isEmpty();
  }

  @Test
  void nothingIsDeliveredAfterClose() {
    String topic = topic();
    RecordedAnswers answers = new RecordedAnswers();
    Subscribers subscribers = subscribe(topic, 1);
    subscribers.close();
    int before = subscribers.received.count();
    try (Publisher publisher = cluster().openPublisher(publisherSpec(topic, 0, 1), answers)) {
      publish(publisher, 0, 0, 100);
      awaitAnswers(answers, 100);
    }
    assertThat(subscribers.received.count()).isEqualTo(before);
  }

  @Test
  void aSubscriptionIsNotReadyBeforeAllHaveJoined() {
    String topic = topic();
    String subscription = unique();
    RecordedDeliveries received = new RecordedDeliveries();
    try (Subscriber first =
        cluster().openSubscriber(subscriberSpec(topic, subscription, 0, 2), received)) {
      assertThat(first.awaitReady(Duration.ofMillis(500))).isFalse();
      try (Subscriber second =
          cluster().openSubscriber(subscriberSpec(topic, subscription, 1, 2), received)) {
        assertThat(first.awaitReady(LIMIT)).isTrue();
        assertThat(second.awaitReady(LIMIT)).isTrue();
      }
    }
  }

  /** A name no other test uses. */
  protected static String unique() {
    return "weir-" + UUID.randomUUID();
  }

  /** A new topic of {@link #PARTITIONS} partitions. */
  protected final String topic() {
    String topic = unique();
    cluster().createTopic(new TopicSpec(topic, PARTITIONS, DurabilityLevel.DEFAULT));
    return topic;
  }

  protected static PublisherSpec publisherSpec(String topic, int index, int publishers) {
    return new PublisherSpec(
        topic, PARTITIONS, index, publishers, 1 << 14, DurabilityLevel.DEFAULT, tuning());
  }

  protected static SubscriberSpec subscriberSpec(
      String topic, String subscription, int index, int subscribers) {
    return subscriberSpec(topic, subscription, index, subscribers, SubscriberSpec.Start.EARLIEST);
  }

  private static SubscriberSpec subscriberSpec(
      String topic, String subscription, int index, int subscribers, SubscriberSpec.Start start) {
    return new SubscriberSpec(
        List.of(topic),
        PARTITIONS,
        subscription,
        index,
        subscribers,
        SubscriptionKind.EXCLUSIVE,
        SubscriberSpec.Isolation.READ_UNCOMMITTED,
        start);
  }

  /** A settled subscription of its own, from the earliest record. */
  protected final Subscribers subscribe(String topic, int subscribers) {
    return subscribe(topic, subscribers, SubscriberSpec.Start.EARLIEST);
  }

  private Subscribers subscribe(String topic, int subscribers, SubscriberSpec.Start start) {
    RecordedDeliveries received = new RecordedDeliveries();
    String subscription = unique();
    List<Subscriber> opened =
        IntStream.range(0, subscribers)
            .mapToObj(
                i ->
                    cluster()
                        .openSubscriber(
                            subscriberSpec(topic, subscription, i, subscribers, start), received))
            .toList();
    for (Subscriber subscriber : opened) {
      assertThat(subscriber.awaitReady(LIMIT)).isTrue();
      assertThat(subscriber.configuration()).isNotNull();
    }
    return new Subscribers(opened, received);
  }

  /** Publishes records with keys from several threads, record i by publisher i mod publishers. */
  protected final List<RecordedAnswers> publishAll(String topic, int publishers, int records) {
    List<RecordedAnswers> answers =
        IntStream.range(0, publishers).mapToObj(p -> new RecordedAnswers()).toList();
    ExecutorService threads = Executors.newFixedThreadPool(publishers);
    List<Publisher> opened = new ArrayList<>();
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int p = 0; p < publishers; p++) {
        int index = p;
        Publisher publisher =
            cluster().openPublisher(publisherSpec(topic, p, publishers), answers.get(p));
        opened.add(publisher);
        running.add(
            threads.submit(() -> publish(publisher, index, 0, share(records, publishers, index))));
      }
      for (Future<?> one : running) {
        one.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      }
      for (int p = 0; p < publishers; p++) {
        awaitAnswers(answers.get(p), share(records, publishers, p));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    } finally {
      threads.shutdownNow();
      opened.forEach(Publisher::close);
    }
    return answers;
  }

  /** Publishes sequences {@code from} to {@code to}, reusing one array. */
  protected static void publish(Publisher publisher, int index, int from, int to) {
    byte[] payload = new byte[RECORD_BYTES];
    for (int s = from; s < to; s++) {
      TestRecords.fill(payload, 0, RECORD_BYTES, index, s);
      byte[] key = ("key-" + s % KEYS).getBytes(StandardCharsets.UTF_8);
      publisher.publish(partition(s), key, payload, 0, RECORD_BYTES, s);
    }
    publisher.flush();
  }

  /** Waits for as many answers. */
  protected static void awaitAnswers(RecordedAnswers answers, int count) {
    Conditions.await(
        () -> answers.count() >= count,
        LIMIT,
        () -> answers.count() + " of " + count + " records answered");
  }

  private static int partition(long sequence) {
    return (int) (sequence % KEYS % PARTITIONS);
  }

  private static int share(int records, int publishers, int publisher) {
    return (records - publisher + publishers - 1) / publishers;
  }

  /** The open subscribers of one subscription and what they received. */
  protected static final class Subscribers implements AutoCloseable {
    private final List<Subscriber> opened;
    private final RecordedDeliveries received;

    Subscribers(List<Subscriber> opened, RecordedDeliveries received) {
      this.opened = opened;
      this.received = received;
    }

    /** Waits until so many records have arrived. */
    public void awaitCount(int records) {
      Conditions.await(
          () -> received.count() >= records,
          LIMIT,
          () -> received.count() + " of " + records + " received; " + received.failures());
    }

    /** Asserts that each record of {@link #publishAll} arrived once, intact and in order. */
    public void assertEachOnceInOrder(int records, int publishers) {
      RecordChecks.assertEachOnceInOrder(received, records, publishers);
    }

    @Override
    public void close() {
      opened.forEach(Subscriber::close);
    }
  }

  /** Checks on what a subscription received. */
  public static final class RecordChecks {
    private RecordChecks() {}

    /** Asserts that each record of {@link #publishAll} arrived once, intact and in order. */
    public static void assertEachOnceInOrder(
        RecordedDeliveries received, int records, int publishers) {
      assertThat(received.failures()).isEmpty();
      List<Delivery> deliveries = received.deliveries();
      assertThat(deliveries).hasSize(records);
      assertThat(deliveries).allMatch(Delivery::intact);
      assertThat(deliveries).allMatch(d -> d.key().equals("key-" + d.sequence() % KEYS));
      assertThat(deliveries).allMatch(d -> d.partition() == partition(d.sequence()));
      Map<List<Integer>, List<Long>> sequences =
          deliveries.stream()
              .collect(
                  Collectors.groupingBy(
                      d -> List.of(d.publisher(), d.partition()),
                      LinkedHashMap::new,
                      Collectors.mapping(Delivery::sequence, Collectors.toList())));
      assertThat(sequences.keySet()).hasSize(publishers * PARTITIONS);
      sequences.values().forEach(s -> assertThat(s).isSorted().doesNotHaveDuplicates());
      for (int p = 0; p < publishers; p++) {
        int publisher = p;
        Set<Long> arrived =
            deliveries.stream()
                .filter(d -> d.publisher() == publisher)
                .map(Delivery::sequence)
                .collect(Collectors.toSet());
        assertThat(arrived).hasSize(share(records, publishers, p));
      }
    }
  }
}
