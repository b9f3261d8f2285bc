/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.analysis.Lags;
import io.weir.core.experiment.Phase;
import io.weir.core.load.DueCounter;
import io.weir.core.load.PhasePlan;
import io.weir.core.measure.LatencyMetric;
import io.weir.core.measure.LatencyRecorder;
import io.weir.core.measure.LatencySeries;
import io.weir.core.measure.LedgerSet;
import io.weir.core.measure.Origin;
import io.weir.core.measure.Recorders;
import io.weir.core.measure.Sample;
import io.weir.core.results.LatencyLog;
import io.weir.core.results.MetricsCsv;
import io.weir.core.results.Quantiles;
import io.weir.core.results.TimeSeriesCsv;
import io.weir.core.results.TimeSeriesRow;
import io.weir.core.results.TimeSeriesRow.PublishSide;
import io.weir.core.results.TimeSeriesRow.ReceiveSide;
import io.weir.spi.NanoClock;
import io.weir.spi.UnavailableException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Watches a run second by second: swaps the recorders, writes the series, keeps the ledger within
 * its memory, samples resources. A thread of its own does this, so that nothing here delays the
 * load.
 *
 * <p>When something cannot be written, writing ends and the run is over; measuring goes on to its
 * end, so that the sums stay whole.
 *
 * <p>Thread contract: {@link #start} and {@link #finish} by the run's thread; in between only the
 * observing thread touches anything but {@link #latest}.
 */
final class Observation {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final int CHECKPOINT_EVERY = 5;
  private static final Phase[] PHASES = Phase.values();

  private final Parts parts;
  private final Thread thread;
  private final List<SecondPoint> points = new ArrayList<>();
  private volatile boolean ending;
  private volatile @Nullable Throwable failure;
  private boolean measuringFailed;
  private volatile boolean behind;
  private volatile Counts latest;
  private Counts before;
  private long lastEndNs;

  /**
   * What an observation works with.
   *
   * @param origin start of the run, fixed
   * @param clock of the process
   * @param plan the phases
   * @param due counts what is due; empty for a closed loop
   * @param dueBefore counts what was due a little earlier; another walk of the same schedule
   * @param subscriptions their names
   * @param recorders swapped here and nowhere else
   * @param ledger kept within its memory here
   * @param ledgerDirectory where checkpoints go
   * @param traffic what was sent and settled
   * @param latencyLog written and closed here
   * @param timeSeries written and closed here
   * @param metrics written and closed here
   * @param sampling reads resources
   * @param listener told of every second
   */
  record Parts(
      Origin origin,
      NanoClock clock,
      PhasePlan plan,
      Optional<DueCounter> due,
      Optional<DueCounter> dueBefore,
      List<String> subscriptions,
      Recorders recorders,
      LedgerSet ledger,
      Path ledgerDirectory,
      Traffic traffic,
      LatencyLog latencyLog,
      TimeSeriesCsv timeSeries,
      MetricsCsv metrics,
      Supplier<List<Sample>> sampling,
      RunListener listener) {
    Parts {
      subscriptions = List.copyOf(subscriptions);
    }
  }

  Observation(Parts parts) {
    this.parts = parts;
    this.thread = new Thread(this::observe, "weir-observe");
    this.thread.setDaemon(true);
    this.before = Counts.none(parts.subscriptions().size());
    this.latest = before;
  }

  void start() {
    thread.start();
  }

  /** The sums at the end of the last second. */
  Counts latest() {
    return latest;
  }

  /** What ended the observing early, if anything did. */
  Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * Ends the observing, notes what is left in the recorders, and closes the files. After the
   * clients are closed, so that nothing more is recorded.
   */
  void finish() throws InterruptedException {
    ending = true;
    LockSupport.unpark(thread);
    thread.join();
    try {
      if (!measuringFailed) {
        tick(parts.origin().offsetNs(parts.clock().epochNs()));
      }
    } finally {
      parts.latencyLog().close();
      parts.timeSeries().close();
      parts.metrics().close();
    }
  }

  /** Every whole second, in order. After {@link #finish}. */
  List<SecondPoint> points() {
    return List.copyOf(points);
  }

  private void observe() {
    try {
      long nextNs = SECOND_NS;
      while (!ending) {
        long nowNs = parts.origin().offsetNs(parts.clock().epochNs());
        if (nowNs < nextNs) {
          LockSupport.parkNanos(nextNs - nowNs);
          continue;
        }
        tick(nowNs);
        // A stall of this thread makes one long second, not several empty ones.
        nextNs = (nowNs / SECOND_NS + 1) * SECOND_NS;
      }
    } catch (RuntimeException | Error e) {
      measuringFailed = true;
      failure = e;
    }
  }

  private void tick(long nowNs) {
    Map<LatencySeries, Histogram> histograms = parts.recorders().collect();
    // Before anything is counted: what is counted then can only be more.
    long overdue = overdue();
    Counts now = take();
    List<Sample> samples = parts.sampling().get();
    if (failure == null) {
      try {
        write(nowNs, now, histograms, samples);
      } catch (UnavailableException | UncheckedIOException e) {
        failure = e;
      }
    }
    if (nowNs > 0) {
      SecondPoint point = point(now, overdue, histograms, nowNs);
      points.add(point);
      behind =
          point.publishLag().behind() > 0
              || point.deliveryLags().stream().anyMatch(lag -> lag.behind() > 0);
      parts.listener().second(progress(now, point, histograms, nowNs));
    }
    before = now;
    latest = now;
    lastEndNs = nowNs;
  }

  private void write(
      long nowNs, Counts now, Map<LatencySeries, Histogram> histograms, List<Sample> samples) {
    long t0Ms = parts.origin().epochNs() / 1_000_000;
    histograms.forEach(
        (series, histogram) ->
            parts
                .latencyLog()
                .append(series, histogram, t0Ms + lastEndNs / 1_000_000, t0Ms + nowNs / 1_000_000));
    // The second that the interval began in: this thread wakes a little after each full second.
    long second = Math.round(lastEndNs / 1e9);
    parts.timeSeries().append(rows(second, now, histograms));
    parts.metrics().append(samples);
    parts.ledger().maintain();
    if (second % CHECKPOINT_EVERY == CHECKPOINT_EVERY - 1) {
      parts
          .ledger()
          .checkpoint(
              parts.ledgerDirectory(), parts.traffic().settledBelow(), parts.traffic().sent());
    }
  }

  private Counts take() {
    long[] starts = new long[PHASES.length];
    for (Phase phase : PHASES) {
      starts[phase.ordinal()] = parts.plan().firstIndex(phase);
    }
    Counts counts =
        Counts.take(parts.recorders(), parts.subscriptions().size(), this::dueNow, starts);
    return parts.due().isPresent() ? counts : counts.withDue(counts.sent());
  }

  private long dueNow() {
    return parts
        .due()
        .map(
            d ->
                d.dueAt(
                    Math.min(
                        parts.origin().offsetNs(parts.clock().epochNs()),
                        parts.traffic().stoppedAtNs())))
        .orElse(0L);
  }

  /** Records that have been due for longer than a system may take. */
  private long overdue() {
    return parts
        .dueBefore()
        .map(
            d ->
                d.dueAt(
                    Math.min(
                            parts.origin().offsetNs(parts.clock().epochNs()),
                            parts.traffic().stoppedAtNs())
                        - Lags.GRACE_NS))
        .orElse(0L);
  }

  private List<TimeSeriesRow> rows(
      long second, Counts now, Map<LatencySeries, Histogram> histograms) {
    List<TimeSeriesRow> rows = new ArrayList<>();
    for (Phase phase : PHASES) {
      int p = phase.ordinal();
      if (now.samePhase(before, p)) {
        continue;
      }
      Optional<PublishSide> publish =
          Optional.of(
              new PublishSide(
                  now.due()[p] - before.due()[p],
                  now.sent()[p] - before.sent()[p],
                  now.acked()[p] - before.acked()[p],
                  now.failed()[p] - before.failed()[p],
                  now.blockedNs()[p] - before.blockedNs()[p],
                  quantiles(histograms, LatencySeries.of(phase, LatencyMetric.PUBLISH_LATENCY)),
                  quantiles(histograms, LatencySeries.of(phase, LatencyMetric.SCHEDULE_DELAY)),
                  now.due()[p] - now.acked()[p]));
      if (parts.subscriptions().isEmpty()) {
        rows.add(new TimeSeriesRow(second, phase, publish, Optional.empty()));
      }
      for (int s = 0; s < parts.subscriptions().size(); s++) {
        String name = parts.subscriptions().get(s);
        ReceiveSide receive =
            new ReceiveSide(
                name,
                now.received()[s][p] - before.received()[s][p],
                now.duplicates()[s][p] - before.duplicates()[s][p],
                quantiles(
                    histograms, new LatencySeries(phase, LatencyMetric.END_TO_END_LATENCY, name)),
                now.acked()[p] - now.received()[s][p]);
        rows.add(
            new TimeSeriesRow(
                second, phase, s == 0 ? publish : Optional.empty(), Optional.of(receive)));
      }
    }
    return rows;
  }

  private SecondPoint point(
      Counts now, long overdue, Map<LatencySeries, Histogram> histograms, long nowNs) {
    List<Long> consume = new ArrayList<>();
    List<OptionalDouble> endToEnd = new ArrayList<>();
    List<Lags.Point> delivery = new ArrayList<>();
    for (int s = 0; s < parts.subscriptions().size(); s++) {
      delivery.add(lag(nowNs, overdue, now.failed(), now.received()[s]));
      consume.add(Counts.sum(now.acked()) - Counts.sum(now.received()[s]));
      endToEnd.add(
          median(
              histograms,
              new LatencySeries(
                  Phase.WINDOW, LatencyMetric.END_TO_END_LATENCY, parts.subscriptions().get(s))));
    }
    return new SecondPoint(
        nowNs,
        (double) Counts.sum(now.due()) - Counts.sum(now.acked()),
        consume,
        median(histograms, LatencySeries.of(Phase.WINDOW, LatencyMetric.PUBLISH_LATENCY)),
        endToEnd,
        lag(nowNs, overdue, now.failed(), now.acked()),
        delivery);
  }

  /** By how much fewer were settled, in the one way or the other, than are overdue. */
  private Lags.Point lag(long nowNs, long overdue, long[] failed, long[] done) {
    int cooldown = Phase.COOLDOWN.ordinal();
    long all = Counts.sum(failed) + Counts.sum(done);
    long ofCohort = all - failed[cooldown] - done[cooldown];
    long cohortDue = Math.min(overdue, parts.plan().firstIndex(Phase.COOLDOWN));
    return new Lags.Point(
        nowNs, overdue, Math.max(0, overdue - all), Math.max(0, cohortDue - ofCohort));
  }

  /** True if the system was behind at the end of the last second. */
  boolean behind() {
    return behind;
  }

  private Progress progress(
      Counts now, SecondPoint point, Map<LatencySeries, Histogram> histograms, long nowNs) {
    double seconds = Math.max(1e-3, (nowNs - lastEndNs) / 1e9);
    Phase phase = PHASES[parts.plan().window().phaseOf(nowNs - 1)];
    Histogram publish = union(histograms, LatencyMetric.PUBLISH_LATENCY);
    if (publish.getTotalCount() == 0) {
      publish = union(histograms, LatencyMetric.PUBLISH_SERVICE_TIME);
    }
    Histogram endToEnd = union(histograms, LatencyMetric.END_TO_END_LATENCY);
    long receivedNow = parts.subscriptions().isEmpty() ? 0 : Counts.sum(now.received()[0]);
    long receivedBefore = parts.subscriptions().isEmpty() ? 0 : Counts.sum(before.received()[0]);
    return new Progress(
        phase,
        nowNs,
        parts.plan().warmupNs() + parts.plan().windowNs(),
        Math.round((Counts.sum(now.due()) - Counts.sum(before.due())) / seconds),
        Math.round((Counts.sum(now.acked()) - Counts.sum(before.acked())) / seconds),
        Math.round((receivedNow - receivedBefore) / seconds),
        Math.round(point.publishBacklog()),
        point.consumeBacklogs().stream().mapToLong(backlog -> backlog).findFirst(),
        publish.getValueAtPercentile(50),
        publish.getValueAtPercentile(99),
        endToEnd.getValueAtPercentile(50),
        endToEnd.getValueAtPercentile(99));
  }

  private static Histogram union(Map<LatencySeries, Histogram> histograms, LatencyMetric metric) {
    Histogram sum = LatencyRecorder.emptyHistogram();
    histograms.forEach(
        (series, histogram) -> {
          if (series.metric() == metric) {
            sum.add(histogram);
          }
        });
    return sum;
  }

  private static Quantiles quantiles(
      Map<LatencySeries, Histogram> histograms, LatencySeries series) {
    Histogram histogram = histograms.get(series);
    return histogram == null ? Quantiles.none() : Quantiles.of(histogram);
  }

  private static OptionalDouble median(
      Map<LatencySeries, Histogram> histograms, LatencySeries series) {
    Histogram histogram = histograms.get(series);
    return histogram == null
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) histogram.getValueAtPercentile(50));
  }

  /**
   * The end of one second.
   *
   * @param atNs offset
   * @param publishBacklog due and not acknowledged, over all phases
   * @param consumeBacklogs acknowledged and not received, by subscription
   * @param publishP50Ns median publish latency of cohort records that completed in the second
   * @param endToEndP50Ns median end-to-end latency likewise, by subscription
   * @param publishLag records overdue and not answered
   * @param deliveryLags records overdue and not delivered, by subscription
   */
  record SecondPoint(
      long atNs,
      double publishBacklog,
      List<Long> consumeBacklogs,
      OptionalDouble publishP50Ns,
      List<OptionalDouble> endToEndP50Ns,
      Lags.Point publishLag,
      List<Lags.Point> deliveryLags) {
    SecondPoint {
      deliveryLags = List.copyOf(deliveryLags);
      consumeBacklogs = List.copyOf(consumeBacklogs);
      endToEndP50Ns = List.copyOf(endToEndP50Ns);
    }
  }
}
