/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis;

import io.weir.core.analysis.Evidence.Clock;
import io.weir.core.analysis.Evidence.Delivery;
import io.weir.core.analysis.Evidence.Lateness;
import io.weir.core.analysis.Evidence.Load;
import io.weir.core.analysis.Evidence.Output;
import io.weir.core.analysis.Evidence.Progress;
import io.weir.core.analysis.output.Finding;
import io.weir.core.analysis.output.OutputReport;
import io.weir.core.experiment.Units;
import io.weir.core.results.ThreadShare;
import io.weir.spi.DurabilityReport;
import io.weir.spi.ResultSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Judges a run by METHODOLOGY's table. Pure.
 *
 * <p>Who is to blame comes before how much: if the load came late because of the harness, the
 * machine or the client, then goodput and backlog say nothing of the system under test, and
 * SATURATED is not said of them. Likewise a subscription whose handlers are at their limit is not
 * held against the broker.
 */
public final class Verdicts {
  private static final double LEAST_TRIGGER_NS = 1e6;
  private static final double TRIGGER_SHARE = 0.10;
  private static final double LEAST_GOODPUT_SHARE = 0.99;
  private static final double MOST_GROWTH_SHARE = 0.005;
  private static final double THREAD_LIMIT = 0.90;
  private static final double MOST_DRIFT = 0.05;

  /** Waiting for a CPU this long is material whatever else happened. */
  private static final double MATERIAL_WAIT = 0.05;

  /** A clock that may be off by more than this share of a latency makes it another latency. */
  private static final double MOST_CLOCK_SHARE = 0.1;

  private static final Set<Verdict> LOAD_NOT_OFFERED =
      EnumSet.of(Verdict.CLIENT_LIMITED, Verdict.HOST_CONTENDED, Verdict.GENERATOR_LIMITED);

  private Verdicts() {}

  /**
   * Everything that speaks against a run, in the order of {@link Verdict}; VALID alone if nothing
   * does.
   */
  public static List<VerdictReason> judge(Evidence evidence) {
    List<VerdictReason> reasons = new ArrayList<>();
    if (evidence.incomplete().isEmpty()) {
      limits(evidence, reasons);
      delivery(evidence, reasons);
      evidence.output().ifPresent(output -> output(output, evidence.load(), reasons));
      clock(evidence.clock(), reasons);
      steadiness(evidence, reasons);
    }
    durability(evidence.mismatches(), reasons);
    errors(evidence, reasons);
    evidence
        .incomplete()
        .ifPresent(
            why ->
                reasons.add(
                    new VerdictReason(
                        Verdict.INCOMPLETE, "The run did not come to its end: " + why, Map.of())));
    if (reasons.isEmpty()) {
      reasons.add(valid(evidence));
    }
    return reasons.stream()
        .sorted((a, b) -> a.verdict().compareTo(b.verdict()))
        .collect(Collectors.toUnmodifiableList());
  }

  private static void limits(Evidence evidence, List<VerdictReason> reasons) {
    evidence
        .lateness()
        .filter(late -> !evidence.load().closedLoop())
        .filter(late -> late.p99ScheduleDelayNs() > triggerNs(late))
        .ifPresent(
            late -> reasons.add(whoWasLate(late, evidence.threads(), evidence.lags().isPresent())));
    if (evidence.load().closedLoop()) {
      closedLoopLimit(evidence.threads()).ifPresent(reasons::add);
    }
    Optional<VerdictReason> subscriber = subscriberLimit(evidence.threads());
    subscriber.ifPresent(reasons::add);
    boolean offered = reasons.stream().noneMatch(r -> LOAD_NOT_OFFERED.contains(r.verdict()));
    if (offered && !evidence.load().closedLoop()) {
      saturation(evidence, subscriber.isEmpty(), reasons);
    }
  }

  private static double triggerNs(Lateness late) {
    return Math.max(LEAST_TRIGGER_NS, TRIGGER_SHARE * late.medianPublishLatencyNs());
  }

