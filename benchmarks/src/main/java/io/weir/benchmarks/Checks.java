/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.benchmarks;

import io.weir.core.experiment.Phase;
import io.weir.core.measure.LatencyMetric;
import io.weir.core.measure.LatencyTotals;
import io.weir.core.measure.LedgerTotals;
import io.weir.core.measure.Recorders;
import java.util.List;

/** Shows that a benchmark measured what it says: each throws if not. Stateless. */
final class Checks {
  private Checks() {}

  static void equal(String what, long expected, long actual) {
    if (expected != actual) {
      throw new IllegalStateException(what + ": " + actual + " of " + expected);
    }
  }

  /** Every record has a value in the window's series of a metric, or was counted as beyond it. */
  static void recorded(Recorders recorders, LatencyMetric metric, long expected) {
    long values =
        recorders.totals().stream()
            .filter(totals -> totals.series().metric() == metric)
            .mapToLong(LatencyTotals::count)
            .sum();
    equal("values of " + metric.text(), expected, values);
  }

  /** The window's totals of the only subscription. */
  static LedgerTotals window(List<LedgerTotals> totals) {
    return totals.stream().filter(t -> t.phase() == Phase.WINDOW).findFirst().orElseThrow();
  }
}
