/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be verified is refused in one line, with exit code 2. */
class VerifyRefusalTest {
  @TempDir static Path shared;
  private static Path plugins;

  @TempDir Path directory;

  @BeforeAll
  static void install() throws Exception {
    plugins = LoopbackPlugin.installedIn(shared.resolve("plugins"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # arguments                        | the line holds
          --fault fire                       | --fault=fire cannot be used: allowed is kill-one, kill-majority, pause-one, power-loss
          --fault kill-one,pause-on          | did you mean pause-one?
          --broker-url h:1                   | --broker-url=h:1 cannot be used: allowed is no address with verify-durability
          --before 0                         | --before=0s cannot be used: allowed is 1s to
          --after 0                          | --after=0s cannot be used
          --outage 2m                        | --outage=120s cannot be used: allowed is 0s to 60s
          --outage soon                      | --outage=soon cannot be used
          --rate many                        | --rate=many cannot be used
          --partitions 0                     | --partitions=0 cannot be used
          --nodes 9                          | --nodes=9 cannot be used
          --durability strong                | --durability=strong cannot be used
          --warmup 5s                        | --warmup is not known
          """)
  void beforeAnythingIsMade(String arguments, String words) {
    Execution execution = execute(arguments.split(" "));

    assertRefused(execution, words);
    assertThat(directory.resolve("results")).doesNotExist();
  }

  @Test
  void aBrokerWithoutProcessesOfItsOwn() {
    assertRefused(
        execute("--fault", "kill-one"),
        "--driver=loopback cannot be used: allowed is a driver whose broker runs in processes of"
            + " its own");
  }

  private Execution execute(String... arguments) {
    List<String> all = new ArrayList<>(List.of("verify-durability", "--driver", "loopback"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--plugins", plugins.toString()));
    all.addAll(List.of("--results", directory.resolve("results").toString()));
    return Execution.of(all.toArray(String[]::new));
  }

  private static void assertRefused(Execution execution, String words) {
    assertThat(execution.exitCode()).as(execution.err()).isEqualTo(ExitCode.USAGE.code());
    assertThat(execution.err().strip()).isNotEmpty().doesNotContain("\n").contains(words);
  }
}
