/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong around the harness is told in one line, and what was measured is kept. */
@Timeout(240)
class SurroundingsIT {
  private static final int USAGE = 2;
  private static final int NOT_VALID = 3;
  private static final int UNAVAILABLE = 4;

  /** Room for a run's reserve of 1 MiB, and for some seconds of figures. */
  private static final String SOON_FULL = "1100k";

  private static final String[] LOOPBACK = {
    "--driver", "loopback", "--rate", "500", "--warmup", "1s", "--duration", "10m"
  };

  @TempDir Path directory;

  @Test
  void resultsOnAReadOnlyDisk() throws Exception {
    Script ran = onDisk("ro,size=1m", harness(LOOPBACK));

    assertThat(ran.exitCode()).isEqualTo(USAGE);
    assertThat(ran.oneLine()).startsWith("--results=results ").contains("Read-only file system");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file/below", "%s"})
  void resultsThatCannotBeADirectory(String name) throws Exception {
    Files.writeString(directory.resolve("file"), "");
    String results = name.replace("%s", "x".repeat(300));
    try (Harness harness = Harness.start(directory, "--driver", "loopback", "--results", results)) {
      assertThat(harness.awaitExit()).isEqualTo(USAGE);
      assertThat(harness.err().strip()).startsWith("--results=" + results).doesNotContain("\n");
      harness.awaitNothingLeft();
    }
  }

  @Test
  void aDiskThatIsFullAtTheStart() throws Exception {
    Script ran =
        onDisk(
            "size=64k",
            "head -c 65536 /dev/zero > results/x; "
                + harness(LOOPBACK)
                + "; rc=$?; ls results; (exit $rc)");

    assertThat(ran.exitCode()).isEqualTo(UNAVAILABLE);
    assertThat(ran.oneLine())
        .startsWith("the disk " + directory.resolve("results"))
        .contains("is full: cannot write results/", "free space");
    // Before the line of the listing stands what would have been sent.
    assertThat(ran.out().lines().map(String::strip))
        .as("nothing is left")
        .hasSizeLessThanOrEqualTo(2)
        .last()
        .isEqualTo("x");
  }

  @Test
  void aDiskThatFillsUpDuringARun() throws Exception {
    assertKept(onDisk("size=" + SOON_FULL, runAndShow(LOOPBACK)));
  }

  @Tag("extended")
  @Test
  void aDiskThatABrokerFills() throws Exception {
    Script ran =
        onDisk(
            "size=40m",
            runAndShow(
                "--driver", "kafka", "--rate", "5000", "--warmup", "1s", "--duration", "10m"));

    assertKept(ran);
    assertThat(unwrapped(ran)).containsPattern("kafka-1 ended.* during the run, and the disk ");
  }

  /** The run, then {@code show} of what is left, then the names of its files. */
  private static String runAndShow(String... arguments) {
    return harness(arguments)
        + "; rc=$?; echo SHOWN; "
        + harness("show", "results/[0-9]*")
        + " || exit 99; echo FILES; cd results/[0-9]* && ls; sha256sum -c --quiet SHA256SUMS"
        + " || exit 98; (exit $rc)";
  }

  /** Verdicts are wrapped at the terminal's width. */
  private static String unwrapped(Script ran) {
    return ran.out().replaceAll("\\s+", " ");
  }

  private void assertKept(Script ran) {
    assertThat(ran.exitCode()).as(ran.toString()).isEqualTo(NOT_VALID);
    assertThat(ran.err()).isEmpty();
    String text = unwrapped(ran);
    String run = text.substring(0, text.indexOf("SHOWN"));
    String shown = text.substring(text.indexOf("SHOWN"), text.indexOf("FILES"));
    assertThat(List.of(run, shown))
        .allSatisfy(
            said ->
                assertThat(said)
                    .contains("INCOMPLETE: ", "The run did not come to its end: ")
                    .contains("the disk " + directory.resolve("results"))
                    .contains("is full", "Published ", " acknowledged, 0 failed"));
    assertThat(ran.out().substring(ran.out().indexOf("FILES")))
        .contains("run.json", "latency.hlog", "percentiles.csv", "summary.csv", "timeseries.csv")
        .doesNotContain("reserve", ".tmp");
  }

  @Test
  void noNetworkForArtifacts() throws Exception {
    Path home =
        home(
            "<mirrors><mirror><id>m</id><mirrorOf>*</mirrorOf><url>http://127.0.0.1:1/</url></mirror></mirrors>");
    assertUnavailable(
        home,
        "org.apache.kafka:kafka_2.13:jar:3.9.1",
        "Connection refused",
        "harness fetch kafka@3.9.1",
        home.resolve(".m2/repository").toString());
  }

  @Test
  void offlineWithoutArtifacts() throws Exception {
    assertUnavailable(home("<offline>true</offline>"), "kafka_2.13:jar:3.9.1", "offline mode");
  }

  @Test
  void settingsOfMavenThatCannotBeRead() throws Exception {
    assertUnavailable(home("<offline>"), "settings.xml");
  }

  private void assertUnavailable(Path home, String... words) throws Exception {
    try (Harness harness =
        Harness.start(directory, List.of("-Duser.home=" + home), "--driver", "kafka@3.9.1")) {
      assertThat(harness.awaitExit()).as(harness.err()).isEqualTo(UNAVAILABLE);
      assertThat(harness.err().strip()).contains(words).doesNotContain("\n");
      harness.awaitNothingLeft();
    }
  }

  private Path home(String settings) throws IOException {
    Path home = directory.resolve("home");
    Files.createDirectories(home.resolve(".m2"));
    Files.writeString(home.resolve(".m2/settings.xml"), "<settings>" + settings + "</settings>");
    return home;
  }

  @Test
  void theFirstClassLoadsOnAnOldJava() throws Exception {
    try (JarFile jar = new JarFile(Harness.jar().toFile())) {
      Manifest manifest = jar.getManifest();
      String first = manifest.getMainAttributes().getValue("Main-Class");
      byte[] start = read(jar, first.replace('.', '/') + ".class");
      try (DataInputStream header = new DataInputStream(new ByteArrayInputStream(start))) {
        assertThat(header.readInt()).isEqualTo(0xCAFEBABE);
        int unusedMinor = header.readUnsignedShort();
        assertThat(header.readUnsignedShort()).as("class file version").isEqualTo(52);
      }
      // Its only name of a class of the harness is its own; the next is found by its text.
      String constants = new String(start, StandardCharsets.ISO_8859_1);
      assertThat(Pattern.compile("io/weir/[\\w/]+").matcher(constants).results())
          .isNotEmpty()
          .allMatch(named -> named.group().equals("io/weir/core/cli/Start"));
      assertThat(constants).contains("io.weir.core.cli.Main");
    }
  }

  private static byte[] read(JarFile jar, String name) throws IOException {
    try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
      return in.readAllBytes();
    }
  }

