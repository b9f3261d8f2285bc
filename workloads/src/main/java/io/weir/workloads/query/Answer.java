/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.query;

import io.weir.spi.ExpectedRow;
import java.util.function.Consumer;

/**
 * What an oracle knows, over records that have been read: none are ticks, none come below a
 * watermark. Not thread-safe.
 */
public interface Answer {
  /**
   * Takes the record that the stream's reader holds.
   *
   * @param stream index among the query's inputs
   * @param intendedNs its intended publish time
   * @param out takes the rows that are settled by it
   */
  void accept(int stream, long intendedNs, Consumer<ExpectedRow> out);

  /** No record below an event time will follow. */
  void settle(long eventMs, Consumer<ExpectedRow> out);

  /** No record will follow. */
  void finish(Consumer<ExpectedRow> out);
}