  private static VerdictReason whoWasLate(
      Lateness late, List<ThreadShare> threads, boolean bursty) {
    Map<String, Double> figures =
        Map.of(
            "p99_schedule_delay_ns", late.p99ScheduleDelayNs(),
            "trigger_ns", triggerNs(late),
            "late_share", late.lateShare(),
            "behind_share", late.behindShare(),
            "late_blocked_ns", (double) late.lateBlockedNs(),
            "late_own_ns", (double) late.lateOwnNs());
    String start =
        "Records were sent late: p99 schedule delay was "
            + ms(late.p99ScheduleDelayNs())
            + ", above the limit of "
            + ms(triggerNs(late))
            + ", and "
            + percent(
                (double) late.lateBlockedNs()
                    / Math.max(1, (double) late.lateBlockedNs() + late.lateOwnNs()))
            + " of the lateness was spent in the client";
    // A tie is the harness's: never blame the system in doubt.
    OptionalDouble waited = longestWait(threads, ThreadShare.Role.LOAD);
    boolean inClient = late.lateBlockedNs() > late.lateOwnNs();
    boolean runnable =
        threads.stream().anyMatch(t -> runnableWhileBehind(t, late.behindShare(), bursty));
    if (inClient && !runnable) {
      return blocked(start, figures, threads);
    }
    if (inClient) {
      start += ", yet a load thread was running or waiting for a CPU, not blocked by it";
    }
    if (waited.isPresent() && materialWait(waited.getAsDouble(), late.behindShare())) {
      return contended(start, figures, waited.getAsDouble());
    }
    return new VerdictReason(
        Verdict.GENERATOR_LIMITED,
        start + ": the harness was the limit; add load threads or machines, or lower the rate.",
        waited.isPresent()
            ? with(figures, "load_thread_run_queue_share", waited.getAsDouble())
            : figures);
  }

  private static VerdictReason contended(
      String start, Map<String, Double> figures, double waitShare) {
    return new VerdictReason(
        Verdict.HOST_CONTENDED,
        start
            + "; a load thread waited for a CPU during "
            + percent(waitShare)
            + " of the window: free cores or lower the load.",
        with(figures, "load_thread_run_queue_share", waitShare));
  }

  private static OptionalDouble longestWait(List<ThreadShare> threads, ThreadShare.Role role) {
    return threads.stream()
        .filter(t -> t.role() == role)
        .flatMapToDouble(t -> t.runQueueShare().stream())
        .max();
  }

  private static VerdictReason blocked(
      String start, Map<String, Double> figures, List<ThreadShare> threads) {
    return atLimit(threads, ThreadShare.Role.ACK)
        .map(
            thread ->
                new VerdictReason(
                    Verdict.CLIENT_LIMITED,
                    start
                        + ", whose I/O thread "
                        + thread.name()
                        + " used "
                        + percent(thread.cpuShare().orElse(0))
                        + " of a core.",
                    with(figures, "client_thread_cpu_share", thread.cpuShare().orElse(0))))
        .orElseGet(
            () ->
                new VerdictReason(
                    Verdict.SATURATED,
                    start
                        + (threads.isEmpty()
                            ? ", which blocked; its threads could not be watched."
                            : ", which blocked, and no client thread was at its limit."),
                    figures));
  }

  /**
   * Whether a load thread was on a CPU or waiting for one for at least half of the time that it was
   * behind: then the time it spent inside the client's call was the call's own cost, or being
   * preempted in it, and not blocking. Either waiting alone makes up that half, or the thread slept
   * too little in the whole window for the other half; or, under bursts, it ran for so long in all:
   * between them it has little to do, so where it ran is where it was behind.
   */
  private static boolean runnableWhileBehind(
      ThreadShare thread, double behindShare, boolean bursty) {
    if (thread.role() != ThreadShare.Role.LOAD
        || thread.cpuShare().isEmpty()
        || thread.runQueueShare().isEmpty()) {
      return false;
    }
    double waited = thread.runQueueShare().getAsDouble();
    double runnable = thread.cpuShare().getAsDouble() + waited;
    return waited >= behindShare / 2
        || 1 - runnable < behindShare / 2
        || (bursty && runnable >= behindShare / 2);
  }

  /**
   * Waiting for a CPU is to blame if it was material by itself, or makes up at least half of the
   * time in which the load thread was behind.
   */
  private static boolean materialWait(double waitShare, double behindShare) {
    return waitShare >= MATERIAL_WAIT || (behindShare > 0 && waitShare >= behindShare / 2);
  }

