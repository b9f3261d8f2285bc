/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis;

import io.weir.core.analysis.output.OutputReport;
import io.weir.core.results.Percentiles;
import io.weir.core.results.ThreadShare;
import io.weir.spi.DurabilityReport;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * All that a run is judged by, of its measured window unless said otherwise. Immutable.
 *
 * @param load what was offered
 * @param lateness of the schedule; empty for a closed loop
 * @param threads of the harness
 * @param progress rates and series
 * @param delivery one entry a subscription
 * @param expectation what the guarantee asked for allows
 * @param unanswered records sent and never answered
 * @param errors failed records by kind
 * @param mismatches durability settings that differ from what the level needs
 * @param clock what is known of times
 * @param output of the engine; empty without one
 * @param lags of a load that goes up and down; empty for others
 * @param incomplete why the run did not come to its end; empty if it did
 */
public record Evidence(
    Load load,
    Optional<Lateness> lateness,
    List<ThreadShare> threads,
    Progress progress,
    List<Delivery> delivery,
    Expectation expectation,
    long unanswered,
    Map<String, Long> errors,
    List<DurabilityReport.Setting> mismatches,
    Clock clock,
    Optional<Output> output,
    Optional<Lags> lags,
    Optional<String> incomplete) {
  public Evidence {
    threads = List.copyOf(threads);
    delivery = List.copyOf(delivery);
    errors = Collections.unmodifiableMap(new TreeMap<>(errors));
    mismatches = List.copyOf(mismatches);
  }

  /**
   * What was offered.
   *
   * @param constantRate whether one rate held throughout
   * @param closedLoop whether records were sent as fast as the system took them
   * @param offeredHz records due, per second; 0 for a closed loop
   * @param windowSeconds length of the window
   */
  public record Load(
      boolean constantRate, boolean closedLoop, double offeredHz, double windowSeconds) {}

  /**
   * How late records were sent.
   *
   * @param medianPublishLatencyNs 0 if nothing was acknowledged
   * @param p99ScheduleDelayNs 99th percentile of sent − intended
   * @param lateShare share of records sent more than 1 ms late, 0 to 1
   * @param behindShare of the window, in which a load thread had a late record still to send; of
   *     several threads the largest
   * @param lateBlockedNs blocked part of the delay of those, summed over records
   * @param lateOwnNs own part likewise
   */
  public record Lateness(
      double medianPublishLatencyNs,
      double p99ScheduleDelayNs,
      double lateShare,
      double behindShare,
      long lateBlockedNs,
      long lateOwnNs) {
    /** Records later than this count as late. */
    public static final long LATE_NS = 1_000_000;

    /**
     * From the window's histograms.
     *
     * @param punctual records that the schedule delay histogram cannot hold: delays of 0 or less
     * @param overflow delays above its range
     * @param behindShare of the window, in which a load thread had a late record still to send
     */
    public static Lateness of(
        Histogram publishLatency,
        Histogram scheduleDelay,
        long punctual,
        long overflow,
        double behindShare,
        long lateBlockedNs,
        long lateOwnNs) {
      long recorded = scheduleDelay.getTotalCount();
      long all = recorded + punctual + overflow;
      if (all == 0) {
        return new Lateness(0, 0, 0, 0, lateBlockedNs, lateOwnNs);
      }
      long rank = Percentiles.rank(all, 99);
      double p99 =
          rank <= punctual
              ? 0
              : rank - punctual <= recorded
                  ? scheduleDelay.getValueAtPercentile(100.0 * (rank - punctual) / recorded)
                  : scheduleDelay.getHighestTrackableValue();
      long late = recorded - scheduleDelay.getCountBetweenValues(0, LATE_NS) + overflow;
      return new Lateness(
          publishLatency.getTotalCount() == 0 ? 0 : publishLatency.getValueAtPercentile(50),
          p99,
          (double) late / all,
          behindShare,
          lateBlockedNs,
          lateOwnNs);
    }
  }

  /**
   * Rates and series.
   *
   * @param goodputAckedHz cohort records acknowledged inside the window, per second
   * @param goodputDeliveredHz cohort records delivered inside the window, per second, by
   *     subscription
   * @param publishBacklog due − acked at each second's end
   * @param consumeBacklog acked − received at each second's end, by subscription
   * @param publishMedianNs median publish latency of each second
   * @param endToEndMedianNs median end-to-end latency of each second, by subscription
   */
  public record Progress(
      double goodputAckedHz,
      Map<String, Double> goodputDeliveredHz,
      SecondSeries publishBacklog,
      Map<String, SecondSeries> consumeBacklog,
      SecondSeries publishMedianNs,
      Map<String, SecondSeries> endToEndMedianNs) {
    public Progress {
      goodputDeliveredHz = Collections.unmodifiableMap(new TreeMap<>(goodputDeliveredHz));
      consumeBacklog = Collections.unmodifiableMap(new TreeMap<>(consumeBacklog));
      endToEndMedianNs = Collections.unmodifiableMap(new TreeMap<>(endToEndMedianNs));
    }
  }

  /**
   * The ledger of the cohort for one subscription.
   *
   * @param subscription which
   * @param acked records that could have been lost
   * @param lost acknowledged and never received, counted after the drain
   * @param duplicates further copies
   * @param reordered sequence went backwards within publisher and partition
   */
  public record Delivery(
      String subscription, long acked, long lost, long duplicates, long reordered) {}

  /**
   * What is allowed without being a fault.
   *
   * @param lossAllowed at most once was asked for
   * @param duplicatesAllowed at least once was asked for
   * @param reorderingAllowed the subscription kind or broker keeps no order
   */
  public record Expectation(
      boolean lossAllowed, boolean duplicatesAllowed, boolean reorderingAllowed) {}

  /**
   * What is known of times.
   *
   * @param boundNs how far the clocks of two hosts may have been apart; empty on one host
   * @param medianEndToEndNs the least of the subscriptions' medians; empty without one
   * @param impossible publish and end-to-end latencies of 0 or less
   */
  public record Clock(OptionalLong boundNs, OptionalLong medianEndToEndNs, long impossible) {}

  /** The same with an engine's answers. */
  public Evidence withOutput(Output answers) {
    return new Evidence(
        load,
        lateness,
        threads,
        progress,
        delivery,
        expectation,
        unanswered,
        errors,
        mismatches,
        clock,
        Optional.of(answers),
        lags,
        incomplete);
  }

  /**
   * The engine's answers against the oracle's.
   *
   * @param engine its name
   * @param report how they differ
   * @param late input that came too late
   * @param stillBehind true if the engine was still at work when waiting for it ended: rows that
   *     are missing then may have been on their way
   * @param queryWindow size of the query's windows; zero without any
   * @param inputHz cohort records that it was given, per second of the window
   * @param backlog records in the source topics that it had not read, at each second's end; empty
   *     if it does not tell
   */
  public record Output(
      String engine,
      OutputReport report,
      Late late,
      boolean stillBehind,
      Duration queryWindow,
      double inputHz,
      Optional<SecondSeries> backlog) {
    /** The same with how many records it had still to read. */
    public Output withBacklog(SecondSeries series) {
      return new Output(
          engine, report, late, stillBehind, queryWindow, inputHz, Optional.of(series));
    }
  }

  /**
   * Input that came too late for windows that would be judged.
   *
   * @param records how many
   * @param windows that are left out because of them
   * @param worstInversionNs the furthest that one of them was behind its partition's latest event
   *     time
   * @param watermarkDelayNs what it may be
   */
  public record Late(long records, long windows, long worstInversionNs, long watermarkDelayNs) {}
}
