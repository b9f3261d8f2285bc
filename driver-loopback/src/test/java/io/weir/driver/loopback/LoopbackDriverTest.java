/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.AckHandler;
import io.weir.spi.BrokerCluster;
import io.weir.spi.BrokerDriver;
import io.weir.spi.ConfigValue;
import io.weir.spi.ConnectRequest;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.LaunchRequest;
import io.weir.spi.NanoClock;
import io.weir.spi.Publisher;
import io.weir.spi.RecordHandler;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import io.weir.spi.Subscriber;
import io.weir.spi.TopicSpec;
import io.weir.spi.testkit.BrokerDriverContract;
import io.weir.spi.testkit.Conditions;
import io.weir.spi.testkit.NoServerHost;
import io.weir.spi.testkit.RecordedAnswers;
import io.weir.spi.testkit.RecordedDeliveries;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LoopbackDriverTest extends BrokerDriverContract {
  private static final int RING = 256;

  private final LoopbackDriver driver = new LoopbackDriver();
  private final NanoClock clock = System::nanoTime;
  private BrokerCluster cluster;

  @BeforeAll
  void launch() {
    cluster = launch(String.valueOf(RING));
  }

  @AfterAll
  void close() {
    cluster.close();
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

  private BrokerCluster launch(String ringRecords) {
    return launch(LoopbackDriver.RING_RECORDS, ringRecords);
  }

  private BrokerCluster launch(String option, String value) {
    Settings settings = new Settings(Map.of(option, ConfigValue.plain(value)), Map.of());
    return driver.launch(
        new LaunchRequest(
            driver.defaultVersion(), 1, DurabilityLevel.DEFAULT, false, settings, clock, LIMIT),
        new NoServerHost());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1", "all", "2147483648"})
  void atMostEverySecondRecordIsLost(String every) {
    assertThatThrownBy(() -> launch(LoopbackDriver.LOSE_EVERY, every))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("loopback.lose-every=" + every);
  }

  @Test
  void aLosingBrokerAcknowledgesWhatItLoses() throws Exception {
    RecordedAnswers answers = new RecordedAnswers();
    CountingReader reader = new CountingReader();
    try (BrokerCluster losing = launch(LoopbackDriver.LOSE_EVERY, "4")) {
      String topic = unique();
      losing.createTopic(new TopicSpec(topic, PARTITIONS, DurabilityLevel.DEFAULT));
      try (Subscriber subscriber =
              losing.openSubscriber(subscriberSpec(topic, unique(), 0, 1), reader);
          Publisher publisher = losing.openPublisher(publisherSpec(topic, 0, 1), answers)) {
        assertThat(subscriber.awaitReady(LIMIT)).isTrue();
        publish(publisher, 0, 0, 10);
        awaitAnswers(answers, 10);
        Conditions.await(() -> reader.count == 8, LIMIT, () -> reader.count + " of 8");
      }
    }
    assertThat(answers.failures()).isEmpty();
    assertThat(reader.count).isEqualTo(8);
  }

  @Test
  void launchesNoServer() {
    assertThat(cluster.servers()).isEmpty();
  }

  @Test
  void thereIsNothingToConnectTo() {
    assertThatThrownBy(
            () ->
                driver.connect(
                    new ConnectRequest(
                        List.of("localhost:1"), Settings.none(), clock, Duration.ofSeconds(1))))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("localhost:1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "3", "1000", "33554432"})
  void aRingIsAPowerOfTwo(String records) {
    assertThatThrownBy(() -> launch(records))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("loopback.ring-records=" + records);
  }

  @Test
  void noPublisherIsAnsweredByItsOwnThread() {
    String topic = topic();
    RecordedAnswers answers = new RecordedAnswers();
    try (Publisher publisher = cluster.openPublisher(publisherSpec(topic, 0, 1), answers)) {
      publish(publisher, 0, 0, 100);
      awaitAnswers(answers, 100);
    }
    long self = Thread.currentThread().getId();
    assertThat(answers.acks()).hasSize(100).noneMatch(ack -> ack.threadId() == self);
  }

  @Test
  void aRecordCostsNoAllocationOnceTheSlotsHaveTheirSize() throws Exception {
    String topic = topic();
    CountingReader reader = new CountingReader();
    CountingAcks acks = new CountingAcks();
    try (Subscriber subscriber =
            cluster.openSubscriber(subscriberSpec(topic, unique(), 0, 1), reader);
        Publisher publisher = cluster.openPublisher(publisherSpec(topic, 0, 1), acks)) {
      assertThat(subscriber.awaitReady(LIMIT)).isTrue();
      byte[] key = {1, 2, 3};
      byte[] payload = new byte[100];
      int round = 50_000;
      for (int i = 0; i < round; i++) {
        publisher.publish(-1, key, payload, 0, payload.length, i);
      }
      Conditions.await(() -> reader.count == round, LIMIT, () -> reader.count + " received");
      long least = Long.MAX_VALUE;
      // Code that is not compiled yet may allocate what the compiler removes: the least of a few
      // rounds is the steady state.
      for (int r = 1; r <= 8; r++) {
        long before = allocatedBytes(reader, acks);
        for (int i = 0; i < round; i++) {
          publisher.publish(-1, key, payload, 0, payload.length, i);
        }
        int expected = (r + 1) * round;
        Conditions.await(() -> reader.count == expected, LIMIT, () -> reader.count + " received");
        least = Math.min(least, allocatedBytes(reader, acks) - before);
      }
      // Less than a byte a record on any of the three threads: the measuring itself costs a little.
      assertThat(least).isLessThan(round);
    }
  }

  private static long allocatedBytes(CountingReader reader, CountingAcks acks) {
    return allocatedBytes(Thread.currentThread().getId())
        + allocatedBytes(reader.threadId)
        + allocatedBytes(acks.threadId);
  }

  private static long allocatedBytes(long threadId) {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(threadId);
  }

  @Test
  void aFullRingBlocksThePublisherUntilTheSlowestSubscriptionHasRead() throws Exception {
    String topic = topic();
    int records = 10 * RING;
    CountDownLatch release = new CountDownLatch(1);
    RecordedDeliveries slow = new RecordedDeliveries();
    RecordHandler held = new HeldDeliveries(release, slow);
    RecordedAnswers answers = new RecordedAnswers();
    try (Subscriber subscriber =
            cluster.openSubscriber(subscriberSpec(topic, unique(), 0, 1), held);
        Publisher publisher = cluster.openPublisher(publisherSpec(topic, 0, 1), answers)) {
      assertThat(subscriber.awaitReady(LIMIT)).isTrue();
      Thread load = new Thread(() -> publish(publisher, 0, 0, records));
      load.start();
      // The partitions take turns, so the first full ring stops the publisher.
      Conditions.await(
          () -> load.getState() == Thread.State.TIMED_WAITING && answers.count() >= RING,
          LIMIT,
          () -> answers.count() + " answered, publisher " + load.getState());
      assertThat(answers.count()).isLessThanOrEqualTo(PARTITIONS * RING);
      release.countDown();
      load.join(LIMIT.toMillis());
      awaitAnswers(answers, records);
      Conditions.await(() -> slow.count() >= records, LIMIT, () -> slow.count() + " received");
      RecordChecks.assertEachOnceInOrder(slow, records, 1);
    }
  }

  @Test
  void aPublisherThatWaitsIsLetGoWhenTheTopicIsDeleted() throws Exception {
    String topic = topic();
    CountDownLatch release = new CountDownLatch(1);
    RecordedAnswers answers = new RecordedAnswers();
    try (Subscriber subscriber =
            cluster.openSubscriber(
                subscriberSpec(topic, unique(), 0, 1),
                new HeldDeliveries(release, new RecordedDeliveries()));
        Publisher publisher = cluster.openPublisher(publisherSpec(topic, 0, 1), answers)) {
      assertThat(subscriber.awaitReady(LIMIT)).isTrue();
      Thread load = new Thread(() -> publish(publisher, 0, 0, 8 * RING));
      load.start();
      Conditions.await(
          () -> load.getState() == Thread.State.TIMED_WAITING, LIMIT, () -> "never full");
      cluster.deleteTopic(topic);
      load.join(LIMIT.toMillis());
      assertThat(load.isAlive()).isFalse();
      assertThat(answers.failures()).isNotEmpty();
      release.countDown();
    }
  }

  @Test
  void aFailingHandlerEndsItsSubscriberAndIsToldWhy() {
    String topic = topic();
    RecordedDeliveries failures = new RecordedDeliveries();
    RuntimeException thrown = new IllegalStateException("broken handler");
    RecordHandler failing =
        new RecordHandler() {
          @Override
          public void onRecord(
              int topicIndex,
              int partition,
              ByteBuffer key,
              ByteBuffer payload,
              long brokerTimestampMs,
              long receivedNs) {
            throw thrown;
          }

          @Override
          public void onFailure(Throwable cause) {
            failures.onFailure(cause);
          }
        };
    RecordedAnswers answers = new RecordedAnswers();
    try (Subscriber subscriber =
            cluster.openSubscriber(subscriberSpec(topic, unique(), 0, 1), failing);
        Publisher publisher = cluster.openPublisher(publisherSpec(topic, 0, 1), answers)) {
      assertThat(subscriber.awaitReady(LIMIT)).isTrue();
      // More than the rings hold: a reader that is gone must not hold them.
      publish(publisher, 0, 0, 8 * RING);
      awaitAnswers(answers, 8 * RING);
    }
    assertThat(failures.failures()).containsExactly(thrown);
    assertThat(answers.failures()).isEmpty();
  }

  /** Counts, and says which thread delivers. */
  private static final class CountingReader implements RecordHandler {
    private volatile int count;
    private volatile long threadId;

    @Override
    public void onRecord(
        int topic,
        int partition,
        ByteBuffer key,
        ByteBuffer payload,
        long brokerTimestampMs,
        long receivedNs) {
      threadId = Thread.currentThread().getId();
      int counted = count;
      count = counted + 1;
    }

    @Override
    public void onFailure(Throwable cause) {
      throw new AssertionError(cause);
    }
  }

  /** Says which thread acknowledges. */
  private static final class CountingAcks implements AckHandler {
    private volatile long threadId;

    @Override
    public void onAck(long token, int partition, long ackedNs) {
      threadId = Thread.currentThread().getId();
    }

    @Override
    public void onError(long token, ErrorKind kind, Throwable cause) {
      throw new AssertionError(cause);
    }
  }

  /** Delivers nothing until released. */
  private record HeldDeliveries(CountDownLatch release, RecordHandler then)
      implements RecordHandler {
    @Override
    public void onRecord(
        int topic,
        int partition,
        ByteBuffer key,
        ByteBuffer payload,
        long brokerTimestampMs,
        long receivedNs) {
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      then.onRecord(topic, partition, key, payload, brokerTimestampMs, receivedNs);
    }

    @Override
    public void onFailure(Throwable cause) {
      then.onFailure(cause);
    }
  }
}
