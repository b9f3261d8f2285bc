/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for conditions, within bounds that only a fault reaches. */
final class Until {
  private static final long POLL_NS = 20_000_000;

  private Until() {}

  /**
   * Waits until a condition holds.
   *
   * @param what for the message
   * @param details asked for the message if the bound is reached
   */
  static void holds(
      String what, Duration bound, Callable<Boolean> condition, Supplier<String> details)
      throws Exception {
    long endNs = System.nanoTime() + bound.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > endNs) {
        throw new AssertionError(
            "not within " + bound.toSeconds() + " s: " + what + "\n" + details.get());
      }
      LockSupport.parkNanos(POLL_NS);
    }
  }
}
