/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Larger and rarer shapes of a run. */
@Tag("extended")
@Timeout(300)
class ShapesIT {
  @TempDir Path directory;

  @Test
  void threeNodesThatFlushEveryRecord() throws Exception {
    RunFiles run = kafka("--nodes", "3", "--durability", "strong", "--rate", "100");
    Verdicts.assertWhole(run, 300, 1);
    assertThat(run.at("/system/servers")).hasSize(3);
    assertThat(run.at("/durability/effective/copies").asInt()).isEqualTo(3);
    assertThat(run.at("/durability/effective/reached").asText()).isEqualToIgnoringCase("disk");
  }

  @Test
  void threeCopiesAcknowledgedByOne() throws Exception {
    RunFiles run = kafka("--durability", "weak", "--rate", "100");
    Verdicts.assertWhole(run, 300, 1);
    assertThat(run.at("/durability/effective/copies").asInt()).isEqualTo(3);
    assertThat(run.at("/durability/effective/copies_before_ack").asInt()).isEqualTo(1);
  }

  @Test
  void anotherVersionThanTheClients() throws Exception {
    RunFiles run = run("kafka@3.9.1", "--rate", "200");
    Verdicts.assertWhole(run, 600, 1);
    assertThat(run.at("/system/system_version").asText()).isEqualTo("3.9.1");
  }

  @Test
  void fiveHundredPublishers() throws Exception {
    Verdicts.assertWhole(kafka("--publishers", "500", "--rate", "1000"), 3_000, 1);
  }

  @Test
  void manyTopicsReadTwiceByTwoEachWithSkewedKeys() throws Exception {
    RunFiles run =
        kafka(
            "--topics",
            "2",
            "--partitions",
            "8",
            "--subscriptions",
            "2",
            "--subscribers",
            "2",
            "--publishers",
            "4",
            "--keys",
            "zipf",
            "--rate",
            "500");
    Verdicts.assertWhole(run, 1_500, 2);
  }

  @Test
  void threeBookiesThatForceEveryRecord() throws Exception {
    RunFiles run = run("pulsar", "--durability", "strong", "--rate", "200", "--compression", "lz4");
    Verdicts.assertWhole(run, 600, 1);
    assertThat(run.at("/system/servers")).hasSize(5);
    assertThat(run.at("/durability/effective/copies_before_ack").asInt()).isEqualTo(2);
    assertThat(run.verdicts()).doesNotContain("DURABILITY_MISMATCH");
  }

  @Test
  void pulsarInOneProcessSaysSo() throws Exception {
    RunFiles run = mismatched("pulsar", "--topology", "standalone", "--rate", "200");
    Verdicts.assertWhole(run, 600, 1);
    assertThat(run.at("/system/system").asText()).isEqualTo("pulsar-standalone");
  }

  @Test
  void manySubscribersShareAPulsarSubscription() throws Exception {
    RunFiles run =
        run(
            "pulsar",
            "--subscription-kind",
            "key-shared",
            "--subscribers",
            "3",
            "--keys",
            "uniform",
            "--publishers",
            "100",
            "--rate",
            "500");
    // A key's records stay in order; a partition's are spread over subscribers by key.
    Verdicts.assertWholeInAnyOrder(run, 1_500, 1);
  }

