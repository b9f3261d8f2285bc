/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.sensors;

import io.weir.spi.Mix;
import io.weir.workloads.source.Draws;
import java.util.List;

/**
 * The ground truth of the outliers: which value of which reading is one, and what is sent instead.
 * A function of the seed, the record's index in the global schedule and the field, so that whoever
 * knows these can tell. Outliers lie 4 to 8 standard deviations from the mean, on either side but
 * where that would lead below 0, since it is absolute values that are sent: there above it. So each
 * is outside of mean ± 3.72 standard deviations. Immutable; any thread.
 */
public final class SensorOutliers {
  private static final double LEAST_SD = 4;
  private static final double MOST_SD = 8;

  private final List<SensorKind> kinds;
  private final long seed;
  private final double rate;

  /** Rate as a bound of 53 random bits. */
  private final long bound;

  /**
   * @param kinds the fields, in their order
   * @param rate share of the values that are outliers, 0 to 1
   * @param seed of the run
   */
  public SensorOutliers(List<SensorKind> kinds, double rate, long seed) {
    this.kinds = List.copyOf(kinds);
    this.rate = rate;
    this.seed = Draws.seedFor(seed, "outliers");
    this.bound = (long) (rate * 0x1.0p53);
  }

  /** True if a value is an outlier. */
  public boolean is(long index, int kind) {
    return bits(index, kind) >>> 11 < bound;
  }

  /** Its value in thousandths, as it is sent; defined for every value, outlier or not. */
  public long thousandths(long index, int kind) {
    SensorKind k = kinds.get(kind);
    long bits = Mix.mix(bits(index, kind));
    double away = (LEAST_SD + (MOST_SD - LEAST_SD) * Mix.unit(bits)) * k.sd();
    boolean below = (bits & 1) == 1 && k.mean() >= MOST_SD * k.sd();
    double value = below ? k.mean() - away : k.mean() + away;
    return Math.abs(Math.round(value * StationHistory.SCALE));
  }

  /** Share of the values that are outliers. */
  public double rate() {
    return rate;
  }

  private long bits(long index, int kind) {
    return Mix.of(seed, index * kinds.size() + kind);
  }
}
