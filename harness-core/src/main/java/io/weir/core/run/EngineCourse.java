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
import java.util.function.ToDoubleFunction;

/**
 * What an engine did over the run, second by second: how much it had still to read, and how it came
 * back from a disturbance. Immutable.
 *
 * @param readBySecond records read in all, as of the last word in each second
 * @param backlogBySecond records due and not read, likewise
 * @param overdueBySecond of these, those that have been due for longer than an engine's word is old
 * @param lastRead records read in all at the end; empty if the engine does not tell
 */
record EngineCourse(
    Map<Long, Double> readBySecond,
    Map<Long, Double> backlogBySecond,
    Map<Long, Double> overdueBySecond,
    OptionalLong lastRead) {
  private static final long SECOND_NS = 1_000_000_000L;

  /** What an engine says of itself is up to a second old, and a record takes its way through. */
  private static final long GRACE_NS = 2 * SECOND_NS;

  /** Answers are as before when their median is no more than so many times the one before. */
  private static final double AS_BEFORE = 2;

  /** And whatever the median: what adds less than this is no disturbance. */
  private static final long AS_BEFORE_NS = 50_000_000;

  EngineCourse {
    readBySecond = Map.copyOf(readBySecond);
    backlogBySecond = Map.copyOf(backlogBySecond);
    overdueBySecond = Map.copyOf(overdueBySecond);
  }

  /** From what the engine said, and what was due. */
  static EngineCourse of(List<EngineWatch.Point> points, InputCurve input) {
    List<EngineWatch.Point> telling =
        points.stream().filter(p -> p.recordsRead().isPresent()).toList();
    double[] due = input.dueBy(telling.stream().mapToLong(EngineWatch.Point::atNs).toArray());
    double[] overdue =
        input.dueBy(telling.stream().mapToLong(point -> point.atNs() - GRACE_NS).toArray());
    Map<Long, Double> read = new TreeMap<>();
    Map<Long, Double> backlog = new TreeMap<>();
    Map<Long, Double> late = new TreeMap<>();
    OptionalLong last = OptionalLong.empty();
    for (int i = 0; i < telling.size(); i++) {
      long second = Math.floorDiv(telling.get(i).atNs(), SECOND_NS);
      double records = telling.get(i).recordsRead().getAsDouble();
      read.put(second, records);
      backlog.put(second, Math.max(0, due[i] - records));
      late.put(second, Math.max(0, overdue[i] - records));
      last = OptionalLong.of(Math.round(records));
    }
    return new EngineCourse(read, backlog, late, last);
  }

  /** Further columns of engine.csv. */
  Map<String, Map<Long, Double>> columns() {
    return readBySecond.isEmpty()
        ? Map.of()
        : Map.of("records_read", readBySecond, "source_backlog", backlogBySecond);
  }

  /** What was overdue over the measured window; NaN in a second without a word. */
  SecondSeries overdue(PhaseWindow window) {
    return within(window, overdueBySecond);
  }

  private static SecondSeries within(PhaseWindow window, Map<Long, Double> bySecond) {
    List<Double> values = new ArrayList<>();
    for (long second = window.startNs() / SECOND_NS;
        (second + 1) * SECOND_NS <= window.endNs();
        second++) {
      values.add(bySecond.getOrDefault(second, Double.NaN));
    }
    return new SecondSeries(values);
  }

  /** The largest backlog in the measured window. */
  OptionalLong mostBacklog(PhaseWindow window) {
    OptionalDouble most =
        within(window, backlogBySecond).values().stream()
            .mapToDouble(v -> v)
            .filter(v -> !Double.isNaN(v))
            .max();
    return most.isPresent()
        ? OptionalLong.of(Math.round(most.getAsDouble()))
        : OptionalLong.empty();
  }

  /**
   * How long answers were not as before, after a disturbance: until the end of the first run of
   * seconds that were worse than those before it. A second is worse if its median latency, or its
   * 99th percentile, is above twice the usual one, or if fewer than half as many rows came as usual
   * where some came every second. The usual is the median of the seconds before.
   *
   * @param seconds of the answers, in order
   * @param windowed whether the window emission delay is what counts
   * @return 0 if no second was worse; empty if there were no answers before, or if they were not as
   *     before again by the end of the measured window
   */
  static OptionalLong recovery(
      List<EngineSecond> seconds, boolean windowed, PhaseWindow window, long disturbedNs) {
    long disturbed = disturbedNs / SECOND_NS;
    long first = window.startNs() / SECOND_NS;
    List<EngineSecond> earlier =
        seconds.stream().filter(s -> s.second() >= first && s.second() < disturbed).toList();
    List<EngineSecond> telling =
        earlier.stream().filter(s -> latencies(s, windowed).maxNs().isPresent()).toList();
    if (telling.isEmpty()) {
      return OptionalLong.empty();
    }
    Usual usual =
        new Usual(
            usual(telling, s -> middle(latencies(s, windowed))),
            usual(telling, s -> tail(latencies(s, windowed))),
            telling.size() == earlier.size() ? usual(telling, EngineSecond::right) : 0);
    long from = -1;
    for (EngineSecond second : seconds) {
      if (second.second() < disturbed || second.second() * SECOND_NS >= window.endNs()) {
        continue;
      }
      boolean told = latencies(second, windowed).maxNs().isPresent();
      // The second of the disturbance itself holds rows from before it.
      boolean worse = usual.worse(second, windowed);
      if (worse && from < 0) {
        from = second.second();
      } else if (from >= 0 && told && !worse) {
        return OptionalLong.of(second.second() * SECOND_NS - disturbedNs);
      }
    }
    return from < 0 ? OptionalLong.of(0) : OptionalLong.empty();
  }

  /** What seconds before a disturbance were like; {@code rows} is 0 if some had none. */
  private record Usual(double middleNs, double tailNs, double rows) {
    boolean worse(EngineSecond second, boolean windowed) {
      Quantiles of = latencies(second, windowed);
      return second.right() < rows / 2
          || (of.maxNs().isPresent()
              && (middle(of) > Math.max(AS_BEFORE * middleNs, middleNs + AS_BEFORE_NS)
                  || tail(of) > Math.max(AS_BEFORE * tailNs, tailNs + AS_BEFORE_NS)));
    }
  }

  private static double usual(List<EngineSecond> seconds, ToDoubleFunction<EngineSecond> figure) {
    double[] sorted = seconds.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static Quantiles latencies(EngineSecond second, boolean windowed) {
    return windowed ? second.windowEmissionDelay() : second.engineLatency();
  }

  /** With too few answers for a median the largest: a window's rows come together. */
  private static double middle(Quantiles of) {
    return of.p50Ns().orElse(of.maxNs().orElse(0));
  }

  private static double tail(Quantiles of) {
    return of.p99Ns().orElse(of.maxNs().orElse(0));
  }
}
