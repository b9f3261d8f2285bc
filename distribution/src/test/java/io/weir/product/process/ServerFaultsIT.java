/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong with servers is said in a line that names the server and what to do. */
@Timeout(240)
class ServerFaultsIT {
  private static final int NOT_VALID = 3;
  private static final int UNAVAILABLE = 4;
  private static final String SECRET = "l1teral/s&cret \"quoted\" word";

  @TempDir Path directory;

  @Test
  void aHeapThatTheServerCannotStartWith() throws Exception {
    try (Harness harness = Harness.start(directory, "--driver=kafka", "--set=kafka.heap=24m")) {
      assertThat(harness.awaitExit()).as(harness.err()).isEqualTo(UNAVAILABLE);

      assertThat(harness.err().lines().findFirst().orElseThrow())
          .contains("kafka-1", "heap 24m", "raise kafka.heap", "OutOfMemoryError");
      assertThat(harness.err()).contains("the last lines of");
      assertIncompleteWithoutDumps(harness);
    }
  }

  @Test
  void aServerThatRunsOutOfMemoryUnderLoad() throws Exception {
    try (Harness harness =
        Harness.start(
            directory,
            "--driver=kafka",
            "--set=kafka.heap=64m",
            "--set=kafka.server.log.cleaner.dedupe.buffer.size=2097152",
            "--set=kafka.server.log.cleaner.io.buffer.size=65536",
            "--set=kafka.server.message.max.bytes=20000000",
            "--set=kafka.producer.max.request.size=20000000",
            "--set=kafka.producer.buffer.memory=9000000",
            "--record-size=8MiB",
            "--publishers=10",
            "--set=kafka.producers=10",
            "--max-in-flight=1",
            "--rate=50",
            "--warmup=2s",
            "--duration=20s",
            "--drain-limit=5s")) {
      assertThat(harness.awaitExit()).as(harness.err()).isEqualTo(NOT_VALID);

      RunFiles run = new RunFiles(harness.runDirectory());
      assertThat(run.verdicts()).contains("INCOMPLETE");
      assertThat(run.reasons()).contains("kafka-1 ended with exit code", "OutOfMemoryError");
      assertThat(harness.out()).contains("OutOfMemoryError");
      assertNoDumps(harness);
      harness.awaitNothingLeft();
    }
  }

  @Test
  void aServerKilledWhileItStarts() throws Exception {
    try (Harness harness = Harness.start(directory, "--driver", "kafka")) {
      Processes.signal("KILL", harness.awaitServer("kafka.Kafka"));

      assertThat(harness.awaitExit()).as(harness.err()).isEqualTo(UNAVAILABLE);
      assertThat(harness.err().lines().findFirst().orElseThrow())
          .contains("kafka-1 (broker) ended with exit code 137 (SIGKILL");
      assertIncompleteWithoutDumps(harness);
    }
  }

  @Tag("extended")
  @Test
  void aServerThatIsNeverReady() throws Exception {
    try (Harness harness = Harness.start(directory, "--driver", "kafka")) {
      long broker = harness.awaitServer("kafka.Kafka");
      Processes.signal("STOP", broker);

      assertThat(harness.awaitExit()).as(harness.err()).isEqualTo(UNAVAILABLE);
      assertThat(harness.err().lines().findFirst().orElseThrow())
          .contains("kafka-1 (broker) is not ready after");
      assertIncompleteWithoutDumps(harness);
    }
  }

  @Test
  void aServerKilledUnderLoad() throws Exception {
    try (Harness harness =
        Harness.start(directory, "--driver=kafka", "--warmup=1s", "--duration=60s")) {
      harness.awaitSeconds("window", 2);
      Processes.signal("KILL", harness.awaitServer("kafka.Kafka"));

      assertThat(harness.awaitExit()).as(harness.err()).isEqualTo(NOT_VALID);
      RunFiles run = new RunFiles(harness.runDirectory());
      assertThat(run.verdicts()).contains("INCOMPLETE");
      assertThat(run.reasons()).contains("kafka-1 ended with exit code 137 (SIGKILL");
      Ended.assertMeasured(run, "window");
      assertThat(run.schemaErrors()).isEmpty();
      assertThat(Ended.assertShown(directory, run.directory())).contains("INCOMPLETE");
      harness.awaitNothingLeft();
    }
  }

