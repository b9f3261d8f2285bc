/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.core.experiment.Phase;
import io.weir.core.measure.LatencyMetric;
import io.weir.core.measure.LatencySeries;
import io.weir.core.measure.LatencyTotals;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * One series over a whole phase, in figures.
 *
 * @param phase by intended time
 * @param metric what was recorded
 * @param subscription its name; empty for the publish side, {@link #ALL} for all together
 * @param count every value, those the histogram cannot hold included
 * @param nonPositive values of 0 or less: in no other figure but count
 * @param overflow values above 1 h: in no other figure but count
 * @param meanNs empty if nothing was recorded
 * @param minNs likewise
 * @param maxNs likewise
 * @param percentiles those with at least ten samples beyond, ascending
 */
public record LatencySummary(
    Phase phase,
    LatencyMetric metric,
    String subscription,
    long count,
    long nonPositive,
    long overflow,
    OptionalDouble meanNs,
    OptionalLong minNs,
    OptionalLong maxNs,
    List<Point> percentiles) {
  /** Stands for all subscriptions together. */
  public static final String ALL = "*";

  public LatencySummary {
    percentiles = List.copyOf(percentiles);
  }

  /**
   * One percentile.
   *
   * @param percentile 0 to 100
   * @param valueNs the value at it
   */
  public record Point(double percentile, long valueNs) {}

  /** The figures of one series. */
  public static LatencySummary of(LatencyTotals totals) {
    Histogram histogram = totals.histogram();
    LatencySeries series = totals.series();
    boolean some = histogram.getTotalCount() > 0;
    List<Point> points = new ArrayList<>();
    for (double percentile : Percentiles.LADDER) {
      if (Percentiles.reportable(histogram, percentile)) {
        points.add(new Point(percentile, histogram.getValueAtPercentile(percentile)));
      }
    }
    return new LatencySummary(
        series.phase(),
        series.metric(),
        series.subscription(),
        totals.count(),
        totals.nonPositive(),
        totals.overflow(),
        some ? OptionalDouble.of(histogram.getMean()) : OptionalDouble.empty(),
        some ? OptionalLong.of(histogram.getMinValue()) : OptionalLong.empty(),
        some ? OptionalLong.of(histogram.getMaxValue()) : OptionalLong.empty(),
        points);
  }

  /**
   * The figures of all series in their order; where a phase has several subscriptions, one of all
   * together ({@link #ALL}) comes with them.
   */
  public static List<LatencySummary> of(Collection<LatencyTotals> totals) {
    List<LatencyTotals> sorted =
        totals.stream().sorted((a, b) -> a.series().compareTo(b.series())).toList();
    List<LatencySummary> summaries = new ArrayList<>();
    sorted.forEach(t -> summaries.add(of(t)));
    for (Phase phase : Phase.values()) {
      List<LatencyTotals> subscriptions =
          sorted.stream()
              .filter(t -> t.series().phase() == phase && !t.series().subscription().isEmpty())
              .toList();
      if (subscriptions.size() > 1) {
        summaries.add(of(together(phase, subscriptions)));
      }
    }
    return List.copyOf(summaries);
  }

  private static LatencyTotals together(Phase phase, List<LatencyTotals> parts) {
    Histogram sum = LatencyLogReader.emptyHistogram();
    parts.forEach(p -> sum.add(p.histogram()));
    return new LatencyTotals(
        new LatencySeries(phase, LatencyMetric.END_TO_END_LATENCY, ALL),
        sum,
        parts.stream().mapToLong(LatencyTotals::nonPositive).sum(),
        parts.stream().mapToLong(LatencyTotals::overflow).sum());
  }

  /** The value at one percentile of the ladder, if enough samples lie beyond. */
  public OptionalLong at(double percentile) {
    return percentiles.stream()
        .filter(p -> Double.compare(p.percentile(), percentile) == 0)
        .mapToLong(Point::valueNs)
        .findFirst();
  }
}
