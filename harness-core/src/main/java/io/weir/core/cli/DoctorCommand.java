/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.sun.management.UnixOperatingSystemMXBean;
import io.weir.core.measure.HostFacts;
import io.weir.core.measure.HostProbe;
import io.weir.core.plugin.Plugins;
import io.weir.core.results.CalibrationStore;
import io.weir.core.results.Json;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code harness doctor}: what this machine offers to a run, and what will limit it. */
@Command(
    name = "doctor",
    description = {
      "Looks at what a run depends on: Java, CPUs, memory, disk, timers, limits, clock; says what"
          + " will limit a run here. Starts nothing. Exit code 4 if no run can start.",
      ""
    },
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  private static final Path PROC = Path.of("/proc");
  private static final Path SYS = Path.of("/sys");

  @Option(
      names = "--results",
      paramLabel = "DIR",
      description = "Where runs would go. Default: results.")
  private Path results = Path.of("results");

  @Option(names = "--json", description = "Print the findings as JSON.")
  private boolean json;

  @Spec private CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() throws JsonProcessingException {
    PrintWriter out = command.commandLine().getOut();
    List<Finding> findings = Doctor.examine(facts());
    if (json) {
      out.println(json(findings));
    } else {
      findings.forEach(finding -> print(finding, out));
      out.println();
      out.println(conclusion(findings));
    }
    return findings.stream().anyMatch(f -> f.level() == Finding.Level.PROBLEM)
        ? ExitCode.UNAVAILABLE.code()
        : ExitCode.VALID.code();
  }

  private Doctor.Facts facts() {
    Path disk = Existing.above(results);
    HostFacts host = HostFacts.read(disk);
    return new Doctor.Facts(
        host,
        HostFacts.loadAverage(),
        HostProbe.availableMemoryBytes(PROC),
        HostProbe.usedSwapBytes(PROC),
        Runtime.getRuntime().maxMemory(),
        disk.toFile().getUsableSpace(),
        flushes(disk),
        HostProbe.clock(),
        HostProbe.wakeUps(),
        HostProbe.frequencyGovernor(SYS),
        maxOpenFiles(),
        onPath("setsid"),
        brokenPlugins(),
        new CalibrationStore(CalibrationStore.defaultDirectory(System.getenv()))
            .find(host.fingerprint(), Home.version(), host.javaVersion()),
        disk.toString());
  }

  private static Optional<HostProbe.Flushes> flushes(Path directory) {
    try {
      return Optional.of(HostProbe.flushes(directory));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static OptionalLong maxOpenFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? OptionalLong.of(unix.getMaxFileDescriptorCount())
        : OptionalLong.empty();
  }

  private static boolean onPath(String tool) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
  }

  private static List<String> brokenPlugins() {
    try (Plugins plugins = Plugins.load(Home.plugins())) {
      return plugins.failures().stream().map(f -> f.name() + ": " + f.reason()).toList();
    }
  }

  private static void print(Finding finding, PrintWriter out) {
    String level = finding.level() == Finding.Level.OK ? "ok" : finding.level().name();
    out.printf(Locale.ROOT, "%-8s %-10s %s%n", level, finding.subject(), finding.found());
    if (!finding.advice().isEmpty()) {
      out.printf(Locale.ROOT, "%-8s %-10s -> %s%n", "", "", finding.advice());
    }
  }

  private static String conclusion(List<Finding> findings) {
    List<String> problems = subjects(findings, Finding.Level.PROBLEM);
    if (!problems.isEmpty()) {
      return "No run can start here until this is mended: " + String.join(", ", problems) + ".";
    }
    List<String> notes = subjects(findings, Finding.Level.NOTE);
    return notes.isEmpty()
        ? "Nothing here limits a run."
        : "A run can start here. What will limit it or show in its figures: "
            + String.join(", ", notes)
            + ".";
  }

  private static List<String> subjects(List<Finding> findings, Finding.Level level) {
    return findings.stream().filter(f -> f.level() == level).map(Finding::subject).toList();
  }

  private static String json(List<Finding> findings) throws JsonProcessingException {
    ObjectMapper json = Json.mapper();
    ArrayNode all = json.createArrayNode();
    for (Finding finding : findings) {
      all.addObject()
          .put("level", finding.level().name().toLowerCase(Locale.ROOT))
          .put("subject", finding.subject())
          .put("found", finding.found())
          .put("advice", finding.advice());
    }
    return json.writerWithDefaultPrettyPrinter().writeValueAsString(all);
  }
}
