/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.engine.flink.FlinkRest.Answer;
import io.weir.spi.UnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  private final FlinkRest rest;
  private final String logs;
  private final Set<String> jars = ConcurrentHashMap.newKeySet();

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
  }

  /** Puts a jar on the cluster. */
  String upload(Path jar) {
    if (!Files.isReadable(jar)) {
      throw new UnavailableException(
          "flink: the job's jar "
              + jar
              + " is not there: build the plugin whole, or name the directory that has it");
    }
    String id = rest.upload(jar);
    jars.add(id);
    return id;
  }

  /** Takes it away again; nothing happens if that fails, but that {@link #close} tries again. */
  void discard(String jar) {
    Waiting.uninterrupted(
        () -> {
          try {
            Answer answer = rest.delete("/jars/" + jar);
            if (answer.ok() || answer.status() == 404 || answer.status() == 400) {
              jars.remove(jar);
            }
          } catch (UnavailableException e) {
            log("a jar is still there", e);
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
    String id = newId();
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
      requestCancel(id);
      throw new UnavailableException(
          "flink: the cluster does not take the job: "
              + FlinkRest.said(answer.body())
              + "; "
              + logs);
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

  private static String newId() {
    // Java's other generators are found by the context class loader, and a plugin's finds none.
    SecureRandom random = new SecureRandom();
    return String.format("%016x%016x", random.nextLong(), random.nextLong());
  }

  /** Whether nothing of a job runs. */
  boolean ended(String job) {
    Optional<String> state = rest.find("/jobs/" + job).map(node -> node.path("state").asText());
    return state.isEmpty() || ENDED.contains(state.get());
  }

  /** Asks for a job's end, which may have come already. */
  void requestCancel(String job) {
    Answer answer = rest.cancel(job);
    // 404: unknown; 409: ended.
    if (!answer.ok() && answer.status() != 404 && answer.status() != 409) {
      throw new UnavailableException(
          "flink: the cluster does not cancel job " + job + ": " + FlinkRest.said(answer.body()));
    }
  }

  /**
   * Ends a job and waits until nothing of it runs, interrupted or not.
   *
   * @throws UnavailableException if it does not end in time
   */
  void cancel(String job, Duration timeLimit) {
    Waiting.uninterrupted(
        () -> {
          requestCancel(job);
          if (!Waiting.until(() -> ended(job), Deadline.in(timeLimit))) {
            throw new UnavailableException(
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

  /** Ends every job and takes every jar away, as far as the time allows. */
  void close(Duration timeLimit) {
    Waiting.uninterrupted(() -> clear(Deadline.in(timeLimit)));
  }

  private void clear(Deadline deadline) {
    jobs.forEach(
        (id, asked) -> {
          try {
            // A job whose program still runs would come up after it was cancelled.
            var unused = asked.get(deadline.left().toMillis(), TimeUnit.MILLISECONDS);
            requestCancel(id);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (ExecutionException | TimeoutException | UnavailableException e) {
            tryToCancel(id, e);
          }
        });
    for (String id : Set.copyOf(jobs.keySet())) {
      try {
        if (Waiting.until(() -> ended(id), deadline)) {
          jobs.remove(id);
        } else {
          log("job " + id + " had not ended when its time was up", null);
        }
      } catch (UnavailableException e) {
        log("whether job " + id + " has ended is unknown", e);
      }
    }
    Set.copyOf(jars).forEach(this::discard);
  }

  private void tryToCancel(String id, Exception why) {
    try {
      requestCancel(id);
    } catch (UnavailableException e) {
      e.addSuppressed(why);
      log("job " + id + " may still be there", e);
    }
  }

  private static void log(String what, @Nullable Throwable why) {
    LOG.log(System.Logger.Level.WARNING, "flink: " + what, why);
  }
}
