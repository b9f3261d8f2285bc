/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.engine.flink.FlinkSql.Submission;
import io.weir.spi.ConfigValue;
import io.weir.spi.EngineJob;
import io.weir.spi.EngineMetric;
import io.weir.spi.JobState;
import io.weir.spi.RowFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A job on a Flink cluster, asked about over REST. */
final class FlinkJob implements EngineJob {
  private static final String FINISHED = "FINISHED";

  /** Statuses of a job whose tasks are not yet known. */
  private static final Set<String> BEFORE_TASKS = Set.of("INITIALIZING", "CREATED");

  private final FlinkRest rest;
  private final JobRunner runner;
  private final Submission submission;
  private final Path jar;
  private final String argument;
  private final Map<String, ConfigValue> natives;
  private final JobMetrics metrics;

  /** Changes when the job goes on with another parallelism. */
  private volatile String id;

  /** Of the job's former ids. */
  private volatile int restartsBefore;

  private volatile int restartsSeen;
  private volatile boolean rescaling;
  private volatile boolean ended;
  private List<EngineMetric> lastMetrics = List.of();

  /**
   * @param id that it runs by
   * @param jar that it was submitted from
   * @param argument of the jar's main
   * @param natives what the user set of the job's configuration, which may hold secrets
   */
  FlinkJob(
      FlinkRest rest,
      JobRunner runner,
      Submission submission,
      Path jar,
      String argument,
      Map<String, ConfigValue> natives,
      String id) {
    this.rest = rest;
    this.runner = runner;
    this.submission = submission;
    this.jar = jar;
    this.argument = argument;
    this.natives = Map.copyOf(natives);
    this.metrics = new JobMetrics(rest);
    this.id = id;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public JobState state() {
    String asked = id;
    boolean moving = rescaling;
    JobState state =
        rest.find("/jobs/" + asked)
            .map(job -> state(asked, job))
            .orElseGet(() -> new JobState.Ended("no longer known to the JobManager"));
    if (state instanceof JobState.Ended && (moving || rescaling || !asked.equals(id))) {
      return new JobState.Restarting(restarts(), "its parallelism is being changed");
    }
    return state;
  }

  private JobState state(String asked, JsonNode job) {
    String name = job.path("state").asText();
    Optional<String> over =
        switch (name) {
          case FINISHED, "SUSPENDED" -> Optional.of(name.toLowerCase(Locale.ROOT));
          case "CANCELED", "CANCELLING" -> Optional.of("cancelled");
          default -> Optional.empty();
        };
    if (over.isPresent()) {
      return new JobState.Ended(over.get());
    }
    Failures failures = failures(asked);
    if (name.equals("FAILED") || name.equals("FAILING")) {
      return new JobState.Failed(failures.cause().orElse("unknown"));
    }
    sawRestarts(asked, failures.count());
    Tasks tasks = Tasks.of(job);
    if (name.equals("RUNNING") && tasks.allRun()) {
      return new JobState.Running(restarts(), failures.cause());
    }
    if (name.equals("RESTARTING") || restartsSeen > 0) {
      return new JobState.Restarting(
          Math.max(1, restarts()), failures.cause().orElse("unknown") + waiting(tasks));
    }
    return new JobState.Starting(tasks + waiting(tasks));
  }

  /** What tasks wait for, if it is slots. Those that the job has itself are not free. */
  private String waiting(Tasks tasks) {
    if (tasks.waiting() == 0 || tasks.waiting() < tasks.all()) {
      return "";
    }
    JsonNode overview = rest.get("/overview");
    int all = overview.path("slots-total").asInt();
    int free = overview.path("slots-available").asInt();
    if (all >= tasks.parallelism() && free > 0) {
      return "";
    }
    return "; "
        + tasks.parallelism()
        + " slots are needed, and there are "
        + all
        + " in all, "
        + free
        + " of them free";
  }

  /**
   * The tasks of a job by what they do.
   *
   * @param waiting for a slot
   * @param parallelism slots that the job needs: tasks of different vertices share them
   */
  private record Tasks(int running, int waiting, int all, int parallelism) {
    static Tasks of(JsonNode job) {
      int running = 0;
      int waiting = 0;
      int all = 0;
      int parallelism = 0;
      for (JsonNode vertex : job.path("vertices")) {
        parallelism = Math.max(parallelism, vertex.path("parallelism").asInt());
        for (Map.Entry<String, JsonNode> entry : vertex.path("tasks").properties()) {
          int count = entry.getValue().asInt();
          all += count;
          switch (entry.getKey()) {
            case "RUNNING", FINISHED -> running += count;
            case "CREATED", "SCHEDULED" -> waiting += count;
            default -> {}
          }
        }
      }
      return new Tasks(running, waiting, all, parallelism);
    }

    boolean allRun() {
      return all > 0 && running == all;
    }

    @Override
    public String toString() {
      return running + " of " + all + " tasks run";
    }
  }

  /**
   * What made the job start again.
   *
   * @param count how often at least
   * @param cause the root of the last one
   */
  private record Failures(int count, Optional<String> cause) {}

  private Failures failures(String asked) {
    JsonNode history =
        rest.find("/jobs/" + asked + "/exceptions")
            .map(node -> node.path("exceptionHistory").path("entries"))
            .orElseGet(FlinkRest::object);
    JsonNode last = null;
    for (JsonNode entry : history) {
      if (last == null || entry.path("timestamp").asLong() > last.path("timestamp").asLong()) {
        last = entry;
      }
    }
    int count = history.size();
    for (JsonNode one : rest.get("/jobs/" + asked + "/metrics", Map.of("get", "numRestarts"))) {
      count = Math.max(count, one.path("value").asInt());
    }
    return new Failures(
        count, Optional.ofNullable(last).map(l -> RootCause.of(l.path("stacktrace").asText())));
  }

  private synchronized void sawRestarts(String asked, int count) {
    if (asked.equals(id)) {
      restartsSeen = Math.max(restartsSeen, count);
    }
  }

  private int restarts() {
    return restartsBefore + restartsSeen;
  }

  @Override
  public synchronized List<EngineMetric> metrics() {
    if (ended || rescaling) {
      return lastMetrics;
    }
    Optional<JsonNode> job = rest.find("/jobs/" + id);
    if (job.isEmpty()) {
      return lastMetrics;
    }
    for (JsonNode one : rest.get("/jobs/" + id + "/metrics", Map.of("get", "numRestarts"))) {
      sawRestarts(id, one.path("value").asInt());
    }
    lastMetrics = metrics.ask(id, job.get(), restarts());
    return lastMetrics;
  }

  @Override
  public RowFormat format() {
    return submission.format();
  }

  @Override
  public Map<String, ConfigValue> configuration() {
    Map<String, ConfigValue> all = new TreeMap<>();
    submission.configuration().forEach((key, value) -> all.put(key, ConfigValue.plain(value)));
    all.putAll(natives);
    flatten("", rest.get("/jobs/" + id + "/config").path("execution-config"), all);
    flatten("checkpoints.", rest.get("/jobs/" + id + "/checkpoints/config"), all);
    all.putAll(submission.connectors());
    return all;
  }

  private static void flatten(String prefix, JsonNode node, Map<String, ConfigValue> into) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (field.getValue().isObject()) {
        flatten(prefix + field.getKey() + ".", field.getValue(), into);
      } else {
        into.put(prefix + field.getKey(), ConfigValue.plain(field.getValue().asText()));
      }
    }
  }

  @Override
  public String text() {
    return submission.text();
  }

  @Override
  public Map<String, Duration> rescale(int parallelism, Duration timeLimit) {
    Deadline deadline = Deadline.in(timeLimit);
    // Before the job stops: what takes time and needs no pause is not part of the pause.
    String uploaded = runner.upload(jar);
    rescaling = true;
    try {
      Map<String, Duration> parts = new LinkedHashMap<>();
      long beganNs = System.nanoTime();
      String savepoint = stop(deadline);
      long stoppedNs = System.nanoTime();
      parts.put("savepoint", Duration.ofNanos(stoppedNs - beganNs));
      String next =
          runner.run(
              uploaded,
              new JobRunner.Run(
                  submission.mainClass(), List.of(argument), parallelism, Optional.of(savepoint)));
      goOnAs(next);
      awaitRunning(deadline);
      runner.savepoints().taken(savepoint);
      parts.put("restart", Duration.ofNanos(System.nanoTime() - stoppedNs));
      return parts;
    } finally {
      rescaling = false;
      runner.discard(uploaded);
    }
  }

  private synchronized void goOnAs(String next) {
    runner.forget(id);
    metrics.goesOn();
    restartsBefore += restartsSeen;
    restartsSeen = 0;
    id = next;
  }

  /** Stops the job with a savepoint and returns where that is. */
  private String stop(Deadline deadline) {
    String location = runner.savepoints().stop(id, savepointDirectory(), deadline);
    Waiting.Outcome over = Waiting.until(() -> runner.ended(id), deadline);
    if (!over.held()) {
      throw over.failure("flink: job " + id + " runs on after it was stopped with a savepoint");
    }
    return location;
  }

  /** Beside the job's checkpoints, if it has a place for them of its own. */
  private Optional<String> savepointDirectory() {
    return Optional.ofNullable(submission.configuration().get("execution.checkpointing.dir"))
        .map(uri -> uri.replaceFirst("/+$", "") + "/savepoints");
  }

  private void awaitRunning(Deadline deadline) {
    JobState[] last = {new JobState.Starting("submitted")};
    Waiting.Outcome settled =
        Waiting.until(
            () -> {
              last[0] = current();
              return !(last[0] instanceof JobState.Starting
                  || last[0] instanceof JobState.Restarting);
            },
            deadline);
    if (!settled.held() || !(last[0] instanceof JobState.Running)) {
      throw settled.failure(
          "flink: the job does not run with its new parallelism: " + described(last[0]));
    }
  }

  /** Its state, its page asked for only once its tasks can run: pages may be a moment old. */
  private JobState current() {
    Optional<String> status = runner.status(id);
    if (status.isPresent() && BEFORE_TASKS.contains(status.get())) {
      return new JobState.Starting(status.get().toLowerCase(Locale.ROOT));
    }
    return state(
        id, rest.find("/jobs/" + id).orElseGet(() -> FlinkRest.object().put("state", "SUSPENDED")));
  }

  private static String described(JobState state) {
    if (state instanceof JobState.Starting starting) {
      return starting.detail();
    } else if (state instanceof JobState.Restarting restarting) {
      return restarting.cause();
    } else if (state instanceof JobState.Failed failed) {
      return failed.cause();
    } else if (state instanceof JobState.Ended over) {
      return "it is " + over.how();
    }
    return "unknown";
  }

  @Override
  public void cancel(Duration timeLimit) {
    if (ended) {
      return;
    }
    runner.cancel(id, timeLimit);
    ended = true;
  }
}