  @Tag("extended")
  @Test
  void anOldJavaIsToldInOneLine() throws Exception {
    String old = System.getenv("WEIR_OLD_JAVA");
    assumeTrue(old != null, "WEIR_OLD_JAVA names no java program older than 17");
    Script ran = sh(old + " -jar " + Harness.jar() + " --version");
    assertThat(ran.exitCode()).isEqualTo(USAGE);
    assertThat(ran.oneLine()).contains("is Java ", "allowed is 17 or newer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.8.0_402", "11.0.2", "16"})
  void theScriptRefusesAnOldJava(String version) throws Exception {
    Path java = fakeJava("echo 'openjdk version \"" + version + "\" 2020-01-01' >&2");
    Script ran = sh("PATH=" + java.getParent() + ":$PATH; unset JAVA_HOME; " + script());
    assertThat(ran.exitCode()).isEqualTo(USAGE);
    assertThat(ran.oneLine()).contains(java + " is Java ", "allowed is 17 or newer");
  }

  @Test
  void theScriptTakesJavaFromJavaHome() throws Exception {
    Path java = fakeJava("echo 'openjdk version \"11.0.1\"' >&2");
    Script ran = sh("JAVA_HOME=" + java.getParent().getParent() + " " + script());
    assertThat(ran.exitCode()).isEqualTo(USAGE);
    assertThat(ran.oneLine()).contains(java + " is Java 11");
  }

  @Test
  void theScriptRefusesWhatIsNoJava() throws Exception {
    Path java = fakeJava("echo nonsense >&2; exit 1");
    Script ran = sh("JAVA_HOME=" + java.getParent().getParent() + " " + script());
    assertThat(ran.exitCode()).isEqualTo(USAGE);
    assertThat(ran.oneLine()).contains(java + " is Java unknown");
  }

