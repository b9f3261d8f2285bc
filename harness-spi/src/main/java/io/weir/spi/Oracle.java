/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Works out what a query ought to answer from the records that were read from its source topics, in
 * any order and each exactly once. Not thread-safe.
 */
public interface Oracle {
  /**
   * Takes one record; ticks are passed over.
   *
   * @param stream index into {@link Query#inputs}
   * @param payload from position to limit; valid during the call only
   * @param intendedNs its intended publish time, ns from the start of the run
   * @param out takes the rows that are settled by it
   */
  void accept(int stream, ByteBuffer payload, long intendedNs, Consumer<ExpectedRow> out);

  /**
   * No record with an event time below this will follow: rows that only such records could change
   * are settled, and need not be held any longer.
   *
   * @param eventMs never less than before
   * @param out takes the rows that are settled by it
   */
  void watermark(long eventMs, Consumer<ExpectedRow> out);

  /**
   * No record will follow.
   *
   * @param out takes every row that is left
   */
  void finish(Consumer<ExpectedRow> out);
}
