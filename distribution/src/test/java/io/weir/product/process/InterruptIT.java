/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ctrl-C and SIGTERM end a run in order, whenever they come. */
@Timeout(240)
class InterruptIT {
  private static final int BY_INTERRUPT = 130;
  private static final int BY_TERMINATION = 143;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(names = {"FORMAT", "START", "CLIENTS", "DRAIN"})
  void ctrlCInATerminalLeavesNothingBehind(Moment moment) throws Exception {
    endedFromTheTerminal(moment);
  }

  @Tag("extended")
  @ParameterizedTest
  @EnumSource(names = {"WARMUP", "WINDOW"})
  void ctrlCInATerminalLeavesNothingBehindUnderLoadEither(Moment moment) throws Exception {
    endedFromTheTerminal(moment);
  }

  private void endedFromTheTerminal(Moment moment) throws Exception {
    try (Harness harness = Harness.start(directory, moment.run("kafka"))) {
      moment.await(harness);

      harness.signalGroup("INT");

      assertThat(harness.awaitExit()).isEqualTo(BY_INTERRUPT);
      harness.awaitNothingLeft();
      assertKept(moment, Ended.assertInterrupted(harness));
    }
  }

  @Tag("extended")
  @ParameterizedTest
  @EnumSource
  void anInterruptOfTheHarnessAloneLeavesNothingBehind(Moment moment) throws Exception {
    try (Harness harness = Harness.start(directory, moment.run("kafka"))) {
      moment.await(harness);

      harness.signal("INT");

      assertThat(harness.awaitExit()).isEqualTo(BY_INTERRUPT);
      harness.awaitNothingLeft();
      assertKept(moment, Ended.assertInterrupted(harness));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"WARMUP", "DRAIN"})
  void whatWasMeasuredIsKeptAndShown(Moment moment) throws Exception {
    try (Harness harness = Harness.start(directory, moment.run("loopback"))) {
      moment.await(harness);

      harness.signal("INT");

      assertThat(harness.awaitExit()).isEqualTo(BY_INTERRUPT);
      harness.awaitNothingLeft();
      assertKept(moment, Ended.assertInterrupted(harness));
      assertThat(Ended.assertShown(directory, harness.runDirectory()))
          .contains("INCOMPLETE")
          .contains("interrupted");
    }
  }

  @Test
  void aTerminationIsAnInterruptWithItsOwnExitCode() throws Exception {
    try (Harness harness = Harness.start(directory, Moment.WINDOW.run("loopback"))) {
      Moment.WINDOW.await(harness);

      harness.signal("TERM");

      assertThat(harness.awaitExit()).isEqualTo(BY_TERMINATION);
      harness.awaitNothingLeft();
      assertKept(Moment.WINDOW, Ended.assertInterrupted(harness));
    }
  }

  @Test
  void twoInARowDoNoHarm() throws Exception {
    try (Harness harness = Harness.start(directory, Moment.WINDOW.run("kafka"))) {
      Moment.WINDOW.await(harness);

      harness.signalGroup("INT");
      harness.signalGroup("INT");

      assertThat(harness.awaitExit()).isEqualTo(BY_INTERRUPT);
      harness.awaitNothingLeft();
      assertKept(Moment.WINDOW, Ended.assertInterrupted(harness));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"START", "WINDOW"})
  void aServerThatHangsDoesNotHoldUpTheEnd(Moment moment) throws Exception {
    try (Harness harness = Harness.start(directory, moment.run("kafka"))) {
      moment.await(harness);
      long broker = harness.awaitServer(Moment.BROKER);
      Processes.signal("STOP", -broker);
      Until.holds(
          "the broker is stopped", Harness.LONG, () -> Processes.isStopped(broker), () -> "");

      harness.signalGroup("INT");

      assertThat(harness.awaitExit()).isEqualTo(BY_INTERRUPT);
      harness.awaitNothingLeft();
      assertKept(moment, Ended.assertInterrupted(harness));
    }
  }

  @Test
  void aDownloadThatHangsDoesNotHoldUpTheEnd() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      Path home = homeWithMirror(silent.getLocalPort());
      try (Harness harness =
          Harness.start(
              directory, List.of("-Duser.home=" + home), "--driver", "kafka@3.9.99-silent")) {
        silent.setSoTimeout((int) Harness.LONG.toMillis());
        try (Socket asked = silent.accept()) {
          assertThat(asked.getInputStream().read()).isPositive();

          harness.signalGroup("INT");

          assertThat(harness.awaitExit()).isEqualTo(BY_INTERRUPT);
        }
        harness.awaitNothingLeft();
        Ended.assertInterrupted(harness);
      }
    }
  }

  private Path homeWithMirror(int port) throws IOException {
    Path home = directory.resolve("home");
    Files.createDirectories(home.resolve(".m2"));
    Files.writeString(
        home.resolve(".m2/settings.xml"),
        """
        <settings>
          <mirrors>
            <mirror>
              <id>silent</id>
              <mirrorOf>*</mirrorOf>
              <url>http://127.0.0.1:%d/</url>
            </mirror>
          </mirrors>
        </settings>
        """
            .formatted(port));
    return home;
  }

  private static void assertKept(Moment moment, RunFiles run) throws Exception {
    switch (moment) {
      case FORMAT, START, CLIENTS -> assertThat(run.has("summary.csv")).isFalse();
      case WARMUP -> Ended.assertMeasured(run, "warmup");
      case WINDOW, DRAIN -> {
        Ended.assertMeasured(run, "warmup");
        Ended.assertMeasured(run, "window");
      }
    }
  }
}
