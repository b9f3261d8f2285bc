/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import io.weir.spi.NanoClock;
import java.time.Instant;

/**
 * The process's clock: {@link System#nanoTime} shifted to the Unix epoch once, at construction, and
 * never corrected, so it is monotonic and differences are exact. Any thread may read it.
 */
public final class EpochClock implements NanoClock {
  private static final int SEEDINGS = 32;

  private final long shiftNs;

  /** Seeds from the wall clock, taking the tightest of several readings. */
  public EpochClock() {
    long bestGapNs = Long.MAX_VALUE;
    long shift = 0;
    for (int i = 0; i < SEEDINGS; i++) {
      long before = System.nanoTime();
      Instant wall = Instant.now();
      long after = System.nanoTime();
      if (after - before < bestGapNs) {
        bestGapNs = after - before;
        long wallNs = wall.getEpochSecond() * 1_000_000_000L + wall.getNano();
        shift = wallNs - (before + (after - before) / 2);
      }
    }
    shiftNs = shift;
  }

  @Override
  public long epochNs() {
    return System.nanoTime() + shiftNs;
  }
}
