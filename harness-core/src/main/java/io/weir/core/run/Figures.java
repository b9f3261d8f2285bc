/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.analysis.Evidence;
import io.weir.core.analysis.Lags;
import io.weir.core.analysis.SecondSeries;
import io.weir.core.experiment.Phase;
import io.weir.core.experiment.RunSpec;
import io.weir.core.load.PhasePlan;
import io.weir.core.measure.AckLane;
import io.weir.core.measure.LatencyMetric;
import io.weir.core.measure.LatencyRecorder;
import io.weir.core.measure.LatencySeries;
import io.weir.core.measure.LatencyTotals;
import io.weir.core.measure.LedgerLayout;
import io.weir.core.measure.LedgerRecord;
import io.weir.core.measure.LedgerTotals;
import io.weir.core.measure.ReceiveLane;
import io.weir.core.measure.Recorders;
import io.weir.core.measure.SendLane;
import io.weir.core.results.Goodput;
import io.weir.core.results.LatencySummary;
import io.weir.core.results.OrderSummary;
import io.weir.core.results.PhaseSpan;
import io.weir.core.results.PublishTotals;
import io.weir.core.results.RunOutcome;
import io.weir.core.results.ScheduleDelaySplit;
import io.weir.core.results.SubscriptionTotals;
import io.weir.spi.DurabilityReport;
import io.weir.spi.OrderingScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** What a finished run comes to: the outcome for its directory, the evidence for its verdict. */
final class Figures {
  private static final Phase[] PHASES = Phase.values();
  private static final long HALF_NS = 500_000_000L;

  private final RunSpec spec;
  private final PhasePlan plan;
  private final List<String> subscriptions;
  private final Recorders recorders;
  private final List<LedgerTotals> delivery;
  private final Traffic traffic;
  private final Observation observation;
  private final Resources resources;
  private final List<OrderSummary> order;
  private final List<LatencyTotals> latencies;
  private final Counts counts;
  private final double windowSeconds;

  Figures(
      RunSpec spec,
      PhasePlan plan,
      List<String> subscriptions,
      Recorders recorders,
      List<LedgerTotals> delivery,
      Traffic traffic,
      Observation observation,
      Resources resources,
      List<OrderSummary> order) {
    this.spec = spec;
    this.plan = plan;
    this.subscriptions = List.copyOf(subscriptions);
    this.recorders = recorders;
    this.delivery = List.copyOf(delivery);
    this.traffic = traffic;
    this.observation = observation;
    this.resources = resources;
    this.order = List.copyOf(order);
    this.latencies = recorders.totals();
    this.counts = Counts.take(recorders, subscriptions.size());
    this.windowSeconds = plan.windowNs() / 1e9;
  }

  List<LatencyTotals> latencies() {
    return latencies;
  }

  /** Records of the window that were never handed to a client. */
  long unsent() {
    return plan.windowRecords() - counts.sent()[Phase.WINDOW.ordinal()];
  }

  /**
   * Where the two independent accounts of a run, the threads' counts and the ledger, differ: a
   * fault of the harness, never to be passed over.
   */
  List<String> disagreements() {
    List<String> found = new ArrayList<>();
    for (LedgerTotals ledger : delivery) {
      int p = ledger.phase().ordinal();
      int s = subscriptions.indexOf(ledger.subscription());
      compare(found, ledger, "sent", counts.sent()[p], ledger.sent());
      compare(found, ledger, "acked", counts.acked()[p], ledger.acked());
      compare(found, ledger, "failed", counts.failed()[p], ledger.failed());
      compare(found, ledger, "received", counts.received()[s][p], ledger.received());
      compare(found, ledger, "duplicates", counts.duplicates()[s][p], ledger.duplicates());
      compare(found, ledger, "reordered", reordered(s, ledger.phase()), ledger.reordered());
      compare(found, ledger, "never sent, yet received", 0, ledger.neverSent());
    }
    return found;
  }

