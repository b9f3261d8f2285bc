/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.source;

import io.weir.spi.Mix;

/**
 * Draws 0 to n − 1 with probabilities proportional to 1 / (k + 1)<sup>exponent</sup>: in constant
 * time by an alias table (A. J. Walker, 1977; built as M. D. Vose, "A linear algorithm for
 * generating random numbers with a given distribution", IEEE TSE 17(9), 1991). Immutable; any
 * thread.
 */
public final class Zipf {
  /** Of each column the share that keeps its own number, and the number that has the rest. */
  private final double[] keep;

  private final int[] alias;

  /**
   * @param n how many numbers, at least 1
   * @param exponent 0 for all alike
   */
  public Zipf(int n, double exponent) {
    keep = new double[n];
    alias = new int[n];
    double[] scaled = new double[n];
    double sum = 0;
    for (int k = 0; k < n; k++) {
      scaled[k] = StrictMath.pow(k + 1, -exponent);
      sum += scaled[k];
    }
    int[] small = new int[n];
    int[] large = new int[n];
    int smalls = 0;
    int larges = 0;
    for (int k = 0; k < n; k++) {
      scaled[k] *= n / sum;
      alias[k] = k;
      keep[k] = 1;
      if (scaled[k] < 1) {
        small[smalls++] = k;
      } else {
        large[larges++] = k;
      }
    }
    // What is left over when one of them is empty differs from 1 by rounding only: it keeps all.
    while (smalls > 0 && larges > 0) {
      int s = small[--smalls];
      int l = large[larges - 1];
      keep[s] = scaled[s];
      alias[s] = l;
      scaled[l] -= 1 - scaled[s];
      if (scaled[l] < 1) {
        larges--;
        small[smalls++] = l;
      }
    }
  }

  /** The number of these bits. */
  public int of(long bits) {
    // One number serves both draws: its column by the high bits, its share by a further mix.
    int column = Draws.below(bits, keep.length);
    return Mix.unit(Mix.mix(bits)) < keep[column] ? column : alias[column];
  }
}
