/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis;

import java.util.ArrayList;
import java.util.List;

/**
 * One figure a second over the measured window, in order; NaN where a second has none. Immutable.
 *
 * @param values one a second
 */
public record SecondSeries(List<Double> values) {
  public SecondSeries {
    values = List.copyOf(values);
  }

  /** Of plain numbers. */
  public static SecondSeries of(double... values) {
    List<Double> list = new ArrayList<>(values.length);
    for (double value : values) {
      list.add(value);
    }
    return new SecondSeries(list);
  }

  /** Seconds that have a figure, as indices from 0. */
  double[] seconds() {
    double[] seconds = new double[count()];
    int n = 0;
    for (int i = 0; i < values.size(); i++) {
      if (!Double.isNaN(values.get(i))) {
        seconds[n++] = i;
      }
    }
    return seconds;
  }

  /** The figures that are there. */
  double[] present() {
    return values.stream().mapToDouble(v -> v).filter(v -> !Double.isNaN(v)).toArray();
  }

  /** How many seconds have a figure. */
  int count() {
    return (int) values.stream().filter(v -> !Double.isNaN(v)).count();
  }
}
