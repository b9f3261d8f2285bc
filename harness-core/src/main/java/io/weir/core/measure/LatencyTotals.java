/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import org.HdrHistogram.Histogram;

/**
 * A whole phase of one series.
 *
 * @param series which
 * @param histogram of the values from 1 ns to 1 h, 3 significant digits
 * @param nonPositive values of 0 or less, counted and not recorded
 * @param overflow values above 1 h, counted and not recorded
 */
public record LatencyTotals(
    LatencySeries series, Histogram histogram, long nonPositive, long overflow) {
  /** All values of the series, those that the histogram cannot hold included. */
  public long count() {
    return histogram.getTotalCount() + nonPositive + overflow;
  }
}
