/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs with a stream engine, up to their start: plans, and what is refused in one line. */
class EngineFlagsTest {
  @TempDir static Path shared;
  private static Path plugins;

  @TempDir Path directory;

  @BeforeAll
  static void install() throws Exception {
    plugins = LoopbackPlugin.installedIn(shared.resolve("plugins"));
    EnginePlugin.installIn(plugins);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # arguments                                        | the line holds
          --engine tabels                                    | --engine=tabels cannot be used: allowed is cloud, tables; did you mean tables?
          --engine tables@                                   | NAME@VERSION
          --engine cloud@2 --engine-url x:1                  | write cloud
          --engine tables@2 --engine-url x:1                 | --engine=tables@2 cannot be used: allowed is a name without a version with --engine-url
          --engine tables --engine-url x:1,                  | --engine-url= cannot be used: allowed is addresses
          --engine tables --engine-url x:1 --engine-nodes 2  | --engine-nodes=2 cannot be used: allowed is none with --engine-url
          --engine tables --engine-url x:1 --fault kill-worker@5s | --fault=kill-worker@5s cannot be used: allowed is none with --engine-url
          --engine tables --engine-nodes 0                   | --engine-nodes=0 cannot be used: allowed is 1 to 100
          --engine tables --workload payload                 | --workload=payload cannot be used: allowed is a workload with queries with --engine; payload's records have no fields
          --engine tables --set robots.stream=result         | without a stream result
          --engine tables --query evry                       | --query=evry cannot be used: allowed is one of workload robots: every, count-20s, most-20s, sum; did you mean every?
          --engine tables --query sum                        | --query=sum cannot be used: allowed is every, count-20s, most-20s with --engine tables; tables cannot add up
          --engine tables --guarantee exactly-once           | --guarantee=exactly-once cannot be used: allowed is at-least-once; the loopback broker
          --engine tables --guarantee exactly-onc            | did you mean exactly-once?
          --engine cloud                                     | --engine-url=(none) cannot be used: allowed is the address of a running engine; a cloud is no machine
          --engine cloud --engine-url x:1                    | --engine=cloud cannot be used: allowed is tables with --driver loopback; clouds rain only
          --engine tables --parallelism 0                    | --parallelism=0 cannot be used: allowed is 1 to 1000
          --engine tables --parallelism many                 | a whole number
          --engine tables --checkpoint-interval 10ms         | --checkpoint-interval=10ms cannot be used: allowed is 100ms to
          --engine tables --checkpoint-interval 30s --guarantee exactly-once | --checkpoint-interval=30s cannot be used: allowed is less than the drain limit of 30s with --guarantee exactly-once
          --engine tables --watermark-delay soon             | --watermark-delay=soon
          --engine tables --watermark-delay 1000h            | --watermark-delay=3600000s cannot be used: allowed is 0s to
          --engine tables --fault kill-worker                | --fault=kill-worker cannot be used: allowed is a fault and when it strikes
          --engine tables --fault @5s                        | allowed is a fault and when it strikes
          --engine tables --fault kill-worker@x              | a time with its unit
          --engine tables --fault kill-worker@60s            | --fault=kill-worker@60s cannot be used: allowed is a time within the window of 60s
          --engine tables --fault kill-workr@5s              | --fault=kill-workr@5s cannot be used: allowed is kill-worker with --engine tables; did you mean kill-worker?
          --engine tables --rescale 4                        | --rescale=4 cannot be used: allowed is a parallelism and from when on
          --engine tables --rescale x@5s                     | a parallelism and from when on
          --engine tables --rescale 4@                       | a time with its unit
          --engine tables --rescale 0@5s                     | a parallelism of 1 to 1000 other than the first, 1
          --engine tables --rescale 1@5s                     | a parallelism of 1 to 1000 other than the first, 1
          --engine tables --rescale 4@2m                     | --rescale=4@120s cannot be used: allowed is a time within the window of 60s
          --engine tables --query count-20s --duration 20s   | --duration=20s cannot be used: allowed is at least 30s with --warmup 30s, so that a window of 20s of query count-20s lies wholly in it; or take --warmup 40s
          --engine tables --query count-20s --duration 19s --warmup 0 | allowed is at least 20s with --warmup 0s
          --engine tables --query most-20s --duration 23s --warmup 31s | allowed is at least 24s with --warmup 31s, so that
          --engine tables --query count-20s --duration 20s --warmup 100us | allowed is at least 39999900us with --warmup 100us, so that a window of 20s of query count-20s lies wholly in it; or take --warmup 20s
          --engine tables --set tables.slot=1                | did you mean slots?
          --engine tables --set tables.job.sped=1            | did you mean speed?
          --engine tables --set tabels.slots=1               | did you mean tables?
          --set tables.slots=1                               | begins with a plugin of this run
          --query every                                      | --query=every cannot be used: allowed is none without --engine; name an engine or leave it out
          --engine-url x:1                                   | --engine-url=x:1 cannot be used: allowed is none without --engine
          --engine-nodes 1                                   | none without --engine
          --guarantee exactly-once                           | none without --engine
          --parallelism 2                                    | none without --engine
          --checkpoint-interval 1s                           | none without --engine
          --watermark-delay 1s                               | none without --engine
          --fault kill-worker@5s                             | none without --engine
          --rescale 2@5s                                     | none without --engine
          """)
  void aValueThatCannotBeUsed(String arguments, String words) {
    Execution refused = execute(arguments.split(" +"));
    assertThat(refused.exitCode()).as(refused.err()).isEqualTo(ExitCode.USAGE.code());
    assertThat(refused.err().strip()).isNotEmpty().doesNotContain("\n").contains(words);
    assertThat(refused.out()).isEmpty();
    assertThat(directory.resolve("results")).doesNotExist();
  }

  @Test
  void aPlanShowsTheEngineWithItsDefaults() {
    Execution plan = execute("--engine", "tables", "--dry-run");
    assertThat(plan.err()).isEmpty();
    assertThat(plan.exitCode()).isZero();
    assertThat(plan.out())
        .containsSubsequence(
            "Engine        tables 2.5, 1 worker started on this machine (adapter 5)",
            "Artifacts     tables 2.5",
            "Query         every: every reading",
            "watermark 1s behind the latest event time",
            "Guarantee     at-least-once, a checkpoint each 10s",
            "Parallelism   1",
            "Writes to     weir-<run id>-result")
        .containsPattern("engine: tables@2.5 +# command line: tables")
        .containsPattern("query: every +# workload robots")
        .containsPattern("workload: robots +# default with an engine")
        .containsPattern("cooldown: 2s +# for the query of --engine")
        .containsPattern("tables.slots: 7 +# default")
        .doesNotContain("Fault ", " fault:", "rescale:", "engine-url:", "Note ");
  }

  @Test
  void aPlanShowsFaultRescaleAndTasksWithoutRecords() {
    Execution plan =
        execute(
            "--engine tables --query count-20s --duration 40s --cooldown 2s --parallelism 2"
                .concat(" --engine-nodes 3 --partitions 4 --fault kill-worker@5s --rescale 6@9s")
                .concat(" --watermark-delay 500ms --dry-run")
                .split(" "));
    assertThat(plan.err()).isEmpty();
    assertThat(plan.out())
        .containsSubsequence(
            "Engine        tables 2.5, 3 workers",
            "windows of 20s, watermark 500ms behind the latest event time",
            "Parallelism   2, from 9s into the window 6",
            "Fault         kill-worker 5s into the window: one worker is killed and started again",
            "Note          2 tasks of 6 may get no records: there are fewer partitions",
            "Note          load goes on for 21500ms after the window at least")
        .containsPattern("cooldown: 21500ms +# command line: 2s")
        .containsPattern("fault: kill-worker@5s +# command line")
        .containsPattern("rescale: \"?6@9s\"? +# command line");
  }

  @Test
  void aLongerCooldownStays() {
    assertThat(execute("--engine", "tables", "--cooldown", "9s", "--dry-run").out())
        .containsPattern("cooldown: 9s +# command line")
        .doesNotContain("Note");
  }

  @Test
  void aPlanIsThereAsJsonWithItsSecretsMasked() throws Exception {
    Execution plan =
        execute(
            "--engine",
            "tables",
            "--engine-url",
            "http://h:1",
            "--set",
            "tables.token=swordfish",
            "--dry-run",
            "--json");
    assertThat(plan.out()).doesNotContain("swordfish");
    JsonNode tree = new ObjectMapper().readTree(plan.out());
    JsonNode engine = tree.path("engine");
    assertThat(engine.path("name").asText()).isEqualTo("tables");
    assertThat(engine.path("result_topic").asText()).isEqualTo("weir-<run id>-result");
    assertThat(engine.at("/asked/addresses/0").asText()).isEqualTo("http://h:1");
    assertThat(engine.at("/asked/guarantee").asText()).isEqualTo("at-least-once");
    assertThat(engine.at("/asked/version").isNull()).isTrue();
    assertThat(engine.path("artifacts")).isEmpty();
    assertThat(tree.at("/settings/engine-url/value").asText()).isEqualTo("http://h:1");
    assertThat(tree.at("/settings").has("engine-nodes")).isFalse();
    assertThat(tree.at("/options/tables.token/value").asText()).doesNotContain("swordfish");
  }

  @Test
  void aRunFileNamesAnEngineLikeTheCommandLine() throws Exception {
    Path file = directory.resolve("run.yaml");
    Files.writeString(
        file,
        """
        engine: tables@2.6
        query: most-20s
        warmup: 31s
        duration: 25s
        watermark-delay: 0
        """);
    Execution plan = execute("--config", file.toString(), "--dry-run");
    assertThat(plan.err()).isEmpty();
    assertThat(plan.out())
        .contains("Engine        tables 2.6, ")
        .containsPattern("query: most-20s +# " + file + " line 2");
    Files.writeString(file, "engine: tables\nquery: most\n");
    assertThat(execute("--config", file.toString()).err())
        .startsWith(file + " line 2: query=most cannot be used");
  }

  @Test
  void aTracesWindowsAreWhereTheTraceSays() {
    assertThat(
            execute(
                    "--engine tables --query count-20s --duration 20s --set robots.trace=true"
                        .concat(" --dry-run")
                        .split(" "))
                .exitCode())
        .isZero();
  }

  @Test
  void theListingSaysWhatEnginesPromiseAndBear() throws Exception {
    assertThat(list("plugins"))
        .containsSubsequence(
            "Drivers with engines",
            "loopback  no [1]  yes",
            "[1] cloud, loopback: clouds rain only",
            "Guarantees of engines",
            "                           cloud  tables",
            "  loopback  at-least-once  -      yes",
            "            exactly-once   -      no [1]",
            "  [1] tables, loopback exactly-once: there are no transactions",
            "Queries on engines");
    assertThat(list("plugins", "tables"))
        .containsSubsequence(
            "Engine tables",
            "  default version     2.5",
            "  dialect             tables",
            "  local servers       yes",
            "  rescaling           yes",
            "--set tables.token=<string>",
            "--set tables.job.<native key>=<value>",
            "Faults of tables",
            "  --fault kill-worker@<time>",
            "one worker is killed");
    assertThat(list("plugins", "cloud"))
        .containsSubsequence(
            "local servers       none: a cloud is no machine of yours",
            "existing clusters   yes",
            "rescaling           none: a cloud is as large",
            "It knows none.");
    JsonNode json = new ObjectMapper().readTree(list("plugins", "--json"));
    assertThat(json.at("/engines/1/faults/0/name").asText()).isEqualTo("kill-worker");
    assertThat(json.at("/engines/0/local_servers/supported").asBoolean()).isFalse();
    assertThat(json.at("/drivers_with_engines/1/guarantees/1/name").asText())
        .isEqualTo("exactly-once");
    assertThat(json.at("/drivers_with_engines/1/guarantees/1/reason").asText())
        .isEqualTo("there are no transactions");
    assertThat(list("fetch", "cloud")).contains("cloud 2.5: nothing has to be downloaded");
  }

  private static String list(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(1, List.of("--plugins", plugins.toString()));
    return Execution.of(all.toArray(String[]::new)).out();
  }

  @Test
  void theHelpHasTheEngineUnderItsHeading() {
    assertThat(Execution.of("run", "--help").out())
        .containsSubsequence("The stream engine:", "--engine", "--rescale", "The load:");
  }

  private Execution execute(String... arguments) {
    List<String> all = new ArrayList<>(List.of("run", "--driver", "loopback"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--plugins", plugins.toString()));
    all.addAll(List.of("--results", directory.resolve("results").toString()));
    return Execution.of(all.toArray(String[]::new));
  }
}
