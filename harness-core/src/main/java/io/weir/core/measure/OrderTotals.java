/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * How far the global order of the records was lost on the way to one subscription, and what it
 * costs to restore it. Of the cohort.
 *
 * @param subscription which
 * @param skipped first copies that found no room to wait for their turn: they are in none of the
 *     cases
 * @param unplaced records handed over so late that others, received after them, had had their turn:
 *     they were taken as received then
 * @param cases the order of arrival first, then one for each buffer tried
 */
public record OrderTotals(String subscription, long skipped, long unplaced, List<Case> cases) {
  public OrderTotals {
    cases = List.copyOf(cases);
  }

  /**
   * What comes out of one buffer.
   *
   * @param bound of the buffer
   * @param records that came out
   * @param outOfOrder those of them behind one that was intended later
   * @param inversions of those the time by which it was intended later, ns: from the latest
   *     intended time that had come out before
   * @param delays of the records that another one drove out: released − received, ns
   * @param heldAtEnd records that came out only because the run had ended: their order counts, a
   *     delay they have none
   */
  public record Case(
      OrderBound bound,
      long records,
      long outOfOrder,
      Histogram inversions,
      Histogram delays,
      long heldAtEnd) {}
}