  @Test
  void noFreePort() throws Exception {
    // A network of its own with one port to hand out, where a server needs two.
    List<String> prefix =
        List.of(
            "unshare",
            "-n",
            "sh",
            "-c",
            "ip link set lo up && echo '40000 40000' >/proc/sys/net/ipv4/ip_local_port_range"
                + " && exec \"$@\"",
            "sh");
    assumeTrue(permitted(prefix), "needs the right to make a network namespace");
    try (Harness harness = Harness.startBehind(prefix, directory, "--driver", "kafka")) {
      assertThat(harness.awaitExit()).as(harness.err()).isEqualTo(UNAVAILABLE);
      assertThat(harness.err().strip())
          .doesNotContain("\n")
          .contains("no free port on the loopback address", "ip_local_port_range");
      assertIncompleteWithoutDumps(harness);
    }
  }

  @Test
  void literalSecretsOfAServerAreMaskedInAllThatIsKeptOfAnInterruptedRun() throws Exception {
    try (Harness harness = Harness.start(directory, Map.of(), secured("--duration=60s"))) {
      harness.awaitSeconds("window", 1);
      Path config = harness.runDirectory().resolve("servers/kafka-1/server.properties");
      // What is looked for would be found: the server itself needs it while it runs.
      assertThat(new Leaks(SECRET).below(harness.runDirectory()))
          .isNotEmpty()
          .allMatch(line -> line.startsWith("servers/kafka-1/server.properties: "));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config)))
          .isEqualTo("rw-------");
      String server = Processes.commandLine(harness.awaitServer("kafka.Kafka"));
      assertThat(server).contains("server.properties");
      assertThat(new Leaks(SECRET).inTexts(List.of(server))).isEmpty();

      harness.signalGroup("INT");

      assertThat(harness.awaitExit()).isEqualTo(130);
      Ended.assertInterrupted(harness);
      assertMasked(harness);
      assertThat(Files.readString(config)).contains("sasl.jaas.config=********");
    }
  }

  @Test
  void aSecretThatAServerPrintsAsItFailsToStartIsMaskedToo() throws Exception {
    List<String> arguments = new ArrayList<>(secured("--duration=1s"));
    arguments.addAll(List.of("--set", "kafka.server.num.network.threads=env:THREADS"));
    try (Harness harness = Harness.start(directory, Map.of("THREADS", SECRET), arguments)) {
      assertThat(harness.awaitExit()).as(harness.err()).isEqualTo(UNAVAILABLE);

      String printed = "Invalid value ******** for configuration num.network.threads";
      assertThat(harness.err()).contains(printed);
      assertThat(new Leaks(printed).below(harness.runDirectory()))
          .anyMatch(line -> line.startsWith("logs/kafka-1-format.log"));
      assertMasked(harness);
    }
  }

  private static List<String> secured(String duration) {
    String quoted = SECRET.replace("\"", "\\\"");
    String login =
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"admin\""
            + " password=\""
            + quoted
            + "\"";
    String server = "listener.name.plaintext.plain.sasl.jaas.config=" + login;
    return List.of(
        "--driver=kafka",
        "--set",
        "kafka.server.listener.security.protocol.map="
            + "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
        "--set",
        "kafka.server.sasl.enabled.mechanisms=PLAIN",
        "--set",
        "kafka.server.sasl.mechanism.inter.broker.protocol=PLAIN",
        "--set",
        "kafka.server." + server + " user_admin=\"" + quoted + "\";",
        "--set",
        "kafka.client.security.protocol=SASL_PLAINTEXT",
        "--set",
        "kafka.client.sasl.mechanism=PLAIN",
        "--set",
        "kafka.client.sasl.jaas.config=" + login + ";",
        "--warmup=1s",
        duration);
  }

  private static void assertMasked(Harness harness) throws Exception {
    harness.awaitNothingLeft();
    assertThat(new Leaks(SECRET).below(harness.runDirectory())).isEmpty();
    assertThat(new Leaks(SECRET).inTexts(List.of(harness.out(), harness.err()))).isEmpty();
    assertThat(new Leaks("PlainLoginModule", "SASL_PLAINTEXT").below(harness.runDirectory()))
        .anyMatch(line -> line.startsWith("run.json"))
        .anyMatch(line -> line.startsWith("servers/kafka-1/server.properties"));
  }

  private static boolean permitted(List<String> prefix) throws Exception {
    List<String> command = new ArrayList<>(prefix);
    command.add("true");
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void assertIncompleteWithoutDumps(Harness harness) throws Exception {
    harness.awaitNothingLeft();
    RunFiles run = new RunFiles(harness.runDirectory());
    assertThat(run.status()).isEqualTo("INCOMPLETE");
    assertThat(run.verdicts()).containsExactly("INCOMPLETE");
    assertNoDumps(harness);
  }

  private static void assertNoDumps(Harness harness) throws IOException {
    try (Stream<Path> files = Files.walk(harness.runDirectory())) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".hprof"));
    }
  }
}