  private long reordered(int subscription, Phase phase) {
    return recorders.receiveLanes(subscription).stream()
        .mapToLong(lane -> lane.reordered(phase))
        .sum();
  }

  private static void compare(
      List<String> found, LedgerTotals ledger, String what, long counted, long inLedger) {
    if (counted != inLedger) {
      found.add(
          "counts disagree on "
              + what
              + " in "
              + ledger.phase().text()
              + ": threads "
              + counted
              + ", ledger "
              + inLedger);
    }
  }

  /** The phases as they came to be. */
  List<PhaseSpan> phases(LedgerLayout layout, long endNs) {
    List<PhaseSpan> spans = new ArrayList<>();
    boolean closed = spec.load().profile().closedLoop();
    for (Phase phase : PHASES) {
      long startNs =
          switch (phase) {
            case WARMUP -> 0;
            case WINDOW -> plan.window().startNs();
            case COOLDOWN -> plan.window().endNs();
          };
      long until =
          switch (phase) {
            case WARMUP -> plan.window().startNs();
            case WINDOW -> plan.window().endNs();
            case COOLDOWN -> Math.max(plan.window().endNs(), endNs);
          };
      long count =
          phase == Phase.COOLDOWN || closed
              ? counts.sent()[phase.ordinal()]
              : phase == Phase.WARMUP ? plan.warmupRecords() : plan.windowRecords();
      long first = layout.firstIndex(phase);
      spans.add(new PhaseSpan(phase, startNs, until, first, count));
    }
    return spans;
  }

