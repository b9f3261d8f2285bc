/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for what other threads do: a condition, asked again and again, with a bound. */
public final class Conditions {
  private static final long POLL_NS = 5_000_000;

  private Conditions() {}

  /**
   * Waits until the condition holds.
   *
   * @param what what is waited for and how far it came, for the message
   * @throws AssertionError if the limit passes first
   */
  public static void await(BooleanSupplier condition, Duration limit, Supplier<String> what) {
    long deadlineNs = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadlineNs) {
        throw new AssertionError("not within " + limit + ": " + what.get());
      }
      LockSupport.parkNanos(POLL_NS);
    }
  }
}
