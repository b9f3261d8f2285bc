/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.loopback;

import java.util.concurrent.locks.LockSupport;

/** What a thread does while it has nothing to do: spins a little, then sleeps. One per thread. */
final class Backoff {
  private static final int SPINS = 200;
  private static final long PARK_NS = 20_000;

  private int idled;

  void idle() {
    if (idled < SPINS) {
      idled++;
      Thread.onSpinWait();
    } else {
      LockSupport.parkNanos(this, PARK_NS);
    }
  }

  void reset() {
    idled = 0;
  }
}
