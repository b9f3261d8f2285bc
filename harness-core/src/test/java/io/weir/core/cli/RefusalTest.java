/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be run is refused in one line, with exit code 2, before anything is made. */
class RefusalTest {
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
          # arguments                                   | the line holds
          --rate 0                                      | --rate=0 cannot be used
          --rate -5                                     | --rate=-5 cannot be used
          --rate many                                   | --rate=many cannot be used
          --rate 1,2                                    | one rate with --profile constant
          --rate 1e99                                   | --rate=1e99 cannot be used
          --profile ramp --rate 5                       | two rates with --profile ramp
          --profile steps --rate 5                      | two or more rates with --profile steps
          --profile max --rate 5                        | leave --rate or --profile max out
          --profile sawtooth                            | constant, steps, ramp, sine, on-off, trace, users, b-model, own, max
          --profile sine --rate 5                       | two rates with --profile sine, low,high
          --profile sine --rate 9,5                     | the lower rate comes first
          --profile sine --rate 1,5 --period 5ms        | 1s to
          --profile on-off --rate 5                     | two rates with --profile on-off
          --profile on-off --rate 5,0 --on-time 0       | 1ms to
          --profile b-model --b 0.4                     | 0.5 (even) to 0.99
          --profile b-model --b 1                       | 0.5 (even) to 0.99
          --profile b-model --slot 1us                  | 1ms to
          --profile b-model --slot 1ms --duration 24h   | at most 2^24 slots
          --profile b-model --volume 0                  | 1 to
          --profile b-model --floor 90 --ceiling 50     | at most the ceiling of 50
          --profile b-model --volume 5 --rate 5         | none with --volume
          --profile users                               | how many users
          --profile users --users x                     | whole numbers of users
          --profile users --users 0,0                   | at least one user
          --profile users --users 5 --think-alpha 1     | at 1 and below the time has no mean
          --profile trace                               | a CSV or JSON file with --profile trace
          --profile trace --trace no-such.csv           | there is no such file
          --profile trace --trace-scale 0 --trace x     | above 0
          --b 0.7                                       | none with --profile constant
          --profile own                                 | any other with workload payload as it is set
          --workload robts                              | --workload=robts cannot be used: allowed is payload
          --preset shop                                 | --preset=shop cannot be used
          --force maybe                                 | true or false
          --duration 0                                  | --duration=0s cannot be used: allowed is 1s to
          --duration 10                                 | a time with its unit
          --duration -1s                                | --duration=-1s cannot be used
          --warmup soon                                 | --warmup=soon cannot be used
          --drain-limit 0                               | --drain-limit=0s cannot be used
          --record-size 23                              | --record-size=23 cannot be used: allowed is 24 to
          --record-size 3GiB                            | a size below 2GiB
          --partitions 0                                | --partitions=0 cannot be used: allowed is 1 to
          --topics -1                                   | --topics=-1 cannot be used
          --topics x                                    | --topics=x cannot be used: allowed is a whole number
          --topics 99999999999                          | --topics=99999999999 cannot be used
          --nodes 0                                     | --nodes=0 cannot be used: allowed is 1
          --nodes 1 --broker-url h:1                    | --nodes=1 cannot be used: allowed is none with --broker-url
          --broker-url h:1,,h:2                         | addresses separated by commas
          --keep perhaps                                | --keep=perhaps cannot be used: allowed is true or false
          --key-count 5                                 | --key-count=5 cannot be used: allowed is none with --keys none
          --keys uniform --zipf-exponent 1              | --zipf-exponent=1 cannot be used: allowed is none with --keys uniform
          --compressibility half                        | --compressibility=half cannot be used: allowed is a number
          --topic-prefix a/b                            | --topic-prefix=a/b cannot be used
          --linger 1.5ns                                | --linger=1.5ns cannot be used
          --accept saturatd                             | --accept=saturatd cannot be used
          --accept saturatd                             | did you mean saturated?
          --set loopback.ring-records=8 --set loopback.ring-records=9 | each key once
          --set secret-without-a-key                    | --set=... cannot be used: allowed is KEY=VALUE
          --set loopback.ring-records=********          | it was masked
          --config absent.yaml                          | --config=absent.yaml cannot be used
          --publishers 0                                | --publishers=0 cannot be used
          --subscriptions -1                            | --subscriptions=-1 cannot be used
          --subscribers 0                               | --subscribers=0 cannot be used
          --load-threads 2                              | --load-threads=2 cannot be used: allowed is 1
          --max-in-flight 1000                          | a power of two, such as 4096
          --max-in-flight -4                            | a power of two, such as 4096
          --keys some                                   | none, round-robin, uniform, zipf
          --keys uniform --key-count 0                  | --key-count=0 cannot be used
          --keys zipf --zipf-exponent 0                 | --zipf-exponent=0.0 cannot be used
          --compressibility 2                           | --compressibility=2.0 cannot be used
          --compression brotli                          | none, lz4, zstd, snappy, gzip
          --compression lz4                             | --compression=lz4 cannot be used: allowed is none; records never leave the process
          --subscription-kind shared                    | --subscription-kind=shared cannot be used: allowed is exclusive; each subscriber has a fixed share
          --durability strng                            | did you mean strong?
          --durability durable                          | default, weak, strong, flow-weak
          --durability strong                           | --durability=strong cannot be used: allowed is default; records are in memory only
          --broker-url host:1                           | allowed is no address, since the loopback broker lives
          --nodes 2                                     | --nodes=2 cannot be used: allowed is 1
          --pacing slow                                 | --pacing=slow cannot be used
          --partitioner dice                            | --partitioner=dice cannot be used
          --linger 1h                                   | --linger=3600s cannot be used
          --batch-bytes 0                               | --batch-bytes=0 cannot be used
          --pending-bytes 1                             | --pending-bytes=1 cannot be used
          --set loopback.ring-record=8                  | did you mean ring-records?
          --set loopbck.ring-records=8                  | did you mean loopback?
          --set loopback.producer.acks=1                | passes none through
          --set loopback.ring-records=some              | a whole number
          --set loopback                                | KEY=VALUE
          --raet 5                                      | --raet is not known; did you mean --rate
          --driver=loopback                             | should be specified only once
          extra                                         | extra is not known
          """)
  void aValueThatCannotBeUsed(String arguments, String words) throws Exception {
    List<String> all = new ArrayList<>(List.of("--driver", "loopback"));
    all.addAll(List.of(arguments.split(" ")));
    assertRefused(execute(all), words);
  }

  @Test
  void noDriver() throws Exception {
    assertRefused(execute(List.of("--rate", "5")), "allowed is loopback", "harness --driver kafka");
  }

  @Test
  void anUnknownDriver() throws Exception {
    assertRefused(
        execute(List.of("--driver", "loopbak")),
        "--driver=loopbak",
        "allowed is loopback",
        "did you mean loopback?");
  }

  @Test
  void aVersionThatIsNone() throws Exception {
    assertRefused(execute(List.of("--driver", "loopback@")), "--driver=loopback@", "kafka@3.9.1");
  }

  @Test
  void aVersionOfWhatHasNone() throws Exception {
    assertRefused(execute(List.of("--driver", "loopback@2")), "--driver=loopback@2", "versions");
  }

  @Test
  void anUnknownCommand() {
    assertRefused(Execution.of("shwo", "x"), "shwo is not known", "did you mean show?");
  }

  @Test
  void aDirectoryThatIsNotThere() {
    Path absent = directory.resolve("absent");
    assertRefused(Execution.of("show", absent.toString()), absent.toString());
  }

  @Test
  void aDirectoryOfSomethingElse() {
    assertRefused(Execution.of("show", directory.toString()), "no directory of a run");
  }

  @Test
  void aRunDocumentOfSomethingElse() throws Exception {
    Files.writeString(directory.resolve("run.json"), "{\"scripts\": {}}");
    assertRefused(Execution.of("show", directory.toString()), "run.json");
  }

  @Test
  void noArgumentsAreAnsweredWithTheUsage() {
    Execution execution = Execution.of();
    assertThat(execution.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(execution.err()).startsWith("Usage: harness").contains("Exit codes:");
    assertThat(execution.out()).isEmpty();
  }

  @Test
  void helpAndVersionAreNoFailures() {
    assertThat(Execution.of("--help").exitCode()).isZero();
    assertThat(Execution.of("--help").out()).contains("fetch", "run", "show", "Exit codes:");
    assertThat(Execution.of("--driver", "x", "--help").out()).startsWith("Usage: harness run");
    assertThat(Execution.of("--version").out()).startsWith("weir ");
  }

  @Test
  void aValueIsTakenAsItIsWhereItCanBeUsed() throws Exception {
    Execution execution =
        execute(
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
                "0",
                "--record-size",
                "24",
                "--keys",
                "uniform",
                "--key-count",
                "1"));
    assertThat(execution.err()).isEmpty();
    assertThat(execution.out()).contains("100 sent of 100 due, 100 acknowledged");
    assertThat(directory.resolve("results")).isNotEmptyDirectory();
  }

  private Execution execute(List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--plugins", plugins.toString()));
    all.addAll(List.of("--results", directory.resolve("results").toString()));
    return Execution.of(all.toArray(String[]::new));
  }

  private void assertRefused(Execution execution, String... words) {
    assertThat(execution.exitCode()).as(execution.err()).isEqualTo(ExitCode.USAGE.code());
    assertThat(execution.err().strip()).isNotEmpty().doesNotContain("\n").contains(words);
    assertThat(execution.out()).isEmpty();
    assertThat(directory.resolve("results")).doesNotExist();
  }
}
