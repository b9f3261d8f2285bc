/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.core.experiment.TrafficFacts;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/** A window whose records have their times one by one. */
final class TimetableTraffic implements WindowTraffic {
  private static final long SECOND_NS = 1_000_000_000L;

  /** So many records are worked out ahead: few enough to take microseconds. */
  private static final int CHUNK = 128;

  private final Supplier<? extends Timetable> times;
  private final long windowNs;
  private final TrafficFacts facts;

  /**
   * @param times makes the same timetable each time
   * @param windowNs length of the window
   */
  TimetableTraffic(Supplier<? extends Timetable> times, long windowNs) {
    this.times = times;
    this.windowNs = windowNs;
    this.facts = facts(times.get(), windowNs);
  }

  private static TrafficFacts facts(Timetable times, long windowNs) {
    long records = 0;
    long most = 0;
    long second = 0;
    long inSecond = 0;
    for (long atNs = times.nextNs(); atNs < windowNs; atNs = times.nextNs()) {
      records++;
      if (atNs / SECOND_NS != second) {
        second = atNs / SECOND_NS;
        inSecond = 0;
      }
      inSecond++;
      most = Math.max(most, inSecond);
    }
    return new TrafficFacts(records, records * 1e9 / windowNs, most, Optional.empty());
  }

  @Override
  public Schedule open() {
    return new Walk(times.get(), windowNs);
  }

  @Override
  public TrafficFacts facts() {
    return facts;
  }

  /** Cuts a timetable into segments. */
  static final class Walk implements Schedule {
    private final Timetable times;
    private final long windowNs;
    private long startNs;
    private long index;
    private long nextNs;

    Walk(Timetable times, long windowNs) {
      this.times = times;
      this.windowNs = windowNs;
      this.nextNs = times.nextNs();
    }

    @Override
    public Optional<Segment> nextSegment() {
      if (startNs >= windowNs) {
        return Optional.empty();
      }
      long[] offsets = new long[CHUNK];
      int n = 0;
      long lastNs = startNs;
      // Records of the same time stay together, so that each segment ends after all of its own.
      while (nextNs < windowNs && (n < CHUNK || nextNs == lastNs)) {
        if (nextNs < lastNs) {
          throw new IllegalStateException("a timetable goes back from " + lastNs + " to " + nextNs);
        }
        if (n == offsets.length) {
          offsets = Arrays.copyOf(offsets, 2 * n);
        }
        offsets[n++] = nextNs - startNs;
        lastNs = nextNs;
        nextNs = times.nextNs();
      }
      long endNs = Math.min(nextNs, windowNs);
      Segment segment =
          new Segment(startNs, endNs - startNs, index, n, new Spacing.Listed(offsets, n));
      startNs = endNs;
      index += n;
      return Optional.of(segment);
    }
  }
}
