/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other processes do, with a bound. */
final class Eventually {
  private static final Duration BOUND = Duration.ofSeconds(30);

  private Eventually() {}

  /** Whether the condition came to hold. */
  static boolean holds(BooleanSupplier condition) {
    long endNs = System.nanoTime() + BOUND.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > endNs) {
        return false;
      }
      LockSupport.parkNanos(5_000_000);
    }
    return true;
  }
}