  @Test
  void aPulsarClusterThatRunsAlreadyTellsWhatItReveals() throws Exception {
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    try (Harness other =
        Harness.start(
            elsewhere, "--driver", "pulsar", "--rate", "1", "--warmup", "0", "--duration", "1h")) {
      other.awaitOutput("measuring");
      Path servers = other.runDirectory().resolve("servers");
      String broker = value(servers.resolve("broker/broker.conf"), "brokerServicePort");
      String admin = value(servers.resolve("broker/broker.conf"), "webServicePort");
      List<String> arguments =
          List.of(
              "--broker-url",
              "pulsar://127.0.0.1:" + broker,
              "--set",
              "pulsar.admin-url=http://127.0.0.1:" + admin,
              "--rate",
              "200");

      RunFiles unknown = mismatched("pulsar", arguments.toArray(String[]::new));
      Verdicts.assertWhole(unknown, 600, 1);
      assertThat(unknown.at("/durability/effective/reached").asText())
          .isEqualToIgnoringCase("unknown");

      List<String> telling = new ArrayList<>(arguments);
      telling.add("--set");
      telling.add(
          "pulsar.bookie-urls=http://127.0.0.1:"
              + value(servers.resolve("bookie-1/bookkeeper.conf"), "httpServerPort")
              + ",http://127.0.0.1:"
              + value(servers.resolve("bookie-2/bookkeeper.conf"), "httpServerPort"));
      RunFiles revealed = run("pulsar", telling.toArray(String[]::new));
      assertThat(revealed.at("/durability/effective/reached").asText())
          .isEqualToIgnoringCase("disk");
      assertThat(revealed.verdicts()).doesNotContain("DURABILITY_MISMATCH");
    }
  }

  private static String value(Path configuration, String key) throws Exception {
    return Files.readString(configuration)
        .lines()
        .filter(line -> line.startsWith(key + "="))
        .map(line -> line.substring(key.length() + 1))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aClusterThatRunsAlreadyIsLeftAsItWas() throws Exception {
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    try (Harness other =
        Harness.start(
            elsewhere, "--driver", "kafka", "--rate", "1", "--warmup", "0", "--duration", "1h")) {
      other.awaitOutput("measuring");
      RunFiles cluster = new RunFiles(other.runDirectory());
      String address = address(other.runDirectory());
      List<String> before = topics(cluster);
      assertThat(before).isNotEmpty();

      RunFiles run = kafka("--broker-url", address, "--rate", "200");
      Verdicts.assertWhole(run, 600, 1);
      assertThat(run.names("servers")).isEmpty();
      assertThat(topics(cluster)).isEqualTo(before);

      RunFiles kept = kafka("--broker-url", address, "--rate", "200", "--keep");
      List<String> with = new ArrayList<>(before);
      with.add("weir-" + kept.at("/run_id").asText() + "-0");
      assertThat(topics(cluster)).containsExactlyInAnyOrderElementsOf(with);
    }
  }

  /** The topics of runs whose partitions the broker holds; those it deletes are renamed first. */
  private static List<String> topics(RunFiles cluster) throws Exception {
    return cluster.names("servers/kafka-1/data").stream()
        .filter(name -> name.startsWith("weir-") && name.endsWith("-0"))
        .filter(name -> !name.endsWith("-delete"))
        .map(name -> name.substring(0, name.length() - 2))
        .toList();
  }

  private static String address(Path run) throws Exception {
    return Files.readString(run.resolve("servers/kafka-1/server.properties"))
        .lines()
        .filter(line -> line.startsWith("listeners="))
        .map(line -> line.replaceAll(".*PLAINTEXT://([^,]+).*", "$1"))
        .findFirst()
        .orElseThrow();
  }

  private RunFiles kafka(String... arguments) throws Exception {
    return run("kafka", arguments);
  }

  private RunFiles run(String driver, String... arguments) throws Exception {
    return run(Verdicts::assertEnded, driver, arguments);
  }

  private RunFiles mismatched(String driver, String... arguments) throws Exception {
    return run(Verdicts::assertMismatched, driver, arguments);
  }

  /** How a run may end. */
  private interface Ending {
    void check(int exitCode, RunFiles run);
  }

  private RunFiles run(Ending ending, String driver, String... arguments) throws Exception {
    Path own = Files.createTempDirectory(directory, "run");
    List<String> all =
        new ArrayList<>(List.of("--driver", driver, "--duration", "3s", "--warmup", "2s"));
    all.addAll(List.of(arguments));
    try (Harness harness = Harness.start(own, all.toArray(String[]::new))) {
      int exitCode = harness.awaitExit();
      harness.awaitNothingLeft();
      RunFiles run = new RunFiles(harness.runDirectory());
      ending.check(exitCode, run);
      return run;
    }
  }
}
