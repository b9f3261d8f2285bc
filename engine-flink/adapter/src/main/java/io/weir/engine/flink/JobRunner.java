/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.engine.flink.FlinkRest.Answer;
import io.weir.spi.UnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Puts jars on a cluster, has jobs run from them, and takes away what it put there, whatever comes
 * between. Methods may be called from any thread.
 */
final class JobRunner {
  private static final System.Logger LOG = System.getLogger(JobRunner.class.getName());

  /** States in which nothing of a job runs any more. */
  private static final Set<String> ENDED = Set.of("FINISHED", "CANCELED", "FAILED", "SUSPENDED");

  /** For clearing up after one call. */
  private static final Duration CLEAR_LIMIT = Duration.ofSeconds(2);

  /** Of the time for clearing up, what is kept for jars and savepoints. */
  private static final Duration FILES_TIME = Duration.ofSeconds(1);

  /** Of the time for clearing up, what is kept for jobs to end. */
  private static final Duration CANCEL_TIME = Duration.ofSeconds(2);

  private final FlinkRest rest;
  private final String logs;
  private final Savepoints savepoints;

  /** Jars that may be on the cluster: ids, empty while unknown, by names that nothing else has. */
  private final Map<String, String> jars = new ConcurrentHashMap<>();

  /** Jobs that the cluster was told to run, with its answers, until they have ended. */
  private final Map<String, CompletableFuture<Answer>> jobs = new ConcurrentHashMap<>();

