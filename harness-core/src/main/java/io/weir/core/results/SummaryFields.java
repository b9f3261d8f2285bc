/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.core.experiment.EngineSpec;
import io.weir.core.experiment.KeySpec;
import io.weir.core.experiment.Phase;
import io.weir.core.experiment.Rate;
import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.SpecTexts;
import io.weir.core.experiment.TrafficFacts;
import io.weir.core.experiment.TrafficProfile;
import io.weir.core.measure.LatencyMetric;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Works out the fields of one {@link SummaryRow}. Used once. */
final class SummaryFields {
  private final Map<SummaryColumn, String> fields = new EnumMap<>(SummaryColumn.class);

  Map<SummaryColumn, String> of(RunDocument document) {
    identity(document);
    system(document);
    asked(document.spec());
    document.recordBytes().ifPresent(bytes -> set(SummaryColumn.RECORD_BYTES, Math.round(bytes)));
    if (!document.spec().load().profile().closedLoop()) {
      document.traffic().ifPresent(this::traffic);
    }
    document.overload().ifPresent(this::overload);
    document.outcome().ifPresent(outcome -> measured(document.spec(), outcome));
    document.spec().engine().ifPresent(this::engine);
    document.engine().ifPresent(this::engine);
    document.answers().ifPresent(answers -> answers(document, answers));
    set(
        SummaryColumn.VERDICT,
        document.verdict().stream().map(VerdictEntry::verdict).collect(Collectors.joining("+")));
    return fields;
  }

  private void identity(RunDocument document) {
    RunIdentity identity = document.identity();
    set(SummaryColumn.SCHEMA_VERSION, RunDocument.SCHEMA_VERSION);
    set(SummaryColumn.RUN_ID, identity.runId());
    set(SummaryColumn.EXPERIMENT_ID, identity.place().experimentId().orElse(""));
    set(SummaryColumn.DEPLOYMENT_ID, identity.place().deploymentId().orElse(""));
    set(SummaryColumn.CELL, identity.place().cell().orElse(""));
    set(SummaryColumn.BLOCK, identity.place().block());
    set(SummaryColumn.REPEAT, identity.place().repeat());
    set(SummaryColumn.HOST_FINGERPRINT, document.host().getOrDefault("fingerprint", ""));
    set(SummaryColumn.CLOCK_BOUND_NS, document.clock().boundNs());
    set(SummaryColumn.T0_EPOCH_NS, document.t0EpochNs());
  }

  private void system(RunDocument document) {
    RunSpec.BrokerSpec broker = document.spec().broker();
    set(SummaryColumn.DRIVER, broker.driver());
    set(SummaryColumn.DURABILITY, broker.durability().text());
    set(
        SummaryColumn.NODES,
        document.system().map(s -> s.nodes().size()).filter(n -> n > 0).orElse(broker.nodes()));
    document
        .system()
        .ifPresent(
            system -> {
              set(SummaryColumn.DRIVER_VERSION, system.pluginVersion());
              set(SummaryColumn.SYSTEM_VERSION, system.systemVersion());
            });
    document
        .durability()
        .ifPresent(d -> set(SummaryColumn.DURABILITY_EFFECTIVE, d.effective().text()));
  }

  private void engine(EngineSpec engine) {
    set(SummaryColumn.ENGINE, engine.name());
    set(SummaryColumn.QUERY, engine.query());
    set(SummaryColumn.GUARANTEE, engine.guarantee().text());
  }

  private void engine(EngineFacts engine) {
    set(SummaryColumn.ENGINE_VERSION, engine.systemVersion());
    set(SummaryColumn.ENGINE_RESTARTS, engine.restarts());
    engine
        .resources()
        .ifPresent(
            resources -> {
              set(SummaryColumn.ENGINE_CPU_S, resources.cpuSeconds());
              set(SummaryColumn.ENGINE_PEAK_RSS_BYTES, resources.peakRssBytes());
            });
    engine
        .fault()
        .filter(fault -> fault.recoveryNs().isPresent())
        .ifPresent(
            fault -> set(SummaryColumn.ENGINE_RECOVERY_S, fault.recoveryNs().getAsLong() / 1e9));
    set(SummaryColumn.ENGINE_BACKLOG_MAX, engine.mostBacklog());
  }

