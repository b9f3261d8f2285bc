/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.core.plugin.Plugins;
import io.weir.core.plugin.SettingsBinder;
import io.weir.core.provision.LocalHost;
import io.weir.core.provision.MavenArtifacts;
import io.weir.spi.EngineAdapter;
import io.weir.spi.EngineCluster;
import io.weir.spi.EngineLaunch;
import io.weir.spi.Settings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs with Flink, from the command line to the files they leave. */
@Timeout(400)
class FlinkIT {
  @TempDir Path directory;

  @Test
  void everyRecordComesOutOfFlinkOverKafkaRight() throws Exception {
    RunFiles run =
        ended("--driver", "kafka", "--duration", "8s", "--warmup", "3s", "--rate", "300");
    Verdicts.assertWhole(run, 2_400, 1);
    assertRight(run, 800);
    assertThat(run.at("/answers/latencies/0/count").asLong()).isEqualTo(800);
    assertThat(run.logged()).containsEntry("window.end_to_end_latency.sub-0", 2_400L);
    assertThat(run.at("/engine/system_version").asText()).startsWith("1.20.");
    assertThat(run.at("/engine/resources/cpu_seconds").asDouble()).isPositive();
    assertThat(run.has("job.sql")).isTrue();
    assertThat(run.csv("engine.csv")).isNotEmpty();
    assertThat(run.csv("metrics.csv"))
        .anyMatch(
            row -> row.get("source").equals("engine") && row.get("name").equals("records_read"));
    assertThat(run.csv("summary.csv").get(0)).containsEntry("engine", "flink");
    assertThat(run.names("servers/taskmanager")).doesNotContain("data");
  }

  @Test
  void windowsOverPulsarAreRight() throws Exception {
    RunFiles run =
        ended("--driver", "pulsar", "--query", "robots-1s", "--duration", "8s", "--warmup", "3s");
    // 10 robots, 8 windows of 1 s.
    assertRight(run, 80);
    assertThat(run.at("/answers/latencies").findValuesAsText("metric"))
        .contains("window_emission_delay");
  }

  @Test
  @Tag("extended")
  void exactlyOnceOutlivesATaskManager() throws Exception {
    RunFiles run =
        ended(
            "--driver",
            "kafka",
            "--guarantee",
            "exactly-once",
            "--fault",
            "kill-taskmanager@5s",
            "--duration",
            "25s",
            "--warmup",
            "5s");
    assertRight(run, 2_500);
    assertThat(run.at("/answers/findings")).isEmpty();
    assertThat(run.at("/engine/fault/name").asText()).isEqualTo("kill-taskmanager");
    assertThat(run.at("/engine/fault/recovery_ns").asLong()).isPositive();
    assertThat(run.at("/engine/restarts").asInt()).isPositive();
  }

  @Test
  @Tag("extended")
  void atLeastOnceRepeatsRowsButLosesNone() throws Exception {
    RunFiles run =
        ended(
            "--driver",
            "kafka",
            "--checkpoint-interval",
            "3s",
            "--fault",
            "kill-taskmanager@10s",
            "--duration",
            "25s",
            "--warmup",
            "5s");
    assertRight(run, 2_500);
    assertThat(run.at("/answers/findings").findValuesAsText("kind"))
        .allMatch(kind -> kind.equals("duplicate"));
  }

  @Test
  @Tag("extended")
  void aJobGoesOnWithAnotherParallelism() throws Exception {
    RunFiles run =
        ended(
            "--driver",
            "kafka",
            "--guarantee",
            "exactly-once",
            "--query",
            "robots-1s",
            "--rescale",
            "2@6s",
            "--duration",
            "20s",
            "--warmup",
            "4s");
    assertRight(run, 200);
    assertThat(run.at("/engine/rescale/to").asInt()).isEqualTo(2);
    assertThat(run.at("/engine/rescale/parts").findValuesAsText("name"))
        .contains("savepoint", "restart");
  }

  /** The job goes on from a checkpoint in the store when its only worker was killed. */
  @Test
  @Tag("extended")
  void checkpointsLieInAStoreThatSpeaksS3() throws Exception {
    try (S3Server store = S3Server.start(directory.resolve("store"))) {
      List<String> during;
      RunFiles run;
      try (Harness harness =
          start(
              "--driver",
              "kafka",
              "--guarantee",
              "exactly-once",
              "--query",
              "robots-1s",
              "--checkpoint-interval",
              "1s",
              "--fault",
              "kill-taskmanager@5s",
              "--duration",
              "20s",
              "--warmup",
              "4s",
              "--set",
              "flink.checkpoint-storage=s3://" + S3Server.BUCKET + "/checkpoints",
              "--set",
              "flink.s3-endpoint=" + store.url(),
              "--set",
              "flink.s3-access-key=" + S3Server.ACCESS_KEY,
              "--set",
              "flink.s3-secret-key=" + S3Server.SECRET_KEY)) {
        harness.awaitOutput("measuring").rememberFamily();
        during = store.objects("checkpoints");
        int exitCode = harness.awaitExit();
        harness.awaitNothingLeft();
        run = new RunFiles(harness.runDirectory());
        Verdicts.assertEnded(exitCode, run);
      }
      assertThat(during).isNotEmpty();
      // A job that has ended leaves none.
      assertThat(store.objects("checkpoints")).noneMatch(name -> name.endsWith("_metadata"));
      assertRight(run, 200);
      assertThat(run.at("/engine/restarts").asInt()).isPositive();
      assertThat(Files.readString(run.directory().resolve("run.json")))
          .contains("s3://weir/checkpoints")
          .doesNotContain(S3Server.SECRET_KEY);
    }
  }

