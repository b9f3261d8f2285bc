/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Which percentiles a histogram may answer for: those with at least {@link #LEAST_BEYOND} samples
 * beyond them. Fewer would make the figure an accident of single records.
 */
public final class Percentiles {
  /** Samples that must lie beyond a percentile. */
  public static final int LEAST_BEYOND = 10;

  /** The percentiles that results hold, the maximum apart. */
  public static final List<Double> LADDER =
      List.of(
          0.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.5, 99.9, 99.95, 99.99, 99.995, 99.999);

  private Percentiles() {}

  /**
   * True if at least ten samples rank above the percentile's own. The percentile of n samples is
   * the one of rank ⌈n · p / 100⌉, at least 1 (nearest rank), so n minus that rank lie beyond.
   *
   * @param percentile 0 to 100
   */
  public static boolean reportable(Histogram histogram, double percentile) {
    return reportable(histogram.getTotalCount(), percentile);
  }

  /** The same for a number of samples. */
  public static boolean reportable(long samples, double percentile) {
    return samples - rank(samples, percentile) >= LEAST_BEYOND;
  }

  /**
   * The rank of a percentile among so many samples, from 1: ⌈samples · percentile / 100⌉.
   *
   * @param percentile 0 to 100
   */
  public static long rank(long samples, double percentile) {
    if (!(percentile >= 0 && percentile <= 100)) {
      throw new IllegalArgumentException("a percentile is 0 to 100: " + percentile);
    }
    // Decimal arithmetic: in binary, 99.9 percent of 10,000 is above 9,990.
    long rank =
        BigDecimal.valueOf(percentile)
            .multiply(BigDecimal.valueOf(samples))
            .movePointLeft(2)
            .setScale(0, RoundingMode.CEILING)
            .longValueExact();
    return Math.max(1, rank);
  }

  /** As files write it: {@code 50}, {@code 99.9}. */
  static String text(double percentile) {
    return BigDecimal.valueOf(percentile).stripTrailingZeros().toPlainString();
  }
}
