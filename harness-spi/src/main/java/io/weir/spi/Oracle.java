/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Works out what a query ought to answer from the records that were read from its source topics, in
 * any order and each exactly once. Not thread-safe.
 *
 * <p>A record below the watermark that was given is refused: what it would change is settled. So
 * whoever feeds an oracle has two ways with records that come late. It holds the watermark back, as
 * far as records may be late, or gives none at all before the end; then every record counts, and
 * memory grows with what is held. Or it lets the watermark follow the engine's, withholds the
 * records that are below it, and excludes from judging every window that the event time of such a
 * record lies in, for expected rows and for those that the engine writes: rows of such a window are
 * right with or without the record, and this cannot say which. The second way is for queries with
 * windows only: an engine leaves late records out because their windows are closed.
 */
public interface Oracle {
  /**
   * Takes one record; ticks are passed over.
   *
   * @param stream index into {@link Query#inputs}
   * @param payload from position to limit; valid during the call only
   * @param intendedNs its intended publish time, ns from the start of the run
   * @param out takes the rows that are settled by it
   * @throws IllegalStateException if its event time is below the {@link #watermark}
   */
  void accept(int stream, ByteBuffer payload, long intendedNs, Consumer<ExpectedRow> out);

  /**
   * No record with an event time below this will follow: rows that only such records could change
   * are settled, and need not be held any longer.
   *
   * @param eventMs never less than before
   * @param out takes the rows that are settled by it
   * @throws IllegalArgumentException if it is less than before
   */
  void watermark(long eventMs, Consumer<ExpectedRow> out);

  /**
   * No record will follow.
   *
   * @param out takes every row that is left
   */
  void finish(Consumer<ExpectedRow> out);
}
