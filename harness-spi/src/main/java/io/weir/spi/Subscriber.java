/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.time.Duration;
import java.util.Map;

/** A subscriber in use. Delivers on threads of its own until closed. */
public interface Subscriber extends AutoCloseable {
  /**
   * Waits until the whole subscription is settled: every subscriber has joined and this one has its
   * share, so that no record published from now on waits for an assignment.
   *
   * @return false if the time limit passed first
   */
  boolean awaitReady(Duration timeLimit);

  /** The effective client configuration, by native key. */
  Map<String, ConfigValue> configuration();

  /** Ends delivery: after this returns no further record is delivered. Bounded to a few seconds. */
  @Override
  void close();
}
