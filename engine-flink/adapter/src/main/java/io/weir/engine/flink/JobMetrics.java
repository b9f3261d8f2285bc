/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.spi.EngineMetric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;

/**
 * What a job's REST endpoints say, under the names that all engines share. One call for the job's
 * vertices, one for checkpoints, one for each vertex, and now and then one for each vertex's names.
 *
 * <p>Flink counts from zero whenever a task is started again; here a count that falls is added to
 * what was counted before. What a task counted between the last look and its end is missing, and a
 * task that has counted beyond its former count by the next look is taken for the same one. Not
 * thread-safe.
 */
final class JobMetrics {
  private static final String BUSY = "busyTimeMsPerSecond";
  private static final String IDLE = "idleTimeMsPerSecond";
  private static final String BACK_PRESSURED = "backPressuredTimeMsPerSecond";
  private static final String RECORDS_IN = "numRecordsIn";
  private static final String RECORDS_OUT = "numRecordsOut";
  private static final String SOURCE = "Source__";
  private static final String WRITER = "Writer.";
  private static final String LATE = ".numLateRecordsDropped";
  private static final String WATERMARK = "currentInputWatermark";
  private static final String PENDING = ".pendingRecords";

  private static final List<String> OF_TASKS =
      List.of(BUSY, IDLE, BACK_PRESSURED, RECORDS_IN, RECORDS_OUT);

  /** Flink takes request lines of 4,096 characters; brackets are three in an address. */
  private static final int MOST_QUERY_CHARACTERS = 2_500;

  /** Operators say more once they have begun. */
  private static final int NAMES_ASKED_EVERY = 10;

  private static final double MS_PER_S = 1_000;

  private final FlinkRest rest;
  private final Map<String, List<String>> names = new HashMap<>();
  private final Map<String, Count> counts = new LinkedHashMap<>();
  private double checkpointsBefore;
  private double checkpointsLast;
  private double failedBefore;
  private double failedLast;
  private long asked;

  JobMetrics(FlinkRest rest) {
    this.rest = rest;
  }

  /** One task's counter, over its lives. */
  private static final class Count {
    private double before;
    private double last;

    void saw(double value) {
      if (value < last) {
        before += last;
      }
      last = value;
    }

    double total() {
      return before + last;
    }
  }

  /** The job goes on as another one, whose tasks count from zero. */
  void goesOn() {
    names.clear();
    checkpointsBefore += checkpointsLast;
    checkpointsLast = 0;
    failedBefore += failedLast;
    failedLast = 0;
    counts
        .values()
        .forEach(
            count -> {
              count.before += count.last;
              count.last = 0;
            });
  }

  /**
   * @param id of the job
   * @param job what {@code /jobs/:id} says
   * @param restarts of it
   */
  List<EngineMetric> ask(String id, JsonNode job, int restarts) {
    List<EngineMetric> told = new ArrayList<>();
    List<OptionalDouble> watermarks = new ArrayList<>();
    boolean askNames = asked++ % NAMES_ASKED_EVERY == 0;
    for (JsonNode vertex : job.path("vertices")) {
      String at = "/jobs/" + id + "/vertices/" + vertex.path("id").asText();
      Values values = values(at, vertex, askNames);
      operator(vertex.path("name").asText(), values, told);
      watermarks.add(values.least(name -> name.contains(WRITER) && name.endsWith(WATERMARK)));
    }
    total(told, EngineMetric.RECORDS_READ, "records", JobMetrics::isSourceCount);
    total(told, EngineMetric.ROWS_WRITTEN, "records", JobMetrics::isSinkCount);
    total(told, EngineMetric.LATE_DROPPED, "records", name -> name.endsWith(LATE));
    watermarks.stream()
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .min()
        // Before the first record it is the least number there is.
        .stream()
        .filter(ms -> ms > 0 && ms < Long.MAX_VALUE)
        .forEach(ms -> told.add(EngineMetric.ofJob(EngineMetric.WATERMARK, "ms", ms)));
    told.add(EngineMetric.ofJob(EngineMetric.RESTARTS, "restarts", restarts));
    checkpoints(rest.get("/jobs/" + id + "/checkpoints"), told);
    return List.copyOf(told);
  }

  private void total(
      List<EngineMetric> told, String metric, String unit, Predicate<String> counted) {
    double[] all =
        counts.entrySet().stream()
            .filter(e -> counted.test(e.getKey()))
            .mapToDouble(e -> e.getValue().total())
            .toArray();
    if (all.length > 0) {
      told.add(EngineMetric.ofJob(metric, unit, Arrays.stream(all).sum()));
    }
  }

  private static boolean isSourceCount(String name) {
    return name.contains(SOURCE) && name.endsWith("." + RECORDS_IN);
  }

  private static boolean isSinkCount(String name) {
    return name.endsWith(WRITER + RECORDS_IN);
  }

  private static boolean isCounted(String name) {
    return isSourceCount(name) || isSinkCount(name) || name.endsWith(LATE);
  }

  private static boolean isWanted(String name) {
    return OF_TASKS.contains(name)
        || isCounted(name)
        || (name.contains(WRITER) && name.endsWith(WATERMARK))
        || (name.startsWith(SOURCE) && name.endsWith(PENDING));
  }

