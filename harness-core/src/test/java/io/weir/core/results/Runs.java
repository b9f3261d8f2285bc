/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.core.experiment.KeySpec;
import io.weir.core.experiment.Pacing;
import io.weir.core.experiment.Partitioner;
import io.weir.core.experiment.Phase;
import io.weir.core.experiment.Rate;
import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.TrafficFacts;
import io.weir.core.experiment.TrafficProfile;
import io.weir.core.measure.LatencyMetric;
import io.weir.core.measure.LatencySeries;
import io.weir.core.measure.LatencyTotals;
import io.weir.spi.ClientTuning;
import io.weir.spi.ClusterDescription;
import io.weir.spi.Compression;
import io.weir.spi.ConfigValue;
import io.weir.spi.Durability;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.DurabilityReport;
import io.weir.spi.Guarantee;
import io.weir.spi.ResultSchema;
import io.weir.spi.RowFormat;
import io.weir.spi.SubscriptionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/** Runs to write, read and show in tests. */
public final class Runs {
  static final long T0_NS = 1_770_000_000_123_000_000L;

  private Runs() {}

  static RunSpec spec(TrafficProfile profile) {
    return new RunSpec(
        new RunSpec.BrokerSpec(
            "kafka",
            Optional.of("4.3.1"),
            3,
            List.of(),
            DurabilityLevel.FLOW_WEAK,
            Map.of("kafka.producer.batch.size", "1", "kafka.topic.note", "a \"b\", c\nd")),
        new RunSpec.TopicsSpec(2, 4, Optional.of("mine"), 2, 3, SubscriptionKind.KEY_SHARED, true),
        new RunSpec.PayloadSpec(1024, new KeySpec(KeySpec.Distribution.ZIPF, 10_000, 0.99), 0.3),
        new RunSpec.LoadSpec(
            profile,
            Duration.ofSeconds(10),
            Duration.ofNanos(60_000_000_001L),
            Duration.ofMillis(1500),
            Duration.ofMinutes(2),
            Pacing.ECONOMICAL,
            5,
            2,
            1024,
            Partitioner.CLIENT),
        new ClientTuning(131_072, Duration.ofNanos(1_500_000), Compression.ZSTD, 64L << 20),
        -42,
        "payload",
        Optional.empty());
  }

  static RunSpec spec() {
    return spec(new TrafficProfile.Constant(new Rate(1000, 3_000_000_001L)));
  }

  static RunIdentity identity(RunSpec spec) {
    return RunIdentity.of(spec, Instant.parse("2026-02-03T04:05:06.789123Z"), "1f00aa");
  }

  public static RunDocument begun() {
    return begun(spec());
  }

  static RunDocument begun(RunSpec spec) {
    return RunDocument.begin(
        identity(spec),
        new HarnessFacts("0.1.0", "abc", "17.0.1"),
        List.of("run", "--driver", "kafka"),
        spec,
        Map.of("fingerprint", "f00d", "cpu", "two cores"),
        new ClockFacts("System.nanoTime", OptionalLong.empty()));
  }

  public static RunDocument complete() {
    return complete(spec());
  }

