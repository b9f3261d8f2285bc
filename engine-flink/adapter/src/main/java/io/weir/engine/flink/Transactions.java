/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import java.time.Duration;

/** How long a sink's transactions may stay open. */
final class Transactions {
  /** A job that was restarted must still be able to commit what its last checkpoint has. */
  static final Duration LEAST_ON_KAFKA = Duration.ofMinutes(2);

  /**
   * Shorter: whoever reads committed rows waits behind a transaction that a killed task left open,
   * until it times out. Kafka's brokers end it when the restarted task opens its next.
   */
  static final Duration LEAST_ON_PULSAR = Duration.ofMinutes(1);

  /** Kafka's brokers refuse more by default ({@code transaction.max.timeout.ms}). */
  private static final Duration MOST = Duration.ofMinutes(15);

  private static final int CHECKPOINTS = 10;

  private Transactions() {}

  /**
   * Ten checkpoint intervals, within what is long enough for a restart and what brokers allow.
   *
   * @param least by the broker
   */
  static Duration timeout(Duration checkpointInterval, Duration least) {
    Duration wanted = checkpointInterval.multipliedBy(CHECKPOINTS);
    if (wanted.compareTo(least) < 0) {
      return least;
    }
    return wanted.compareTo(MOST) > 0 ? MOST : wanted;
  }
}