  @Test
  @Tag("extended")
  void burstsOfAnotherWorkloadUnderStrongDurability() throws Exception {
    RunFiles run =
        ended(
            "--driver",
            "kafka",
            "--durability",
            "strong",
            "--guarantee",
            "exactly-once",
            "--workload",
            "shop",
            "--profile",
            "b-model",
            "--rate",
            "200",
            "--duration",
            "15s",
            "--warmup",
            "4s",
            // So few that orders come soon after them.
            "--set",
            "shop.users=50",
            "--set",
            "shop.products=20",
            "--set",
            "shop.open-orders=10");
    assertRight(run, run.at("/answers/input/cohort").asLong());
    assertThat(run.at("/answers/rows/judged").asLong()).isPositive();
  }

  /** Nothing of a run may stay on a cluster that is not ours. */
  @Test
  @Tag("extended")
  void anExistingClusterIsLeftAsItWas() throws Exception {
    try (Plugins plugins =
            Plugins.load(List.of(Path.of(System.getProperty("weir.dist")).resolve("plugins")));
        MavenArtifacts artifacts =
            new MavenArtifacts(MavenArtifacts.defaultCacheDirectory(System.getenv()));
        LocalHost host = new LocalHost(directory.resolve("flink"), artifacts)) {
      EngineAdapter flink = plugins.engine("flink").engine();
      try (EngineCluster cluster =
          flink.launch(
              new EngineLaunch(
                  flink.defaultVersion(),
                  1,
                  2,
                  Path.of(System.getProperty("weir.dist")).resolve("plugins/flink/job"),
                  defaults(flink),
                  Duration.ofMinutes(2)),
              host)) {
        String url = cluster.describe().nodes().get(0).address();
        RunFiles run =
            ended("--driver", "kafka", "--engine-url", url, "--duration", "5s", "--warmup", "3s");
        assertRight(run, 500);
        assertNothingOn(url);
        interruptedOn(url);
        assertNothingOn(url);
        interruptedWhileSubmittingTo(url);
        assertNothingOn(url);
        tooManySlots(url);
        assertNothingOn(url);
      }
    }
  }

  private static Settings defaults(EngineAdapter engine) {
    return new SettingsBinder(Map.of()).bind(engine, Map.of(), List.of(engine.name()));
  }

  private void interruptedOn(String url) throws Exception {
    try (Harness harness = start("--driver", "kafka", "--engine-url", url)) {
      harness.awaitOutput("measuring").rememberFamily();
      harness.signal("INT");
      assertThat(harness.awaitExit()).isEqualTo(130);
      harness.awaitNothingLeft();
    }
  }

  private void interruptedWhileSubmittingTo(String url) throws Exception {
    int jobsBefore = get(url + "/jobs").path("jobs").size();
    try (Harness harness = start("--driver", "kafka", "--engine-url", url)) {
      Until.holds(
          "a jar or a job on the cluster",
          Harness.LONG,
          () ->
              !get(url + "/jars").path("files").isEmpty()
                  || get(url + "/jobs").path("jobs").size() > jobsBefore,
          () -> "");
      harness.rememberFamily();
      harness.signal("INT");
      assertThat(harness.awaitExit()).isEqualTo(130);
      harness.awaitNothingLeft();
    }
  }

  private void tooManySlots(String url) throws Exception {
    try (Harness harness = start("--driver", "kafka", "--engine-url", url, "--parallelism", "4")) {
      assertThat(harness.awaitExit()).isEqualTo(4);
      assertThat(harness.err()).contains("slots").hasLineCount(1);
      harness.awaitNothingLeft();
    }
  }

  private static void assertNothingOn(String url) throws Exception {
    assertThat(get(url + "/jars").path("files")).isEmpty();
    assertThat(get(url + "/jobs").path("jobs").findValuesAsText("status"))
        .allMatch(status -> status.equals("CANCELED"));
  }

  private static JsonNode get(String url) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofString());
    return new ObjectMapper().readTree(answer.body());
  }

  @Test
  @Tag("extended")
  void anEngineThatIsNotThereIsOneLine() throws Exception {
    try (Harness harness = start("--driver", "loopback", "--engine-url", "http://127.0.0.1:1")) {
      assertThat(harness.awaitExit()).isEqualTo(2);
      assertThat(harness.err()).contains("loopback").hasLineCount(1);
    }
    try (Harness harness = start("--driver", "kafka", "--engine-url", "http://127.0.0.1:1")) {
      assertThat(harness.awaitExit()).isEqualTo(4);
      assertThat(harness.err()).contains("127.0.0.1:1").hasLineCount(1);
      harness.awaitNothingLeft();
    }
  }

  private Harness start(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("--engine", "flink"));
    all.addAll(List.of(arguments));
    return Harness.start(Files.createTempDirectory(directory, "run"), all.toArray(String[]::new));
  }

  private RunFiles ended(String... arguments) throws Exception {
    try (Harness harness = start(arguments)) {
      harness.awaitOutput("measuring").rememberFamily();
      int exitCode = harness.awaitExit();
      harness.awaitNothingLeft();
      RunFiles run = new RunFiles(harness.runDirectory());
      Verdicts.assertEnded(exitCode, run);
      assertThat(run.schemaErrors()).isEmpty();
      return run;
    }
  }

  private static void assertRight(RunFiles run, long judged) {
    Map<String, Long> rows = new HashMap<>();
    run.at("/answers/rows")
        .fields()
        .forEachRemaining(e -> rows.put(e.getKey(), e.getValue().asLong()));
    assertThat(run.at("/answers/result").asText()).as("%s", run.at("/answers")).isEqualTo("right");
    assertThat(rows).containsEntry("judged", judged).containsEntry("right", judged);
  }
}
