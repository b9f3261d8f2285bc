/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.nexmark;

/**
 * Prices as in the standard generator: 100 · 10<sup>6u</sup> cents for u uniform in [0, 1),
 * rounded. The power is the product of two from tables, of the upper and of the lower 12 of 24
 * random bits. Immutable; any thread.
 */
final class NexmarkPrices {
  private static final int BITS = 12;
  private static final double DECADES = 6;

  private final double[] coarse = new double[1 << BITS];
  private final double[] fine = new double[1 << BITS];

  NexmarkPrices() {
    for (int i = 0; i < coarse.length; i++) {
      double share = (double) i / coarse.length;
      coarse[i] = 100 * StrictMath.pow(10, DECADES * share);
      fine[i] = StrictMath.pow(10, DECADES * share / coarse.length);
    }
  }

  /** The price of these bits, in cents. */
  long of(long bits) {
    int upper = (int) (bits >>> (Long.SIZE - BITS));
    int lower = (int) (bits >>> (Long.SIZE - 2 * BITS)) & (fine.length - 1);
    return Math.round(coarse[upper] * fine[lower]);
  }
}
