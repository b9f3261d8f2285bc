/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsCommandTest {
  @TempDir static Path shared;
  private static Path plugins;

  @BeforeAll
  static void install() throws Exception {
    plugins = LoopbackPlugin.installedIn(shared.resolve("plugins"));
    Files.createDirectories(plugins.resolve("hollow"));
  }

  @Test
  void theListingNamesWhatIsThereAndWhatIsNot() {
    Execution listing = plugins();
    assertThat(listing.exitCode()).isZero();
    assertThat(listing.err()).isEmpty();
    assertThat(listing.out())
        .containsSubsequence(
            "Drivers",
            "  loopback  a broker in memory",
            "Engines",
            "  No engine is installed.",
            "Workloads",
            "  payload  ",
            "part of the harness",
            "Queries",
            "  No workload with queries is installed.",
            "What drivers offer",
            "  durability    default     yes",
            "                weak        no [1]",
            "  transactions              no [",
            "  [1] loopback, durability weak, strong, flow-weak: records are in memory only",
            "Left out",
            "  hollow: its directory")
        .doesNotContain("Drivers with engines", "Queries on engines");
  }

  @Test
  void onePluginIsDescribedInFull() {
    assertThat(plugins("loopback").out())
        .containsSubsequence(
            "Driver loopback",
            "default version     1",
            "existing clusters   none: the loopback broker lives",
            "not weak, strong, flow-weak: records are in memory only",
            "transactions        none: the loopback broker hands on each record at once",
            "--set loopback.ring-records=<integer>",
            "Default: 4096.",
            "It passes none through.")
        .doesNotContain("payload");
    assertThat(plugins("payload").out()).contains("Workload payload", "It has no query.");
  }

  @Test
  void bothFormsAreThereAsJson() throws Exception {
    JsonNode all = new ObjectMapper().readTree(plugins("--json").out());
    assertThat(all.fieldNames())
        .toIterable()
        .containsExactly(
            "schema_version",
            "drivers",
            "engines",
            "workloads",
            "drivers_with_engines",
            "queries_on_engines",
            "failures");
    JsonNode loopback = all.at("/drivers/0");
    assertThat(loopback.path("directory").asText()).isEqualTo(plugins + "/loopback");
    assertThat(loopback.at("/capabilities/local_servers/supported").asBoolean()).isTrue();
    assertThat(loopback.at("/capabilities/existing_clusters/reason").asText()).contains("lives in");
    assertThat(loopback.at("/capabilities/transactions/supported").asBoolean()).isFalse();
    assertThat(loopback.at("/capabilities/transactions/reason").asText()).contains("at once");
    assertThat(loopback.at("/capabilities/compressions/1/name").asText()).isEqualTo("lz4");
    assertThat(loopback.at("/options/0/default").asText()).isEqualTo("4096");
    assertThat(all.at("/failures/0/plugin").asText()).isEqualTo("hollow");
    JsonNode one = new ObjectMapper().readTree(plugins("--json", "loopback").out());
    assertThat(one.path("drivers")).isEqualTo(all.path("drivers"));
    assertThat(one.path("workloads")).isEmpty();
    assertThat(one.path("failures")).isEmpty();
  }

  @Test
  void anUnknownNameIsRefusedWithASuggestion() {
    Execution refused = plugins("lopback");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err().strip())
        .isEqualTo(
            "plugin=lopback cannot be used: allowed is loopback, payload; did you mean loopback?");
    assertThat(plugins("hollow").err()).contains("could not be loaded: its directory");
  }

  @Test
  void severalAreFetchedUnlessOneIsUnknown() {
    Execution fetched = fetch("loopback", "loopback@7");
    assertThat(fetched.exitCode()).as(fetched.err()).isZero();
    assertThat(fetched.out())
        .contains("loopback 1: nothing has to be", "loopback 7: nothing has to be");
    Execution refused = fetch("loopback", "lopback@7");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains("NAME=lopback", "did you mean loopback?");
    assertThat(fetch("loopback@").err()).contains("NAME=loopback@", "kafka@3.9.1");
    assertThat(fetch().exitCode()).isEqualTo(ExitCode.USAGE.code());
  }

  private static Execution plugins(String... arguments) {
    return execute("plugins", arguments);
  }

  private static Execution fetch(String... arguments) {
    return execute("fetch", arguments);
  }

  private static Execution execute(String command, String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = command;
    all[1] = "--plugins";
    all[2] = plugins.toString();
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return Execution.of(all);
  }
}
