/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.experiment.EngineSpec;
import io.weir.core.load.ResultArrivals;
import io.weir.core.measure.Origin;
import io.weir.core.measure.PhaseWindow;
import io.weir.core.measure.ResultLog;
import io.weir.core.results.EngineOutcome;
import io.weir.core.results.LatencySummary;
import io.weir.core.results.RunDirectory;
import io.weir.driver.loopback.LoopbackDriver;
import io.weir.spi.AckHandler;
import io.weir.spi.BrokerCluster;
import io.weir.spi.ClientTuning;
import io.weir.spi.Compression;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.Encoding;
import io.weir.spi.Guarantee;
import io.weir.spi.LaunchRequest;
import io.weir.spi.Publisher;
import io.weir.spi.PublisherSpec;
import io.weir.spi.ResultSchema;
import io.weir.spi.ResultSchema.Mode;
import io.weir.spi.RowFormat;
import io.weir.spi.Schema;
import io.weir.spi.ServerHost;
import io.weir.spi.Settings;
import io.weir.spi.TopicSpec;
import io.weir.spi.UnavailableException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineJudgementTest {
  private static final long MS = 1_000_000;
  private static final long SECOND = 1_000 * MS;
  private static final long CLOSING = 999;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** Whatever is asked of it: the broker lives in this process. */
  private static final ServerHost NO_SERVERS =
      (ServerHost)
          Proxy.newProxyInstance(
              ServerHost.class.getClassLoader(),
              new Class<?>[] {ServerHost.class},
              (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.getName());
              });

  @TempDir Path path;
  private final Origin origin = new Origin();
  private RunDirectory directory;
  private ResultLog log;
  private ResultArrivals arrivals;
  private final List<Throwable> failures = new ArrayList<>();

  @BeforeEach
  void begin() {
    directory = new RunDirectory(path);
    origin.set(1_770_000_000_123_000_000L);
    log = new ResultLog(directory.passing("results"), 1 << 20);
    arrivals = new ResultArrivals(log, origin, failures::add);
  }

  private EngineJudgement judgement(boolean windowed, boolean openLoop, RowFormat format) {
    return new EngineJudgement(
        new EngineJudgement.Parts(
            directory,
            new ToyCounts(windowed),
            Settings.none(),
            new EngineSpec(
                "toy",
                Optional.empty(),
                1,
                List.of(),
                "toy-counts",
                Guarantee.EXACTLY_ONCE,
                1,
                Duration.ofSeconds(1),
                Duration.ofMillis(100),
                Optional.empty(),
                Optional.empty()),
            new PhaseWindow(SECOND, 3 * SECOND),
            openLoop,
            origin,
            format,
            log));
  }

  private static SourceReading.Source source(int partitions, OptionalLong closing) {
    return new SourceReading.Source(
        List.of("toys"),
        List.of(Encoding.JSON),
        partitions,
        "reads-back",
        ToyCounts.RUN_TAG,
        closing);
  }

  private static void put(SourceRecords to, int partition, ByteBuffer record) {
    to.onRecord(0, partition, null, record, -1, 0);
  }

  private static ByteBuffer toy(long intendedMs, long toy) {
    long intendedNs = intendedMs * MS;
    return ToyCounts.record(false, 0, intendedMs, intendedNs, Schema.eventMs(intendedNs), toy);
  }

  private static ByteBuffer closing() {
    return ToyCounts.record(true, -1, CLOSING, 4 * SECOND, Schema.eventMs(4 * SECOND) + 10_000, 0);
  }

  /** Every record of 0 to 4 s, one each 100 ms. */
  private static void fill(EngineJudgement judgement) {
    SourceRecords records = judgement.records(source(1, OptionalLong.of(CLOSING)));
    for (long ms = 0; ms < 4_000; ms += 100) {
      put(records, 0, toy(ms, ms / 100));
    }
    put(records, 0, closing());
    records.finish();
    judgement.take(records);
  }

  private void arrive(long atMs, String json) {
    arrivals.onRecord(
        0,
        0,
        null,
        ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)),
        -1,
        origin.epochNs() + atMs * MS);
  }

  private void arrive(long atMs, long intendedMs) {
    arrive(
        atMs,
        "{\"event_ms\":" + Schema.eventMs(intendedMs * MS) + ",\"toy\":" + intendedMs / 100 + "}");
  }

  @Test
  void aQueryWithoutWindowsIsTimedByRecordAndItsRowsOutsideTheWindowMayCome() throws Exception {
    try (EngineJudgement judgement = judgement(false, true, RowFormat.PLAIN)) {
      for (long ms = 500; ms < 3_200; ms += 100) {
        arrive(ms + 7, ms);
      }
      fill(judgement);

      EngineJudgement.Answers answers = judgement.judge(9 * SECOND, false, Map.of());

      EngineOutcome outcome = answers.outcome();
      assertThat(outcome.result()).isEqualTo(EngineOutcome.Result.RIGHT);
      assertThat(outcome.rows().judged()).isEqualTo(20);
      assertThat(outcome.rows().allowed()).isEqualTo(20);
      assertThat(outcome.input().cohort()).isEqualTo(20);
      assertThat(outcome.goodput()).isEqualTo(new EngineOutcome.Rates(10, 10));
      assertThat(outcome.latencies()).hasSize(1);
      LatencySummary latency = outcome.latencies().get(0);
      assertThat(latency.count()).isEqualTo(20);
      assertThat(latency.at(50)).hasValue(7_000_063);
      assertThat(latency.at(99)).isEmpty();
    }
  }

  @Test
  void aClosedLoopIsJudgedAndNotTimed() throws Exception {
    try (EngineJudgement judgement = judgement(false, false, RowFormat.PLAIN)) {
      for (long ms = 1_000; ms < 3_000; ms += 100) {
        arrive(ms + 7, ms);
      }
      fill(judgement);

      EngineJudgement.Answers answers = judgement.judge(9 * SECOND, false, Map.of());

      assertThat(answers.outcome().result()).isEqualTo(EngineOutcome.Result.RIGHT);
      assertThat(answers.outcome().latencies()).isEmpty();
      assertThat(answers.outcome().goodput().outHz()).isEqualTo(10);
    }
  }

  @Test
  void ofAQueryWithoutWindowsNothingIsLate() throws Exception {
    try (EngineJudgement judgement = judgement(false, true, RowFormat.PLAIN)) {
      SourceRecords records = judgement.records(source(1, OptionalLong.of(CLOSING)));
      put(records, 0, toy(2_500, 25));
      put(records, 0, toy(1_500, 15));
      put(records, 0, closing());
      put(records, 0, toy(1_600, 16));
      records.finish();
      judgement.take(records);
      arrive(2_600, 2_500);
      arrive(2_600, 1_500);

      EngineOutcome outcome = judgement.judge(9 * SECOND, false, Map.of()).outcome();

      assertThat(outcome.input().lateRecords()).isZero();
      assertThat(outcome.rows().judged()).isEqualTo(3);
      assertThat(outcome.count("missing")).isEqualTo(1);
    }
  }

  @Test
  void windowsAtTheBordersOfTheMeasuredWindowAreJudgedThoughTheirEdgesHaveNoRecord()
      throws Exception {
    try (EngineJudgement judgement = judgement(true, true, RowFormat.PLAIN)) {
      SourceRecords records = judgement.records(source(1, OptionalLong.of(CLOSING)));
      put(records, 0, toy(900, 1));
      put(records, 0, toy(1_400, 1));
      put(records, 0, toy(2_600, 1));
      put(records, 0, toy(3_000, 1));
      put(records, 0, closing());
      records.finish();
      judgement.take(records);

      EngineOutcome outcome = judgement.judge(9 * SECOND, false, Map.of()).outcome();

      assertThat(outcome.rows().judged()).isEqualTo(2);
      assertThat(outcome.rows().allowed()).isEqualTo(2);
      assertThat(outcome.count("missing")).isEqualTo(2);
    }
  }

  @Test
  void ofATraceTheSpanIsThatOfTheRecordsReadAndEmissionCountsFromItsOwnTime() throws Exception {
    try (EngineJudgement judgement = judgement(true, true, RowFormat.PLAIN)) {
      SourceRecords records = judgement.records(source(1, OptionalLong.of(CLOSING)));
      // Ten seconds of the trace in one of the run.
      for (long ms = 0; ms < 4_000; ms += 10) {
        put(records, 0, ToyCounts.record(false, 0, ms, ms * MS, 10 * ms, 1));
      }
      put(records, 0, ToyCounts.record(true, -1, CLOSING, 4 * SECOND, 99_999, 0));
      records.finish();
      judgement.take(records);
      // The window that ends at 20 s of the trace, which is 2 s of the run; 100 ms of it are 10.
      arrive(2_015, "{\"window_start_ms\":19000,\"window_end_ms\":20000,\"toy\":1,\"n\":10}");

      EngineJudgement.Answers answers = judgement.judge(9 * SECOND, false, Map.of());

      // From 10 s to 29.900 s, so that the window from 29 s on is not wholly in it.
      assertThat(answers.outcome().rows().judged()).isEqualTo(19);
      assertThat(answers.outcome().rows().right()).isEqualTo(1);
      assertThat(answers.outcome().latencies()).hasSize(2);
      assertThat(answers.outcome().latencies().get(0).maxNs().orElseThrow() / MS).isEqualTo(25);
      assertThat(answers.outcome().latencies().get(1).maxNs().orElseThrow() / 100_000)
          .isBetween(49L, 50L);
    }
  }

  @Test
  void allHasComeWhenAsManyRowsAsExpectedAreThereAndItIsQuiet() throws Exception {
    try (EngineJudgement judgement = judgement(false, true, RowFormat.PLAIN)) {
      fill(judgement);
      for (long ms = 0; ms < 3_900; ms += 100) {
        arrive(ms + 7, ms);
      }
      assertThat(judgement.received()).isEqualTo(39);
      assertThat(judgement.complete(60 * SECOND)).isFalse();

      arrive(5_000, 3_900);

      assertThat(judgement.lastReceivedNs()).isEqualTo(5 * SECOND);
      assertThat(judgement.complete(5 * SECOND + 1)).isFalse();
      assertThat(judgement.complete(6 * SECOND)).isTrue();
      assertThat(judgement.sourceRecords()).isEqualTo(41);
    }
  }

  @Test
  void ofAResultThatIsUpdatedOnlyQuietTellsTheEnd() throws Exception {
    try (EngineJudgement judgement = judgement(true, true, RowFormat.DEBEZIUM)) {
      fill(judgement);
      arrive(5_000, "{}");
      // Two checkpoints and a second.
      assertThat(judgement.complete(7 * SECOND)).isFalse();
      assertThat(judgement.complete(8 * SECOND)).isTrue();
    }
  }

  @Test
  void anEngineThatWasWritingOrHadInputLeftWasStillAtWork() throws Exception {
    try (EngineJudgement judgement = judgement(false, true, RowFormat.PLAIN)) {
      fill(judgement);
      arrive(8_000, 2_000);

      EngineJudgement.Answers answers = judgement.judge(9 * SECOND, false, Map.of());

      assertThat(answers.outcome().stillBehind()).isTrue();
      assertThat(answers.evidence().stillBehind()).isTrue();
      assertThat(answers.evidence().inputHz()).isEqualTo(10);
    }
  }

  @Test
  void anEngineThatReadAllAndWroteNothingIsWrongAndNotAtWork() throws Exception {
    try (EngineJudgement judgement = judgement(false, true, RowFormat.PLAIN)) {
      fill(judgement);
      EngineOutcome outcome = judgement.judge(99 * SECOND, false, Map.of()).outcome();
      assertThat(outcome.stillBehind()).isFalse();
      assertThat(outcome.result()).isEqualTo(EngineOutcome.Result.WRONG);
      assertThat(outcome.count("missing")).isEqualTo(outcome.rows().judged()).isPositive();
    }
  }

  @Test
  void anEngineThatHasSaidAllIsNotAtWorkHoweverLatelyItDid() throws Exception {
    try (EngineJudgement judgement = judgement(false, true, RowFormat.PLAIN)) {
      fill(judgement);
      for (long ms = 0; ms < 4_000; ms += 100) {
        // One row is another than was asked for.
        arrive(8_500, ms == 2_000 ? 2_050 : ms);
      }

      EngineOutcome outcome = judgement.judge(9 * SECOND, false, Map.of()).outcome();

      assertThat(outcome.stillBehind()).isFalse();
      assertThat(outcome.count("missing")).isEqualTo(1);
      assertThat(outcome.count("extra")).isEqualTo(1);
    }
  }

  @Test
  void whatCameTwiceDoesNotStandInForWhatHasNotCome() throws Exception {
    try (EngineJudgement judgement = judgement(false, true, RowFormat.PLAIN)) {
      fill(judgement);
      for (long ms = 0; ms < 3_900; ms += 100) {
        arrive(8_500, ms);
      }
      arrive(8_900, 2_000);

      EngineOutcome outcome = judgement.judge(9 * SECOND, false, Map.of()).outcome();

      assertThat(outcome.count("duplicate")).isEqualTo(1);
      assertThat(outcome.stillBehind()).isTrue();
    }
  }

  @Test
  void aRecordThatCannotBeReadIsAFaultOfWhoeverSentIt() throws Exception {
    try (EngineJudgement judgement = judgement(false, true, RowFormat.PLAIN)) {
      fill(judgement);
      arrive(2_000, "no row");

      EngineOutcome outcome = judgement.judge(99 * SECOND, true, Map.of()).outcome();

      assertThat(outcome.count("unreadable")).isEqualTo(1);
      assertThat(outcome.findings())
          .anySatisfy(f -> assertThat(f.examples()).anyMatch(e -> e.contains("no row")));
      assertThat(outcome.stillBehind()).isTrue();
    }
  }

  @Test
  void partitionsWithoutAClosingTickAreAProblem() throws Exception {
    try (EngineJudgement judgement = judgement(false, true, RowFormat.PLAIN)) {
      SourceRecords records = judgement.records(source(3, OptionalLong.of(CLOSING)));
      put(records, 1, closing());
      put(records, 1, closing());
      records.finish();
      judgement.take(records);

      assertThat(judgement.judge(9 * SECOND, false, Map.of()).problems())
          .containsExactly(
              "the closing ticks of 2 source partitions were not found: windows may not have closed");
    }
  }

  @Test
  void otherRunsRecordsArePassedOverAndMalformedOnesEndTheReading() {
    EngineJudgement judgement = judgement(false, true, RowFormat.PLAIN);
    SourceRecords records = judgement.records(source(1, OptionalLong.empty()));
    ByteBuffer other = toy(1_500, 1);
    byte[] bytes = other.array();
    Encoding.JSON.stamp(bytes, ToyCounts.RUN_TAG + 1, 0, 0, 0);
    put(records, 0, other);
    assertThat(records.failure()).isEmpty();
    assertThat(records.facts().strangers()).isEqualTo(1);
    assertThat(records.facts().records()).isZero();

    ByteBuffer damaged = toy(1_600, 1);
    damaged.put(damaged.array().length - 8, (byte) '?');
    put(records, 0, damaged);
    assertThat(records.failure().orElseThrow()).hasMessageContaining("input 0, partition 0");
  }

  @Test
  void theModeFollowsTheFormat() {
    ResultSchema append = new ToyCounts(true).result();
    ResultSchema bag = new ToyCounts(false).result();
    ResultSchema upsert = new ResultSchema(append.columns(), append.key(), Mode.UPSERT);
    assertThat(EngineJudgement.compared(append, RowFormat.PLAIN).mode()).isEqualTo(Mode.APPEND);
    assertThat(EngineJudgement.compared(append, RowFormat.KEYED).mode()).isEqualTo(Mode.UPSERT);
    assertThat(EngineJudgement.compared(append, RowFormat.DEBEZIUM).mode())
        .isEqualTo(Mode.CHANGELOG);
    assertThat(EngineJudgement.compared(upsert, RowFormat.DEBEZIUM).mode()).isEqualTo(Mode.UPSERT);
    assertThat(EngineJudgement.compared(bag, RowFormat.DEBEZIUM).mode()).isEqualTo(Mode.CHANGELOG);
  }

  @Test
  void readsTheTopicsOfABrokerToTheirClosingTicks() throws Exception {
    LoopbackDriver driver = new LoopbackDriver();
    try (BrokerCluster cluster =
            driver.launch(
                new LaunchRequest(
                    "",
                    1,
                    DurabilityLevel.DEFAULT,
                    false,
                    Settings.none(),
                    System::nanoTime,
                    LIMIT),
                NO_SERVERS);
        EngineJudgement judgement = judgement(false, true, RowFormat.PLAIN)) {
      cluster.createTopic(new TopicSpec("toys", 2, DurabilityLevel.DEFAULT));
      try (Publisher publisher =
          cluster.openPublisher(
              new PublisherSpec(
                  "toys",
                  2,
                  0,
                  1,
                  1 << 10,
                  DurabilityLevel.DEFAULT,
                  new ClientTuning(1 << 14, Duration.ZERO, Compression.NONE, 1 << 20)),
              nothing())) {
        for (long ms = 0; ms < 4_000; ms += 100) {
          publish(publisher, (int) (ms / 100 % 2), toy(ms, ms / 100));
        }
        publish(publisher, 0, closing());
        publish(publisher, 1, closing());
        publisher.flush();
      }

      judgement.readSource(cluster, source(2, OptionalLong.of(CLOSING)), () -> false);

      assertThat(judgement.sourceRecords()).isEqualTo(42);
      assertThat(judgement.judge(9 * SECOND, false, Map.of()).outcome().rows().judged())
          .isEqualTo(20);
      assertThatThrownBy(
              () ->
                  judgement.readSource(
                      cluster,
                      new SourceReading.Source(
                          List.of("nowhere"),
                          List.of(Encoding.JSON),
                          1,
                          "again",
                          1,
                          OptionalLong.empty()),
                      () -> false))
          .isInstanceOf(UnavailableException.class);
    }
  }

  private static AckHandler nothing() {
    return new AckHandler() {
      @Override
      public void onAck(long token, int partition, long ackedNs) {}

      @Override
      public void onError(long token, ErrorKind kind, Throwable cause) {}
    };
  }

  private static void publish(Publisher publisher, int partition, ByteBuffer record) {
    publisher.publish(partition, null, record.array(), 0, record.array().length, 1);
  }
}