  /** A closed loop is blocked at all times, by definition: what counts is whose thread was full. */
  private static Optional<VerdictReason> closedLoopLimit(List<ThreadShare> threads) {
    Optional<VerdictReason> client =
        atLimit(threads, ThreadShare.Role.ACK)
            .map(
                thread ->
                    new VerdictReason(
                        Verdict.CLIENT_LIMITED,
                        "The client's thread "
                            + thread.name()
                            + " used "
                            + percent(thread.cpuShare().orElse(0))
                            + " of a core: the throughput is the client's limit, not the"
                            + " broker's.",
                        Map.of("client_thread_cpu_share", thread.cpuShare().orElse(0))));
    return client.or(
        () ->
            atLimit(threads, ThreadShare.Role.LOAD)
                .map(
                    thread ->
                        new VerdictReason(
                            Verdict.GENERATOR_LIMITED,
                            "The load thread "
                                + thread.name()
                                + " used "
                                + percent(thread.cpuShare().orElse(0))
                                + " of a core, in the client's publish call and the harness's own"
                                + " work: the throughput is this thread's limit, not the broker's;"
                                + " more publishers and load threads go further.",
                            Map.of("load_thread_cpu_share", thread.cpuShare().orElse(0)))));
  }

  private static Optional<VerdictReason> subscriberLimit(List<ThreadShare> threads) {
    return atLimit(threads, ThreadShare.Role.RECEIVE)
        .map(
            thread ->
                new VerdictReason(
                    Verdict.SUBSCRIBER_LIMITED,
                    "The thread "
                        + thread.name()
                        + ", which handles received records, used "
                        + percent(thread.cpuShare().orElse(0))
                        + " of a core: end-to-end latency holds the harness's own.",
                    Map.of("receive_thread_cpu_share", thread.cpuShare().orElse(0))));
  }

  private static Optional<ThreadShare> atLimit(List<ThreadShare> threads, ThreadShare.Role role) {
    return threads.stream()
        .filter(t -> t.role() == role && t.cpuShare().orElse(0) >= THREAD_LIMIT)
        .max((a, b) -> Double.compare(a.cpuShare().orElse(0), b.cpuShare().orElse(0)));
  }

  private static void saturation(
      Evidence evidence, boolean subscribersFree, List<VerdictReason> reasons) {
    Progress progress = evidence.progress();
    double offeredHz = evidence.load().offeredHz();
    int before = reasons.size();
    if (evidence.lags().isPresent()) {
      leftBehind(evidence.lags().get(), subscribersFree, offeredHz, reasons);
      return;
    }
    if (evidence.load().constantRate()) {
      goodput("acknowledged", "acked", progress.goodputAckedHz(), offeredHz)
          .ifPresent(reasons::add);
      growth("publish backlog", "publish", progress.publishBacklog(), offeredHz)
          .ifPresent(reasons::add);
    } else {
      netGrowth("publish backlog", "publish", progress.publishBacklog(), offeredHz)
          .ifPresent(reasons::add);
    }
    if (reasons.size() == before) {
      // What the broker has not taken the engine cannot read.
      evidence.output().flatMap(o -> engineGrowth(o, evidence.load())).ifPresent(reasons::add);
    }
    if (!subscribersFree) {
      return;
    }
    if (evidence.load().constantRate()) {
      progress
          .goodputDeliveredHz()
          .forEach(
              (name, hz) ->
                  goodput("delivered to " + name, "delivered", hz, offeredHz)
                      .ifPresent(reasons::add));
    }
    progress
        .consumeBacklog()
        .forEach(
            (name, series) ->
                (evidence.load().constantRate()
                        ? growth("consume backlog of " + name, "consume", series, offeredHz)
                        : netGrowth("consume backlog of " + name, "consume", series, offeredHz))
                    .ifPresent(reasons::add));
  }

  /**
   * The rule of a subscription, since an engine is one more reader of the topics. Under bursts what
   * it still has to say at the drain limit decides.
   */
  private static Optional<VerdictReason> engineGrowth(Output output, Load load) {
    String what = "backlog of the engine " + output.engine();
    return output
        .backlog()
        .flatMap(
            series ->
                load.constantRate()
                    ? growth(what, "engine", series, output.inputHz())
                    : netGrowth(what, "engine", series, output.inputHz()));
  }

