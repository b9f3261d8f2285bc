/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a run writes to a terminal, and to what is none. */
@Timeout(240)
class TerminalIT {
  private static final String ESCAPE = "\u001b[";
  private static final String COLOUR = "\u001b\\[[0-9;]*m";
  private static final String ANY_SEQUENCE = "\u001b\\[[?0-9;]*[A-Za-z]";
  private static final String SHORT = "--duration 3s --warmup 1s";

  @TempDir Path directory;

  @Test
  void figuresAreRedrawnInPlaceAndTheTerminalIsLeftAsItWas() throws Exception {
    try (Pseudo terminal = new Pseudo(100, SHORT, "TERM=xterm", "LC_ALL=C.UTF-8")) {
      terminal.awaitExit();
      String seen = terminal.seen();

      assertThat(seen).contains("━", "offered", ESCAPE + "6A").containsPattern(COLOUR);
      assertThat(stages(seen)).contains("opening clients", "measuring", "draining", "judging");
      assertLeftAsItWas(seen);
      assertThat(afterTheLastSequence(seen))
          .startsWith("loopback 1")
          .contains("ms by percentile", "●", "Verdict", "Files");
    }
  }

  @Test
  void withoutColourItIsStillRedrawn() throws Exception {
    try (Pseudo terminal = new Pseudo(60, SHORT, "TERM=xterm", "LC_ALL=C", "NO_COLOR=1")) {
      terminal.awaitExit();
      String seen = terminal.seen();

      assertThat(seen).contains("offered", ESCAPE + "J").doesNotContainPattern(COLOUR);
      assertThat(seen.chars().filter(c -> c > 127)).as("beyond ASCII in the locale C").isEmpty();
      assertLeftAsItWas(seen);
      assertThat(seen.substring(0, seen.lastIndexOf(ESCAPE)).lines())
          .map(line -> line.replaceAll(ANY_SEQUENCE, ""))
          .allMatch(line -> line.length() < 60);
    }
  }

  @Test
  void aDumbTerminalHasPlainLines() throws Exception {
    try (Pseudo terminal = new Pseudo(100, SHORT, "TERM=dumb")) {
      terminal.awaitExit();

      assertThat(terminal.seen()).contains("acked", "Verdict").doesNotContain("\u001b");
    }
  }

  @Test
  void ctrlCLeavesTheTerminalAsItWas() throws Exception {
    try (Pseudo terminal = new Pseudo(100, "--duration 10m --warmup 1s", "TERM=xterm")) {
      Until.holds(
          "figures are drawn",
          Harness.LONG,
          () -> terminal.seen().contains("offered"),
          terminal::seen);

      terminal.type('\u0003');

      assertThat(terminal.awaitExit()).isEqualTo(130);
      assertLeftAsItWas(terminal.seen());
      assertThat(afterTheLastSequence(terminal.seen())).contains("INCOMPLETE");
    }
  }

  @Test
  void aPipeHasNoEscapeCharacter() throws Exception {
    try (Harness harness =
        Harness.start(directory, "--driver", "loopback", "--duration", "3s", "--warmup", "1s")) {
      harness.awaitExit();

      assertThat(harness.out())
          .contains("measuring", "acked", "ms by percentile", "Verdict")
          .doesNotContain("\u001b");
      assertThat(harness.err()).isEmpty();
    }
  }

  /** Whatever was hidden is shown, and what was redrawn is erased. */
  private static void assertLeftAsItWas(String seen) {
    assertThat(seen.lastIndexOf(ESCAPE + "?25h")).isGreaterThan(seen.lastIndexOf(ESCAPE + "?25l"));
    assertThat(seen.substring(seen.lastIndexOf(ESCAPE))).startsWith(ESCAPE + "J");
  }

  private static String afterTheLastSequence(String seen) {
    return seen.substring(seen.lastIndexOf(ESCAPE) + (ESCAPE + "J").length());
  }

  /** The stages, in order. */
  private static List<String> stages(String seen) {
    return seen.lines()
        .map(line -> line.replaceAll(ANY_SEQUENCE, "").strip())
        .filter(line -> line.matches("\\d+\\.\\d s {2}.*"))
        .map(line -> line.replaceFirst("\\S+ s {2}", ""))
        .toList();
  }

  /** The product on a pseudo-terminal of its own, with its standard input redirected. */
  private final class Pseudo implements AutoCloseable {
    private final Path screen = directory.resolve("screen");
    private final Process process;

    Pseudo(int columns, String arguments, String... variables) throws IOException {
      assumeTrue(
          Stream.of("/usr/bin/script", "/bin/script").anyMatch(p -> Files.isExecutable(Path.of(p))),
          "script of util-linux is not there, so there is no pseudo-terminal to run on");
      String command =
          "stty rows 30 cols "
              + columns
              + "; exec env -u NO_COLOR -u COLUMNS -u LINES "
              + (Processes.interruptIgnored() ? "--default-signal=INT " : "")
              + String.join(" ", variables)
              + " '"
              + Path.of(System.getProperty("java.home"), "bin", "java")
              + "' -XX:+UseSerialGC -Xmx256m -XX:TieredStopAtLevel=1 -jar '"
              + Harness.jar()
              + "' --driver loopback "
              + arguments
              + " </dev/null";
      process =
          new ProcessBuilder("script", "-qec", command, "/dev/null")
              .directory(directory.toFile())
              .redirectOutput(screen.toFile())
              .redirectErrorStream(true)
              .start();
    }

    void type(char key) throws IOException {
      process.getOutputStream().write(key);
      process.getOutputStream().flush();
    }

    /** Everything written so far; line ends as programs write them. */
    String seen() {
      try {
        return Files.readString(screen, StandardCharsets.UTF_8).replace("\r\n", "\n");
      } catch (IOException e) {
        // In the middle of a character.
        return "";
      }
    }

    int awaitExit() throws InterruptedException {
      assertThat(process.waitFor(Harness.LONG.toSeconds(), TimeUnit.SECONDS))
          .as(this::seen)
          .isTrue();
      return process.exitValue();
    }

    @Override
    public void close() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