  /**
   * A job to be run.
   *
   * @param mainClass in the jar
   * @param arguments of it
   * @param savepoint to begin from; empty to begin anew
   */
  record Run(
      String mainClass, List<String> arguments, int parallelism, Optional<String> savepoint) {
    Run {
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * @param logs where more of a failure can be read, as a clause
   */
  JobRunner(FlinkRest rest, String logs) {
    this.rest = rest;
    this.logs = logs;
    this.savepoints = new Savepoints(rest);
  }

  /** The savepoints of its jobs. */
  Savepoints savepoints() {
    return savepoints;
  }

  /**
   * Puts a jar on the cluster.
   *
   * @return its id there
   * @throws UnavailableException if that fails, also on an interrupt, which is heard at once and
   *     stays set; nothing of the jar is left then, or will be after {@link #close}
   */
  String upload(Path jar) {
    if (!Files.isReadable(jar)) {
      throw new UnavailableException(
          "flink: the job's jar "
              + jar
              + " is not there: build the plugin whole, or name the directory that has it");
    }
    // A name of its own, by which it is found even if the answer never comes.
    String name = "weir-" + Ids.next() + "-" + jar.getFileName();
    jars.put(name, "");
    CompletableFuture<Answer> sent = rest.uploading(jar, name);
    try {
      String id = rest.uploaded(uploaded(sent));
      jars.put(name, id);
      return id;
    } catch (UnavailableException e) {
      sent.cancel(true);
      Waiting.uninterrupted(() -> removeJars(Set.of(name), Deadline.in(CLEAR_LIMIT)));
      throw e;
    }
  }

  private static Answer uploaded(CompletableFuture<Answer> sent) {
    try {
      return sent.get(FlinkRest.LONG_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("flink: interrupted while the job's jar was uploaded", e);
    } catch (TimeoutException e) {
      throw new UnavailableException(
          "flink: the cluster has not taken the job's jar within "
              + FlinkRest.LONG_LIMIT.toSeconds()
              + " s",
          e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new UnavailableException(
          "flink: the job's jar could not be uploaded: " + cause.getMessage(), cause);
    }
  }

  /** Takes a jar away again; nothing happens if that fails, but that {@link #close} tries again. */
  void discard(String jar) {
    Waiting.uninterrupted(
        () -> {
          if (removed(rest.within(Deadline.in(CLEAR_LIMIT)), jar)) {
            jars.values().remove(jar);
          }
        });
  }

  private static boolean removed(FlinkRest by, String jar) {
    try {
      Answer answer = by.delete("/jars/" + jar);
      return answer.ok() || answer.status() == 404 || answer.status() == 400;
    } catch (UnavailableException e) {
      log("a jar is still there", e);
      return false;
    }
  }

  /** Removes jars by their names, whatever ids they have. */
  private void removeJars(Set<String> names, Deadline deadline) {
    if (names.isEmpty()) {
      return;
    }
    FlinkRest brief = rest.within(deadline);
    Map<String, String> there = new TreeMap<>();
    for (String name : names) {
      String id = jars.getOrDefault(name, "");
      if (!id.isEmpty()) {
        there.put(id, name);
      }
    }
    try {
      for (JsonNode file : brief.get("/jars").path("files")) {
        String id = file.path("id").asText();
        names.stream().filter(id::endsWith).forEach(name -> there.put(id, name));
      }
    } catch (UnavailableException e) {
      log("whether all jars are gone is unknown", e);
    }
    there.forEach(
        (id, name) -> {
          if (removed(brief, id)) {
            jars.remove(name);
          }
        });
  }

  /**
   * Has a job run and returns its id once the cluster has it.
   *
   * @throws UnavailableException with the root of what the cluster says; nothing of the job is left
   *     then, or will be after {@link #close}
   */
  String run(String jar, Run run) {
    // Chosen here, so that the job can be ended even if the answer never comes.
    String id = Ids.next();
    ObjectNode body = FlinkRest.object();
    body.put("entryClass", run.mainClass());
    run.arguments().forEach(body.putArray("programArgsList")::add);
    body.put("parallelism", run.parallelism());
    body.put("jobId", id);
    run.savepoint()
        .ifPresent(
            path -> {
              body.put("savepointPath", path);
              // Flink removes it as soon as a checkpoint has taken its place.
              body.put("claimMode", "CLAIM");
            });
    CompletableFuture<Answer> asked = rest.posting("/jars/" + jar + "/run", body);
    jobs.put(id, asked);
    try {
      Answer answer = asked.get(FlinkRest.LONG_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      if (answer.ok()) {
        return id;
      }
      UnavailableException refused =
          new UnavailableException(
              "flink: the cluster does not take the job: "
                  + FlinkRest.said(answer.body())
                  + "; "
                  + logs);
      try {
        requestCancel(rest.within(Deadline.in(CLEAR_LIMIT)), id);
      } catch (UnavailableException e) {
        // Tried again on close; why the job was not taken is what counts.
        refused.addSuppressed(e);
      }
      throw refused;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("flink: interrupted while the job was submitted", e);
    } catch (TimeoutException e) {
      throw new UnavailableException(
          "flink: the cluster has not taken the job within "
              + FlinkRest.LONG_LIMIT.toSeconds()
              + " s; "
              + logs,
          e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new UnavailableException(
          "flink: the job could not be submitted: " + cause.getMessage(), cause);
    }
  }

  /**
   * What Flink calls a job's state, asked anew: of a job's page it keeps the last answer for a
   * while.
   *
   * @return empty if the cluster does not know the job
   */
  Optional<String> status(String job) {
    return status(rest, job);
  }

  private static Optional<String> status(FlinkRest by, String job) {
    Answer answer = by.look("/jobs/" + job + "/status");
    // Flink also answers HTTP 500 here with the exception for a job that it does not know.
    if (answer.status() == 404 || answer.body().toString().contains("FlinkJobNotFoundException")) {
      return Optional.empty();
    }
    String status = answer.body().path("status").asText();
    if (!answer.ok() || status.isEmpty()) {
      throw new UnavailableException(
          "flink: what job "
              + job
              + " does is unknown (HTTP "
              + answer.status()
              + "): "
              + FlinkRest.said(answer.body()));
    }
    return Optional.of(status);
  }

  /** Whether nothing of a job runs. */
  boolean ended(String job) {
    return ended(rest, job);
  }

  private static boolean ended(FlinkRest by, String job) {
    return status(by, job).map(ENDED::contains).orElse(true);
  }

  /** Asks for a job's end, which may have come already. */
  private static void requestCancel(FlinkRest by, String job) {
    Answer answer = by.cancel(job);
    // 404: unknown; 409: ended.
    if (!answer.ok() && answer.status() != 404 && answer.status() != 409) {
      throw new UnavailableException(
          "flink: the cluster does not cancel job " + job + ": " + FlinkRest.said(answer.body()));
    }
  }

  /** Asks for a job's end until that was heard, and waits until nothing of it runs. */
  private static Waiting.Outcome end(FlinkRest by, String job, Deadline deadline) {
    boolean[] heard = {false};
    return Waiting.until(
        () -> {
          if (!heard[0]) {
            requestCancel(by, job);
            heard[0] = true;
          }
          return ended(by, job);
        },
        deadline);
  }

  /**
   * Ends a job and waits until nothing of it runs, interrupted or not.
   *
   * @throws UnavailableException if it does not end in time
   */
  void cancel(String job, Duration timeLimit) {
    Waiting.uninterrupted(
        () -> {
          Deadline deadline = Deadline.in(timeLimit);
          Waiting.Outcome outcome = end(rest.within(deadline), job, deadline);
          if (!outcome.held()) {
            throw outcome.failure(
                "flink: job "
                    + job
                    + " has not ended within "
                    + timeLimit.toMillis()
                    + " ms after it was cancelled; "
                    + logs);
          }
        });
    jobs.remove(job);
  }

  /** Forgets a job that has ended. */
  void forget(String job) {
    jobs.remove(job);
  }

  /**
   * Ends every job and takes away every savepoint and jar, as far as the time allows.
   *
   * @param timeLimit for a cluster that may be silent
   * @param patience for jobs to end on a cluster that says that it is ending them
   */
  void close(Duration timeLimit, Duration patience) {
    Waiting.uninterrupted(() -> clear(Deadline.in(timeLimit), Deadline.in(patience)));
  }

  private void clear(Deadline deadline, Deadline patience) {
    Deadline jobsEnd = deadline.before(FILES_TIME);
    awaitSubmissions(jobsEnd.before(CANCEL_TIME));
    FlinkRest brief = rest.within(jobsEnd);
    Set<String> heard = new HashSet<>();
    for (String id : Set.copyOf(jobs.keySet())) {
      try {
        requestCancel(brief, id);
        heard.add(id);
      } catch (UnavailableException e) {
        log("asking again for the end of job " + id, e);
      }
    }
    for (String id : Set.copyOf(jobs.keySet())) {
      Waiting.Outcome outcome =
          heard.contains(id) ? awaitEnd(id, jobsEnd, patience) : end(brief, id, jobsEnd);
      if (outcome.held()) {
        jobs.remove(id);
      } else {
        log(
            "job " + id + " may still be there when the time for clearing up is over",
            outcome.lost().orElse(null));
      }
    }
    Deadline filesEnd = deadline.orAtLeast(FILES_TIME);
    removeJars(Set.copyOf(jars.keySet()), filesEnd);
    savepoints.clear(filesEnd);
  }

  /** Waits longer for as long as the cluster answers that a job is about to end. */
  private Waiting.Outcome awaitEnd(String job, Deadline silent, Deadline patience) {
    Deadline until = silent;
    while (true) {
      // A question that is asked last has time to be answered: else the end would look like
      // silence.
      FlinkRest brief = rest.within(patience.passed() ? until : until.after(CLEAR_LIMIT));
      Waiting.Outcome outcome = Waiting.until(() -> ended(brief, job), until);
      if (outcome.held() || outcome.lost().isPresent() || patience.passed()) {
        return outcome;
      }
      until = Deadline.in(CLEAR_LIMIT);
    }
  }

  /** A job whose program still runs would come up after it was cancelled. */
  private void awaitSubmissions(Deadline deadline) {
    jobs.forEach(
        (id, asked) -> {
          try {
            var unused = asked.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (TimeoutException e) {
            log("job " + id + " may still come up: the cluster has not answered yet", e);
          } catch (ExecutionException e) {
            // Told where the job was submitted.
          }
        });
  }

  private static void log(String what, @Nullable Throwable why) {
    LOG.log(System.Logger.Level.WARNING, "flink: " + what, why);
  }
}
