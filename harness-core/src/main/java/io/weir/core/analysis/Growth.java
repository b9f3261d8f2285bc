/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis;

import java.util.Arrays;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Whether a backlog grew over the window at constant rate.
 *
 * <p>Ordinary least squares of the backlog on time, one point a second. The slope's standard error
 * is √(Σe² / (n − 2) / Σ(x − x̄)²), and its lower 95% bound (one-sided) is b − t(0.95; n − 2) · se
 * (Draper and Smith, Applied Regression Analysis, 3rd ed., 1998, section 1.4).
 *
 * <p>These errors are taken to be independent, which the points of a stall that built up and was
 * worked off are not: late in the window such a hill tilts the line for sure. So the window's net
 * growth must exceed the threshold too: median of the last tenth minus median of the first tenth of
 * the points, over the time between the two. A stall that was made up for has none.
 *
 * @param slopeHz records a second
 * @param lowerHz its lower 95% bound
 * @param netHz net growth over the window, records a second
 */
record Growth(double slopeHz, double lowerHz, double netHz) {
  /** A line and its error need three points; a bound that says something needs some more. */
  static final int LEAST_POINTS = 5;

  /** Fits a series of at least {@link #LEAST_POINTS} figures. */
  static Growth of(SecondSeries backlog) {
    double[] x = backlog.seconds();
    double[] y = backlog.present();
    int n = x.length;
    if (n < LEAST_POINTS) {
      throw new IllegalArgumentException(n + " points are too few for a slope");
    }
    double meanX = Arrays.stream(x).average().orElseThrow();
    double meanY = Arrays.stream(y).average().orElseThrow();
    double sxx = 0;
    double sxy = 0;
    for (int i = 0; i < n; i++) {
      sxx += (x[i] - meanX) * (x[i] - meanX);
      sxy += (x[i] - meanX) * (y[i] - meanY);
    }
    double slope = sxy / sxx;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double error = y[i] - meanY - slope * (x[i] - meanX);
      squares += error * error;
    }
    double standardError = Math.sqrt(squares / (n - 2) / sxx);
    double t = new TDistribution(n - 2).inverseCumulativeProbability(0.95);
    return new Growth(slope, slope - t * standardError, net(x, y));
  }

  private static double net(double[] x, double[] y) {
    int tenth = Math.max(1, x.length / 10);
    double rise =
        Medians.of(Arrays.copyOfRange(y, y.length - tenth, y.length))
            - Medians.of(Arrays.copyOf(y, tenth));
    double time =
        Medians.of(Arrays.copyOfRange(x, x.length - tenth, x.length))
            - Medians.of(Arrays.copyOf(x, tenth));
    return rise / time;
  }

  /** True if the backlog surely grew by more than {@code limitHz}. */
  boolean exceeds(double limitHz) {
    return lowerHz > limitHz && netHz > limitHz;
  }
}
