/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Whether a series of per-second medians was steady at constant rate: no trend, no change of level.
 * Both tests go by ranks, so that the few seconds of a stall weigh no more than that: a stall in an
 * otherwise steady run is a transient, seen in the tail percentiles and counted here, and not a
 * lack of steady state.
 *
 * <p><b>Trend</b>: the Theil–Sen slope with Sen's 99% interval (Sen, Estimates of the regression
 * coefficient based on Kendall's tau, JASA 63, 1968, equations 2.6 and 4.3–4.5, without ties). The
 * figure is the end of the interval that is nearer to zero (0 if the interval holds zero), times
 * the time from first to last second, over the series' median.
 *
 * <p><b>Change point</b>: Pettitt's test (A non-parametric approach to the change-point problem,
 * Applied Statistics 28, 1979): K = max|Uₜ|, p ≈ 2 exp(−6K² / (n³ + n²)). A change counts at p <
 * 0.001; its figure is the difference of the medians on either side over the series' median.
 *
 * <p><b>Serial correlation</b>: successive seconds of a real system resemble each other, which
 * makes both tests see changes where there are none. The variance of Kendall's S and of Pettitt's U
 * is therefore multiplied by (1 + ρ) / (1 − ρ), the correction for a first-order autoregressive
 * series (Yue and Wang, Water Resources Management 18, 2004; for change points Serinaldi and
 * Kilsby, Stochastic Environmental Research and Risk Assessment 30, 2016). Taken from the series
 * itself, ρ would hold the very trend or step in question. The differences of successive values
 * hardly do: in such a series their lag-1 correlation is −(1 − ρ) / 2, so ρ = 1 + 2r, with r from
 * the differences' ranks so that a stall does not decide it. It is kept within 0 and 0.8: beyond, a
 * minute's points could not show any change.
 *
 * @param trend relative change over the window that is beyond doubt, signed
 * @param shift relative change of level at a change point, signed; 0 if there is none
 * @param shiftSecond index of the first second after it; −1 if there is none
 * @param shiftP Pettitt's p
 * @param transientSeconds seconds whose figure is more than twice the median
 */
record Steadiness(
    double trend, double shift, int shiftSecond, double shiftP, int transientSeconds) {
  /** With fewer points neither test can tell drift from noise. */
  static final int LEAST_POINTS = 30;

  private static final int MOST_POINTS = 1_000;

  private static final double SIGNIFICANCE = 0.001;

  private static final double MOST_CORRELATION = 0.8;

  /** Tests a series of at least {@link #LEAST_POINTS} figures with a positive median. */
  static Steadiness of(SecondSeries series) {
    double[] x = thinned(series.seconds());
    double[] y = thinned(series.present());
    int n = y.length;
    double median = Medians.of(y);
    if (n < LEAST_POINTS || !(median > 0)) {
      throw new IllegalArgumentException(n + " points with median " + median);
    }
    double inflation = inflation(y);
    double trend = sureSlope(x, y, inflation) * (x[n - 1] - x[0]) / median;

    int last = 0;
    double k = 0;
    double[] u = pettitt(y);
    for (int t = 0; t < n - 1; t++) {
      if (Math.abs(u[t]) > k) {
        k = Math.abs(u[t]);
        last = t;
      }
    }
    double before = Medians.of(Arrays.copyOf(y, last + 1));
    double after = Medians.of(Arrays.copyOfRange(y, last + 1, n));
    double size = (double) n * n * n + (double) n * n;
    double p = Math.min(1, 2 * Math.exp(-6 * k * k / (size * inflation)));
    boolean changed = p < SIGNIFICANCE;

    int transients = (int) Arrays.stream(y).filter(v -> v > 2 * median).count();
    return new Steadiness(
        trend,
        changed ? (after - before) / median : 0,
        changed ? (int) x[last + 1] : -1,
        p,
        transients);
  }

  /**
   * Medians of blocks of equal length, so that the pairs of points, of which the tests look at
   * every one, stay few in a run of days.
   */
  private static double[] thinned(double[] values) {
    int block = (values.length + MOST_POINTS - 1) / MOST_POINTS;
    if (block <= 1) {
      return values;
    }
    double[] medians = new double[values.length / block];
    for (int i = 0; i < medians.length; i++) {
      medians[i] = Medians.of(Arrays.copyOfRange(values, i * block, (i + 1) * block));
    }
    return medians;
  }

  /** The end of the slope's 99% interval that is nearer to zero; 0 if the interval holds zero. */
  private static double sureSlope(double[] x, double[] y, double inflation) {
    int n = x.length;
    double[] slopes = new double[n * (n - 1) / 2];
    int m = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        slopes[m++] = (y[j] - y[i]) / (x[j] - x[i]);
      }
    }
    Arrays.sort(slopes);
    double variance = (double) n * (n - 1) * (2L * n + 5) / 18 * inflation;
    double c = new NormalDistribution().inverseCumulativeProbability(0.995) * Math.sqrt(variance);
    double lower = slopes[(int) Math.max(0, Math.floor((m - c) / 2) - 1)];
    double upper = slopes[(int) Math.min(m - 1, Math.ceil((m + c) / 2))];
    return lower > 0 ? lower : Math.min(upper, 0);
  }

  /** Pettitt's U after each value: how often later values exceed earlier ones, signed. */
  private static double[] pettitt(double[] y) {
    double[] u = new double[y.length];
    double sum = 0;
    for (int t = 0; t < y.length; t++) {
      // Values up to t against those behind: t leaves the one side and joins the other, and its
      // comparison with itself is 0.
      for (double other : y) {
        sum += Math.signum(y[t] - other);
      }
      u[t] = sum;
    }
    return u;
  }

  private static double inflation(double[] y) {
    double[] differences = new double[y.length - 1];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = y[i + 1] - y[i];
    }
    double rho = 1 + 2 * lag1(ranks(differences));
    double kept = Math.min(MOST_CORRELATION, Math.max(0, rho));
    return (1 + kept) / (1 - kept);
  }

  private static double lag1(double[] ranks) {
    double mean = (ranks.length + 1) / 2.0;
    double variance = 0;
    double covariance = 0;
    for (int i = 0; i < ranks.length; i++) {
      variance += (ranks[i] - mean) * (ranks[i] - mean);
      if (i > 0) {
        covariance += (ranks[i] - mean) * (ranks[i - 1] - mean);
      }
    }
    // All differences equal: a straight line without noise, to which nothing need be allowed.
    return variance > 0 ? covariance / variance : -0.5;
  }

  /** Ranks from 1; equal values share the mean of theirs. */
  private static double[] ranks(double[] values) {
    double[] ranks = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      double below = 0;
      double equal = 0;
      for (double other : values) {
        if (other < values[i]) {
          below++;
        } else if (other == values[i]) {
          equal++;
        }
      }
      ranks[i] = below + (equal + 1) / 2;
    }
    return ranks;
  }
}
