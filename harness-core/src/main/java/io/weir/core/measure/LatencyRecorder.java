/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Records the latencies of one series by one thread: no lock, no allocation per value.
 *
 * <p>Thread contract: {@link #record} is called by one thread, always the same; {@link #swap} and
 * the counters by one other. Values that the histogram cannot hold are counted, by kind.
 */
public final class LatencyRecorder {
  /** The largest value that is recorded: one hour. */
  public static final long MAX_NS = 3_600_000_000_000L;

  /** Significant decimal digits of every histogram. */
  public static final int DIGITS = 3;

  private final SingleWriterRecorder recorder = new SingleWriterRecorder(1, MAX_NS, DIGITS);
  private @Nullable Histogram recycled;

  private final AtomicLong nonPositive = new AtomicLong();
  private final AtomicLong overflow = new AtomicLong();

  /** An empty histogram of the shape that all series share. */
  public static Histogram emptyHistogram() {
    return new Histogram(1, MAX_NS, DIGITS);
  }

  /** Records one value, in nanoseconds. */
  public void record(long ns) {
    if (ns <= 0) {
      nonPositive.setOpaque(nonPositive.getPlain() + 1);
    } else if (ns > MAX_NS) {
      overflow.setOpaque(overflow.getPlain() + 1);
    } else {
      recorder.recordValue(ns);
    }
  }

  /** The values since the last swap; valid until the next one. */
  public Histogram swap() {
    Histogram interval = recorder.getIntervalHistogram(recycled);
    recycled = interval;
    return interval;
  }

  /** Values of 0 or less so far. */
  public long nonPositive() {
    return nonPositive.getOpaque();
  }

  /** Values above {@link #MAX_NS} so far. */
  public long overflow() {
    return overflow.getOpaque();
  }
}
