/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans, run files, JSON and accepted verdicts, on the in-memory broker. */
class RunCommandTest {
  private static final List<String> SHORT =
      List.of(
          "--driver",
          "loopback",
          "--rate",
          "100",
          "--duration",
          "1s",
          "--warmup",
          "0",
          "--cooldown",
          "0");

  @TempDir static Path shared;
  private static Path plugins;

  @TempDir Path directory;

  @BeforeAll
  static void install() throws Exception {
    plugins = LoopbackPlugin.installedIn(shared.resolve("plugins"));
  }

  @Test
  void aPlanShowsEverySettingAndWhereItComesFrom() throws Exception {
    Path file = directory.resolve("run.yaml");
    Files.writeString(file, "driver: loopback\nrate: [500, 1000]\nprofile: ramp\nseed: 7\n");
    Execution plan = execute("--config", file.toString(), "--seed", "8", "--dry-run");
    assertThat(plan.exitCode()).isZero();
    assertThat(plan.err()).isEmpty();
    assertThat(plan.out())
        .contains("Plan of a run; nothing was started.")
        .contains("ramp, 750.0 records/s on average, 1,000.0/s at its peak")
        .containsPattern("warmup +0.0 s to +30.0 s +22,500 records")
        .containsPattern("window +30.0 s to +90.0 s +45,000 records, judged")
        .containsPattern("driver: loopback +# " + file + " line 1")
        .containsPattern("rate: \\[500, 1000\\] +# " + file + " line 2")
        .containsPattern("seed: 8 +# command line")
        .containsPattern("warmup: 30s +# default")
        .containsPattern("loopback.ring-records: \\d+ +# default");
    assertThat(directory.resolve("results")).doesNotExist();
  }

  @Test
  void laterFilesWinOverEarlierOnes() throws Exception {
    Path first = Files.writeString(directory.resolve("a"), "driver: loopback\nseed: 1\nrate: 5");
    Path second = Files.writeString(directory.resolve("b"), "seed: 2");
    JsonNode settings =
        json(execute(
                "--config", first.toString(), "--config", second.toString(), "--dry-run", "--json"))
            .get("settings");
    assertThat(settings.at("/seed/value").asText()).isEqualTo("2");
    assertThat(settings.at("/rate/value").asText()).isEqualTo("5");
  }

  @Test
  void aRefusedValueOfAFileIsNamedWithItsLine() throws Exception {
    Path file = directory.resolve("run.yaml");
    Files.writeString(file, "driver: loopback\n\nrate: 0\nset:\n  loopback.ring-records: x\n");
    Execution rate = execute("--config", file.toString());
    assertThat(rate.exitCode()).isEqualTo(2);
    assertThat(rate.err()).startsWith(file + " line 3: rate=0 cannot be used");
    Execution option = execute("--config", file.toString(), "--rate", "5");
    assertThat(option.exitCode()).isEqualTo(2);
    assertThat(option.err()).startsWith(file + " line 5: loopback.ring-records=x cannot be used");
  }

  @Test
  void theRunFileThatARunLeavesRepeatsIt() throws Exception {
    Execution run = execute(with("--seed", "9", "--set", "loopback.ring-records=4096"));
    assertThat(run.err()).isEmpty();
    Path left = onlyRun().resolve("run.yaml");
    JsonNode again = json(execute("--config", left.toString(), "--dry-run", "--json"));
    assertThat(again.at("/settings/seed/value").asText()).isEqualTo("9");
    assertThat(again.at("/settings/rate/value").asText()).isEqualTo("100");
    assertThat(again.at("/options/loopback.ring-records/value").asText()).isEqualTo("4096");
    again.get("settings").forEach(s -> assertThat(s.get("from").asText()).contains("run.yaml"));
  }

  @Test
  void asJsonTheResultIsTheRunsDocumentAndProgressGoesElsewhere() throws Exception {
    Execution run = execute(with("--json"));
    JsonNode document = json(run);
    assertThat(document.at("/outcome/publish").findValuesAsText("acked")).contains("100");
    assertThat(document)
        .isEqualTo(new ObjectMapper().readTree(Files.readAllBytes(onlyRun().resolve("run.json"))));
    assertThat(run.err()).contains("measuring");
    Execution shown = Execution.of("show", "--json", onlyRun().toString());
    assertThat(json(shown)).isEqualTo(document);
  }

  @Test
  void anAcceptedVerdictIsNoFailure() throws Exception {
    // Whatever a busy machine makes of it; a verdict about delivery would still be a failure.
    List<String> all =
        with(
            "--accept",
            "saturated,client-limited,subscriber-limited,HOST_CONTENDED,generator-limited",
            "--accept",
            "unstable,clock-uncertain");
    Execution accepted = execute(all);
    assertThat(accepted.exitCode()).as(accepted.out()).isZero();
    boolean valid = accepted.out().contains("Verdict       VALID");
    assertThat(accepted.out().contains("by --accept")).isEqualTo(!valid);
  }

  @Test
  void aCompletionScriptKnowsFlagsAndChoices() {
    Execution completion = Execution.of("completion");
    assertThat(completion.exitCode()).isZero();
    assertThat(completion.out()).contains("--durability", "flow-weak", "calibrate", "doctor");
  }

  @Test
  void theHelpTeaches() {
    assertThat(Execution.of("run", "--help").out())
        .contains("The system under test:", "Topics and subscriptions:", "--topic-prefix")
        .contains("A run file has the same keys", "harness --config results/<run>/run.yaml")
        .contains("Default: 30s.");
    assertThat(Execution.of("run", "--help").out().lines()).allMatch(l -> l.length() <= 80);
  }

  private static List<String> with(String... more) {
    List<String> all = new ArrayList<>(SHORT);
    all.addAll(List.of(more));
    return all;
  }

  private Execution execute(String... arguments) {
    return execute(List.of(arguments));
  }

  private Execution execute(List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--plugins", plugins.toString()));
    all.addAll(List.of("--results", directory.resolve("results").toString()));
    return Execution.of(all.toArray(String[]::new));
  }

  private static JsonNode json(Execution execution) throws Exception {
    assertThat(execution.out()).as(execution.err()).isNotEmpty();
    return new ObjectMapper().readTree(execution.out());
  }

  private Path onlyRun() throws Exception {
    try (Stream<Path> runs = Files.list(directory.resolve("results"))) {
      return runs.toList().get(0);
    }
  }
}
