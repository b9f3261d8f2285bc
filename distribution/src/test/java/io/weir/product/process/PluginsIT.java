/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The assembled product with plugins that it has never heard of: compiled against the plug point's
 * jar alone and put into a directory.
 */
@Timeout(240)
class PluginsIT {
  private static final String DRIVER = "org/example/toy/ToyDriver.java";

  @TempDir static Path toys;

  @TempDir Path directory;

  @BeforeAll
  static void build() throws Exception {
    PluginBuild.toy().write(toys.resolve("toy/toy.jar"));
  }

  @Test
  void theListingHasEveryServiceAndEveryNoWithItsReason() throws Exception {
    String out = succeed("plugins", "--plugins", toys.toString());
    assertThat(out.lines()).allMatch(line -> line.length() <= 100 || line.contains(" from /"));
    assertThat(out)
        .containsSubsequence(
            "Drivers",
            "kafka ",
            "Apache Kafka",
            "loopback ",
            "toy ",
            "a toy broker in memory, version 1.0",
            "version 0.3, from " + toys.resolve("toy"),
            "Engines",
            "toy-engine ",
            "Workloads",
            "payload ",
            "part of the harness",
            "toy-box ",
            "Queries",
            "toy-box count",
            "(ansi, toy-sql)",
            "toy-box latest");
    assertThat(out)
        .contains("toy, durability weak, strong, flow-weak: a toy keeps one copy, in memory")
        .contains("toy-engine, kafka: it has no connector for the protocol kafka")
        .doesNotContain("No engine is installed", "Left out");
    assertThat(out.replaceAll("\\s+", " "))
        .containsPattern("toy-engine, .*toy-box latest: the query has no text in toy-sql");
    assertThat(rows(out, "toy-box ", "count"))
        .singleElement()
        .asString()
        .matches("  toy-box +count +no \\[\\d+\\] +yes");
  }

  @Test
  void theListingSaysWhatGoesWithTheEngine() throws Exception {
    String out = succeed("plugins");
    assertThat(out).contains("Drivers with engines", "flink", "q5");
    assertThat(succeed("plugins", "flink"))
        .contains("1.20.3", "kill-taskmanager", "flink.watermark-interval", "exactly-once");
  }

  @Test
  void theJsonHasTheSame() throws Exception {
    JsonNode json =
        new ObjectMapper().readTree(succeed("plugins", "--json", "--plugins", toys.toString()));
    assertThat(json.path("schema_version").asInt()).isEqualTo(1);
    assertThat(json.path("drivers").findValuesAsText("name"))
        .contains("kafka", "loopback", "pulsar", "toy");
    assertThat(json.path("engines").findValuesAsText("name")).contains("flink", "toy-engine");
    assertThat(json.path("workloads").findValuesAsText("plugin")).contains("harness", "toy");
    assertThat(json.path("drivers_with_engines"))
        .anyMatch(
            pair ->
                pair.path("driver").asText().equals("kafka")
                    && pair.path("engine").asText().equals("toy-engine")
                    && !pair.path("supported").asBoolean()
                    && pair.path("reason").asText().contains("protocol kafka"));
    assertThat(json.path("failures")).isEmpty();
  }

  @Test
  void onePluginIsDescribedInFull() throws Exception {
    String out = succeed("plugins", "toy", "--plugins", toys.toString());
    assertThat(out)
        .containsSubsequence(
            "Driver toy",
            "default version",
            "1.0",
            "existing clusters",
            "none: the toy broker lives in the harness's own process",
            "--set toy.most-records=<integer>",
            "Default: 1000000.",
            "--set toy.greeting=hello|goodbye",
            "Engine toy-engine",
            "--set toy-engine.job.<native key>=<value>",
            "Workload toy-box",
            "count: how many toys there are",
            "in ansi, toy-sql")
        .doesNotContain("kafka 4", "Driver kafka");
  }

  @Test
  void aRunOnAPluginsBrokerIsMeasuredAsAnyOther() throws Exception {
    Path run = run(toys, "toy", "--set", "toy.greeting=goodbye");
    RunFiles files = new RunFiles(run);
    Verdicts.assertWhole(files, 2_000, 1);
    assertThat(files.schemaErrors()).isEmpty();
    assertThat(Files.readString(run.resolve("run.json"))).contains("goodbye");
    assertThat(succeed("show", run.toString())).contains("toy 1.0", "publish latency", "Verdict");
  }