  private void answers(RunDocument document, EngineOutcome answers) {
    set(SummaryColumn.ROWS_JUDGED, answers.rows().judged());
    set(SummaryColumn.ROWS_RIGHT, answers.rows().right());
    set(SummaryColumn.ROWS_MISSING, answers.count("missing"));
    set(SummaryColumn.ROWS_EXTRA, answers.count("extra"));
    set(SummaryColumn.ROWS_WRONG, answers.count("wrong"));
    set(SummaryColumn.ROWS_DUPLICATE, answers.count("duplicate"));
    set(SummaryColumn.ROWS_RETRACTED, answers.count("retraction"));
    set(SummaryColumn.ROWS_UNREADABLE, answers.count("unreadable"));
    set(SummaryColumn.LATE_RECORDS, answers.input().lateRecords());
    set(SummaryColumn.LATE_WINDOWS, answers.input().lateWindows());
    set(SummaryColumn.GOODPUT_ENGINE_IN_HZ, answers.goodput().inHz());
    set(SummaryColumn.GOODPUT_ENGINE_OUT_HZ, answers.goodput().outHz());
    for (LatencySummary s : series(answers.latencies(), LatencyMetric.ENGINE_LATENCY)) {
      set(SummaryColumn.ENGINE_LATENCY_P50_NS, s.at(50));
      set(SummaryColumn.ENGINE_LATENCY_P90_NS, s.at(90));
      set(SummaryColumn.ENGINE_LATENCY_P99_NS, s.at(99));
      set(SummaryColumn.ENGINE_LATENCY_P999_NS, s.at(99.9));
      set(SummaryColumn.ENGINE_LATENCY_MAX_NS, s.maxNs());
      set(SummaryColumn.ENGINE_LATENCY_MEAN_NS, s.meanNs());
    }
    for (LatencySummary s : series(answers.latencies(), LatencyMetric.WINDOW_EMISSION_DELAY)) {
      set(SummaryColumn.WINDOW_EMISSION_DELAY_P50_NS, s.at(50));
      set(SummaryColumn.WINDOW_EMISSION_DELAY_P99_NS, s.at(99));
      set(SummaryColumn.WINDOW_EMISSION_DELAY_MAX_NS, s.maxNs());
    }
    unplaced(
        Stream.concat(
                document.outcome().stream().flatMap(outcome -> outcome.latencies().stream()),
                answers.latencies().stream())
            .toList());
  }

  private void asked(RunSpec spec) {
    RunSpec.LoadSpec load = spec.load();
    set(SummaryColumn.WORKLOAD, spec.workload());
    set(SummaryColumn.PROFILE, load.profile().name());
    set(SummaryColumn.RATE_TEXT, rates(load.profile()));
    set(SummaryColumn.DURATION_S, seconds(load.window()));
    set(SummaryColumn.WARMUP_S, seconds(load.warmup()));
    set(SummaryColumn.TOPICS, spec.topics().topics());
    set(SummaryColumn.PARTITIONS, spec.topics().partitions());
    set(SummaryColumn.PUBLISHERS, load.publishers());
    set(SummaryColumn.SUBSCRIBERS, spec.topics().subscribers());
    set(SummaryColumn.SUBSCRIPTIONS, spec.topics().subscriptions());
    if (spec.workload().equals(RunSpec.PAYLOAD)) {
      set(SummaryColumn.KEYS, keys(spec.payload().keys()));
      set(SummaryColumn.COMPRESSIBILITY, spec.payload().compressibility());
    }
    set(SummaryColumn.PARTITIONER, load.partitioner().text());
    set(SummaryColumn.BATCH_BYTES, spec.tuning().batchBytes());
    set(SummaryColumn.LINGER_NS, spec.tuning().linger().toNanos());
    set(SummaryColumn.COMPRESSION, spec.tuning().compression().text());
    set(SummaryColumn.PACING, load.pacing().text());
    set(SummaryColumn.MAX_IN_FLIGHT, load.maxInFlight());
    set(SummaryColumn.SEED, spec.seed());
  }

  private void traffic(TrafficFacts traffic) {
    set(SummaryColumn.RATE_HZ, traffic.meanHz());
    set(SummaryColumn.PEAK_HZ, traffic.peakHz());
  }

  private void overload(Overload overload) {
    set(SummaryColumn.OVERLOAD_S, overload.seconds());
    set(SummaryColumn.RECOVER_S, overload.recoverSeconds());
  }

