/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.query;

import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/**
 * The sum and mean of doubles, each taken as the shortest decimal number that reads as it (what
 * JSON says): added exactly, so that order does not matter. An engine that adds n positive doubles
 * one by one is off by at most about n · 2<sup>−53</sup> of the sum (Higham, Accuracy and Stability
 * of Numerical Algorithms, section 4.2), which is within 10<sup>−9</sup> up to some million. Not
 * thread-safe.
 */
public final class DecimalSum {
  private BigDecimal sum = BigDecimal.ZERO;
  private long count;

  /** Takes a finite number. */
  public void add(double value) {
    sum = sum.add(BigDecimal.valueOf(value));
    count++;
  }

  /** How many there were. */
  public long count() {
    return count;
  }

  /** Their sum; null if there was none. */
  public @Nullable Double sum() {
    return count == 0 ? null : (Double) sum.doubleValue();
  }

  /** Their mean; null if there was none. */
  public @Nullable Double mean() {
    return count == 0
        ? null
        : (Double) sum.divide(BigDecimal.valueOf(count), MathContext.DECIMAL128).doubleValue();
  }
}
