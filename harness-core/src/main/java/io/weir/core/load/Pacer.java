/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.core.experiment.Pacing;
import io.weir.spi.NanoClock;

/**
 * Waits on a load thread until a record is due.
 *
 * <p>Thread contract: one instance per load thread.
 */
final class Pacer {
  /** Least time between two wake-ups of economical pacing. */
  static final long ECONOMICAL_STEP_NS = 250_000;

  /** Below this a park costs more than it saves. */
  private static final long SPIN_NS = 2_000;

  /** Bounds a single park, so that a request to stop is heard. */
  private static final long LONGEST_PARK_NS = 10_000_000;

  private final NanoClock clock;
  private final Park park;
  private final Stop stop;
  private final boolean economical;
  private long lastWakeNs;

  Pacer(NanoClock clock, Park park, Stop stop, Pacing pacing) {
    this.clock = clock;
    this.park = park;
    this.stop = stop;
    this.economical = pacing == Pacing.ECONOMICAL;
    this.lastWakeNs = Long.MIN_VALUE / 2;
  }

  /**
   * Returns once the time has come, or a stop is requested.
   *
   * @param dueNs epoch time
   * @return the epoch time now
   */
  long await(long dueNs) {
    long wakeNs = economical ? Math.max(dueNs, lastWakeNs + ECONOMICAL_STEP_NS) : dueNs;
    long nowNs = clock.epochNs();
    while (nowNs < wakeNs && !stop.requested()) {
      long leftNs = wakeNs - nowNs;
      if (leftNs > SPIN_NS) {
        park.parkNs(Math.min(leftNs, LONGEST_PARK_NS));
      } else {
        Thread.onSpinWait();
      }
      nowNs = clock.epochNs();
    }
    lastWakeNs = nowNs;
    return nowNs;
  }

  /** Lets the calling thread rest. */
  interface Park {
    void parkNs(long ns);
  }
}