  /**
   * A load that goes up and down may leave the system behind for a while; it is too much if the
   * system falls behind from the window's start to its end, and does not show afterwards that it
   * can carry the mean rate. A window that happens to end on a burst is no sign of that by itself.
   */
  private static void leftBehind(
      Lags lags, boolean subscribersFree, double meanHz, List<VerdictReason> reasons) {
    Optional<VerdictReason> publish = leftBehind("answers", "publish", lags.publish(), meanHz);
    publish.ifPresent(reasons::add);
    if (publish.isPresent() || !subscribersFree) {
      // Records that were not answered were not delivered either, as a rule.
      return;
    }
    lags.delivery()
        .forEach(
            (name, side) ->
                leftBehind("deliveries to " + name, "delivery", side, meanHz)
                    .ifPresent(reasons::add));
  }

  private static Optional<VerdictReason> leftBehind(
      String what, String figure, Lags.Side side, double meanHz) {
    SecondSeries series = side.series();
    if (series.count() < Growth.LEAST_POINTS) {
      return Optional.empty();
    }
    double netHz = Growth.of(series).netHz();
    double limitHz = MOST_GROWTH_SHARE * meanHz;
    if (netHz <= limitHz || side.workedOff(meanHz, limitHz)) {
      return Optional.empty();
    }
    return Optional.of(
        new VerdictReason(
            Verdict.SATURATED,
            "From the window's start to its end the system fell behind with "
                + what
                + ", by "
                + hz(netHz)
                + " more each second (at most 0.5% of the mean rate, "
                + hz(limitHz)
                + ", is taken as steady), and did not show afterwards that it can carry the mean rate.",
            Map.of(figure + "_behind_net_hz", netHz, "offered_hz", meanHz)));
  }

  private static Optional<VerdictReason> goodput(
      String what, String figure, double hz, double offeredHz) {
    if (hz >= LEAST_GOODPUT_SHARE * offeredHz) {
      return Optional.empty();
    }
    return Optional.of(
        new VerdictReason(
            Verdict.SATURATED,
            "Inside the window "
                + hz(hz)
                + " were "
                + what
                + ", "
                + percent(hz / offeredHz)
                + " of the "
                + hz(offeredHz)
                + " offered (at least 99% are needed).",
            Map.of("goodput_" + figure + "_hz", hz, "offered_hz", offeredHz)));
  }

  private static Optional<VerdictReason> growth(
      String what, String figure, SecondSeries series, double offeredHz) {
    if (series.count() < Growth.LEAST_POINTS) {
      return Optional.empty();
    }
    Growth growth = Growth.of(series);
    if (!growth.exceeds(MOST_GROWTH_SHARE * offeredHz)) {
      return Optional.empty();
    }
    return Optional.of(
        new VerdictReason(
            Verdict.SATURATED,
            "The "
                + what
                + " grew by "
                + hz(growth.slopeHz())
                + ", surely by more than "
                + hz(growth.lowerHz())
                + " (at most 0.5% of the rate, "
                + hz(MOST_GROWTH_SHARE * offeredHz)
                + ", is taken as steady).",
            Map.of(
                figure + "_backlog_slope_hz",
                growth.slopeHz(),
                figure + "_backlog_slope_lower_hz",
                growth.lowerHz(),
                figure + "_backlog_net_hz",
                growth.netHz(),
                "offered_hz",
                offeredHz)));
  }

  private static Optional<VerdictReason> netGrowth(
      String what, String figure, SecondSeries series, double meanHz) {
    if (series.count() < Growth.LEAST_POINTS) {
      return Optional.empty();
    }
    double netHz = Growth.of(series).netHz();
    if (netHz <= MOST_GROWTH_SHARE * meanHz) {
      return Optional.empty();
    }
    return Optional.of(
        new VerdictReason(
            Verdict.SATURATED,
            "From the window's start to its end the "
                + what
                + " grew by "
                + hz(netHz)
                + " (at most 0.5% of the mean rate, "
                + hz(MOST_GROWTH_SHARE * meanHz)
                + ", is taken as steady).",
            Map.of(figure + "_backlog_net_hz", netHz, "offered_hz", meanHz)));
  }

