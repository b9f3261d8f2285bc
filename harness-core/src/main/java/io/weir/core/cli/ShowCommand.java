/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.report.DurabilityText;
import io.weir.core.report.RunText;
import io.weir.core.results.DurabilityJson;
import io.weir.core.results.ResultReader;
import io.weir.core.results.RunDirectory;
import io.weir.core.results.RunJson;
import io.weir.core.results.RunResult;
import io.weir.core.results.RunStatus;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code harness show DIR}: a run's figures again, from its directory. */
@Command(
    name = "show",
    description = "Prints the figures of a run, or of a verification, from its directory.",
    mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The run's directory, also of a killed run.")
  private Path directory = Path.of(".");

  @Option(names = "--json", description = "Print run.json (or durability.json) as it stands.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (!json && ResultReader.cutOffBeforeItBegan(directory)) {
      out.println("The run was cut off before it began: nothing was started or measured.");
      return ExitCode.VALID.code();
    }
    RunDirectory asked = new RunDirectory(directory);
    if (Files.exists(asked.durabilityJson())) {
      if (json) {
        out.println(DurabilityJson.text(asked.durabilityJson()));
      } else {
        DurabilityText.lines(asked, DurabilityJson.read(asked.durabilityJson()))
            .forEach(out::println);
      }
      return ExitCode.VALID.code();
    }
    RunResult run = ResultReader.read(directory);
    if (json) {
      out.println(RunJson.text(run.directory().runJson()));
    } else {
      show(run, out);
    }
    PrintWriter err = spec.commandLine().getErr();
    if (run.document().status() == RunStatus.COMPLETE
        && !Files.exists(run.directory().checksums())) {
      err.println(run.directory().checksums() + ": missing, so that files were not checked");
    }
    run.flaws().forEach(err::println);
    return (run.flaws().isEmpty() ? ExitCode.VALID : ExitCode.USAGE).code();
  }

  private static void show(RunResult run, PrintWriter out) {
    RunText.lines(run.directory(), run.document(), OutputCharset.current()).forEach(out::println);
    if (run.document().outcome().isEmpty()) {
      out.println();
      out.println(
          run.latencies().isEmpty()
              ? "The run was cut short before anything was measured."
              : "The run was cut short. Up to then its latency log holds:");
      run.latencies()
          .forEach(
              (series, histogram) ->
                  out.printf(
                      Locale.ROOT,
                      "  %-45s %,12d values, median %.3f ms, max %.3f ms%n",
                      series.tag(),
                      histogram.getTotalCount(),
                      histogram.getValueAtPercentile(50) / 1e6,
                      histogram.getMaxValue() / 1e6));
    }
  }
}
