/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * One second's latencies, in ns; those that too few samples stand behind are empty.
 *
 * @param p50Ns the median
 * @param p99Ns the 99th percentile
 * @param maxNs the largest
 */
public record Quantiles(OptionalLong p50Ns, OptionalLong p99Ns, OptionalLong maxNs) {
  /** Of one interval's histogram. */
  public static Quantiles of(Histogram interval) {
    return new Quantiles(
        percentile(interval, 50),
        percentile(interval, 99),
        interval.getTotalCount() == 0
            ? OptionalLong.empty()
            : OptionalLong.of(interval.getMaxValue()));
  }

  /** No sample. */
  public static Quantiles none() {
    return new Quantiles(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
  }

  private static OptionalLong percentile(Histogram interval, double percentile) {
    return Percentiles.reportable(interval, percentile)
        ? OptionalLong.of(interval.getValueAtPercentile(percentile))
        : OptionalLong.empty();
  }
}