  private static void delivery(Evidence evidence, List<VerdictReason> reasons) {
    Evidence.Expectation allowed = evidence.expectation();
    for (Delivery d : evidence.delivery()) {
      if (!allowed.lossAllowed()) {
        fault(
            Verdict.LOST,
            d,
            Delivery::lost,
            n -> n + " acknowledged records never reached ",
            reasons);
      }
      if (!allowed.duplicatesAllowed()) {
        fault(
            Verdict.DUPLICATED,
            d,
            Delivery::duplicates,
            n -> n + " further copies reached ",
            reasons);
      }
      if (!allowed.reorderingAllowed()) {
        fault(
            Verdict.REORDERED,
            d,
            Delivery::reordered,
            n -> n + " records came behind later ones of their publisher and partition to ",
            reasons);
      }
    }
  }

  private static void fault(
      Verdict verdict,
      Delivery delivery,
      ToLongFunction<Delivery> count,
      Function<String, String> what,
      List<VerdictReason> reasons) {
    long n = count.applyAsLong(delivery);
    if (n > 0) {
      reasons.add(
          new VerdictReason(
              verdict,
              what.apply(count(n))
                  + delivery.subscription()
                  + ", of "
                  + count(delivery.acked())
                  + " acknowledged.",
              Map.of("records", (double) n, "acked", (double) delivery.acked())));
    }
  }

  private static void output(Output output, Load load, List<VerdictReason> reasons) {
    OutputReport report = output.report();
    Map<Finding.Kind, Long> faults = new EnumMap<>(Finding.Kind.class);
    for (Finding.Kind kind : Finding.Kind.values()) {
      if (report.count(kind) > 0 && report.isFault(kind)) {
        faults.put(kind, report.count(kind));
      }
    }
    long underway = 0;
    if (output.stillBehind()) {
      for (Finding.Kind kind : Finding.Kind.values()) {
        if (mayBeUnderway(kind, report)) {
          Long count = faults.remove(kind);
          underway += count == null ? 0 : count;
        }
      }
    }
    if (!faults.isEmpty()) {
      reasons.add(wrong(output, faults));
    }
    if (underway > 0) {
      reasons.add(behind(output, load, underway));
    }
    if (output.late().windows() > 0) {
      reasons.add(late(output.late()));
    }
    if (report.judged() == 0 && faults.isEmpty() && underway == 0) {
      reasons.add(
          new VerdictReason(
              Verdict.INCOMPLETE,
              "No answer was judged: " + nothingJudged(output, load),
              Map.of()));
    }
  }

  /** Whether what an engine has still to say may do away with a finding. */
  private static boolean mayBeUnderway(Finding.Kind kind, OutputReport report) {
    return switch (kind) {
      case MISSING -> true;
      // The last value so far of what is updated is not its last.
      case WRONG, EXTRA -> report.schema().mode() != ResultSchema.Mode.APPEND;
      case DUPLICATE, RETRACTION -> report.schema().mode() == ResultSchema.Mode.CHANGELOG;
      case UNREADABLE -> false;
    };
  }

  private static VerdictReason wrong(Output output, Map<Finding.Kind, Long> faults) {
    OutputReport report = output.report();
    Map<String, Double> figures = new TreeMap<>();
    figures.put("judged", (double) report.judged());
    figures.put("right", (double) report.matched());
    faults.forEach((kind, n) -> figures.put(kind.text(), (double) n));
    return new VerdictReason(
        Verdict.WRONG_OUTPUT,
        "The answers of "
            + output.engine()
            + " differ from what its input gives: "
            + count(report.matched())
            + " of "
            + count(report.judged())
            + " rows were right; "
            + faults.entrySet().stream()
                .map(fault -> count(fault.getValue()) + " " + fault.getKey().text())
                .collect(Collectors.joining(", "))
            + ".",
        figures);
  }

