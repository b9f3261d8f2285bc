/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.spi.ServerHost;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A harness that gets a SIGKILL leaves no process. */
class HarnessDeathTest {
  private final String marker =
      "harness-death-" + ProcessHandle.current().pid() + "-" + System.nanoTime();

  @TempDir Path directory;

  @AfterEach
  void killWhatATestFound() {
    for (long pid : ProcFiles.withArgument(marker)) {
      Shell.signal(pid, Shell.Signal.KILL);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"running", "paused", "restarted"})
  void serversEndWithTheHarness(String state) throws Exception {
    Process harness = harness(state, "");
    try (BufferedReader output = harness.inputReader()) {
      assertThat(output.readLine()).isEqualTo("ready");
      List<Long> marked = ProcFiles.withArgument(marker);
      // The server, its harness, and what the server forked under its own command line.
      assertThat(marked).hasSizeGreaterThanOrEqualTo(2).contains(harness.pid());
      List<Long> family = new ArrayList<>();
      for (long pid : marked) {
        if (pid != harness.pid()) {
          family.addAll(ProcessGroup.members(pid));
        }
      }
      assertThat(family).hasSizeGreaterThanOrEqualTo(3);

      harness.destroyForcibly();

      assertThat(Eventually.holds(() -> ProcFiles.withArgument(marker).isEmpty())).isTrue();
      assertThat(Eventually.holds(() -> family.stream().noneMatch(HarnessDeathTest::lives)))
          .isTrue();
    } finally {
      harness.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8})
  void serversEndWithTheHarnessDuringAStart(int starts) throws Exception {
    Process harness = harness("starting", "");
    try (BufferedReader output = harness.inputReader()) {
      for (int i = 0; i < starts; i++) {
        assertThat(output.readLine()).isEqualTo("started " + i);
      }
      harness.destroyForcibly();
      assertThat(Eventually.holds(() -> ProcFiles.withArgument(marker).isEmpty())).isTrue();
    } finally {
      harness.destroyForcibly();
    }
  }

  @Test
  void aMissingSetsidIsNamed() throws Exception {
    Process harness = harness("failing", "/nowhere");
    try (BufferedReader output = harness.inputReader()) {
      assertThat(output.readLine()).contains("setsid").contains("util-linux");
    } finally {
      harness.destroyForcibly();
    }
  }

  private Process harness(String what, String path) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx48m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath(),
            HarnessForDeath.class.getName(),
            what,
            directory.toString(),
            marker);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    if (!path.isEmpty()) {
      builder.environment().put("PATH", path);
    }
    return builder.start();
  }

  private static boolean lives(long pid) {
    String state = ProcFiles.state(pid);
    return !state.isEmpty() && !state.equals("Z");
  }

  private static String classPath() {
    return Stream.of(LocalHost.class, ServerHost.class, HarnessForDeath.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
        .map(location -> Path.of(location.getPath()).toString())
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }
}
