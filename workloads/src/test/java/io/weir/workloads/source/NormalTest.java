/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.spi.Mix;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NormalTest {
  private static final int DRAWS = 10_000_000;
  private static final long SEED = 20_260_101;

  private final Normal normal = new Normal();

  @Test
  void drawsFollowTheNormalDistribution() {
    double[] draws = new double[1_000_000];
    for (int i = 0; i < draws.length; i++) {
      draws[i] = normal.of(Mix.of(SEED, i));
    }
    Arrays.sort(draws);
    double distance = 0;
    for (int i = 0; i < draws.length; i++) {
      double p = cumulative(draws[i]);
      distance =
          Math.max(distance, Math.max(p - (double) i / draws.length, (i + 1.0) / draws.length - p));
    }
    // Kolmogorov and Smirnov: beyond 1.63 / sqrt(n) in one of a hundred samples.
    assertThat(distance).isLessThan(1.63 / Math.sqrt(draws.length));
  }

  @Test
  void bothTailsHaveTheirShare() {
    double[] from = {2, 3, 3.654152885361009, 3.72, 4, 4.5};
    long[] above = new long[from.length];
    long[] below = new long[from.length];
    double sum = 0;
    double squares = 0;
    double most = 0;
    for (int i = 0; i < DRAWS; i++) {
      double x = normal.of(Mix.of(~SEED, i));
      sum += x;
      squares += x * x;
      most = Math.max(most, Math.abs(x));
      for (int k = 0; k < from.length; k++) {
        above[k] += x > from[k] ? 1 : 0;
        below[k] += x < -from[k] ? 1 : 0;
      }
    }
    assertThat(sum / DRAWS).isCloseTo(0, within(4 / Math.sqrt(DRAWS)));
    assertThat(squares / DRAWS).isCloseTo(1, within(4 * Math.sqrt(2.0 / DRAWS)));
    assertThat(most).isBetween(4.9, 6.5);
    for (int k = 0; k < from.length; k++) {
      double expected = DRAWS * (1 - cumulative(from[k]));
      assertThat((double) above[k])
          .as("above %s", from[k])
          .isCloseTo(expected, within(4 * Math.sqrt(expected)));
      assertThat((double) below[k])
          .as("below −%s", from[k])
          .isCloseTo(expected, within(4 * Math.sqrt(expected)));
    }
  }

  /**
   * Φ(x) by the continued fraction of its tail from 2 on (Abramowitz and Stegun 26.2.14), below by
   * its series (26.2.11): nothing of the ziggurat.
   */
  private static double cumulative(double x) {
    double size = Math.abs(x);
    double density = Math.exp(-0.5 * size * size) / Math.sqrt(2 * Math.PI);
    double tail;
    if (size < 2) {
      double term = size;
      double sum = size;
      for (int n = 1; n < 60; n++) {
        term *= size * size / (2 * n + 1);
        sum += term;
      }
      tail = 0.5 - density * sum;
    } else {
      double fraction = size;
      for (int n = 200; n > 0; n--) {
        fraction = size + n / fraction;
      }
      tail = density / fraction;
    }
    return x < 0 ? tail : 1 - tail;
  }
}
