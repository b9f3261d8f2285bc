/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be run is refused in one line for a person, and nothing is left of it. */
@Timeout(120)
class BadInputIT {
  private static final int USAGE = 2;
  private static final int UNAVAILABLE = 4;

  @TempDir Path directory;

  @Test
  void withoutArgumentsTheUsageIsPrinted() throws Exception {
    try (Harness harness = Harness.start(directory)) {
      assertThat(harness.awaitExit()).isEqualTo(USAGE);
      assertThat(harness.err()).startsWith("Usage: harness").contains("--driver kafka");
      assertThat(harness.out()).isEmpty();
    }
  }

  @Test
  void theHelpOfARunExplainsItsFlags() throws Exception {
    try (Harness harness = Harness.start(directory, "run", "--help")) {
      assertThat(harness.awaitExit()).isZero();
      assertThat(harness.out()).startsWith("Usage: harness run").contains("--rate", "--keep");
    }
  }

  @Test
  void theVersionIsThatOfTheJar() throws Exception {
    try (Harness harness = Harness.start(directory, "--version")) {
      assertThat(harness.awaitExit()).isZero();
      assertThat(harness.out()).matches("weir [0-9]+\\.[0-9]+\\.[0-9]+\\S*\\s*");
    }
  }

  @Test
  void anUnknownDriver() throws Exception {
    refused(USAGE, "--driver=kafak", "kafka, loopback", "did you mean kafka?")
        .run("--driver", "kafak");
  }

  @Test
  void anUnknownSection() throws Exception {
    refused(USAGE, "kafka.producr.acks", "did you mean producer?")
        .run("--driver", "kafka", "--set", "kafka.producr.acks=1");
  }

  @Test
  void anUnknownNativeKey() throws Exception {
    refused(USAGE, "kafka.producer.ackss", "did you mean acks?")
        .run("--driver", "kafka", "--set", "kafka.producer.ackss=1");
  }

  @Test
  void anUnknownOption() throws Exception {
    refused(USAGE, "kafka.heep", "did you mean heap?")
        .run("--driver", "kafka", "--set", "kafka.heep=1g");
  }

  @Test
  void aTextThatIsNoVersion() throws Exception {
    refused(USAGE, "--driver=kafka@not/a/version", "kafka@3.9.1")
        .run("--driver", "kafka@not/a/version");
  }

  @Test
  void aVersionThatThereIsNot() throws Exception {
    refused(UNAVAILABLE, "org.apache.kafka:kafka_2.13:jar:9.9.9", "check the version")
        .run("--driver", "kafka@9.9.9");
  }

  @Test
  void moreNodesThanTheDriverStarts() throws Exception {
    refused(USAGE, "--nodes=99", "1 to 5").run("--driver", "kafka", "--nodes", "99");
  }

  @Test
  void anAddressWhereNobodyListens() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    refused(UNAVAILABLE, "127.0.0.1:" + port, "check that it runs")
        .run("--driver", "kafka", "--broker-url", "127.0.0.1:" + port);
  }

  @Test
  void anAddressThatNeverAnswers() throws Exception {
    // Connections wait in the backlog, accepted by the kernel alone.
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + silent.getLocalPort();
      refused(UNAVAILABLE, address, "check that it runs")
          .run("--driver", "kafka", "--broker-url", address);
    }
  }

  @Test
  void anAddressThatSpeaksHttp() throws Exception {
    try (ServerSocket http = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> answerAll(http), "http");
      server.setDaemon(true);
      server.start();
      String address = "127.0.0.1:" + http.getLocalPort();
      refused(UNAVAILABLE, address, "not as a Kafka broker")
          .run("--driver", "kafka", "--broker-url", address);
    }
  }

  @Test
  void anAddressOfABrokerThatHasNone() throws Exception {
    refused(USAGE, "--broker-url", "leave it out")
        .run("--driver", "loopback", "--broker-url", "localhost:9092");
  }

  @Test
  void resultsThatAreAFile() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "not a directory");
    refused(USAGE, "--results", "it is a file")
        .run("--driver", "loopback", "--results", file.toString());
    assertThat(Files.readString(file)).isEqualTo("not a directory");
  }

  @Test
  void aDirectoryThatIsNoRun() throws Exception {
    refused(USAGE, "run.json", "no directory of a run").run("show", directory.toString());
  }

  private static void answerAll(ServerSocket http) {
    try {
      while (true) {
        try (Socket client = http.accept()) {
          client
              .getOutputStream()
              .write(
                  "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII));
          client.shutdownOutput();
          // Until the client has gone, so that it sees an answer and not a reset.
          client.getInputStream().readAllBytes();
        }
      }
    } catch (IOException e) {
      // The test has closed the socket.
      return;
    }
  }

  private Refusal refused(int exitCode, String... words) {
    return new Refusal(exitCode, words);
  }

  /** A refusal to come: its exit code and what its one line holds. */
  private final class Refusal {
    private final int exitCode;
    private final String[] words;

    Refusal(int exitCode, String... words) {
      this.exitCode = exitCode;
      this.words = words;
    }

    void run(String... arguments) throws Exception {
      try (Harness harness = Harness.start(directory, arguments)) {
        assertThat(harness.awaitExit()).as(harness.err()).isEqualTo(exitCode);
        harness.awaitNothingLeft();
        assertThat(harness.err().strip()).isNotEmpty().doesNotContain("\n").contains(words);
        for (Path each : harness.runs()) {
          RunFiles run = new RunFiles(each);
          assertThat(run.status()).isEqualTo("INCOMPLETE");
          assertThat(run.verdicts()).containsExactly("INCOMPLETE");
          assertThat(run.has("summary.csv")).isFalse();
        }
      }
    }
  }
}