  private Values values(String at, JsonNode vertex, boolean askNames) {
    List<String> wanted = names.getOrDefault(at, List.of());
    if (askNames || wanted.isEmpty()) {
      List<String> there = new ArrayList<>();
      for (JsonNode name : rest.get(at + "/subtasks/metrics")) {
        if (isWanted(name.path("id").asText())) {
          there.add(name.path("id").asText());
        }
      }
      if (there.size() >= wanted.size()) {
        wanted = List.copyOf(there);
        names.put(at, wanted);
      }
    }
    Values values = new Values();
    StringBuilder get = new StringBuilder();
    for (int subtask = 0; subtask < vertex.path("parallelism").asInt(); subtask++) {
      for (String name : wanted) {
        if (get.length() + name.length() > MOST_QUERY_CHARACTERS) {
          ask(at, get.toString(), values);
          get.setLength(0);
        }
        get.append(get.isEmpty() ? "" : ",").append(subtask).append('.').append(name);
      }
    }
    if (!get.isEmpty()) {
      ask(at, get.toString(), values);
    }
    return values;
  }

  private void ask(String at, String get, Values values) {
    for (JsonNode metric : rest.get(at + "/metrics", Map.of("get", get))) {
      String name = metric.path("id").asText();
      double value;
      try {
        value = Double.parseDouble(metric.path("value").asText());
      } catch (NumberFormatException e) {
        continue;
      }
      int dot = name.indexOf('.');
      if (dot < 1 || Double.isNaN(value)) {
        continue;
      }
      values.add(name.substring(dot + 1), value);
      if (isCounted(name)) {
        String vertex = at.substring(at.lastIndexOf('/') + 1);
        counts.computeIfAbsent(vertex + "/" + name, key -> new Count()).saw(value);
      }
    }
  }

  /** The values of one vertex's subtasks by metric. */
  private static final class Values {
    private final Map<String, List<Double>> byName = new HashMap<>();

    void add(String name, double value) {
      byName.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }

    private DoubleStream of(Predicate<String> named) {
      return byName.entrySet().stream()
          .filter(e -> named.test(e.getKey()))
          .flatMap(e -> e.getValue().stream())
          .mapToDouble(Double::doubleValue);
    }

    OptionalDouble least(Predicate<String> named) {
      return of(named).min();
    }

    OptionalDouble most(String name) {
      return of(name::equals).max();
    }

    OptionalDouble mean(String name) {
      return of(name::equals).average();
    }

    OptionalDouble sum(Predicate<String> named) {
      return of(named)
          .boxed()
          .reduce(Double::sum)
          .map(OptionalDouble::of)
          .orElse(OptionalDouble.empty());
    }
  }

  private static void operator(String name, Values values, List<EngineMetric> told) {
    share(name, EngineMetric.BUSY, values.mean(BUSY), told);
    share(name, "busy_most", values.most(BUSY), told);
    share(name, EngineMetric.BACK_PRESSURED, values.mean(BACK_PRESSURED), told);
    share(name, "idle", values.mean(IDLE), told);
    // A task with a source takes nothing from others, and one with a sink gives nothing to others.
    OptionalDouble read = values.sum(JobMetrics::isSourceCount);
    OptionalDouble in = read.isPresent() ? read : values.sum(RECORDS_IN::equals);
    in.ifPresent(v -> told.add(new EngineMetric(name, "records_in", "records", v)));
    values
        .sum(RECORDS_OUT::equals)
        .ifPresent(v -> told.add(new EngineMetric(name, "records_out", "records", v)));
    values
        .sum(metric -> metric.endsWith(PENDING))
        .ifPresent(v -> told.add(new EngineMetric(name, "pending_records", "records", v)));
  }

  private static void share(
      String operator, String metric, OptionalDouble ms, List<EngineMetric> told) {
    ms.ifPresent(
        v ->
            told.add(
                new EngineMetric(
                    operator, metric, "share", Math.min(1, Math.max(0, v / MS_PER_S)))));
  }

  private void checkpoints(JsonNode answer, List<EngineMetric> told) {
    OptionalDouble completed = number(answer.path("counts").path("completed"));
    if (completed.isEmpty()) {
      return;
    }
    checkpointsLast = completed.getAsDouble();
    told.add(
        EngineMetric.ofJob(
            EngineMetric.CHECKPOINTS, "checkpoints", checkpointsBefore + checkpointsLast));
    OptionalDouble failed = number(answer.path("counts").path("failed"));
    if (failed.isPresent()) {
      failedLast = failed.getAsDouble();
      told.add(EngineMetric.ofJob("checkpoints_failed", "checkpoints", failedBefore + failedLast));
    }
    JsonNode latest = answer.path("latest").path("completed");
    number(latest.path("end_to_end_duration"))
        .ifPresent(v -> told.add(EngineMetric.ofJob(EngineMetric.CHECKPOINT_DURATION, "ms", v)));
    number(latest.path("checkpointed_size"))
        .ifPresent(v -> told.add(EngineMetric.ofJob(EngineMetric.CHECKPOINT_SIZE, "bytes", v)));
  }

  private static OptionalDouble number(JsonNode node) {
    return node.isNumber() ? OptionalDouble.of(node.asDouble()) : OptionalDouble.empty();
  }
}
