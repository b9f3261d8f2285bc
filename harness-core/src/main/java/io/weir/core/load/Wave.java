/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

/**
 * Records along a sine, within one piece of one period: record j where the integral of the rate
 * reaches it, to the nanosecond below. Newton's method from a straight line across the piece, kept
 * within bounds that close in; two rounds do as a rule. StrictMath, so that every machine finds the
 * same times.
 *
 * @param meanPerNs mean rate, records a nanosecond
 * @param swingPerNs how far the rate goes above and below
 * @param periodNs of the sine
 * @param baseNs where the period begins
 * @param fromNs where the piece begins, from there
 * @param toNs where it ends
 * @param firstIndex of its first record
 */
record Wave(
    double meanPerNs,
    double swingPerNs,
    long periodNs,
    long baseNs,
    long fromNs,
    long toNs,
    long firstIndex)
    implements Spacing {
  private static final double CLOSE_NS = 1e-3;

  /** Halving alone closes in from the longest period to less than that. */
  private static final int MOST_ROUNDS = 80;

  /** Records due by an offset from the period's start. */
  double due(double atNs) {
    double angle = 2 * Math.PI * atNs / periodNs;
    return meanPerNs * (baseNs + atNs)
        + swingPerNs * periodNs / (2 * Math.PI) * (1 - StrictMath.cos(angle));
  }

  private double rate(double atNs) {
    return meanPerNs + swingPerNs * StrictMath.sin(2 * Math.PI * atNs / periodNs);
  }

  @Override
  public long offsetNs(long j) {
    double wanted = firstIndex + j;
    double low = fromNs;
    double high = toNs;
    double dueFrom = due(low);
    double at = low + (high - low) * (wanted - dueFrom) / (due(high) - dueFrom);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      if (!(at >= low && at <= high)) {
        at = (low + high) / 2;
      }
      double missing = wanted - due(at);
      if (missing > 0) {
        low = at;
      } else {
        high = at;
      }
      double step = missing / rate(at);
      if (Math.abs(step) < CLOSE_NS || high - low < CLOSE_NS) {
        break;
      }
      at += step;
    }
    return Math.min(toNs - 1, Math.max(fromNs, (long) at)) - fromNs;
  }
}
