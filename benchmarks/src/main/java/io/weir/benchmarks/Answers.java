/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.benchmarks;

import io.weir.spi.AckHandler;

/**
 * How a client answers that does nothing else. {@link #handed}, {@link #flush} and {@link #expect}
 * are called by the load thread.
 */
interface Answers extends AutoCloseable {
  /** Answers of every publisher go to its handler; once, before the first record. */
  void answerTo(AckHandler[] handlers);

  /** So many records will be handed over until the gate is asked again. */
  void expect(int records);

  /** A record was handed over. */
  void handed(int publisher, long token);

  /** The last of the expected records was handed over. */
  void flush();

  @Override
  void close();
}