  private Path fakeJava(String script) throws IOException {
    Path java = Files.createDirectories(directory.resolve("fake/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\n" + script + "\n");
    return Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String script() {
    return Harness.jar().getParent().getParent().resolve("harness") + " --version";
  }

  @Test
  void aReaderOfTheOutputThatLeavesEarlyDoesNotEndTheRun() throws Exception {
    Script ran =
        sh(
            "{ "
                + harness(
                    "--driver", "loopback", "--rate", "500", "--warmup", "1s", "--duration", "2s")
                + "; echo $? > code; } | head -n 1");
    assertThat(ran.out().lines()).hasSize(1);
    assertThat(ran.err()).isEmpty();
    assertThat(Files.readString(directory.resolve("code")).strip()).isIn("0", "3");
    try (var runs = Files.list(directory.resolve("results"))) {
      assertThat(new RunFiles(runs.findFirst().orElseThrow()).status()).isEqualTo("COMPLETE");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"START", "WINDOW"})
  void aTerminalThatIsClosedEndsTheRunInOrder(Moment moment) throws Exception {
    // Whoever runs the tests may have told the processes below to ignore it, as nohup does.
    List<String> unignored = List.of("env", "--default-signal=HUP");
    try (Harness harness = Harness.startBehind(unignored, directory, moment.run("kafka"))) {
      moment.await(harness);

      harness.signalGroup("HUP");

      assertThat(harness.awaitExit()).isEqualTo(129);
      harness.awaitNothingLeft();
      Ended.assertInterrupted(harness);
    }
  }

  @Test
  void aSecondCtrlCWhileServersAreStoppingLeavesNone() throws Exception {
    try (Harness harness = Harness.start(directory, Moment.WINDOW.run("kafka"))) {
      Moment.WINDOW.await(harness);
      long broker = harness.awaitServer(Moment.BROKER);
      // A server that hangs keeps the harness stopping it for its grace period.
      Processes.signal("STOP", -broker);
      harness.signalGroup("INT");
      harness.awaitOutput("Files  ");

      harness.signalGroup("INT");
      harness.signal("TERM");

      assertThat(harness.awaitExit()).isEqualTo(130);
      harness.awaitNothingLeft();
      Ended.assertInterrupted(harness);
    }
  }

  @Test
  void aKillWhileTheRunIsJudgedLeavesItReadable() throws Exception {
    String[] run = {"--driver", "loopback", "--rate", "500", "--warmup", "1s", "--duration", "2s"};
    try (Harness harness = Harness.start(directory, run)) {
      harness.awaitOutput("judging").rememberFamily();

      harness.signal("KILL");

      assertThat(harness.awaitExit()).isIn(137, 0, 3);
      harness.awaitNothingLeft();
      assertThat(new RunFiles(harness.runDirectory()).schemaErrors()).isEmpty();
    }
    Script shown = sh(harness("show", "results/*"));
    assertThat(shown.exitCode()).as(shown.err()).isZero();
  }

  @Test
  void aKillWhileServersAreStoppingLeavesNone() throws Exception {
    String[] run = {
      "--driver", "kafka", "--rate", "500", "--warmup", "1s", "--duration", "2s", "--cooldown", "0"
    };
    try (Harness harness = Harness.start(directory, run)) {
      long broker = harness.awaitOutput("draining").awaitServer(Moment.BROKER);
      harness.awaitOutput("judging");
      Processes.signal("STOP", -broker);
      harness.awaitOutput("Files  ").rememberFamily();

      harness.signal("KILL");

      assertThat(harness.awaitExit()).isEqualTo(137);
      harness.awaitNothingLeft();
      RunFiles files = new RunFiles(harness.runDirectory());
      assertThat(files.schemaErrors()).isEmpty();
      assertThat(files.verdicts()).isNotEmpty();
    }
  }

  /** Runs a script with {@code results} on a disk of its own; skipped where none may be mounted. */
  private Script onDisk(String options, String script) throws Exception {
    Path results = Files.createDirectories(directory.resolve("results"));
    String mount = "mount -t tmpfs -o " + options + " weir-test " + results;
    assumeTrue(
        sh("unshare -m sh -c '" + mount + "'").exitCode() == 0, "this user may mount no disk");
    return run(List.of("unshare", "-m", "sh", "-c", mount + " && { " + script + "; }"));
  }

  private static String harness(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m", "-XX:TieredStopAtLevel=1", "-jar"));
    command.add(Harness.jar().toString());
    command.addAll(Arrays.asList(arguments));
    return String.join(" ", command);
  }

  private Script sh(String script) throws Exception {
    return run(List.of("sh", "-c", script));
  }

  private Script run(List<String> command) throws Exception {
    Path out = Files.createTempFile(directory, "out", ".txt");
    Path err = Files.createTempFile(directory, "err", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(Harness.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      return new Script(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** What a script came to. */
  private record Script(int exitCode, String out, String err) {
    String oneLine() {
      assertThat(err.strip()).isNotEmpty().doesNotContain("\n");
      return err.strip();
    }
  }
}
