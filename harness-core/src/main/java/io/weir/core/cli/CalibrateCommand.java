/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.weir.core.experiment.Units;
import io.weir.core.measure.HostFacts;
import io.weir.core.plugin.Plugins;
import io.weir.core.results.Calibration;
import io.weir.core.results.CalibrationStore;
import io.weir.core.results.Json;
import io.weir.spi.SettingException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code harness calibrate}: what this machine's generator can do by itself. */
@Command(
    name = "calibrate",
    description = {
      "Measures what this machine's generator can do by itself, against a broker in memory:",
      "how punctual it is at 10,000 records/s, how many records/s it can make, and what a record"
          + " costs. Kept, and quoted by later runs on this machine. Takes one to two minutes; keep"
          + " the machine quiet meanwhile.",
      ""
    },
    mixinStandardHelpOptions = true)
final class CalibrateCommand implements Callable<Integer> {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description = "The measured window of each step; its warm-up is as long. Default: 5s.")
  private String duration = "5s";

  @Option(
      names = "--record-size",
      split = ",",
      paramLabel = "SIZE",
      description = "Record sizes to find the ceiling of. Default: 100,1024.")
  private List<String> recordSizes = List.of("100", "1024");

  @Option(
      names = "--results",
      paramLabel = "DIR",
      description = "Where its runs are kept, in a directory of their own. Default: results.")
  private Path results = Path.of("results");

  @Mixin private PluginPath plugins = new PluginPath();

  @Option(names = "--json", description = "Print the calibration as JSON.")
  private boolean json;

  @Spec private CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() throws JsonProcessingException {
    PrintWriter out = command.commandLine().getOut();
    PrintWriter progress = json ? command.commandLine().getErr() : out;
    Duration window = Units.duration("--duration", duration);
    if (window.compareTo(SHORTEST) < 0 || window.compareTo(LONGEST) > 0) {
      throw new SettingException(
          "--duration",
          duration,
          Units.text(SHORTEST) + " to " + Units.text(LONGEST),
          "longer steps vary less");
    }
    List<Integer> sizes = recordSizes.stream().map(Calibrator::recordSize).toList();
    Instant now = Instant.now();
    Path runs = results.resolve("calibration-" + STAMP.format(now));
    try (Plugins loaded = Plugins.load(plugins.all())) {
      HostFacts host = HostFacts.read(Existing.above(results));
      OptionalDouble load = HostFacts.loadAverage();
      progress.println("Calibrating this machine's generator. Broker and subscriber are part of");
      progress.println("the same process, and of the CPU time.");
      progress.println(load(load, host.logicalCores()));
      progress.println();
      Optional<Calibrator.Measured> measured =
          new Calibrator(loaded.driver("loopback"), window, runs, progress).measure(sizes);
      if (measured.isEmpty()) {
        return ExitCode.INTERRUPTED.code();
      }
      Calibration calibration =
          new Calibration(
              now,
              Home.version(),
              host.javaVersion(),
              host.fingerprint(),
              host.logicalCores(),
              load,
              measured.get().paces(),
              measured.get().ceilings());
      Path kept =
          new CalibrationStore(CalibrationStore.defaultDirectory(System.getenv()))
              .write(calibration);
      progress.println();
      progress.println("Kept in " + kept + "; later runs on this machine quote it.");
      progress.println("Its runs are in " + runs + ".");
      if (json) {
        out.println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(calibration));
      }
      return ExitCode.VALID.code();
    }
  }

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static String load(OptionalDouble load, int cores) {
    if (load.isEmpty()) {
      return "The machine's load is not known.";
    }
    String text =
        String.format(
            Locale.ROOT, "Load of the machine before: %.2f on %d CPUs.", load.getAsDouble(), cores);
    return load.getAsDouble() > cores / 4.0
        ? text + " It is busy: calibrate again when it is quiet."
        : text;
  }

  /** A time for people. */
  static String time(OptionalLong ns) {
    return ns.isEmpty() ? "-" : time((double) ns.getAsLong());
  }

  static String time(double ns) {
    return ns >= 1e6
        ? String.format(Locale.ROOT, "%.2f ms", ns / 1e6)
        : ns >= 1e3
            ? String.format(Locale.ROOT, "%.1f us", ns / 1e3)
            : String.format(Locale.ROOT, "%.0f ns", ns);
  }
}
