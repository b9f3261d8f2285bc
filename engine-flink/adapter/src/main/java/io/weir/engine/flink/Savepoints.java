/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.engine.flink.FlinkRest.Answer;
import io.weir.spi.UnavailableException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Stops jobs with savepoints, and disposes of those that no job has taken over. Methods may be
 * called from any thread.
 */
final class Savepoints {
  private static final System.Logger LOG = System.getLogger(Savepoints.class.getName());

  /** Flink names what the request lacks. */
  private static final Pattern NO_DIRECTORY = Pattern.compile("is not set\\..*targetDirectory");

  /** What the job that took it over has removed. */
  private static final Pattern GONE = Pattern.compile("FileNotFound|NoSuchFile|Cannot find");

  private final FlinkRest rest;

  /** Those that may lie there and belong to nobody, by their triggers. */
  private final Map<String, Savepoint> loose = new ConcurrentHashMap<>();

  /**
   * A savepoint that was asked for.
   *
   * @param job that it is of
   * @param location once it is known
   */
  private record Savepoint(String job, Optional<String> location) {}

  Savepoints(FlinkRest rest) {
    this.rest = rest;
  }

  /**
   * Stops a job with a savepoint and returns where that is. It belongs to nobody until {@link
   * #taken}.
   *
   * @param directory for it; empty for the cluster's own
   * @throws UnavailableException if there is none within the time
   */
  String stop(String job, Optional<String> directory, Deadline deadline) {
    // Chosen here, so that the savepoint can be found even if the answer never comes, and asking
    // twice is asking once.
    String trigger = Ids.next();
    ObjectNode body = FlinkRest.object().put("drain", false).put("triggerId", trigger);
    directory.ifPresent(to -> body.put("targetDirectory", to));
    loose.put(trigger, new Savepoint(job, Optional.empty()));
    Answer[] taken = {new Answer(0, FlinkRest.object())};
    Operation[] last = {Operation.RUNNING};
    Waiting.Outcome outcome =
        Waiting.until(
            () -> {
              if (!taken[0].ok()) {
                taken[0] = rest.tryPost("/jobs/" + job + "/stop", body);
                if (!taken[0].ok()) {
                  return true;
                }
              }
              last[0] = operation(rest, job, trigger);
              return last[0].over();
            },
            deadline);
    if (!outcome.held()) {
      throw outcome.failure(
          "flink: job " + job + " was not stopped with a savepoint within the time limit");
    }
    if (!taken[0].ok()) {
      throw refused(job, trigger, taken[0], directory);
    }
    if (last[0].location().isEmpty()) {
      loose.remove(trigger);
      throw new UnavailableException(
          "flink: job " + job + " cannot be stopped with a savepoint: " + last[0].failure());
    }
    loose.put(trigger, new Savepoint(job, last[0].location()));
    return last[0].location().get();
  }

  private UnavailableException refused(
      String job, String trigger, Answer answer, Optional<String> directory) {
    if (answer.status() < 500) {
      loose.remove(trigger);
    }
    String said = FlinkRest.said(answer.body());
    if (directory.isEmpty() && NO_DIRECTORY.matcher(said).find()) {
      return new UnavailableException(
          "flink: the cluster has no directory for savepoints, which a change of parallelism"
              + " needs: give one by --set flink.checkpoint-storage=<URI that all servers reach>");
    }
    return new UnavailableException(
        "flink: the cluster does not stop job "
            + job
            + " with a savepoint (HTTP "
            + answer.status()
            + "): "
            + said);
  }

  /** A job runs from it and owns it now. */
  void taken(String location) {
    loose.values().removeIf(savepoint -> savepoint.location().equals(Optional.of(location)));
  }

  /** Disposes of those that no job has taken, as far as the time allows; their jobs have ended. */
  void clear(Deadline deadline) {
    FlinkRest brief = rest.within(deadline);
    for (String trigger : Set.copyOf(loose.keySet())) {
      Savepoint savepoint = loose.get(trigger);
      if (savepoint == null) {
        continue;
      }
      try {
        Optional<String> location =
            savepoint.location().or(() -> location(brief, savepoint.job(), trigger, deadline));
        location.ifPresent(at -> dispose(brief, at, deadline));
        loose.remove(trigger);
      } catch (UnavailableException e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "flink: a savepoint of job "
                + savepoint.job()
                + " may still be there"
                + savepoint.location().map(at -> ": " + at).orElse(""),
            e);
      }
    }
  }

  private static Optional<String> location(
      FlinkRest by, String job, String trigger, Deadline deadline) {
    Operation[] last = {Operation.RUNNING};
    Waiting.Outcome outcome =
        Waiting.until(
            () -> {
              last[0] = operation(by, job, trigger);
              return last[0].over();
            },
            deadline);
    if (!outcome.held()) {
      throw outcome.failure("flink: whether there is a savepoint is unknown");
    }
    return last[0].location();
  }

  private static void dispose(FlinkRest by, String location, Deadline deadline) {
    String request =
        by.post("/savepoint-disposal", FlinkRest.object().put("savepoint-path", location))
            .path("request-id")
            .asText();
    Operation[] last = {Operation.RUNNING};
    Waiting.Outcome outcome =
        Waiting.until(
            () -> {
              last[0] = Operation.of(by.find("/savepoint-disposal/" + request));
              return last[0].over();
            },
            deadline);
    if (!outcome.held()) {
      throw outcome.failure("flink: the savepoint was not disposed of within the time limit");
    }
    String failure = last[0].failure();
    if (!failure.isEmpty() && !GONE.matcher(failure).find()) {
      throw new UnavailableException("flink: the savepoint cannot be disposed of: " + failure);
    }
  }

  private static Operation operation(FlinkRest by, String job, String trigger) {
    return Operation.of(by.find("/jobs/" + job + "/savepoints/" + trigger));
  }

  /**
   * What became of something that Flink does in its own time.
   *
   * @param location of a savepoint, if there is one
   * @param failure its root; empty if there is none
   */
  private record Operation(boolean over, Optional<String> location, String failure) {
    static final Operation RUNNING = new Operation(false, Optional.empty(), "");

    static Operation of(Optional<JsonNode> answer) {
      if (answer.isEmpty()) {
        return new Operation(true, Optional.empty(), "the JobManager does not know of it");
      }
      if (!answer.get().path("status").path("id").asText().equals("COMPLETED")) {
        return RUNNING;
      }
      JsonNode operation = answer.get().path("operation");
      String trace = operation.path("failure-cause").path("stack-trace").asText();
      return new Operation(
          true,
          Optional.of(operation.path("location").asText()).filter(text -> !text.isEmpty()),
          trace.isEmpty() ? "" : RootCause.of(trace));
    }
  }
}
