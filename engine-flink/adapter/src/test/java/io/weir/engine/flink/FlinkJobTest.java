/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.engine.flink.FlinkSql.Submission;
import io.weir.spi.ConfigValue;
import io.weir.spi.EngineMetric;
import io.weir.spi.JobState;
import io.weir.spi.RowFormat;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FlinkJobTest {
  private static final String ID = "f56dfe61fd4238f9983f66d430e98bd8";
  private static final String JOB = "/jobs/" + ID;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final RestPeer peer = new RestPeer();
  private final FlinkRest rest = peer.rest();
  private final JobRunner runner = new JobRunner(rest, "see the log");
  private FlinkJob job;

  @TempDir private Path directory;

  @BeforeEach
  void submitted() throws IOException {
    Files.writeString(directory.resolve("job.jar"), "a jar");
    job = job(Map.of("parallelism.default", "2", "some.password", "hidden"));
    peer.json("GET " + JOB + "/exceptions", 200, "{\"exceptionHistory\":{\"entries\":[]}}");
    peer.json("GET " + JOB + "/metrics", 200, "[{\"id\":\"numRestarts\",\"value\":\"0\"}]");
  }

  private FlinkJob job(Map<String, String> configuration) {
    Submission submission =
        new Submission(
            "job.jar",
            "a.Main",
            configuration,
            List.of("INSERT"),
            RowFormat.PLAIN,
            "INSERT;",
            Map.of("bid.connector", ConfigValue.plain("kafka")));
    return new FlinkJob(
        rest,
        runner,
        submission,
        directory.resolve("job.jar"),
        "argument",
        Map.of("some.password", new ConfigValue("hidden", true)),
        ID);
  }

  @AfterEach
  void close() {
    rest.close();
    peer.close();
  }

  private static String page(String state, int created, int running) {
    return "{\"jid\":\""
        + ID
        + "\",\"state\":\""
        + state
        + "\",\"vertices\":[{\"id\":\"cbc3\",\"name\":\"Source: bid[1] ->"
        + " Calc[2]\",\"parallelism\":2,"
        + "\"status\":\"RUNNING\",\"tasks\":{\"SCHEDULED\":0,\"INITIALIZING\":0,\"CREATED\":"
        + created
        + ",\"RUNNING\":"
        + running
        + "}},{\"id\":\"f6dc\",\"name\":\"GlobalWindowAggregate[6] -> o[8]: Writer\","
        + "\"parallelism\":2,\"status\":\"RUNNING\",\"tasks\":{\"CREATED\":0,\"RUNNING\":"
        + (created > 0 ? 0 : 2)
        + ",\"SCHEDULED\":"
        + (created > 0 ? 2 : 0)
        + "}}]}";
  }

  /** One task of four restores its state. */
  private static String starting() {
    return page("RUNNING", 0, 1).replace("\"INITIALIZING\":0", "\"INITIALIZING\":1");
  }

  private void failed(String trace, int restarts) {
    peer.json(
        "GET " + JOB + "/exceptions",
        200,
        "{\"exceptionHistory\":{\"entries\":["
            + "{\"exceptionName\":\"java.lang.Exception\",\"stacktrace\":\"older\",\"timestamp\":1},"
            + "{\"exceptionName\":\"a.B\",\"stacktrace\":\""
            + trace.replace("\n", "\\n").replace("\t", "\\t")
            + "\",\"timestamp\":2}]}}");
    peer.json(
        "GET " + JOB + "/metrics",
        200,
        "[{\"id\":\"numRestarts\",\"value\":\"" + restarts + "\"}]");
  }

  @Test
  void aJobWithoutAllTasksRunningIsStarting() {
    peer.json("GET " + JOB, 200, starting());
    assertThat(job.state()).isEqualTo(new JobState.Starting("3 of 4 tasks run"));
  }

  @Test
  void aJobThatWaitsForSlotsSaysHowManyItNeedsAndHowManyThereAre() {
    peer.json("GET " + JOB, 200, page("RUNNING", 2, 0));
    peer.json("GET /overview", 200, "{\"slots-total\":1,\"slots-available\":0}");
    assertThat(job.state())
        .isEqualTo(
            new JobState.Starting(
                "0 of 4 tasks run; 2 slots are needed, and there are 1 in all, 0 of them free"));
  }

  @Test
  void aJobWhoseTasksAllRunIsRunningWithItsRestartsAndTheLastCause() {
    peer.json("GET " + JOB, 200, page("RUNNING", 0, 2));
    assertThat(job.state()).isEqualTo(new JobState.Running(0, Optional.empty()));
    failed("a.b.TimeoutException: lost\n\tat X.y(X.java:1)", 3);
    assertThat(job.state())
        .isEqualTo(new JobState.Running(3, Optional.of("TimeoutException: lost")));
  }

  @Test
  void aJobThatWasStartedAgainAndDoesNotRunYetIsRestarting() {
    failed("a.b.TimeoutException: lost\n\tat X.y(X.java:1)", 1);
    peer.json("GET " + JOB, 200, page("RESTARTING", 2, 0));
    assertThat(job.state()).isInstanceOf(JobState.Restarting.class);
    peer.json("GET " + JOB, 200, starting());
    // Two failures are told, whatever the metric says that follows a second later.
    assertThat(job.state()).isEqualTo(new JobState.Restarting(2, "TimeoutException: lost"));
  }

  @Test
  void aJobThatFailedTellsTheRootOfTheLastFailure() {
    failed(
        "org.apache.flink.runtime.JobException: Recovery is suppressed\n\tat X.y(X.java:1)\n"
            + "Caused by: a.b.UnknownTopicException: no topic t\n\tat X.y(X.java:2)",
        3);
    peer.json("GET " + JOB, 200, page("FAILED", 0, 0));
    assertThat(job.state()).isEqualTo(new JobState.Failed("UnknownTopicException: no topic t"));
  }

  @Test
  void aJobThatOthersCancelledHasEnded() {
    peer.json("GET " + JOB, 200, page("CANCELED", 0, 0));
    assertThat(job.state()).isEqualTo(new JobState.Ended("cancelled"));
    peer.json("GET " + JOB, 200, page("FINISHED", 0, 0));
    assertThat(job.state()).isEqualTo(new JobState.Ended("finished"));
  }

  @Test
  void aJobThatTheJobManagerDoesNotKnowAnyMoreHasEnded() {
    assertThat(job.state()).isEqualTo(new JobState.Ended("no longer known to the JobManager"));
  }

  @Test
  void anAnswerOfNoUseIsOneLine() {
    peer.json(
        "GET " + JOB,
        503,
        "{\"errors\":[\"Service temporarily unavailable due to an ongoing leader election.\"]}");
    assertThatThrownBy(() -> job.state())
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("HTTP 503")
        .hasMessageContaining("leader election")
        .hasMessageNotContaining("\n");
    peer.json("GET " + JOB, 200, "<html>\n<body>It works!");
    assertThatThrownBy(() -> job.state())
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("no JSON")
        .hasMessageNotContaining("\n");
    peer.json("GET " + JOB, 502, "<html>Bad Gateway");
    assertThatThrownBy(() -> job.state()).hasMessageContaining("HTTP 502): <html>Bad Gateway");
  }

  @Test
  void aServiceThatIsGoneIsOneLine() {
    peer.close();
    assertThatThrownBy(() -> job.state())
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("does not answer")
        .hasMessageNotContaining("\n");
  }

  @Test
  void cancellingWaitsForTheEndAndIsDoneOnce() {
    AtomicInteger asked = new AtomicInteger();
    peer.json("PATCH " + JOB, 202, "{}");
    peer.answers(
        "GET " + JOB, r -> page(asked.incrementAndGet() < 3 ? "CANCELLING" : "CANCELED", 0, 0));
    job.cancel(LIMIT);
    assertThat(asked).hasValue(3);
    job.cancel(LIMIT);
    assertThat(peer.asked().stream().filter(a -> a.startsWith("PATCH"))).hasSize(1);
  }

  @Test
  void aJobThatDoesNotEndIsToldOf() {
    peer.json("PATCH " + JOB, 202, "{}");
    peer.json("GET " + JOB, 200, page("CANCELLING", 0, 0));
    assertThatThrownBy(() -> job.cancel(Duration.ofMillis(60)))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("has not ended within 60 ms");
  }

  @Test
  void aJobIsCancelledWhetherTheThreadIsInterruptedOrNot() {
    peer.json("PATCH " + JOB, 202, "{}");
    peer.json("GET " + JOB, 200, page("CANCELED", 0, 0));
    Thread.currentThread().interrupt();
    job.cancel(LIMIT);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(peer.asked()).contains("PATCH " + JOB);
  }

  private void metricPages(long read, long written) {
    peer.json("GET " + JOB, 200, page("RUNNING", 0, 2));
    peer.json(
        "GET " + JOB + "/vertices/cbc3/subtasks/metrics",
        200,
        "[{\"id\":\"busyTimeMsPerSecond\"},{\"id\":\"mailboxQueueSize\"},{\"id\":\"numRecordsIn\"},"
            + "{\"id\":\"Source__bid[1].numRecordsIn\"},{\"id\":\"Source__bid[1].pendingRecords\"}]");
    peer.json(
        "GET " + JOB + "/vertices/f6dc/subtasks/metrics",
        200,
        "[{\"id\":\"busyTimeMsPerSecond\"},{\"id\":\"o[8]__Writer.numRecordsIn\"},"
            + "{\"id\":\"o[8]__Writer.currentInputWatermark\"},"
            + "{\"id\":\"GlobalWindowAggregate[6].numLateRecordsDropped\"}]");
    peer.json(
        "GET " + JOB + "/vertices/cbc3/metrics",
        200,
        "[{\"id\":\"0.busyTimeMsPerSecond\",\"value\":\"100.0\"},"
            + "{\"id\":\"1.busyTimeMsPerSecond\",\"value\":\"300\"},"
            + "{\"id\":\"0.Source__bid[1].numRecordsIn\",\"value\":\""
            + read
            + "\"},{\"id\":\"1.Source__bid[1].numRecordsIn\",\"value\":\"5\"},"
            + "{\"id\":\"0.Source__bid[1].pendingRecords\",\"value\":\"7\"}]");
    peer.json(
        "GET " + JOB + "/vertices/f6dc/metrics",
        200,
        "[{\"id\":\"0.busyTimeMsPerSecond\",\"value\":\"NaN\"},"
            + "{\"id\":\"0.o[8]__Writer.numRecordsIn\",\"value\":\""
            + written
            + "\"},{\"id\":\"0.o[8]__Writer.currentInputWatermark\",\"value\":\"1767225600500\"},"
            + "{\"id\":\"1.o[8]__Writer.currentInputWatermark\",\"value\":\"1767225600400\"},"
            + "{\"id\":\"1.GlobalWindowAggregate[6].numLateRecordsDropped\",\"value\":\"2\"}]");
    peer.json(
        "GET " + JOB + "/checkpoints",
        200,
        "{\"counts\":{\"restored\":0,\"total\":9,\"completed\":8,\"failed\":1},\"latest\":{"
            + "\"completed\":{\"id\":8,\"checkpointed_size\":8074,\"end_to_end_duration\":29}}}");
  }

  private double ofJob(String name) {
    return job.metrics().stream()
        .filter(m -> m.entity().equals(EngineMetric.JOB) && m.name().equals(name))
        .mapToDouble(EngineMetric::value)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name));
  }

  @Test
  void metricsOfTheJobHaveTheNamesThatEnginesShare() {
    metricPages(1_000, 40);
    assertThat(job.metrics())
        .contains(
            EngineMetric.ofJob(EngineMetric.RECORDS_READ, "records", 1_005),
            EngineMetric.ofJob(EngineMetric.ROWS_WRITTEN, "records", 40),
            EngineMetric.ofJob(EngineMetric.LATE_DROPPED, "records", 2),
            EngineMetric.ofJob(EngineMetric.RESTARTS, "restarts", 0),
            EngineMetric.ofJob(EngineMetric.CHECKPOINTS, "checkpoints", 8),
            EngineMetric.ofJob(EngineMetric.CHECKPOINT_DURATION, "ms", 29),
            EngineMetric.ofJob(EngineMetric.CHECKPOINT_SIZE, "bytes", 8074),
            EngineMetric.ofJob(EngineMetric.WATERMARK, "ms", 1_767_225_600_400.0),
            new EngineMetric("Source: bid[1] -> Calc[2]", EngineMetric.BUSY, "share", 0.2),
            new EngineMetric("Source: bid[1] -> Calc[2]", "busy_most", "share", 0.3),
            new EngineMetric("Source: bid[1] -> Calc[2]", "records_in", "records", 1_005),
            new EngineMetric("Source: bid[1] -> Calc[2]", "pending_records", "records", 7));
  }

  @Test
  void countsGoOnOverRestarts() {
    metricPages(1_000, 40);
    assertThat(ofJob(EngineMetric.RECORDS_READ)).isEqualTo(1_005);
    metricPages(10, 0);
    assertThat(ofJob(EngineMetric.RECORDS_READ)).isEqualTo(1_015);
    assertThat(ofJob(EngineMetric.ROWS_WRITTEN)).isEqualTo(40);
    metricPages(30, 7);
    assertThat(ofJob(EngineMetric.RECORDS_READ)).isEqualTo(1_035);
    assertThat(ofJob(EngineMetric.ROWS_WRITTEN)).isEqualTo(47);
  }

  @Test
  void aJobThatSaysNothingYetTellsNoCounts() {
    peer.json("GET " + JOB, 200, page("RUNNING", 2, 0));
    peer.json("GET " + JOB + "/vertices/cbc3/subtasks/metrics", 200, "[]");
    peer.json("GET " + JOB + "/vertices/f6dc/subtasks/metrics", 200, "[]");
    peer.json("GET " + JOB + "/checkpoints", 200, "{\"counts\":{\"completed\":0}}");
    assertThat(job.metrics())
        .extracting(EngineMetric::name)
        .doesNotContain(EngineMetric.RECORDS_READ, EngineMetric.WATERMARK);
  }

  private final AtomicReference<String> stop = new AtomicReference<>("");
  private final AtomicReference<String> run = new AtomicReference<>("");

  /** Stops the job when it is told to, with what comes of each question about the savepoint. */
  private void stops(Function<Integer, RestPeer.Reply> savepoint) {
    peer.json("POST /jars/upload", 200, "{\"filename\":\"/tmp/up/1_job.jar\"}");
    peer.json("DELETE /jars/1_job.jar", 200, "{}");
    AtomicInteger polls = new AtomicInteger();
    peer.answers(
        "POST " + JOB + "/stop",
        r -> {
          stop.set(r.getBody().utf8());
          String trigger = stop.get().replaceFirst(".*\"triggerId\":\"([0-9a-f]{32})\".*", "$1");
          peer.replies(
              "GET " + JOB + "/savepoints/" + trigger,
              q -> {
                RestPeer.Reply reply = savepoint.apply(polls.incrementAndGet());
                if (reply.body().contains("location")) {
                  peer.json("GET " + JOB, 200, page("FINISHED", 0, 0));
                }
                return reply;
              });
          return "{\"request-id\":\"" + trigger + "\"}";
        });
  }

  private static final RestPeer.Reply IN_PROGRESS =
      new RestPeer.Reply(200, "{\"status\":{\"id\":\"IN_PROGRESS\"}}");
  private static final RestPeer.Reply TAKEN =
      new RestPeer.Reply(
          200, "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{\"location\":\"file:/sp/1\"}}");

  /** Runs the job again, in a state. */
  private void goesOn(String state) {
    peer.answers(
        "POST /jars/1_job.jar/run",
        r -> {
          run.set(r.getBody().utf8());
          String next = run.get().replaceFirst("(?s).*\"jobId\":\"([0-9a-f]{32})\".*", "$1");
          peer.json("GET /jobs/" + next, 200, page(state, 0, 2));
          peer.json(
              "GET /jobs/" + next + "/exceptions", 200, "{\"exceptionHistory\":{\"entries\":[]}}");
          peer.json("GET /jobs/" + next + "/metrics", 200, "[]");
          return "{\"jobid\":\"" + next + "\"}";
        });
  }

  /** Disposes of savepoints; what it was told. */
  private AtomicReference<String> disposes() {
    AtomicReference<String> told = new AtomicReference<>("");
    peer.answers(
        "POST /savepoint-disposal",
        r -> {
          told.set(r.getBody().utf8());
          return "{\"request-id\":\"d1\"}";
        });
    peer.json(
        "GET /savepoint-disposal/d1", 200, "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{}}");
    return told;
  }

  @Test
  void rescalingStopsWithASavepointAndGoesOnFromThereWithCountsKept() {
    metricPages(1_000, 40);
    assertThat(ofJob(EngineMetric.RECORDS_READ)).isEqualTo(1_005);
    stops(poll -> poll < 3 ? IN_PROGRESS : TAKEN);
    goesOn("RUNNING");
    Map<String, Duration> parts = job.rescale(4, LIMIT);
    assertThat(parts.keySet()).containsExactly("savepoint", "restart");
    assertThat(stop.get()).doesNotContain("targetDirectory");
    assertThat(run.get())
        .contains("\"savepointPath\":\"file:/sp/1\"")
        .contains("\"parallelism\":4")
        .contains("\"claimMode\":\"CLAIM\"");
    assertThat(job.id()).isNotEqualTo(ID).hasSize(32);
    assertThat(job.state()).isEqualTo(new JobState.Running(0, Optional.empty()));
    assertThat(peer.asked()).contains("DELETE /jars/1_job.jar");
    // The job has it now.
    runner.close(Duration.ofMillis(100), Duration.ZERO);
    assertThat(peer.asked()).doesNotContain("POST /savepoint-disposal");
  }

  @Test
  void savepointsLieBesideCheckpointsThatHaveAPlaceOfTheirOwn() {
    job = job(Map.of("execution.checkpointing.dir", "s3://bucket/path/"));
    stops(poll -> TAKEN);
    goesOn("RUNNING");
    job.rescale(4, LIMIT);
    assertThat(stop.get()).contains("\"targetDirectory\":\"s3://bucket/path/savepoints\"");
  }

  @Test
  void aClusterWithoutADirectoryForSavepointsIsToldWithTheOptionThatHelps() {
    stops(poll -> TAKEN);
    peer.json(
        "POST " + JOB + "/stop",
        400,
        "{\"errors\":[\"Config key [execution.checkpointing.savepoint-dir] is not set. Property"
            + " [targetDirectory] must be provided.\"]}");
    assertThatThrownBy(() -> job.rescale(4, LIMIT))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("--set flink.checkpoint-storage")
        .hasMessageNotContaining("\n");
  }

  @Test
  void anAnswerThatIsLostDoesNotEndARescaling() {
    RestPeer.Reply busy = new RestPeer.Reply(503, "{\"errors\":[\"busy\"]}");
    stops(poll -> poll % 2 == 1 ? busy : poll < 4 ? IN_PROGRESS : TAKEN);
    goesOn("RUNNING");
    assertThat(job.rescale(4, LIMIT)).containsOnlyKeys("savepoint", "restart");
  }

  @Test
  void silenceUntilTheEndIsToldAsTheReason() {
    RestPeer.Reply busy = new RestPeer.Reply(503, "{\"errors\":[\"a long pause\"]}");
    stops(poll -> busy);
    assertThatThrownBy(() -> job.rescale(4, Duration.ofMillis(60)))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("was not stopped with a savepoint within the time limit")
        .hasMessageContaining("a long pause");
  }

  @Test
  void aSavepointThatNoJobRunsFromIsDisposedOfAtTheEnd() {
    stops(poll -> TAKEN);
    goesOn("FAILED");
    AtomicReference<String> disposed = disposes();
    assertThatThrownBy(() -> job.rescale(4, LIMIT))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("does not run with its new parallelism");
    runner.close(LIMIT, Duration.ZERO);
    assertThat(disposed.get()).isEqualTo("{\"savepoint-path\":\"file:/sp/1\"}");
  }

  @Test
  void aSavepointThatCameLaterThanItWasWaitedForIsDisposedOfAtTheEnd() {
    AtomicBoolean there = new AtomicBoolean();
    stops(poll -> there.get() ? TAKEN : IN_PROGRESS);
    AtomicReference<String> disposed = disposes();
    assertThatThrownBy(() -> job.rescale(4, Duration.ofMillis(60)))
        .isInstanceOf(UnavailableException.class);
    there.set(true);
    runner.close(LIMIT, Duration.ZERO);
    assertThat(disposed.get()).isEqualTo("{\"savepoint-path\":\"file:/sp/1\"}");
  }

  @Test
  void aJobThatEndsWhileItIsAskedSinceItIsBeingRescaledIsRestarting() {
    stops(poll -> TAKEN);
    goesOn("RUNNING");
    // Asked before the change of parallelism, answered after it.
    peer.answers(
        "GET " + JOB,
        r -> {
          peer.json("GET " + JOB, 200, page("FINISHED", 0, 0));
          job.rescale(4, LIMIT);
          return page("FINISHED", 0, 0);
        });
    assertThat(job.state()).isInstanceOf(JobState.Restarting.class);
  }

  @Test
  void aJobWhoseRescalingBeganWhileItWasAskedAndGoesOnIsRestarting() throws Exception {
    CountDownLatch said = new CountDownLatch(1);
    CountDownLatch stopping = new CountDownLatch(1);
    stops(
        poll -> {
          stopping.countDown();
          await(said);
          return TAKEN;
        });
    goesOn("RUNNING");
    Thread rescaling = new Thread(() -> job.rescale(4, LIMIT));
    peer.answers(
        "GET " + JOB,
        r -> {
          rescaling.start();
          await(stopping);
          return page("FINISHED", 0, 0);
        });
    assertThat(job.state()).isInstanceOf(JobState.Restarting.class);
    said.countDown();
    rescaling.join();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSavepointThatFailsIsToldWithItsCause() {
    stops(
        poll ->
            new RestPeer.Reply(
                200,
                "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{\"failure-cause\":"
                    + "{\"stack-trace\":\"a.b.C: outer\\n\\tat X.y(X.java:1)\\nCaused by: a.b.D:"
                    + " no space left\\n\\tat X.y(X.java:2)\\n\"}}}"));
    assertThatThrownBy(() -> job.rescale(4, LIMIT))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("D: no space left")
        .hasMessageNotContaining("\n");
    assertThat(peer.asked()).contains("DELETE /jars/1_job.jar");
  }

  @Test
  void theConfigurationIsTheEffectiveOneWithTheConnectors() {
    peer.json(
        "GET " + JOB + "/config",
        200,
        "{\"execution-config\":{\"job-parallelism\":2,\"object-reuse-mode\":false,\"user-config\":{}}}");
    peer.json(
        "GET " + JOB + "/checkpoints/config",
        200,
        "{\"mode\":\"exactly_once\",\"interval\":1000,\"externalization\":{\"enabled\":false}}");
    assertThat(job.configuration())
        .containsEntry("job-parallelism", ConfigValue.plain("2"))
        .containsEntry("checkpoints.mode", ConfigValue.plain("exactly_once"))
        .containsEntry("checkpoints.externalization.enabled", ConfigValue.plain("false"))
        .containsEntry("bid.connector", ConfigValue.plain("kafka"))
        .containsEntry("some.password", new ConfigValue("hidden", true));
  }
}
