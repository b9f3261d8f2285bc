/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.source;

import io.weir.spi.Mix;

/**
 * Standard normal numbers from random bits by the ziggurat of 256 layers: G. Marsaglia, W. W.
 * Tsang, "The Ziggurat Method for Generating Random Variables", Journal of Statistical Software
 * 5(8), 2000, with layer, sign and place taken from different bits (J. A. Doornik, "An Improved
 * Ziggurat Method to Generate Normal Random Samples", 2005). Beyond the base layer the tail is
 * Marsaglia's, so that no value is out of reach.
 *
 * <p>A function of the bits alone, the same on every machine: {@link StrictMath} where more than
 * basic arithmetic is needed. Immutable; any thread.
 */
public final class Normal {
  private static final int LAYERS = 256;

  /** Where the base layer ends and the tail begins. */
  private static final double TAIL = 3.654152885361009;

  /** Area of each layer, under exp(−x²/2). */
  private static final double AREA = 0.00492867323399;

  /** Right edges of the layers, the base's first; of the base as if it were a rectangle. */
  private final double[] edge = new double[LAYERS + 1];

  /** The density at each edge. */
  private final double[] height = new double[LAYERS + 1];

  public Normal() {
    edge[0] = AREA / density(TAIL);
    edge[1] = TAIL;
    for (int i = 2; i < LAYERS; i++) {
      edge[i] = StrictMath.sqrt(-2 * StrictMath.log(AREA / edge[i - 1] + density(edge[i - 1])));
    }
    edge[LAYERS] = 0;
    for (int i = 0; i <= LAYERS; i++) {
      height[i] = density(edge[i]);
    }
  }

  /** The number of these bits: mean 0, standard deviation 1. */
  public double of(long bits) {
    int layer = (int) bits & (LAYERS - 1);
    double x = (bits >> 10) * 0x1.0p-53 * edge[layer];
    // Nearly always: the layer above reaches as far.
    return Math.abs(x) < edge[layer + 1] ? x : atEdge(bits);
  }

  private double atEdge(long first) {
    long bits = first;
    while (true) {
      int layer = (int) bits & (LAYERS - 1);
      double x = (bits >> 10) * 0x1.0p-53 * edge[layer];
      if (Math.abs(x) < edge[layer + 1]) {
        return x;
      }
      long more = Mix.mix(bits + 0x9e3779b97f4a7c15L);
      if (layer == 0) {
        return bits < 0 ? -tail(more) : tail(more);
      }
      double y = height[layer] + Mix.unit(more) * (height[layer + 1] - height[layer]);
      if (y < density(x)) {
        return x;
      }
      bits = Mix.mix(more + 0x9e3779b97f4a7c15L);
    }
  }

  /** A number beyond {@link #TAIL}, distributed as the normal is there. */
  private static double tail(long first) {
    long n = 0;
    while (true) {
      // Away from 0, whose logarithm is none.
      double x = -StrictMath.log(1 - Mix.unit(Mix.of(first, n++))) / TAIL;
      double y = -StrictMath.log(1 - Mix.unit(Mix.of(first, n++)));
      if (2 * y > x * x) {
        return TAIL + x;
      }
    }
  }

  private static double density(double x) {
    return StrictMath.exp(-0.5 * x * x);
  }
}
