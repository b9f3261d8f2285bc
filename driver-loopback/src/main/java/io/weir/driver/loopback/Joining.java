/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.loopback;

/** Waiting for a thread's end without losing an interrupt. */
final class Joining {
  private Joining() {}

  static void join(Thread thread, long limitMs) {
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(limitMs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
