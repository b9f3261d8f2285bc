/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.loopback;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Which subscribers of a subscription are reading. Safe for any thread. */
final class LoopbackSubscription {
  private final Set<Integer> reading = new HashSet<>();

  synchronized void joined(int index) {
    reading.add(index);
    notifyAll();
  }

  synchronized void left(int index) {
    reading.remove(index);
  }

  /** Waits until so many are reading; false if the limit passed first. */
  synchronized boolean await(int subscribers, Duration timeLimit) {
    long deadlineNs = System.nanoTime() + timeLimit.toNanos();
    while (reading.size() < subscribers) {
      long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0) {
        return false;
      }
      try {
        wait(leftMs);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}