  @Test
  void aPluginsWorkloadIsPublishedOnAnyBrokerWithATopicForItsStream() throws Exception {
    Path run = run(toys, "loopback", "--workload", "toy-box", "--set", "toy-box.boxes=5", "--keep");
    RunFiles files = new RunFiles(run);
    Verdicts.assertWhole(files, 2_000, 1);
    assertThat(files.schemaErrors()).isEmpty();
    JsonNode workload = files.at("/workload");
    assertThat(workload.at("/streams/0/name").asText()).isEqualTo("toys");
    assertThat(workload.at("/streams/0/topic").asText()).endsWith("-toys");
    assertThat(workload.at("/streams/0/encoding").asText()).isEqualTo("json");
    assertThat(workload.path("ticks").asLong()).as("4 partitions, 10 a second").isPositive();
    assertThat(workload.path("mean_record_bytes").asDouble()).isBetween(90.0, 120.0);
    assertThat(Files.readString(run.resolve("run.yaml")))
        .contains("workload: toy-box", "toy-box.boxes: 5")
        .doesNotContain("record-size");
    // The run can be repeated from what it left.
    assertThat(
            succeed(
                "run",
                "--config",
                run.resolve("run.yaml").toString(),
                "--plugins",
                toys.toString(),
                "--dry-run"))
        .contains("of toy-box", "-toys with 4 partitions");
  }

  @Test
  void whatAWorkloadLeavesNoRoomForIsRefused() throws Exception {
    assertThat(refuse("--workload", "toybox"))
        .contains("--workload=toybox", "payload", "did you mean toy-box?");
    assertThat(refuse("--workload", "toy-box", "--record-size", "100"))
        .contains("--record-size=100", "none with --workload toy-box");
    assertThat(refuse("--workload", "toy-box", "--topics", "2")).contains("--topics=2");
    assertThat(refuse("--workload", "toy-box", "--set", "toy-box.boxes=0"))
        .contains("--set toy-box.boxes=0", "at least 1");
    assertThat(refuse("--set", "toy-box.boxes=1")).contains("a plugin of this run");
  }

  @Test
  void whatThePluginDoesNotOfferIsRefusedWithItsReason() throws Exception {
    assertThat(refuse("--durability", "strong"))
        .contains("--durability=strong", "allowed is default", "a toy keeps one copy, in memory");
    assertThat(refuse("--compression", "zstd")).contains("records never leave the process");
    assertThat(refuse("--subscription-kind", "shared")).contains("toys are not shared");
    assertThat(refuse("--broker-url", "localhost:1")).contains("harness's own process");
    assertThat(refuse("--set", "toy.greetnig=hello")).contains("did you mean greeting?");
    assertThat(refuse("--set", "toy.greeting=helo")).contains("did you mean hello?");
    assertThat(refuse("--set", "toy.producer.acks=1")).contains("passes none through");
  }

  @Test
  void pluginsWithDifferentVersionsOfALibraryRunSideBySide() throws Exception {
    Path plugins = directory.resolve("plugins");
    for (String version : List.of("1.1", "2.2")) {
      String name = version.startsWith("1") ? "alpha" : "beta";
      Path library =
          PluginBuild.empty()
              .source(
                  "lib/Library.java",
                  "package lib; public final class Library { public static String version() {"
                      + " return \""
                      + version
                      + "\"; } }")
              .write(plugins.resolve(name).resolve("library.jar"));
      PluginBuild.toy()
          .withoutService("io.weir.spi.EngineAdapter")
          .withoutService("io.weir.spi.Workload")
          .library(library)
          .with(DRIVER, "NAME = \"toy\"", "NAME = \"" + name + "\"")
          .with(DRIVER, "VERSION = \"1.0\"", "VERSION = lib.Library.version()")
          .write(plugins.resolve(name).resolve("driver.jar"));
    }
    assertThat(succeed("plugins", "--plugins", plugins.toString()))
        .contains("a toy broker in memory, version 1.1", "a toy broker in memory, version 2.2");
    assertThat(Files.readString(run(plugins, "alpha").resolve("run.json")))
        .contains("\"1.1\"")
        .doesNotContain("\"2.2\"");
    assertThat(Files.readString(run(plugins, "beta").resolve("run.json")))
        .contains("\"2.2\"")
        .doesNotContain("\"1.1\"");
  }