  /** Of the records handed to clients over the whole run, bytes of their values. */
  OptionalDouble meanRecordBytes() {
    long bytes = 0;
    for (Phase phase : PHASES) {
      bytes += recorders.sendLanes().stream().mapToLong(lane -> lane.sentBytes(phase)).sum();
    }
    long records = Counts.sum(counts.sent());
    return records == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) bytes / records);
  }

  RunOutcome outcome() {
    List<PublishTotals> publish = new ArrayList<>();
    List<ScheduleDelaySplit> delays = new ArrayList<>();
    for (Phase phase : PHASES) {
      int p = phase.ordinal();
      long due = phase == Phase.COOLDOWN ? counts.sent()[p] : due(phase);
      long sent = counts.sent()[p];
      long acked = counts.acked()[p];
      long failed = counts.failed()[p];
      publish.add(new PublishTotals(phase, due, sent, acked, failed, sent - acked - failed));
      delays.add(new ScheduleDelaySplit(phase, lateBlockedNs(phase), lateOwnNs(phase)));
    }
    Map<String, Long> unrecognised = new TreeMap<>();
    for (int s = 0; s < subscriptions.size(); s++) {
      unrecognised.put(
          subscriptions.get(s),
          recorders.receiveLanes(s).stream().mapToLong(ReceiveLane::unrecognisedTotal).sum());
    }
    return new RunOutcome(
        publish,
        delivery.stream().map(Figures::totals).toList(),
        unrecognised,
        errors(),
        LatencySummary.of(latencies),
        delays,
        goodput(),
        order,
        resources.threads(),
        resources.totals());
  }

  private long due(Phase phase) {
    if (spec.load().profile().closedLoop()) {
      return counts.sent()[phase.ordinal()];
    }
    return phase == Phase.WARMUP ? plan.warmupRecords() : plan.windowRecords();
  }

  private static SubscriptionTotals totals(LedgerTotals ledger) {
    List<SubscriptionTotals.Example> examples = new ArrayList<>();
    ledger.lostExamples().forEach(e -> examples.add(example("lost", e)));
    ledger.duplicateExamples().forEach(e -> examples.add(example("duplicate", e)));
    ledger.reorderedExamples().forEach(e -> examples.add(example("reordered", e)));
    return new SubscriptionTotals(
        ledger.phase(),
        ledger.subscription(),
        ledger.received(),
        ledger.lost(),
        ledger.duplicates(),
        ledger.reordered(),
        ledger.indeterminateReceived(),
        examples);
  }

  private static SubscriptionTotals.Example example(String kind, LedgerRecord record) {
    return new SubscriptionTotals.Example(kind, record.publisher(), record.sequence());
  }

  private Map<String, Long> errors() {
    Map<String, Long> errors = new TreeMap<>();
    traffic
        .errors()
        .counts()
        .forEach((kind, n) -> errors.put(kind.name().toLowerCase(Locale.ROOT), n));
    if (traffic.errors().unexpectedAnswers() > 0) {
      errors.put("unexpected_answer", traffic.errors().unexpectedAnswers());
    }
    return errors;
  }

  private Goodput goodput() {
    long acked = recorders.ackLanes().stream().mapToLong(AckLane::ackedInWindow).sum();
    Map<String, Double> delivered = new TreeMap<>();
    for (int s = 0; s < subscriptions.size(); s++) {
      long received =
          recorders.receiveLanes(s).stream().mapToLong(ReceiveLane::receivedInWindow).sum();
      delivered.put(subscriptions.get(s), received / windowSeconds);
    }
    return new Goodput(plan.windowRecords() / windowSeconds, acked / windowSeconds, delivered);
  }

  private long lateBlockedNs(Phase phase) {
    return recorders.sendLanes().stream().mapToLong(l -> l.lateBlockedNs(phase)).sum();
  }

  /** Of the load thread that was behind longest. */
  private double behindShare() {
    return recorders.sendLanes().stream().mapToLong(SendLane::behindInWindowNs).max().orElse(0)
        / (double) plan.windowNs();
  }

  private long lateOwnNs(Phase phase) {
    return recorders.sendLanes().stream().mapToLong(l -> l.lateOwnNs(phase)).sum();
  }

  /**
   * What the run is judged by.
   *
   * @param settings of durability, as read back
   * @param incomplete why the run did not come to its end
   */
  Evidence evidence(
      List<DurabilityReport.Setting> settings,
      OrderingScope ordering,
      Optional<String> incomplete) {
    boolean closed = spec.load().profile().closedLoop();
    Goodput goodput = goodput();
    Optional<Evidence.Lateness> lateness =
        closed
            ? Optional.empty()
            : Optional.of(
                Evidence.Lateness.of(
                    histogram(LatencyMetric.PUBLISH_LATENCY),
                    histogram(LatencyMetric.SCHEDULE_DELAY),
                    total(LatencyMetric.SCHEDULE_DELAY).map(LatencyTotals::nonPositive).orElse(0L),
                    total(LatencyMetric.SCHEDULE_DELAY).map(LatencyTotals::overflow).orElse(0L),
                    behindShare(),
                    lateBlockedNs(Phase.WINDOW),
                    lateOwnNs(Phase.WINDOW)));
    List<Evidence.Delivery> deliveries =
        delivery.stream()
            .filter(d -> d.phase() == Phase.WINDOW)
            .map(
                d ->
                    new Evidence.Delivery(
                        d.subscription(), d.acked(), d.lost(), d.duplicates(), d.reordered()))
            .toList();
    boolean ordered =
        spec.topics().kind().keepsPartitionOrder() && ordering == OrderingScope.PARTITION;
    return new Evidence(
        new Evidence.Load(
            spec.load().profile().constantRate(), closed, goodput.offeredHz(), windowSeconds),
        lateness,
        resources.threads(),
        progress(goodput),
        deliveries,
        new Evidence.Expectation(false, false, !ordered),
        Counts.sum(counts.sent()) - Counts.sum(counts.acked()) - Counts.sum(counts.failed()),
        errors(),
        settings.stream().filter(DurabilityReport.Setting::mismatched).toList(),
        new Evidence.Clock(OptionalLong.empty(), medianEndToEnd(), impossible()),
        Optional.empty(),
        lags(),
        incomplete);
  }

  /** How far the system was behind, of a load that goes up and down. */
  Optional<Lags> lags() {
    if (!spec.load().profile().bursty()) {
      return Optional.empty();
    }
    List<Observation.SecondPoint> window = windowSeconds();
    List<Observation.SecondPoint> after =
        observation.points().stream()
            .filter(p -> p.atNs() >= plan.window().endNs() + HALF_NS)
            .toList();
    Map<String, Lags.Side> delivery = new TreeMap<>();
    for (int s = 0; s < subscriptions.size(); s++) {
      int index = s;
      delivery.put(subscriptions.get(s), side(window, after, p -> p.deliveryLags().get(index)));
    }
    return Optional.of(
        new Lags(side(window, after, Observation.SecondPoint::publishLag), delivery));
  }

  private Lags.Side side(
      List<Observation.SecondPoint> window,
      List<Observation.SecondPoint> after,
      Function<Observation.SecondPoint, Lags.Point> lag) {
    // A second that ended just when load did has had it to its end.
    long untilNs = traffic.stoppedAtNs() + Lags.GRACE_NS;
    List<Lags.Point> points = after.stream().map(lag).toList();
    return new Lags.Side(
        window.stream().map(lag).toList(),
        points.stream().filter(p -> p.atNs() <= untilNs).toList(),
        points.stream().filter(p -> p.atNs() > untilNs).toList());
  }

  private Evidence.Progress progress(Goodput goodput) {
    List<Observation.SecondPoint> seconds = windowSeconds();
    Map<String, SecondSeries> consume = new TreeMap<>();
    Map<String, SecondSeries> endToEnd = new TreeMap<>();
    for (int s = 0; s < subscriptions.size(); s++) {
      int index = s;
      consume.put(
          subscriptions.get(s), series(seconds, p -> p.consumeBacklogs().get(index).doubleValue()));
      endToEnd.put(
          subscriptions.get(s),
          series(seconds, p -> p.endToEndP50Ns().get(index).orElse(Double.NaN)));
    }
    return new Evidence.Progress(
        goodput.ackedHz(),
        goodput.deliveredHz(),
        series(seconds, Observation.SecondPoint::publishBacklog),
        consume,
        series(seconds, p -> p.publishP50Ns().orElse(Double.NaN)),
        endToEnd);
  }

  private List<Observation.SecondPoint> windowSeconds() {
    return observation.points().stream()
        // The point at the window's very start describes the second before it.
        .filter(p -> p.atNs() > plan.window().startNs() + HALF_NS)
        // The point at the window's very end still describes its last second.
        .filter(p -> p.atNs() < plan.window().endNs() + HALF_NS)
        .toList();
  }

  private static SecondSeries series(
      List<Observation.SecondPoint> seconds, ToDoubleFunction<Observation.SecondPoint> value) {
    return new SecondSeries(seconds.stream().map(p -> value.applyAsDouble(p)).toList());
  }

  private OptionalLong medianEndToEnd() {
    return latencies.stream()
        .filter(t -> t.series().phase() == Phase.WINDOW)
        .filter(t -> t.series().metric() == LatencyMetric.END_TO_END_LATENCY)
        .filter(t -> t.histogram().getTotalCount() > 0)
        .mapToLong(t -> t.histogram().getValueAtPercentile(50))
        .min();
  }

  private long impossible() {
    return latencies.stream()
        .filter(t -> t.series().phase() == Phase.WINDOW)
        .filter(t -> t.series().metric() != LatencyMetric.SCHEDULE_DELAY)
        .mapToLong(LatencyTotals::nonPositive)
        .sum();
  }

  private Histogram histogram(LatencyMetric metric) {
    return total(metric).map(LatencyTotals::histogram).orElseGet(LatencyRecorder::emptyHistogram);
  }

  private Optional<LatencyTotals> total(LatencyMetric metric) {
    return latencies.stream()
        .filter(t -> t.series().equals(LatencySeries.of(Phase.WINDOW, metric)))
        .findFirst();
  }
}