  private static String rates(TrafficProfile profile) {
    if (profile instanceof TrafficProfile.Constant constant) {
      return constant.rate().text();
    }
    if (profile instanceof TrafficProfile.Steps steps) {
      return steps.rates().stream().map(Rate::text).collect(Collectors.joining(","));
    }
    if (profile instanceof TrafficProfile.Ramp ramp) {
      return ramp.from().text() + ".." + ramp.to().text();
    }
    return profile.bursty() ? SpecTexts.settings(profile) : profile.name();
  }

  private static String keys(KeySpec keys) {
    return keys.distribution() == KeySpec.Distribution.NONE
        ? keys.distribution().text()
        : keys.distribution().text() + ":" + keys.keys();
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }

  private void measured(RunSpec spec, RunOutcome outcome) {
    boolean openLoop = !spec.load().profile().closedLoop();
    outcome.publish().stream()
        .filter(p -> p.phase() == Phase.WINDOW)
        .forEach(
            p -> {
              set(SummaryColumn.SENT, p.sent());
              set(SummaryColumn.ACKED, p.acked());
              set(SummaryColumn.FAILED, p.failed());
              set(SummaryColumn.UNANSWERED, p.unanswered());
            });
    received(outcome);
    if (openLoop) {
      set(SummaryColumn.OFFERED_HZ, outcome.goodput().offeredHz());
      latencies(outcome.latencies());
      blockedShare(outcome.scheduleDelay());
    }
    serviceTime(series(outcome.latencies(), LatencyMetric.PUBLISH_SERVICE_TIME));
    unplaced(outcome.latencies());
    set(SummaryColumn.GOODPUT_ACKED_HZ, outcome.goodput().ackedHz());
    set(
        SummaryColumn.GOODPUT_DELIVERED_HZ,
        outcome.goodput().deliveredHz().values().stream().mapToDouble(d -> d).min());
    order(outcome.order());
    ResourceTotals resources = outcome.resources();
    set(SummaryColumn.HARNESS_CPU_S, resources.harnessCpuSeconds());
    set(SummaryColumn.SERVERS_CPU_S, resources.serversCpuSeconds());
    set(SummaryColumn.HARNESS_PEAK_RSS_BYTES, resources.harnessPeakRssBytes());
    set(SummaryColumn.GC_PAUSE_TOTAL_NS, resources.gcPauseTotalNs());
    set(SummaryColumn.GC_PAUSE_MAX_NS, resources.gcPauseMaxNs());
  }

  private void order(List<OrderSummary> order) {
    List<OrderSummary.Case> arrivals =
        order.stream()
            .flatMap(o -> o.cases().stream())
            .filter(c -> c.bound().equals(OrderSummary.NONE))
            .toList();
    set(
        SummaryColumn.OUT_OF_ORDER_SHARE,
        arrivals.stream().flatMapToDouble(c -> c.outOfOrderShare().stream()).max());
    set(
        SummaryColumn.INVERSION_P50_NS,
        arrivals.stream().flatMapToLong(c -> c.inversionP50Ns().stream()).max());
    set(
        SummaryColumn.INVERSION_P99_NS,
        arrivals.stream().flatMapToLong(c -> c.inversionP99Ns().stream()).max());
    set(
        SummaryColumn.INVERSION_MAX_NS,
        arrivals.stream().flatMapToLong(c -> c.inversionMaxNs().stream()).max());
  }

  private void received(RunOutcome outcome) {
    List<SubscriptionTotals> window =
        outcome.subscriptions().stream().filter(s -> s.phase() == Phase.WINDOW).toList();
    if (window.isEmpty()) {
      return;
    }
    sum(SummaryColumn.RECEIVED, window, SubscriptionTotals::received);
    sum(SummaryColumn.LOST, window, SubscriptionTotals::lost);
    sum(SummaryColumn.DUPLICATES, window, SubscriptionTotals::duplicates);
    sum(SummaryColumn.REORDERED, window, SubscriptionTotals::reordered);
    sum(SummaryColumn.INDETERMINATE_RECEIVED, window, SubscriptionTotals::indeterminateReceived);
    set(
        SummaryColumn.UNRECOGNISED,
        outcome.unrecognised().values().stream().mapToLong(u -> u).sum());
  }

  private void sum(
      SummaryColumn column, List<SubscriptionTotals> of, ToLongFunction<SubscriptionTotals> what) {
    set(column, of.stream().mapToLong(what).sum());
  }

