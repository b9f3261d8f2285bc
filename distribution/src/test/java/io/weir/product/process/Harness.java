/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The product as a child process that leads a process group of its own, as a shell starts it, in a
 * working directory of its own. Everything it starts inherits a variable by which it is found.
 * Closing kills all of it.
 */
final class Harness implements AutoCloseable {
  /** Only a fault takes so long on a busy machine of two cores. */
  static final Duration LONG = Duration.ofSeconds(120);

  private static final String MARK = "WEIR_PROCESS_TEST";

  private final String mark = UUID.randomUUID().toString();
  private final Path directory;
  private final Path out;
  private final Path err;
  private final Process process;
  private final Set<Long> family = new TreeSet<>();

  private Harness(
      List<String> prefix,
      Path directory,
      Map<String, String> environment,
      List<String> jvmFlags,
      List<String> arguments)
      throws IOException {
    this.directory = directory;
    this.out = directory.resolve("out-" + mark + ".txt");
    this.err = directory.resolve("err-" + mark + ".txt");
    List<String> command = new ArrayList<>();
    if (Processes.interruptIgnored()) {
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    // In a background group a JVM's process id is its group's: setsid replaces itself by it.
    command.add("setsid");
    command.addAll(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.addAll(jvmFlags);
    command.addAll(List.of("-jar", jar().toString()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    builder.environment().put(MARK, mark);
    this.process = builder.start();
  }

  /** Starts {@code java -jar harness.jar arguments} in a directory. */
  static Harness start(Path directory, String... arguments) throws IOException {
    return new Harness(List.of(), directory, Map.of(), List.of(), List.of(arguments));
  }

  /** Likewise, with further flags of the harness's JVM. */
  static Harness start(Path directory, List<String> jvmFlags, String... arguments)
      throws IOException {
    return new Harness(List.of(), directory, Map.of(), jvmFlags, List.of(arguments));
  }

  /** Likewise, with further variables. */
  static Harness start(Path directory, Map<String, String> environment, List<String> arguments)
      throws IOException {
    return new Harness(List.of(), directory, environment, List.of(), arguments);
  }

  /** Likewise, by a program that becomes what its last arguments say. */
  static Harness startBehind(List<String> prefix, Path directory, String... arguments)
      throws IOException {
    return new Harness(prefix, directory, Map.of(), List.of(), List.of(arguments));
  }

  /** The assembled product. */
  static Path jar() {
    return Path.of(System.getProperty("weir.dist"), "harness.jar").toAbsolutePath();
  }

  long pid() {
    return process.pid();
  }

  String out() throws IOException {
    return Files.readString(out);
  }

  String err() throws IOException {
    return Files.readString(err);
  }

  /** Waits until its output has a text. */
  Harness awaitOutput(String text) throws Exception {
    return await("output \"" + text + "\"", () -> out().contains(text));
  }

  /** Waits until a server's process runs, found by its main class, and returns its id. */
  long awaitServer(String mainClass) throws Exception {
    await("process " + mainClass, () -> !servers(mainClass).isEmpty());
    return servers(mainClass).iterator().next();
  }

  private Set<Long> servers(String mainClass) {
    Set<Long> found = Processes.withArgument(mainClass + "\0");
    found.retainAll(Processes.withVariable(MARK, mark));
    // The shell that becomes the server carries its command line too.
    found.removeIf(pid -> !Processes.commandLine(pid).contains("java "));
    found.removeIf(pid -> Processes.commandLine(pid).startsWith("sh "));
    return found;
  }

  /** Waits until the time series has so many rows of a phase. */
  Harness awaitSeconds(String phase, int rows) throws Exception {
    return await(
        rows + " seconds of " + phase,
        () -> {
          Path series = runDirectory().resolve("timeseries.csv");
          return Files.exists(series)
              && Files.readString(series).lines().filter(l -> l.contains("," + phase + ",")).count()
                  >= rows;
        });
  }

  private Harness await(String what, java.util.concurrent.Callable<Boolean> condition)
      throws Exception {
    Until.holds(
        what,
        LONG,
        () -> {
          if (condition.call()) {
            return true;
          }
          if (!process.isAlive()) {
            throw new AssertionError("the harness ended before: " + what + "\n" + all());
          }
          return false;
        },
        this::all);
    return this;
  }

  /** Its exit code, as a shell gives it. */
  int awaitExit() throws InterruptedException {
    assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS))
        .as(() -> "the harness ends\n" + all())
        .isTrue();
    return process.exitValue();
  }

  /** Remembers everything that it started so far, itself included, and returns it. */
  Set<Long> rememberFamily() {
    family.addAll(Processes.withVariable(MARK, mark));
    process.descendants().forEach(each -> family.add(each.pid()));
    return Set.copyOf(family);
  }

  /**
   * Waits until nothing is left: neither what was remembered, nor anything with the inherited mark,
   * nor of the groups, nor with the run's directory in its command line.
   */
  void awaitNothingLeft() throws Exception {
    Until.holds("no process is left", Duration.ofSeconds(60), () -> left().isEmpty(), this::all);
  }

  private Set<Long> left() {
    Set<Long> left = new TreeSet<>(Processes.withVariable(MARK, mark));
    family.stream().filter(this::stillOurs).forEach(left::add);
    left.addAll(Processes.ofGroup(pid()));
    left.addAll(Processes.withArgument(directory.toString()));
    left.remove(ProcessHandle.current().pid());
    return left;
  }

  /** A number that the system has given to another program since is none of ours. */
  private boolean stillOurs(long pid) {
    return Processes.lives(pid) && Processes.withVariable(MARK, mark).contains(pid);
  }

  /** The directory of its only run; the results directory itself while there is none. */
  Path runDirectory() throws IOException {
    List<Path> runs = runs();
    assertThat(runs).hasSizeLessThanOrEqualTo(1);
    return runs.isEmpty() ? directory.resolve("results") : runs.get(0);
  }

  /** The directories of all runs made in the working directory. */
  List<Path> runs() throws IOException {
    Path results = directory.resolve("results");
    if (!Files.isDirectory(results)) {
      return List.of();
    }
    try (Stream<Path> runs = Files.list(results)) {
      return runs.sorted().toList();
    }
  }

  void signal(String signal) throws Exception {
    Processes.signal(signal, pid());
  }

  /** As a terminal does on Ctrl-C. */
  void signalGroup(String signal) throws Exception {
    assertThat(Processes.groupOf(pid())).isEqualTo(pid());
    Processes.signal(signal, -pid());
  }

  private String all() {
    try {
      return out()
          + err()
          + left().stream()
              .map(pid -> pid + " " + Processes.commandLine(pid))
              .map(line -> line.substring(0, Math.min(200, line.length())))
              .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() throws Exception {
    // Whatever a failed test left, in whatever group: each by its own id.
    for (int i = 0; i < 50 && !Processes.withVariable(MARK, mark).isEmpty(); i++) {
      for (long pid : Processes.withVariable(MARK, mark)) {
        Processes.signal("KILL", pid);
      }
      process.waitFor(100, TimeUnit.MILLISECONDS);
    }
  }
}
