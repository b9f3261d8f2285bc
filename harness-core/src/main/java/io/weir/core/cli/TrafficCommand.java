/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.core.analysis.Burstiness;
import io.weir.core.analysis.EntropyPlot;
import io.weir.core.experiment.RunSettings;
import io.weir.core.experiment.SpecTexts;
import io.weir.core.experiment.TrafficFacts;
import io.weir.core.experiment.Units;
import io.weir.core.report.TrafficPlot;
import io.weir.core.report.TrafficText;
import io.weir.core.results.Json;
import io.weir.core.run.PlannedTraffic;
import io.weir.spi.SettingException;
import io.weir.spi.UnavailableException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code harness traffic}: makes traffic without sending it, and looks at traffic. */
@Command(
    name = "traffic",
    description = {"Makes traffic without sending it, and says how bursty traffic is.", ""},
    subcommands = {
      TrafficCommand.Generate.class,
      TrafficCommand.Describe.class,
      TrafficCommand.Fit.class,
      TrafficCommand.Plot.class
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  harness traffic generate --profile b-model --b 0.75 --out bursts.csv",
      "  harness traffic fit requests.csv --timestamps time --unit ms --slot 1s",
      "  harness traffic plot --profile sine --rate 100,900 --out day.svg"
    })
final class TrafficCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE.code();
  }

  /** What all of them have. */
  private abstract static class Part implements Callable<Integer> {
    @Option(
        names = "--every",
        paramLabel = "TIME",
        description =
            "Count by slots of this length, where the profile has none of its own. Default:"
                + " 100ms.")
    private String every = "100ms";

    @Spec private CommandSpec command = CommandSpec.create();

    final RunSettings settings() {
      return RunFlags.read(command.commandLine().getParseResult());
    }

    final Duration every() {
      Duration length = Units.duration("--every", every);
      if (length.compareTo(Duration.ofMillis(1)) < 0) {
        throw new SettingException("--every", every, "1ms or more", "");
      }
      return length;
    }

    final PrintWriter out() {
      return command.commandLine().getOut();
    }

    final void print(ObjectNode tree) {
      try {
        out().println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("a tree can be written always", e);
      }
    }
  }

  /** Those that look at traffic. */
  private abstract static class Looking extends Part {
    @Parameters(
        arity = "0..1",
        paramLabel = "FILE",
        description =
            "A trace: CSV or JSON of counts or rates slot by slot, or with --timestamps of times."
                + " Without it, the traffic that the flags describe.")
    private Optional<String> file = Optional.empty();

    @Option(
        names = "--timestamps",
        paramLabel = "COLUMN",
        description =
            "FILE has the times of events in this column, named or numbered from 1. They are"
                + " counted by --slot.")
    private Optional<String> timestamps = Optional.empty();

    @Option(
        names = "--unit",
        paramLabel = "UNIT",
        description = "Of the times: s, ms, us or ns. Default: s.")
    private String unit = "s";

    final TrafficInput input() {
      RunSettings settings = settings();
      if (file.isEmpty() && timestamps.isPresent()) {
        throw new SettingException(
            "--timestamps", timestamps.get(), "a FILE with them", "name the file");
      }
      if (file.isEmpty()) {
        return TrafficInput.of(settings, every());
      }
      return timestamps.isPresent()
          ? TrafficInput.ofTimes(file.get(), timestamps.get(), unit, settings)
          : TrafficInput.ofTrace(file.get(), settings);
    }
  }

  /** {@code harness traffic generate}. */
  @Command(
      name = "generate",
      description = {
        "Writes how many records a profile has in each slot of the window, as a trace.",
        ""
      },
      customSynopsis = "harness traffic generate [--profile NAME] [flags]",
      modelTransformer = TrafficFlags.class,
      mixinStandardHelpOptions = true)
  static final class Generate extends Part {
    @Option(
        names = "--out",
        paramLabel = "FILE",
        description = "Where to; JSON if it ends so. Default: CSV to standard output.")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--json", description = "JSON, and not CSV, to standard output.")
    private boolean json;

    @Override
    public Integer call() {
      RunSettings settings = settings();
      PlannedTraffic traffic =
          PlannedTraffic.of(TrafficInput.load(settings), SpecTexts.seed(settings));
      int slots = traffic.slots(every().toNanos());
      long[] counts = traffic.counts(slots);
      if (file.isEmpty()) {
        StringWriter text = new StringWriter();
        write(traffic, counts, json, text);
        out().print(text);
        out().flush();
        return ExitCode.VALID.code();
      }
      Path to = file.get();
      boolean asJson = to.toString().toLowerCase(Locale.ROOT).endsWith(".json");
      try (Writer writer = Files.newBufferedWriter(to, StandardCharsets.UTF_8)) {
        write(traffic, counts, asJson, writer);
      } catch (IOException e) {
        throw unwritable(to, e);
      }
      TrafficFacts facts = traffic.facts();
      out()
          .println(
              String.format(
                  Locale.ROOT, "%,d records: %s", facts.records(), TrafficText.line(facts)));
      out().println("Written to " + to);
      return ExitCode.VALID.code();
    }

    private static void write(PlannedTraffic traffic, long[] counts, boolean json, Writer to) {
      try {
        if (json) {
          long slotNs = Math.round(traffic.slotNs(counts.length));
          to.write("{\"slot\": \"" + Units.text(Duration.ofNanos(slotNs)) + "\", \"counts\": [");
          for (int k = 0; k < counts.length; k++) {
            to.write((k == 0 ? "" : ",") + (k % 16 == 0 ? "\n  " : " ") + counts[k]);
          }
          to.write("\n]}\n");
        } else {
          to.write("start_s,count\n");
          for (int k = 0; k < counts.length; k++) {
            BigDecimal start = BigDecimal.valueOf(traffic.borderNs(k, counts.length), 9);
            to.write(start.stripTrailingZeros().toPlainString() + "," + counts[k] + "\n");
          }
        }
      } catch (IOException e) {
        throw new UnavailableException("the trace cannot be written: " + e.getMessage(), e);
      }
    }
  }

  /** {@code harness traffic describe}. */
  @Command(
      name = "describe",
      description = {"Says how bursty traffic is, in figures.", ""},
      customSynopsis = "harness traffic describe [FILE | --profile NAME] [flags]",
      modelTransformer = TrafficFlags.class,
      mixinStandardHelpOptions = true)
  static final class Describe extends Looking {
    @Option(names = "--json", description = "Print the figures as JSON.")
    private boolean json;

    @Override
    public Integer call() {
      TrafficInput input = input();
      EntropyPlot plot = EntropyPlot.of(input.counts());
      Burstiness figures = Burstiness.of(input.counts(), input.slotSeconds(), plot);
      if (json) {
        ObjectNode tree = Json.mapper().valueToTree(figures);
        plot.fit().ifPresent(fit -> tree.put("b", fit.b()));
        print(tree);
      } else {
        BurstinessText.describe(input.what(), figures, plot).forEach(out()::println);
      }
      return ExitCode.VALID.code();
    }
  }

  /** {@code harness traffic fit}. */
  @Command(
      name = "fit",
      description = {"Fits a b-model to traffic, by its entropy plot.", ""},
      customSynopsis = "harness traffic fit [FILE | --profile NAME] [flags]",
      modelTransformer = TrafficFlags.class,
      mixinStandardHelpOptions = true)
  static final class Fit extends Looking {
    @Option(names = "--json", description = "Print fit and levels as JSON.")
    private boolean json;

    @Override
    public Integer call() {
      TrafficInput input = input();
      EntropyPlot plot = EntropyPlot.of(input.counts());
      if (json) {
        ObjectNode tree = Json.mapper().createObjectNode();
        tree.set("fit", Json.mapper().valueToTree(plot.fit()));
        tree.set("levels", Json.mapper().valueToTree(plot.levels()));
        tree.put("says", BurstinessText.sentence(plot));
        print(tree);
      } else {
        BurstinessText.fit(input.what(), plot).forEach(out()::println);
      }
      return ExitCode.VALID.code();
    }
  }

  /** {@code harness traffic plot}. */
  @Command(
      name = "plot",
      description = {"Draws rate over time and the entropy plot.", ""},
      customSynopsis = "harness traffic plot [FILE | --profile NAME] --out FILE [flags]",
      modelTransformer = TrafficFlags.class,
      mixinStandardHelpOptions = true)
  static final class Plot extends Looking {
    private static final List<String> ENDINGS = List.of(".svg", ".png");

    @Option(
        names = "--out",
        required = true,
        paramLabel = "FILE",
        description = "Where to: a name that ends in .svg or .png.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
      String name = file.toString().toLowerCase(Locale.ROOT);
      if (ENDINGS.stream().noneMatch(name::endsWith)) {
        throw new SettingException(
            "--out", file.toString(), "a name that ends in .svg or .png", "");
      }
      // Where there is a display, Java would open it, or fail if it may not.
      System.setProperty("java.awt.headless", "true");
      TrafficInput input = input();
      TrafficPlot plot =
          new TrafficPlot(
              input.counts(),
              input.slotSeconds().orElse(1),
              input.slotSeconds().isPresent(),
              EntropyPlot.of(input.counts()));
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        if (name.endsWith(".svg")) {
          plot.svg(out);
        } else {
          plot.png(out);
        }
      } catch (IOException e) {
        throw unwritable(file, e);
      }
      out().println("Written to " + file);
      return ExitCode.VALID.code();
    }
  }

  private static SettingException unwritable(Path file, IOException e) {
    SettingException refused =
        new SettingException(
            "--out", file.toString(), "a file that can be written", String.valueOf(e.getMessage()));
    refused.initCause(e);
    return refused;
  }
}