  static RunDocument complete(RunSpec spec) {
    Durability tuple = new Durability(3, 2, Durability.Reached.OS_CACHE, 2);
    return begun(spec)
        .withSystem(
            new SystemFacts(
                "kafka",
                "0.1.0",
                "kafka",
                "4.3.1",
                "4.3.1",
                List.of(
                    new ClusterDescription.Node(
                        "1", "localhost:9092", Map.of("log.dirs", ConfigValue.plain("/d")))),
                List.of(new SystemFacts.Server("kafka-1", "broker", List.of("-Xmx512m")))))
        .withDurability(
            new DurabilityFacts(
                DurabilityLevel.FLOW_WEAK,
                tuple,
                tuple,
                List.of(
                    new DurabilityReport.Setting(
                        "topic weir", "flush.messages", Optional.empty(), Optional.of("1")),
                    new DurabilityReport.Setting(
                        "node 1", "x", Optional.of("y"), Optional.empty()))))
        .withClients(
            new ClientFacts(
                Map.of(
                    "batch.size",
                    ConfigValue.plain("1"),
                    "sasl.jaas.config",
                    new ConfigValue("hunter2", true)),
                Map.of("fetch.min.bytes", ConfigValue.plain("1"))))
        .withTraffic(
            new TrafficFacts(
                1_200,
                20.5,
                400,
                Optional.of(new TrafficFacts.Slots(64, 117_187_500.5, 3, 9, 1, 4))))
        .withOverload(new Overload(4, 3, Map.of("sub-0", 4), OptionalDouble.of(2)))
        .withPhases(T0_NS, List.of(new PhaseSpan(Phase.WINDOW, 10, 20, 1, 1_200)))
        .withOutcome(outcome())
        .withVerdict(
            List.of(
                new VerdictEntry("LOST", "3 records, of 1,000, were lost.", Map.of("records", 3.0)),
                new VerdictEntry("ERRORS", "Some failed.", Map.of())))
        .completed();
  }

  /** The same run with an engine, whose answers were nearly right. */
  public static RunDocument withEngine() {
    return complete().withEngine(engine()).withAnswers(answers());
  }

  static EngineFacts engine() {
    return EngineFacts.of(
            "flink",
            "0.1.0",
            "flink",
            "1.20.3",
            List.of(
                new ClusterDescription.Node(
                    "jobmanager", "localhost:8081", Map.of("a.b", ConfigValue.plain("1")))),
            List.of(new SystemFacts.Server("flink-tm-1", "taskmanager", List.of("-Xmx1g"))))
        .withJob(Map.of("sasl", new ConfigValue("hunter2", true)), "job.sql")
        .withFault(
            new EngineFacts.FaultOutcome(
                "kill-taskmanager",
                20_000_000_000L,
                OptionalLong.of(3_210_000_000L),
                OptionalLong.of(12_345),
                OptionalLong.empty(),
                Optional.of("it was lost")))
        .withRescale(
            new EngineFacts.RescaleOutcome(
                2,
                4,
                30_000_000_000L,
                List.of(
                    new EngineFacts.RescaleOutcome.Part("savepoint", 1_200_000_000L),
                    new EngineFacts.RescaleOutcome.Part("restart", 3_400_000_000L)),
                OptionalLong.empty()))
        .withCourse(
            OptionalInt.of(1),
            new EngineFacts.Resources(OptionalDouble.of(12.25), OptionalLong.of(3L << 30)),
            OptionalLong.of(4_321));
  }

  static EngineOutcome answers() {
    return new EngineOutcome(
        "robots-1s",
        Guarantee.AT_LEAST_ONCE,
        ResultSchema.Mode.APPEND,
        RowFormat.PLAIN,
        EngineOutcome.Result.WRONG,
        false,
        new EngineOutcome.Rows(1_234, 1_230, 66, 1_400, 1_400, 60),
        List.of(
            new EngineOutcome.Findings("missing", 3, true, List.of("missing: a=1", "missing: a=2")),
            new EngineOutcome.Findings("wrong", 1, true, List.of("wrong: a=3, expected a=4")),
            new EngineOutcome.Findings("duplicate", 2, false, List.of("duplicate: a=5"))),
        new EngineOutcome.Input(20_000, 12_000, 800, 0, 7, 2, 150_000_000, 100_000_000),
        new EngineOutcome.Rates(1_000, 20.5),
        LatencySummary.of(
            List.of(
                totals(Phase.WINDOW, LatencyMetric.ENGINE_LATENCY, "", 1_230, 100_000, 0, 0),
                totals(
                    Phase.WINDOW, LatencyMetric.WINDOW_EMISSION_DELAY, "", 1_229, 10_000, 1, 0))));
  }

