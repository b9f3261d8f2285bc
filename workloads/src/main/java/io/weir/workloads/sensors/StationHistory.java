/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.sensors;

import io.weir.spi.Mix;
import io.weir.workloads.source.Normal;
import java.util.List;

/**
 * What one station measures, reading after reading. A value is drawn from a normal distribution
 * with its kind's standard deviation; the mean is with probability {@value #RECALIBRATED} the
 * kind's own, else the weighted mean of the station's last {@value #LAST} values, weights rising
 * linearly from 1 for the oldest to 1.5 for the newest. Values are kept with their sign and before
 * outliers are put in: what is sent is their absolute value.
 *
 * <p>With v<sub>0</sub> … v<sub>n−1</sub> the last values, the oldest first, S = Σ v<sub>j</sub>
 * and J = Σ j·v<sub>j</sub>, the weighted mean is (S + 0.5·J / (n − 1)) / (1.25·n). A new value v
 * behind n others gives S' = S + v, J' = J + n·v while they are fewer than {@value #LAST}; then the
 * oldest goes and the others move up: J' = J − (S − v<sub>0</sub>) + (n − 1)·v, S' = S −
 * v<sub>0</sub> + v. Values are whole thousandths, so the sums are exact and do not drift.
 *
 * <p>Not thread-safe.
 */
final class StationHistory {
  /** Values are whole thousandths. */
  static final double SCALE = 1000;

  static final int LAST = 300;
  static final double RECALIBRATED = 0.2;

  private static final double RISE = 0.5;
  private static final double MEAN_WEIGHT = 1 + RISE / 2;
  private static final long RECALIBRATED_BOUND = (long) (RECALIBRATED * 0x1.0p53);

  private final Normal normal;
  private final long seed;
  private final int kinds;
  private final double[] means;
  private final double[] sds;

  /** The last values in thousandths, all kinds of a reading side by side. */
  private final int[] last;

  private final long[] sums;
  private final long[] risingSums;
  private long readings;

  /** Where the oldest reading begins, once they are as many as are kept. */
  private int oldest;

  /**
   * @param seed of this station
   */
  StationHistory(List<SensorKind> kinds, Normal normal, long seed) {
    this.normal = normal;
    this.seed = seed;
    this.kinds = kinds.size();
    this.means = kinds.stream().mapToDouble(k -> k.mean() * SCALE).toArray();
    this.sds = kinds.stream().mapToDouble(k -> k.sd() * SCALE).toArray();
    this.last = new int[LAST * this.kinds];
    this.sums = new long[this.kinds];
    this.risingSums = new long[this.kinds];
  }

  /** How many readings it has made. */
  long readings() {
    return readings;
  }

  /** Makes the next reading. */
  void next() {
    int n = (int) Math.min(readings, LAST);
    // The row's total weight is 1.25 n; a lone value is its own mean.
    double ofSum = n < 2 ? n : 1 / (MEAN_WEIGHT * n);
    double ofRising = n < 2 ? 0 : RISE / (MEAN_WEIGHT * n * (n - 1));
    long draw = readings * kinds * 2;
    for (int k = 0; k < kinds; k++) {
      boolean recalibrated = Mix.of(seed, draw++) >>> 11 < RECALIBRATED_BOUND;
      double mean = n == 0 || recalibrated ? means[k] : sums[k] * ofSum + risingSums[k] * ofRising;
      int value = (int) Math.round(mean + sds[k] * normal.of(Mix.of(seed, draw++)));
      int at = oldest + k;
      if (n < LAST) {
        risingSums[k] += (long) n * value;
      } else {
        risingSums[k] += (long) (LAST - 1) * value - (sums[k] - last[at]);
        sums[k] -= last[at];
      }
      sums[k] += value;
      last[at] = value;
    }
    readings++;
    oldest += kinds;
    if (oldest == last.length) {
      oldest = 0;
    }
  }

  /** A value of the latest reading in thousandths, with its sign. */
  int thousandths(int kind) {
    return last[(oldest == 0 ? last.length : oldest) - kinds + kind];
  }
}