  private void latencies(List<LatencySummary> all) {
    for (LatencySummary s : series(all, LatencyMetric.PUBLISH_LATENCY)) {
      set(SummaryColumn.PUBLISH_LATENCY_P50_NS, s.at(50));
      set(SummaryColumn.PUBLISH_LATENCY_P90_NS, s.at(90));
      set(SummaryColumn.PUBLISH_LATENCY_P99_NS, s.at(99));
      set(SummaryColumn.PUBLISH_LATENCY_P999_NS, s.at(99.9));
      set(SummaryColumn.PUBLISH_LATENCY_P9999_NS, s.at(99.99));
      set(SummaryColumn.PUBLISH_LATENCY_MAX_NS, s.maxNs());
      set(SummaryColumn.PUBLISH_LATENCY_MEAN_NS, s.meanNs());
    }
    for (LatencySummary s : series(all, LatencyMetric.SCHEDULE_DELAY)) {
      set(SummaryColumn.SCHEDULE_DELAY_P50_NS, s.at(50));
      set(SummaryColumn.SCHEDULE_DELAY_P99_NS, s.at(99));
      set(SummaryColumn.SCHEDULE_DELAY_MAX_NS, s.maxNs());
    }
    // All together comes last and takes the place of the single ones.
    for (LatencySummary s : series(all, LatencyMetric.END_TO_END_LATENCY)) {
      set(SummaryColumn.END_TO_END_LATENCY_P50_NS, s.at(50));
      set(SummaryColumn.END_TO_END_LATENCY_P90_NS, s.at(90));
      set(SummaryColumn.END_TO_END_LATENCY_P99_NS, s.at(99));
      set(SummaryColumn.END_TO_END_LATENCY_P999_NS, s.at(99.9));
      set(SummaryColumn.END_TO_END_LATENCY_P9999_NS, s.at(99.99));
      set(SummaryColumn.END_TO_END_LATENCY_MAX_NS, s.maxNs());
      set(SummaryColumn.END_TO_END_LATENCY_MEAN_NS, s.meanNs());
    }
  }

  private void serviceTime(List<LatencySummary> serviceTime) {
    for (LatencySummary s : serviceTime) {
      set(SummaryColumn.PUBLISH_SERVICE_TIME_P50_NS, s.at(50));
      set(SummaryColumn.PUBLISH_SERVICE_TIME_P99_NS, s.at(99));
      set(SummaryColumn.PUBLISH_SERVICE_TIME_MAX_NS, s.maxNs());
    }
  }

  private void unplaced(List<LatencySummary> all) {
    List<LatencySummary> single =
        all.stream()
            .filter(s -> s.phase() == Phase.WINDOW)
            .filter(s -> !s.subscription().equals(LatencySummary.ALL))
            .toList();
    set(SummaryColumn.OVERFLOW, single.stream().mapToLong(LatencySummary::overflow).sum());
    // A schedule delay of 0 is as it should be; any other value of 0 or less cannot be.
    set(
        SummaryColumn.NON_POSITIVE,
        single.stream()
            .filter(s -> s.metric() != LatencyMetric.SCHEDULE_DELAY)
            .mapToLong(LatencySummary::nonPositive)
            .sum());
  }

  private void blockedShare(List<ScheduleDelaySplit> splits) {
    for (ScheduleDelaySplit split : splits) {
      long lateNs = split.blockedNs() + split.ownNs();
      if (split.phase() == Phase.WINDOW && lateNs > 0) {
        set(SummaryColumn.SCHEDULE_DELAY_BLOCKED_SHARE, (double) split.blockedNs() / lateNs);
      }
    }
  }

  private static List<LatencySummary> series(List<LatencySummary> all, LatencyMetric metric) {
    return all.stream().filter(s -> s.phase() == Phase.WINDOW && s.metric() == metric).toList();
  }

  private void set(SummaryColumn column, String text) {
    fields.put(column, text);
  }

  private void set(SummaryColumn column, long value) {
    fields.put(column, Long.toString(value));
  }

  private void set(SummaryColumn column, double value) {
    fields.put(column, CsvFile.text(value));
  }

  private void set(SummaryColumn column, OptionalInt value) {
    fields.put(column, value.isPresent() ? Integer.toString(value.getAsInt()) : "");
  }

  private void set(SummaryColumn column, OptionalLong value) {
    fields.put(column, CsvFile.text(value));
  }

  private void set(SummaryColumn column, OptionalDouble value) {
    fields.put(column, CsvFile.text(value));
  }
}
