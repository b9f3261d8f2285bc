/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class JobRunnerTest {
  private static final String RUN = "POST /jars/1_job.jar/run";
  private static final JobRunner.Run WHAT =
      new JobRunner.Run("a.Main", List.of("argument"), 2, Optional.empty());

  private final RestPeer peer = new RestPeer();
  private final FlinkRest rest = peer.rest();
  private final JobRunner runner = new JobRunner(rest, "see the log");

  @TempDir private Path directory;
  private Path jar;

  @BeforeEach
  void jar() throws IOException {
    jar = Files.writeString(directory.resolve("job.jar"), "a jar");
    peer.json(
        "POST /jars/upload", 200, "{\"filename\":\"/tmp/up/1_job.jar\",\"status\":\"success\"}");
    peer.json("DELETE /jars/1_job.jar", 200, "{}");
  }

  @AfterEach
  void close() {
    rest.close();
    peer.close();
  }

  /** Runs whatever it is told to; the job's id is told. */
  private AtomicReference<String> runs() {
    AtomicReference<String> id = new AtomicReference<>("");
    peer.answers(
        RUN,
        r -> {
          id.set(r.getBody().utf8().replaceFirst("(?s).*\"jobId\":\"([0-9a-f]{32})\".*", "$1"));
          cancellable(id.get());
          return "{\"jobid\":\"" + id.get() + "\"}";
        });
    return id;
  }

  private void cancellable(String id) {
    peer.json("GET /jobs/" + id, 200, "{\"state\":\"RUNNING\"}");
    peer.answers(
        "PATCH /jobs/" + id,
        r -> {
          peer.json("GET /jobs/" + id, 200, "{\"state\":\"CANCELED\"}");
          return "{}";
        });
  }

  @Test
  void aJobRunsByTheIdThatWasChosenForIt() {
    AtomicReference<String> id = runs();
    assertThat(runner.run(runner.upload(jar), WHAT)).isEqualTo(id.get()).hasSize(32);
  }

  @Test
  void aJobThatIsNotTakenIsToldWithItsRootAndWhereMoreIs() {
    peer.json(
        RUN,
        400,
        "{\"errors\":[\"org.apache.flink.runtime.rest.handler.RestHandlerException: Could not"
            + " execute application.\\n\\tat A.b(A.java:1)\\nCaused by:"
            + " org.apache.calcite.sql.validate.SqlValidatorException: Column 'zz' not found in any"
            + " table\\n\\tat A.b(A.java:2)\\n\"]}");
    String uploaded = runner.upload(jar);
    assertThatThrownBy(() -> runner.run(uploaded, WHAT))
        .isInstanceOf(UnavailableException.class)
        .hasMessage(
            "flink: the cluster does not take the job: SqlValidatorException: Column 'zz' not found"
                + " in any table; see the log");
  }

  @Test
  void aJarThatIsNotThereIsToldBeforeAnythingIsAsked() {
    assertThatThrownBy(() -> runner.upload(directory.resolve("none.jar")))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("none.jar is not there");
    assertThat(peer.asked()).isEmpty();
  }

  @Test
  void closingCancelsEveryJobAndDeletesEveryJar() {
    AtomicReference<String> id = runs();
    runner.run(runner.upload(jar), WHAT);
    runner.close(Duration.ofSeconds(20), Duration.ZERO);
    assertThat(peer.asked())
        .containsSubsequence(
            "PATCH /jobs/" + id.get(),
            "GET /jobs/" + id.get() + "/status",
            "DELETE /jars/1_job.jar");
  }

  @Test
  void closingWaitsLongerWhileTheClusterSaysThatAJobIsEnding() {
    AtomicReference<String> id = runs();
    runner.run(runner.upload(jar), WHAT);
    AtomicInteger left = new AtomicInteger(150);
    peer.answers(
        "GET /jobs/" + id.get() + "/status",
        r ->
            left.decrementAndGet() > 0
                ? "{\"status\":\"CANCELLING\"}"
                : "{\"status\":\"CANCELED\"}");
    runner.close(Duration.ofSeconds(3), Duration.ofMinutes(2));
    assertThat(left.get()).isLessThanOrEqualTo(0);
    assertThat(peer.asked()).contains("DELETE /jars/1_job.jar");
  }

  @Test
  void closingClearsUpThoughTheThreadIsInterrupted() {
    AtomicReference<String> id = runs();
    runner.run(runner.upload(jar), WHAT);
    Thread.currentThread().interrupt();
    runner.close(Duration.ofSeconds(20), Duration.ZERO);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(peer.asked()).contains("PATCH /jobs/" + id.get(), "DELETE /jars/1_job.jar");
  }

  @Test
  void aJobThatComesUpAfterItsSubmissionWasInterruptedIsCancelledOnClose() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicReference<String> id = new AtomicReference<>("");
    peer.answers(
        RUN,
        r -> {
          id.set(r.getBody().utf8().replaceFirst("(?s).*\"jobId\":\"([0-9a-f]{32})\".*", "$1"));
          asked.countDown();
          await(goOn);
          cancellable(id.get());
          return "{\"jobid\":\"" + id.get() + "\"}";
        });
    String uploaded = runner.upload(jar);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread submitting =
        new Thread(
            () -> {
              try {
                runner.run(uploaded, WHAT);
              } catch (UnavailableException e) {
                thrown.set(e);
              }
            });
    submitting.start();
    asked.await();
    submitting.interrupt();
    submitting.join();
    assertThat(thrown.get()).hasMessageContaining("interrupted");
    goOn.countDown();
    runner.close(Duration.ofSeconds(20), Duration.ZERO);
    assertThat(peer.asked()).contains("PATCH /jobs/" + id.get(), "DELETE /jars/1_job.jar");
  }

  @Test
  void whyAJobIsNotTakenIsToldThoughItCannotBeCancelled() {
    AtomicReference<String> id = new AtomicReference<>("");
    peer.replies(
        RUN,
        r -> {
          id.set(r.getBody().utf8().replaceFirst("(?s).*\"jobId\":\"([0-9a-f]{32})\".*", "$1"));
          peer.json("PATCH /jobs/" + id.get(), 500, "{\"errors\":[\"busy\"]}");
          return new RestPeer.Reply(400, "{\"errors\":[\"a.b.C: no such column\"]}");
        });
    String uploaded = runner.upload(jar);
    assertThatThrownBy(() -> runner.run(uploaded, WHAT))
        .hasMessageContaining("C: no such column")
        .hasSuppressedException(
            new UnavailableException(
                "flink: the cluster does not cancel job " + id.get() + ": busy"));
  }

  @Test
  void anInterruptEndsAnUploadAtOnceAndTheJarIsFoundByItsName() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicReference<String> stored = new AtomicReference<>("");
    peer.answers(
        "POST /jars/upload",
        r -> {
          String name = r.getBody().utf8().replaceFirst("(?s).*filename=\"([^\"]+)\".*", "$1");
          stored.set("2_" + name);
          peer.json(
              "GET /jars",
              200,
              "{\"files\":[{\"id\":\"1_others.jar\"},{\"id\":\"" + stored.get() + "\"}]}");
          asked.countDown();
          await(goOn);
          return "{}";
        });
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread uploading =
        new Thread(
            () -> {
              try {
                runner.upload(jar);
              } catch (UnavailableException e) {
                thrown.set(e);
              }
            });
    uploading.start();
    asked.await();
    uploading.interrupt();
    uploading.join();
    assertThat(thrown.get()).hasMessageContaining("interrupted");
    assertThat(stored.get()).matches("2_weir-[0-9a-f]{32}-job\\.jar");
    assertThat(peer.asked()).contains("DELETE /jars/" + stored.get());
    assertThat(peer.asked()).doesNotContain("DELETE /jars/1_others.jar");
    goOn.countDown();
  }

  @Test
  void aJarWhoseUploadWasNotAnsweredWellIsLookedForAgainOnClose() {
    AtomicReference<String> name = new AtomicReference<>("");
    peer.replies(
        "POST /jars/upload",
        r -> {
          name.set(r.getBody().utf8().replaceFirst("(?s).*filename=\"([^\"]+)\".*", "$1"));
          return new RestPeer.Reply(500, "{\"errors\":[\"no space\"]}");
        });
    peer.json("GET /jars", 200, "{\"files\":[]}");
    assertThatThrownBy(() -> runner.upload(jar)).hasMessageContaining("no space");
    peer.json("GET /jars", 200, "{\"files\":[{\"id\":\"3_" + name.get() + "\"}]}");
    peer.json("DELETE /jars/3_" + name.get(), 200, "{}");
    runner.close(Duration.ofSeconds(20), Duration.ZERO);
    assertThat(peer.asked()).contains("DELETE /jars/3_" + name.get());
  }

  @Test
  void aJobThatTheClusterDoesNotKnowHasEndedHoweverItSaysSo() {
    assertThat(runner.ended("a")).isTrue();
    peer.json(
        "GET /jobs/a/status",
        500,
        "{\"errors\":[\"Internal server error.\",\"org.apache.flink.runtime.messages."
            + "FlinkJobNotFoundException: Could not find Flink job (a)\"]}");
    assertThat(runner.ended("a")).isTrue();
    peer.json("GET /jobs/a/status", 500, "{\"errors\":[\"Internal server error.\"]}");
    assertThatThrownBy(() -> runner.ended("a")).isInstanceOf(UnavailableException.class);
    peer.json("GET /jobs/a/status", 200, "{\"status\":\"CANCELLING\"}");
    assertThat(runner.ended("a")).isFalse();
  }

  /** Each call would wait for as long as calls may last, were there no one end to all. */
  @Test
  @Timeout(9)
  void clearingUpComesToAnEndThoughNothingIsAnswered() {
    CountDownLatch never = new CountDownLatch(1);
    AtomicReference<String> id = runs();
    runner.run(runner.upload(jar), WHAT);
    for (String line :
        List.of("PATCH /jobs/" + id, "GET /jobs/" + id + "/status", "DELETE /jars/1_job.jar")) {
      peer.answers(
          line,
          r -> {
            await(never);
            return "{}";
          });
    }
    try {
      runner.close(Duration.ofSeconds(4), Duration.ZERO);
    } finally {
      never.countDown();
    }
    assertThat(peer.asked()).contains("PATCH /jobs/" + id, "DELETE /jars/1_job.jar");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
