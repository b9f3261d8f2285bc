/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis;

import io.weir.core.results.Overload;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How far the system was behind a load that goes up and down, second by second: how many fewer
 * records had been answered, or delivered, than had been due for {@link #GRACE_NS}. Counts stand in
 * for records: one that is stuck is not seen while others are answered within that time. Records in
 * flight for less than that are nobody's backlog, however fast they come. Immutable.
 *
 * @param publish records not answered
 * @param delivery records not delivered, by subscription
 */
public record Lags(Side publish, Map<String, Side> delivery) {
  /**
   * How long a record may take before it counts as behind: well above what a healthy system takes,
   * flushing to disk included, and well below a second.
   */
  public static final long GRACE_NS = 100_000_000L;

  public Lags {
    delivery = Collections.unmodifiableMap(new TreeMap<>(delivery));
  }

  /**
   * The end of one second.
   *
   * @param atNs from the start of the run
   * @param due records that had been due for {@link #GRACE_NS}, from the run's start
   * @param behind of all records
   * @param cohortBehind of those up to the window's end
   */
  public record Point(long atNs, long due, long behind, long cohortBehind) {}

  /**
   * One side: publishing, or one subscription.
   *
   * @param window points of the window's seconds, in order
   * @param after points after it for as long as there was load
   * @param drained points after that
   */
  public record Side(List<Point> window, List<Point> after, List<Point> drained) {
    public Side {
      drained = List.copyOf(drained);
      window = List.copyOf(window);
      after = List.copyOf(after);
    }

    /** Seconds of the window at whose end the system was behind. */
    int seconds() {
      return (int) window.stream().filter(p -> p.behind() > 0).count();
    }

    SecondSeries series() {
      return new SecondSeries(window.stream().map(p -> (double) p.behind()).toList());
    }

    /**
     * Whether the system showed after the window that it can carry the window's mean rate, and so
     * would work off what bursts leave behind: what was due and what it caught up on, together,
     * were more than that rate brings. What is due then need not come at that rate. A backlog that
     * is gone at the first second's end is in no one's way.
     *
     * @param meanHz of the window
     * @param leastHz by which it must be more as long as a backlog is left
     */
    boolean workedOff(double meanHz, double leastHz) {
      if (window.isEmpty()) {
        return false;
      }
      Point end = window.get(window.size() - 1);
      if (end.behind() == 0 || (!after.isEmpty() && after.get(0).behind() == 0)) {
        return true;
      }
      for (int i = 0; i < after.size(); i++) {
        Point p = after.get(i);
        double seconds = (p.atNs() - end.atNs()) / 1e9;
        double doneHz = (p.due() - end.due() + end.behind() - p.behind()) / seconds;
        if (p.behind() == 0 && doneHz >= meanHz) {
          return true;
        }
        if (i == after.size() - 1 && doneHz > meanHz + leastHz) {
          return true;
        }
      }
      return false;
    }

    /**
     * The longest time from the end of the last second before an overload, within the window, to
     * the end of the first one after it; empty if the last one did not end.
     */
    OptionalDouble recoverSeconds() {
      long longestNs = 0;
      long sinceNs = -1;
      long beforeNs = window.isEmpty() ? 0 : window.get(0).atNs() - 1_000_000_000L;
      for (Point p : window) {
        if (p.behind() > 0) {
          sinceNs = sinceNs < 0 ? beforeNs : sinceNs;
        } else if (sinceNs >= 0) {
          longestNs = Math.max(longestNs, p.atNs() - sinceNs);
          sinceNs = -1;
        }
        beforeNs = p.atNs();
      }
      if (sinceNs >= 0) {
        long fromNs = sinceNs;
        OptionalDouble last =
            Stream.concat(after.stream(), drained.stream())
                .filter(p -> p.cohortBehind() == 0)
                .mapToDouble(p -> (double) p.atNs() - fromNs)
                .findFirst();
        if (last.isEmpty()) {
          return OptionalDouble.empty();
        }
        longestNs = Math.max(longestNs, (long) last.getAsDouble());
      }
      return OptionalDouble.of((double) Math.round(longestNs / 1e9));
    }
  }

  /** The sum of it, as it is reported. */
  public Overload overload() {
    Map<String, Integer> seconds = new TreeMap<>();
    delivery.forEach((name, side) -> seconds.put(name, side.seconds()));
    int either = 0;
    for (int i = 0; i < publish.window().size(); i++) {
      int second = i;
      boolean behind =
          publish.window().get(i).behind() > 0
              || delivery.values().stream().anyMatch(s -> s.window().get(second).behind() > 0);
      either += behind ? 1 : 0;
    }
    OptionalDouble recover = publish.recoverSeconds();
    for (Side side : delivery.values()) {
      OptionalDouble other = side.recoverSeconds();
      recover =
          recover.isEmpty() || other.isEmpty()
              ? OptionalDouble.empty()
              : OptionalDouble.of(Math.max(recover.getAsDouble(), other.getAsDouble()));
    }
    return new Overload(either, publish.seconds(), seconds, recover);
  }
}
