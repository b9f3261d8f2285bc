/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.core.experiment.Pacing;
import io.weir.spi.NanoClock;

/**
 * Waits on a load thread until a record is due.
 *
 * <p>A park ends late, by tens of microseconds and never by the same. Precise pacing therefore asks
 * to be woken a little before the time, by the lead that makes one wake-up in ten come too early,
 * and spins over what is then left, which is little. The lead is learned by stochastic
 * approximation of that quantile (H. Robbins and S. Monro, "A stochastic approximation method",
 * Ann. Math. Statist. 22(3), 1951). Where there is less time left than the lead, it parks without
 * one: to be late by a little costs less than a core that only spins.
 *
 * <p>Thread contract: one instance per load thread.
 */
final class Pacer {
  /** Least time between two wake-ups of economical pacing. */
  static final long ECONOMICAL_STEP_NS = 500_000;

  /** Below this a park costs more than it saves. */
  private static final long SPIN_NS = 2_000;

  /** Bounds a single park, so that a request to stop is heard. */
  private static final long LONGEST_PARK_NS = 10_000_000;

  /** How far the lead moves at a wake-up that came too late; nine times as far back otherwise. */
  private static final long LEARN_NS = 250;

  private static final long EARLY_LEARN_NS = 9 * LEARN_NS;

  /** More is a machine in trouble, and would be spun away at every record. */
  private static final long LONGEST_LEAD_NS = 100_000;

  private final NanoClock clock;
  private final Park park;
  private final Stop stop;
  private final boolean economical;
  private long lastWakeNs;
  private long leadNs;

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
    long nowNs =
        economical
            ? awaitPlainly(Math.max(dueNs, lastWakeNs + ECONOMICAL_STEP_NS))
            : awaitWithLead(dueNs);
    lastWakeNs = nowNs;
    return nowNs;
  }

  private long awaitWithLead(long wakeNs) {
    long nowNs = clock.epochNs();
    while (wakeNs - nowNs > leadNs + SPIN_NS && !stop.requested()) {
      long askedNs = Math.min(wakeNs - nowNs - leadNs, LONGEST_PARK_NS);
      park.parkNs(askedNs);
      long wokenNs = clock.epochNs();
      learn(wokenNs - nowNs - askedNs);
      nowNs = wokenNs;
      if (wakeNs - nowNs <= leadNs) {
        return spin(wakeNs, nowNs);
      }
    }
    return awaitPlainly(wakeNs);
  }

  private void learn(long lateNs) {
    leadNs =
        lateNs > leadNs
            ? Math.min(leadNs + LEARN_NS, LONGEST_LEAD_NS)
            : Math.max(leadNs - EARLY_LEARN_NS, 0);
  }

  private long spin(long wakeNs, long fromNs) {
    long nowNs = fromNs;
    while (nowNs < wakeNs && !stop.requested()) {
      park.spin();
      nowNs = clock.epochNs();
    }
    return nowNs;
  }

  private long awaitPlainly(long wakeNs) {
    long nowNs = clock.epochNs();
    while (wakeNs - nowNs > SPIN_NS && !stop.requested()) {
      park.parkNs(Math.min(wakeNs - nowNs, LONGEST_PARK_NS));
      nowNs = clock.epochNs();
    }
    return spin(wakeNs, nowNs);
  }

  /** Lets the calling thread rest. */
  interface Park {
    void parkNs(long ns);

    /** Passes a moment too short to rest. */
    default void spin() {
      Thread.onSpinWait();
    }
  }
}
