/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import java.time.Duration;

/** How long a sink's transactions may stay open. */
final class Transactions {
  /** A job that was restarted must still be able to commit what its last checkpoint has. */
  private static final Duration LEAST = Duration.ofMinutes(2);

  /** Kafka's brokers refuse more by default ({@code transaction.max.timeout.ms}). */
  private static final Duration MOST = Duration.ofMinutes(15);

  private static final int CHECKPOINTS = 10;

  private Transactions() {}

  /** Ten checkpoint intervals, within what is long enough for a restart and what brokers allow. */
  static Duration timeout(Duration checkpointInterval) {
    Duration wanted = checkpointInterval.multipliedBy(CHECKPOINTS);
    if (wanted.compareTo(LEAST) < 0) {
      return LEAST;
    }
    return wanted.compareTo(MOST) > 0 ? MOST : wanted;
  }
}