  /** Rows that an engine had not come to are no wrong ones. */
  private static VerdictReason behind(Output output, Load load, long underway) {
    OutputReport report = output.report();
    return new VerdictReason(
        load.closedLoop() ? Verdict.INCOMPLETE : Verdict.SATURATED,
        output.engine()
            + " was still at work when waiting for it ended: "
            + count(report.matched())
            + " of "
            + count(report.judged())
            + " rows were there and right, and of "
            + count(underway)
            + " it had not said its last.",
        Map.of(
            "judged", (double) report.judged(),
            "right", (double) report.matched(),
            "underway", (double) underway));
  }

  private static VerdictReason late(Evidence.Late late) {
    return new VerdictReason(
        Verdict.LATE_INPUT,
        "A partition's event time went back by up to "
            + ms((double) late.worstInversionNs())
            + ", more than the watermark delay of "
            + ms((double) late.watermarkDelayNs())
            + "; for "
            + count(late.records())
            + " late records "
            + count(late.windows())
            + " windows were left out.",
        Map.of(
            "late_records", (double) late.records(),
            "late_windows", (double) late.windows(),
            "worst_inversion_ns", (double) late.worstInversionNs(),
            "watermark_delay_ns", (double) late.watermarkDelayNs()));
  }

  private static String nothingJudged(Output output, Load load) {
    Duration measured = Duration.ofNanos(Math.round(load.windowSeconds() * 1e9));
    if (output.inputHz() == 0) {
      return "none of the measured window's records is in the topics that the query reads.";
    }
    if (!output.queryWindow().isZero() && output.late().windows() > 0) {
      return "late input touched every window; raise the watermark delay.";
    }
    // Of two windows' length the span holds one for certain, wherever it begins.
    if (output.queryWindow().multipliedBy(2).compareTo(measured) > 0) {
      return "no window of "
          + Units.text(output.queryWindow())
          + " with rows lies wholly within the measured window of "
          + Units.text(measured)
          + ": take a longer --duration.";
    }
    return "the query answers nothing to the records of the measured window of "
        + Units.text(measured)
        + ": take a longer --duration or a higher --rate.";
  }

  private static void durability(
      List<DurabilityReport.Setting> mismatches, List<VerdictReason> reasons) {
    if (mismatches.isEmpty()) {
      return;
    }
    String settings =
        mismatches.stream()
            .map(
                m ->
                    m.key()
                        + " of "
                        + m.scope()
                        + " is "
                        + m.value().orElse("unknown")
                        + " and not "
                        + m.required().orElse("any"))
            .collect(Collectors.joining(", "));
    reasons.add(
        new VerdictReason(
            Verdict.DURABILITY_MISMATCH,
            "Durability in force is not what was asked for: " + settings + ".",
            Map.of("settings", (double) mismatches.size())));
  }

  private static void clock(Clock clock, List<VerdictReason> reasons) {
    if (clock.boundNs().isPresent() && clock.medianEndToEndNs().isPresent()) {
      double boundNs = clock.boundNs().getAsLong();
      double medianNs = clock.medianEndToEndNs().getAsLong();
      if (boundNs > MOST_CLOCK_SHARE * medianNs) {
        reasons.add(
            new VerdictReason(
                Verdict.CLOCK_UNCERTAIN,
                "The hosts' clocks may be "
                    + ms(boundNs)
                    + " apart, more than 10% of the median end-to-end latency of "
                    + ms(medianNs)
                    + ".",
                Map.of("clock_bound_ns", boundNs, "median_end_to_end_latency_ns", medianNs)));
      }
    }
    if (clock.impossible() > 0) {
      reasons.add(
          new VerdictReason(
              Verdict.CLOCK_UNCERTAIN,
              count(clock.impossible()) + " latencies were 0 or less, which one clock cannot give.",
              Map.of("non_positive", (double) clock.impossible())));
    }
  }

  private static void steadiness(Evidence evidence, List<VerdictReason> reasons) {
    if (!judgedForSteadiness(evidence)) {
      return;
    }
    unsteady("publish latency", evidence.progress().publishMedianNs()).ifPresent(reasons::add);
    evidence
        .progress()
        .endToEndMedianNs()
        .forEach(
            (name, series) ->
                unsteady("end-to-end latency of " + name, series).ifPresent(reasons::add));
  }

