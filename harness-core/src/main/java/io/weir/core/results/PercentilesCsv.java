/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.core.measure.LatencySeries;
import io.weir.core.measure.LatencyTotals;
import io.weir.spi.UnavailableException;
import java.util.Collection;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Writes percentiles.csv: for each series the percentiles that at least ten samples lie beyond, and
 * the maximum, marked as such.
 */
public final class PercentilesCsv {
  private static final List<String> COLUMNS =
      List.of(
          "phase",
          "metric",
          "subscription",
          "percentile",
          "value_ns",
          "count_at_or_below",
          "total_count");

  private PercentilesCsv() {}

  /**
   * Writes the file.
   *
   * @throws UnavailableException if it cannot be written
   */
  public static void write(RunDirectory directory, Collection<LatencyTotals> totals) {
    try (CsvFile csv = new CsvFile(directory.percentilesCsv(), COLUMNS)) {
      totals.stream()
          .sorted((a, b) -> a.series().compareTo(b.series()))
          .forEach(t -> write(csv, t.series(), t.histogram()));
      csv.flush();
    }
  }

  private static void write(CsvFile csv, LatencySeries series, Histogram histogram) {
    if (histogram.getTotalCount() == 0) {
      return;
    }
    for (double percentile : Percentiles.LADDER) {
      if (Percentiles.reportable(histogram, percentile)) {
        long valueNs = histogram.getValueAtPercentile(percentile);
        row(csv, series, Percentiles.text(percentile), valueNs, histogram);
      }
    }
    row(csv, series, "max", histogram.getMaxValue(), histogram);
  }

  private static void row(
      CsvFile csv, LatencySeries series, String percentile, long valueNs, Histogram histogram) {
    csv.add(
        List.of(
            series.phase().text(),
            series.metric().text(),
            series.subscription(),
            percentile,
            Long.toString(valueNs),
            Long.toString(histogram.getCountBetweenValues(0, valueNs)),
            Long.toString(histogram.getTotalCount())));
  }
}