  static RunOutcome outcome() {
    return new RunOutcome(
        List.of(
            new PublishTotals(Phase.WARMUP, 7, 7, 7, 0, 0),
            new PublishTotals(Phase.WINDOW, 1_200, 1_190, 1_180, 6, 4)),
        List.of(
            new SubscriptionTotals(Phase.WARMUP, "sub-0", 7, 0, 0, 0, 0, List.of()),
            new SubscriptionTotals(
                Phase.WINDOW,
                "sub-0",
                1_100,
                3,
                2,
                1,
                5,
                List.of(new SubscriptionTotals.Example("lost", 4, 17))),
            new SubscriptionTotals(Phase.WINDOW, "sub-1", 1_000, 10, 20, 30, 40, List.of())),
        Map.of("sub-0", 8L, "sub-1", 1L),
        Map.of("TIMEOUT", 6L),
        LatencySummary.of(totals()),
        List.of(new ScheduleDelaySplit(Phase.WINDOW, 300, 100)),
        new Goodput(20.5, 19.5, Map.of("sub-0", 18.25, "sub-1", 17.5)),
        List.of(order("sub-0", 11), order("sub-1", 7)),
        List.of(
            new ThreadShare(
                ThreadShare.Role.LOAD, "load-0", OptionalDouble.of(0.25), OptionalDouble.empty())),
        new ResourceTotals(
            OptionalDouble.of(1.5),
            OptionalDouble.empty(),
            OptionalLong.of(1 << 28),
            OptionalLong.of(12),
            OptionalLong.of(7)));
  }

  /** With 1,000 records, of which some arrive out of order and a buffer brings all but one back. */
  static OrderSummary order(String subscription, long outOfOrder) {
    return new OrderSummary(
        subscription,
        2,
        1,
        List.of(
            new OrderSummary.Case(
                "none",
                OptionalLong.empty(),
                1_000,
                outOfOrder,
                OptionalLong.of(1_000_000),
                OptionalLong.empty(),
                OptionalLong.of(1_000_000 * outOfOrder),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                0),
            new OrderSummary.Case(
                "records",
                OptionalLong.of(4_096),
                1_000,
                1,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.of(300_000),
                OptionalLong.of(2_000_000),
                OptionalLong.of(9_000_000),
                OptionalLong.of(10_000_000),
                40),
            new OrderSummary.Case(
                "slack",
                OptionalLong.of(100_000_000),
                1_000,
                0,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.of(100_000_000),
                OptionalLong.of(104_000_000),
                OptionalLong.of(110_000_000),
                3)));
  }

  static List<LatencyTotals> totals() {
    return List.of(
        totals(Phase.WINDOW, LatencyMetric.END_TO_END_LATENCY, "sub-1", 1_000, 3_000, 1, 0),
        totals(Phase.WINDOW, LatencyMetric.END_TO_END_LATENCY, "sub-0", 1_100, 2_000, 0, 2),
        totals(Phase.WINDOW, LatencyMetric.PUBLISH_LATENCY, "", 1_180, 1_000, 0, 0),
        totals(Phase.WINDOW, LatencyMetric.PUBLISH_SERVICE_TIME, "", 1_180, 900, 0, 0),
        totals(Phase.WINDOW, LatencyMetric.SCHEDULE_DELAY, "", 90, 100, 1_100, 0),
        totals(Phase.WARMUP, LatencyMetric.PUBLISH_LATENCY, "", 7, 5_000, 0, 0));
  }

  static LatencyTotals totals(
      Phase phase,
      LatencyMetric metric,
      String subscription,
      int count,
      long stepNs,
      long nonPositive,
      long overflow) {
    return new LatencyTotals(
        new LatencySeries(phase, metric, subscription),
        histogram(count, stepNs),
        nonPositive,
        overflow);
  }

  /** step, 2 · step, … count · step. */
  static Histogram histogram(int count, long stepNs) {
    Histogram histogram = new Histogram(1, 3_600_000_000_000L, 3);
    for (int i = 1; i <= count; i++) {
      histogram.recordValue(i * stepNs);
    }
    return histogram;
  }
}