  private static boolean judgedForSteadiness(Evidence evidence) {
    return evidence.load().constantRate() && !evidence.load().closedLoop();
  }

  private static boolean testable(SecondSeries series) {
    return series.count() >= Steadiness.LEAST_POINTS && Medians.of(series.present()) > 0;
  }

  private static Optional<VerdictReason> unsteady(String what, SecondSeries series) {
    if (!testable(series)) {
      return Optional.empty();
    }
    Steadiness steady = Steadiness.of(series);
    if (Math.abs(steady.trend()) > MOST_DRIFT) {
      return Optional.of(
          new VerdictReason(
              Verdict.UNSTABLE,
              "There was no steady state: over the window the per-second median "
                  + what
                  + (steady.trend() > 0 ? " rose" : " fell")
                  + " by at least "
                  + percent(Math.abs(steady.trend()))
                  + " of its median (at most 5% is taken as steady).",
              Map.of("trend_share", steady.trend())));
    }
    if (Math.abs(steady.shift()) > MOST_DRIFT) {
      return Optional.of(
          new VerdictReason(
              Verdict.UNSTABLE,
              "There was no steady state: "
                  + steady.shiftSecond()
                  + " s into the window the per-second median "
                  + what
                  + " changed its level by "
                  + percent(steady.shift())
                  + " of its median (at most 5% is taken as steady).",
              Map.of(
                  "shift_share", steady.shift(),
                  "shift_second", (double) steady.shiftSecond(),
                  "shift_p", steady.shiftP())));
    }
    return Optional.empty();
  }

  private static void errors(Evidence evidence, List<VerdictReason> reasons) {
    long failed = evidence.errors().values().stream().mapToLong(n -> n).sum();
    if (failed == 0 && evidence.unanswered() == 0) {
      return;
    }
    String kinds =
        Stream.concat(
                evidence.errors().entrySet().stream()
                    .filter(e -> e.getValue() > 0)
                    .map(e -> count(e.getValue()) + " " + e.getKey().toLowerCase(Locale.ROOT)),
                evidence.unanswered() > 0
                    ? Stream.of(count(evidence.unanswered()) + " never answered")
                    : Stream.empty())
            .collect(Collectors.joining(", "));
    reasons.add(
        new VerdictReason(
            Verdict.ERRORS,
            "Records were sent and not acknowledged: " + kinds + ".",
            Map.of("failed", (double) failed, "unanswered", (double) evidence.unanswered())));
  }

  private static VerdictReason valid(Evidence evidence) {
    if (evidence.load().closedLoop()) {
      return new VerdictReason(
          Verdict.VALID,
          "Nothing speaks against the run's figures. A closed loop has service times and throughput"
              + " only.",
          Map.of());
    }
    if (!evidence.load().constantRate()) {
      return new VerdictReason(
          Verdict.VALID,
          "Nothing speaks against the run's figures. At a rate that changes, steady state is not"
              + " asked for.",
          Map.of());
    }
    SecondSeries medians = evidence.progress().publishMedianNs();
    if (!testable(medians)) {
      return new VerdictReason(
          Verdict.VALID,
          "Nothing speaks against the run's figures; whether the state was steady cannot be told"
              + " from "
              + medians.count()
              + " seconds with a median, which takes "
              + Steadiness.LEAST_POINTS
              + ".",
          Map.of("steadiness_points", (double) medians.count()));
    }
    int transients = Steadiness.of(medians).transientSeconds();
    return new VerdictReason(
        Verdict.VALID,
        "Nothing speaks against the run's figures."
            + (transients == 0
                ? ""
                : " In "
                    + transients
                    + " of "
                    + medians.count()
                    + " seconds the median publish latency was above twice the window's: a"
                    + " transient, which the tail percentiles hold."),
        Map.of("transient_seconds", (double) transients));
  }

  private static Map<String, Double> with(Map<String, Double> figures, String name, double value) {
    return Stream.concat(figures.entrySet().stream(), Stream.of(Map.entry(name, value)))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static String ms(double ns) {
    return String.format(Locale.ROOT, "%.3f ms", ns / 1e6);
  }

  private static String hz(double hz) {
    return String.format(Locale.ROOT, "%,.1f records/s", hz);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }

  private static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }
}
