/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Short runs from the command line to the files they leave. */
@Timeout(240)
class SmokeIT {
  @TempDir Path directory;

  @Test
  void aKafkaRunLeavesAllItsFilesAndNoProcess() throws Exception {
    RunFiles run = local("kafka", "kafka-1");
    assertThat(run.names("servers/kafka-1")).contains("server.properties").doesNotContain("data");
  }

  @Test
  void aPulsarRunLeavesAllItsFilesAndNoProcess() throws Exception {
    RunFiles run = local("pulsar", "zookeeper", "bookie-1", "bookie-2", "broker");
    assertThat(run.names("servers/bookie-1")).contains("bookkeeper.conf").doesNotContain("data");
    assertThat(run.at("/durability/effective/copies").asInt()).isEqualTo(2);
    assertThat(run.at("/durability/effective/reached").asText()).isEqualToIgnoringCase("disk");
    assertThat(run.at("/durability/settings").findValuesAsText("key")).contains("journalSyncData");
  }

  @Tag("extended")
  @Test
  void anOlderPulsarRunsByItsVersion() throws Exception {
    RunFiles run = local("pulsar@4.0.7", "zookeeper", "bookie-1", "bookie-2", "broker");
    assertThat(run.at("/system/system_version").asText()).isEqualTo("4.0.7");
  }

  /** A run on servers of its own. */
  private RunFiles local(String driver, String... servers) throws Exception {
    try (Harness harness =
        Harness.start(
            directory,
            "--driver",
            driver,
            "--rate",
            "1000",
            "--duration",
            "5s",
            "--warmup",
            "2s")) {
      harness.awaitOutput("measuring").rememberFamily();
      int exitCode = harness.awaitExit();
      harness.awaitNothingLeft();

      RunFiles run = new RunFiles(harness.runDirectory());
      Verdicts.assertEnded(exitCode, run);
      Verdicts.assertWhole(run, 5_000, 1);
      assertThat(harness.err()).isEmpty();
      assertFiles(run);
      assertThat(run.has("logs/harness.log")).isTrue();
      assertResources(run, "harness");
      for (String server : servers) {
        assertThat(run.has("logs/" + server + ".log")).isTrue();
        assertResources(run, server);
      }
      assertShownAgain(harness, run);
      return run;
    }
  }

  @Tag("extended")
  @Test
  void theDataOfLocalServersStaysIfAskedFor() throws Exception {
    try (Harness harness =
        Harness.start(
            directory,
            "--driver",
            "kafka",
            "--rate",
            "100",
            "--duration",
            "1s",
            "--warmup",
            "0",
            "--keep")) {
      int exitCode = harness.awaitExit();
      harness.awaitNothingLeft();
      RunFiles run = new RunFiles(harness.runDirectory());
      Verdicts.assertEnded(exitCode, run);
      String topic = "weir-" + run.at("/run_id").asText() + "-0-0";
      assertThat(run.names("servers/kafka-1/data")).contains(topic);
    }
  }

  @Test
  void aConstantRate() throws Exception {
    RunFiles run = loopback("--rate", "1000", "--duration", "3s", "--warmup", "1s");
    Verdicts.assertWhole(run, 3_000, 1);
    assertResources(run, "harness");
  }

  @Test
  void steps() throws Exception {
    // 1 s of each.
    Verdicts.assertWhole(
        loopback(
            "--profile", "steps", "--rate", "500,1500,1000", "--duration", "3s", "--warmup", "1s"),
        3_000,
        1);
  }

  @Test
  void aRamp() throws Exception {
    Verdicts.assertWhole(
        loopback("--profile", "ramp", "--rate", "500,1500", "--duration", "2s", "--warmup", "1s"),
        2_000,
        1);
  }

