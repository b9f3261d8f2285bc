/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis.output;

import io.weir.spi.ExpectedRow;

/** Takes each judged row that came as it ought to, in no particular order. */
@FunctionalInterface
public interface MatchedRows {
  /**
   * A row that came.
   *
   * @param expected the row, with its anchor and its span of event time
   * @param receivedNs when it first arrived, ns from the start of the run
   */
  void matched(ExpectedRow expected, long receivedNs);
}
