/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.analysis.SecondSeries;
import io.weir.core.measure.PhaseWindow;
import io.weir.core.results.EngineSecond;
import io.weir.core.results.Quantiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What an engine did over the run, second by second: how much it had still to read, and how it came
 * back from a disturbance. Immutable.
 *
 * @param readBySecond records read in all, as of the last word in each second
 * @param backlogBySecond records due and not read, likewise
 * @param lastRead records read in all at the end; empty if the engine does not tell
 */
record EngineCourse(
    Map<Long, Double> readBySecond, Map<Long, Double> backlogBySecond, OptionalLong lastRead) {
  private static final long SECOND_NS = 1_000_000_000L;

  /** Answers are as before when their median is no more than so many times the one before. */
  private static final double AS_BEFORE = 2;

  /** And whatever the median: what adds less than this is no disturbance. */
  private static final long AS_BEFORE_NS = 50_000_000;

  EngineCourse {
    readBySecond = Map.copyOf(readBySecond);
    backlogBySecond = Map.copyOf(backlogBySecond);
  }

  /** From what the engine said, and what was due. */
  static EngineCourse of(List<EngineWatch.Point> points, InputCurve input) {
    List<EngineWatch.Point> telling =
        points.stream().filter(p -> p.recordsRead().isPresent()).toList();
    double[] due = input.dueBy(telling.stream().mapToLong(EngineWatch.Point::atNs).toArray());
    Map<Long, Double> read = new TreeMap<>();
    Map<Long, Double> backlog = new TreeMap<>();
    OptionalLong last = OptionalLong.empty();
    for (int i = 0; i < telling.size(); i++) {
      long second = Math.floorDiv(telling.get(i).atNs(), SECOND_NS);
      double records = telling.get(i).recordsRead().getAsDouble();
      read.put(second, records);
      backlog.put(second, Math.max(0, due[i] - records));
      last = OptionalLong.of(Math.round(records));
    }
    return new EngineCourse(read, backlog, last);
  }

  /** Further columns of engine.csv. */
  Map<String, Map<Long, Double>> columns() {
    return readBySecond.isEmpty()
        ? Map.of()
        : Map.of("records_read", readBySecond, "source_backlog", backlogBySecond);
  }

  /** The backlog over the measured window; NaN in a second without a word. */
  SecondSeries backlog(PhaseWindow window) {
    List<Double> values = new ArrayList<>();
    for (long second = window.startNs() / SECOND_NS;
        (second + 1) * SECOND_NS <= window.endNs();
        second++) {
      values.add(backlogBySecond.getOrDefault(second, Double.NaN));
    }
    return new SecondSeries(values);
  }

  /** The largest backlog in the measured window. */
  OptionalLong mostBacklog(PhaseWindow window) {
    OptionalDouble most =
        backlog(window).values().stream().mapToDouble(v -> v).filter(v -> !Double.isNaN(v)).max();
    return most.isPresent()
        ? OptionalLong.of(Math.round(most.getAsDouble()))
        : OptionalLong.empty();
  }

  /**
   * How long answers were not as before, from a disturbance on: until the end of the last of the
   * seconds in which their median latency was above twice the median of the seconds before, that
   * follow it without one that was not. Seconds without an answer count as disturbed where there
   * were answers every second before.
   *
   * @param seconds of the answers, in order
   * @param windowed whether the window emission delay is what counts
   * @return empty if there were no answers before, or they never came as before again
   */
  static OptionalLong recovery(
      List<EngineSecond> seconds, boolean windowed, PhaseWindow window, long disturbedNs) {
    long disturbed = disturbedNs / SECOND_NS;
    long first = window.startNs() / SECOND_NS;
    List<EngineSecond> earlier =
        seconds.stream().filter(s -> s.second() >= first && s.second() < disturbed).toList();
    double[] before =
        earlier.stream()
            .map(s -> median(s, windowed))
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .sorted()
            .toArray();
    if (before.length == 0) {
      return OptionalLong.empty();
    }
    boolean everySecond = before.length == earlier.size();
    double usual = before[before.length / 2];
    double limit = Math.max(AS_BEFORE * usual, usual + AS_BEFORE_NS);
    long badUntil = disturbed;
    boolean wasBad = false;
    for (EngineSecond second : seconds) {
      if (second.second() < disturbed) {
        continue;
      }
      OptionalDouble median = median(second, windowed);
      boolean bad = median.isPresent() ? median.getAsDouble() > limit : everySecond;
      if (bad) {
        wasBad = true;
        badUntil = second.second() + 1;
      } else if (median.isPresent() && (wasBad || second.second() > disturbed + 1)) {
        return OptionalLong.of(wasBad ? badUntil * SECOND_NS - disturbedNs : 0);
      }
    }
    return OptionalLong.empty();
  }

  /** With too few answers for a median the largest: a window's rows come together. */
  private static OptionalDouble median(EngineSecond second, boolean windowed) {
    Quantiles of = windowed ? second.windowEmissionDelay() : second.engineLatency();
    OptionalLong ns = of.p50Ns().isPresent() ? of.p50Ns() : of.maxNs();
    return ns.isPresent() ? OptionalDouble.of((double) ns.getAsLong()) : OptionalDouble.empty();
  }
}