  @Test
  void aClosedLoopHasThroughputAndServiceTimeAlone() throws Exception {
    RunFiles run = loopback("--profile", "max", "--duration", "2s", "--warmup", "1s");
    JsonNode publish = run.ofWindow("/outcome/publish").get(0);
    assertThat(publish.path("sent").asLong()).isPositive();
    assertThat(publish.path("acked")).isEqualTo(publish.path("sent"));
    assertThat(run.ofWindow("/outcome/subscriptions").get(0).path("lost").asLong()).isZero();
    assertThat(run.logged().keySet())
        .contains("window.publish_service_time")
        .noneMatch(tag -> tag.contains("latency"));
  }

  private RunFiles loopback(String... arguments) throws Exception {
    String[] all = new String[arguments.length + 2];
    all[0] = "--driver";
    all[1] = "loopback";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    try (Harness harness = Harness.start(directory, all)) {
      int exitCode = harness.awaitExit();
      harness.awaitNothingLeft();
      RunFiles run = new RunFiles(harness.runDirectory());
      Verdicts.assertEnded(exitCode, run);
      assertFiles(run);
      assertShownAgain(harness, run);
      return run;
    }
  }

  private static void assertFiles(RunFiles run) throws Exception {
    assertThat(run.schemaErrors()).isEmpty();
    JsonNode publish = run.ofWindow("/outcome/publish").get(0);
    long acked = publish.path("acked").asLong();
    Map<String, Long> logged = run.logged();
    // What a histogram cannot hold is counted beside it.
    for (JsonNode series : run.ofWindow("/outcome/latencies")) {
      String subscription = series.path("subscription").asText();
      String tag =
          "window."
              + series.path("metric").asText()
              + (subscription.isEmpty() ? "" : "." + subscription);
      assertThat(logged.getOrDefault(tag, 0L))
          .as(tag)
          .isEqualTo(
              series.path("count").asLong()
                  - series.path("non_positive").asLong()
                  - series.path("overflow").asLong());
    }
    assertThat(logged.get("window.publish_service_time")).isEqualTo(acked);
    assertThat(run.sum("window", "acked")).isEqualTo(acked);
    assertThat(run.sum("window", "sent")).isEqualTo(publish.path("sent").asLong());
    assertThat(run.csv("percentiles.csv"))
        .anyMatch(row -> row.get("metric").equals("publish_service_time"));
    assertThat(run.csv("summary.csv"))
        .hasSize(1)
        .allMatch(row -> row.get("run_id").equals(run.at("/run_id").asText()))
        .allMatch(row -> row.get("acked").equals(Long.toString(acked)))
        .allMatch(row -> row.get("verdict").equals(String.join("+", run.verdicts())));
    assertThat(run.names("ledger")).contains("acked.roaring", "received-sub-0.roaring");
  }

  private static void assertResources(RunFiles run, String process) throws Exception {
    assertThat(
            run.csv("metrics.csv").stream()
                .filter(row -> row.get("entity").equals(process))
                .map(row -> row.get("name"))
                .collect(Collectors.toSet()))
        .contains(
            "cpu_user_total",
            "cpu_system_total",
            "rss",
            "threads",
            "disk_read_total",
            "disk_written_total",
            "io_read_total",
            "io_written_total");
  }

  /** The figures that the run printed at its end, printed again from its directory. */
  private void assertShownAgain(Harness harness, RunFiles run) throws Exception {
    List<String> atTheEnd = figures(harness.out());
    assertThat(atTheEnd).hasSizeGreaterThan(3);
    try (Harness show = Harness.start(directory, "show", run.directory().toString())) {
      assertThat(show.awaitExit()).isZero();
      assertThat(figures(show.out())).isEqualTo(atTheEnd);
      assertThat(show.err()).isEmpty();
    }
  }

  /** From the table of latencies to the verdict. */
  private static List<String> figures(String out) {
    List<String> lines = out.lines().toList();
    int from = lines.stream().filter(l -> l.startsWith("ms  ")).mapToInt(lines::indexOf).sum();
    int to = lines.stream().filter(l -> l.startsWith("Files ")).mapToInt(lines::indexOf).sum();
    return lines.subList(from, to);
  }
}
