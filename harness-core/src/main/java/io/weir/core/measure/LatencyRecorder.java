/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * Records the latencies of one series by one thread: no lock, no allocation per value.
 *
 * <p>Counts only ever grow; an interval is what they grew by since the last one was taken. So the
 * writer never meets the reader, and a value costs one store: the writer of a {@code
 * SingleWriterRecorder}, which exchanges histograms, pays two locked instructions more. The buckets
 * are those of {@link Histogram}, so nothing is lost by copying counts into one.
 *
 * <p>Thread contract: {@link #record} is called by one thread, always the same; {@link #swap} and
 * the counters by one other. Values that the histogram cannot hold are counted, by kind. Whoever
 * sees another release store that the writer made after a value sees the value.
 */
public final class LatencyRecorder {
  /** The largest value that is recorded: one hour. */
  public static final long MAX_NS = 3_600_000_000_000L;

  /** Significant decimal digits of every histogram. */
  public static final int DIGITS = 3;

  private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);

  /** Bits of the half of a bucket: the least power of two that resolves 3 digits is 2^11. */
  private static final int HALF_BITS = 10;

  private static final int HALF = 1 << HALF_BITS;

  /** By bucket; written by the recording thread only. */
  private final long[] counts = new long[indexOf(MAX_NS) + 1];

  /** What the counts were at the last swap. */
  private final long[] before = new long[counts.length];

  private final Histogram interval = emptyHistogram();
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
      int at = indexOf(ns);
      COUNT.setRelease(counts, at, counts[at] + 1);
    }
  }

  /** The values since the last swap; valid until the next one. */
  public Histogram swap() {
    interval.reset();
    for (int at = 0; at < before.length; at++) {
      long now = (long) COUNT.getAcquire(counts, at);
      if (now != before[at]) {
        interval.recordValueWithCount(valueAt(at), now - before[at]);
        before[at] = now;
      }
    }
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

  /**
   * Bucket of a value: below 2^11 each value has its own; each further power of two is cut into
   * 2^10 equal ones.
   */
  private static int indexOf(long ns) {
    int doublings = Long.SIZE - (HALF_BITS + 1) - Long.numberOfLeadingZeros(ns | 2 * HALF - 1);
    return (doublings << HALF_BITS) + (int) (ns >>> doublings);
  }

  /** The least value of a bucket. */
  private static long valueAt(int index) {
    int doublings = Math.max(0, (index >> HALF_BITS) - 1);
    return (long) (index - (doublings << HALF_BITS)) << doublings;
  }
}
