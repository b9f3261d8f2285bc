/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.core.measure.OrderBound;
import io.weir.core.measure.OrderTotals;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * How far the global order of the cohort was lost on the way to one subscription, and what buffers
 * at the consumer would cost to restore it. Percentiles are there if ten samples lie beyond.
 *
 * @param subscription which
 * @param skipped records of the run that could not be judged for want of memory
 * @param unplaced records of the run handed over too late for their place among the arrivals
 * @param cases the order of arrival first, then one for each buffer tried
 */
public record OrderSummary(String subscription, long skipped, long unplaced, List<Case> cases) {
  /** The bound of the order of arrival. */
  public static final String NONE = "none";

  /** The bound of a buffer by records. */
  public static final String RECORDS = "records";

  /** The bound of a buffer by time. */
  public static final String SLACK = "slack";

  public OrderSummary {
    cases = List.copyOf(cases);
  }

  /**
   * What comes out of one buffer.
   *
   * @param bound {@code none}, {@code records} or {@code slack}
   * @param size of the buffer, records or ns; empty for none
   * @param records that came out
   * @param outOfOrder those of them behind one that was intended later
   * @param inversionP50Ns of those the time by which it was intended later
   * @param inversionP99Ns likewise
   * @param inversionMaxNs likewise
   * @param delayP50Ns released − received; empty for none
   * @param delayP99Ns likewise
   * @param delayMaxNs likewise
   * @param heldAtEnd records that only the run's end drove out, without a delay
   */
  public record Case(
      String bound,
      OptionalLong size,
      long records,
      long outOfOrder,
      OptionalLong inversionP50Ns,
      OptionalLong inversionP99Ns,
      OptionalLong inversionMaxNs,
      OptionalLong delayP50Ns,
      OptionalLong delayP99Ns,
      OptionalLong delayMaxNs,
      long heldAtEnd) {
    /** Out of order over all; empty if there are none. */
    public OptionalDouble outOfOrderShare() {
      return records == 0
          ? OptionalDouble.empty()
          : OptionalDouble.of((double) outOfOrder / records);
    }
  }

  /** The figures of one subscription. */
  public static OrderSummary of(OrderTotals totals) {
    return new OrderSummary(
        totals.subscription(),
        totals.skipped(),
        totals.unplaced(),
        totals.cases().stream().map(OrderSummary::of).toList());
  }

  private static Case of(OrderTotals.Case found) {
    boolean none = found.bound().kind() == OrderBound.Kind.NONE;
    Histogram inversions = found.inversions();
    Histogram delays = none ? new Histogram(3) : found.delays();
    return new Case(
        switch (found.bound().kind()) {
          case NONE -> NONE;
          case RECORDS -> RECORDS;
          case SLACK -> SLACK;
        },
        none ? OptionalLong.empty() : OptionalLong.of(found.bound().size()),
        found.records(),
        found.outOfOrder(),
        at(inversions, 50),
        at(inversions, 99),
        max(inversions),
        at(delays, 50),
        at(delays, 99),
        max(delays),
        found.heldAtEnd());
  }

  private static OptionalLong at(Histogram histogram, double percentile) {
    return Percentiles.reportable(histogram, percentile)
        ? OptionalLong.of(histogram.getValueAtPercentile(percentile))
        : OptionalLong.empty();
  }

  private static OptionalLong max(Histogram histogram) {
    return histogram.getTotalCount() == 0
        ? OptionalLong.empty()
        : OptionalLong.of(histogram.getMaxValue());
  }
}