  @Test
  void pluginsThatCannotBeLoadedAreNamedAndHinderNoOther() throws Exception {
    Path plugins = directory.resolve("plugins");
    PluginBuild.toy().write(plugins.resolve("good/toy.jar"));
    PluginBuild.toy().manifest("Weir-Spi-Version", "99").write(plugins.resolve("future/toy.jar"));
    Path gone =
        PluginBuild.empty()
            .source("lib/Gone.java", "package lib; public class Gone { }")
            .write(directory.resolve("elsewhere/gone.jar"));
    PluginBuild.toy()
        .library(gone)
        .with(DRIVER, "class ToyDriver", "class ToyDriver extends lib.Gone")
        .withoutService("io.weir.spi.EngineAdapter")
        .withoutService("io.weir.spi.Workload")
        .write(plugins.resolve("partial/toy.jar"));
    Files.createDirectories(plugins.resolve("bare"));

    String out = succeed("plugins", "--plugins", plugins.toString());
    assertThat(out)
        .containsSubsequence("Drivers", "kafka", "loopback", "toy", "Left out")
        .contains("bare: its directory")
        .contains("partial: none of its jars has the class lib.Gone");
    assertThat(out.replaceAll("\\s+", " ")).contains("built for version 99 of the plug point");
    assertThat(refused("plugins", "future", "--plugins", plugins.toString()))
        .contains("plugin=future", "could not be loaded", "version 99");
    run(plugins, "toy");
  }

  @Test
  void anUnknownPluginIsRefusedWithASuggestion() throws Exception {
    assertThat(refused("plugins", "kafak")).contains("plugin=kafak", "did you mean kafka?");
  }

  @Test
  void severalSystemsAreFetchedByName() throws Exception {
    assertThat(succeed("fetch", "loopback", "toy", "toy-engine", "--plugins", toys.toString()))
        .contains("loopback 1: nothing", "toy 1.0: nothing", "toy-engine 1.0: nothing");
    assertThat(refused("fetch", "kafka", "tyo", "--plugins", toys.toString()))
        .contains("NAME=tyo", "did you mean toy?");
  }

  @Test
  void oneThatCannotBeDownloadedDoesNotStopTheOthers() throws Exception {
    try (Harness harness = Harness.start(directory, "fetch", "kafka@9.9.9", "loopback")) {
      assertThat(harness.awaitExit()).isEqualTo(4);
      assertThat(harness.err()).contains("kafka 9.9.9 cannot be had");
      assertThat(harness.out()).contains("loopback 1: nothing");
    }
  }

  private Path run(Path plugins, String driver, String... further) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("run", "--driver", driver, "--plugins", plugins.toString()));
    arguments.addAll(List.of("--rate", "1000", "--duration", "2s", "--warmup", "1s"));
    arguments.addAll(List.of(further));
    Path own = Files.createDirectories(directory.resolve("run-" + driver));
    try (Harness harness = Harness.start(own, arguments.toArray(String[]::new))) {
      int exitCode = harness.awaitExit();
      harness.awaitNothingLeft();
      assertThat(harness.err()).isEmpty();
      assertThat(harness.out()).contains("Verdict");
      Verdicts.assertEnded(exitCode, new RunFiles(harness.runDirectory()));
      return harness.runDirectory();
    }
  }

  private String refuse(String... arguments) throws Exception {
    List<String> all =
        new ArrayList<>(List.of("run", "--driver", "toy", "--plugins", toys.toString()));
    all.addAll(List.of(arguments));
    return refused(all.toArray(String[]::new));
  }

  private String refused(String... arguments) throws Exception {
    try (Harness harness = Harness.start(directory, arguments)) {
      assertThat(harness.awaitExit()).isEqualTo(2);
      assertThat(harness.err().strip()).doesNotContain("\n");
      assertThat(harness.runs()).isEmpty();
      return harness.err();
    }
  }

  private String succeed(String... arguments) throws Exception {
    try (Harness harness = Harness.start(directory, arguments)) {
      assertThat(harness.awaitExit()).as(harness.err()).isZero();
      assertThat(harness.err()).isEmpty();
      return harness.out();
    }
  }

  private static List<String> rows(String out, String group, String item) {
    return out.lines()
        .filter(line -> line.strip().startsWith(group) && line.contains(item))
        .filter(line -> line.endsWith("yes"))
        .toList();
  }
}
