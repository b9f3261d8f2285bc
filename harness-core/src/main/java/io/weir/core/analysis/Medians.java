/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis;

import java.util.Arrays;

/** Medians of plain numbers. */
final class Medians {
  private Medians() {}

  /** The middle value, or the mean of the two middle ones. */
  static double of(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
