/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.experiment.Fault;
import io.weir.core.experiment.FaultPlan;
import io.weir.core.experiment.RunKey;
import io.weir.core.experiment.RunSettings;
import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.SpecTexts;
import io.weir.core.experiment.Units;
import io.weir.core.plugin.LoadedDriver;
import io.weir.core.plugin.Plugins;
import io.weir.core.plugin.SettingsBinder;
import io.weir.core.report.DurabilityText;
import io.weir.core.results.DurabilityDocument;
import io.weir.core.results.DurabilityJson;
import io.weir.core.results.FaultResult;
import io.weir.core.results.FaultVerdict;
import io.weir.core.results.RunDirectory;
import io.weir.core.results.Secrets;
import io.weir.core.run.FaultTrial;
import io.weir.spi.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code harness verify-durability}: what survives when nodes fail, against what was promised. */
@Command(
    name = "verify-durability",
    description = {
      "",
      "Says what a durability level promises of acknowledged records, makes servers fail under"
          + " load, and reads everything back.",
      "",
      "For each fault: starts fresh servers on this machine; reads back which durability is in"
          + " force, and states what it promises; publishes; injects the fault; starts the servers"
          + " again; publishes on; reads all records with a new subscription, and compares them"
          + " with those acknowledged.",
      ""
    },
    customSynopsis =
        "harness verify-durability --driver NAME[@VERSION] [--durability LEVEL] [flags]",
    mixinStandardHelpOptions = true,
    modelTransformer = VerifyFlags.class,
    footer = {
      "",
      "Faults: kill-one       a node that keeps copies of records is killed (SIGKILL)",
      "        kill-majority  more than half of them, at once",
      "        pause-one      one is stopped (SIGSTOP), and goes on later",
      "        power-loss     all servers at once, and what was not forced to disk is",
      "                       taken away (simulated)",
      "",
      "Exit codes: 0 no promise was broken (a loss where nothing was promised is a",
      "            finding), 2 wrong usage, 3 a promise was broken, 4 no verdict could",
      "            be given, 130 interrupted by Ctrl-C, 143 by a SIGTERM.",
      "",
      "Examples:",
      "  harness verify-durability --driver kafka --durability strong",
      "  harness verify-durability --driver kafka --fault kill-one,power-loss"
    })
final class VerifyDurabilityCommand implements Callable<Integer> {
  @Option(
      names = "--fault",
      split = ",",
      paramLabel = "FAULT",
      description =
          "kill-one, kill-majority, pause-one, power-loss, or several. Default: all of them, each"
              + " on a fresh cluster.")
  private List<String> faults = Fault.texts();

  @Option(
      names = "--before",
      paramLabel = "TIME",
      description =
          "Load before the fault, which waits for the first acknowledgement. Default: 5s.")
  private String before = "5s";

  @Option(
      names = "--outage",
      paramLabel = "TIME",
      description =
          "From the fault until killed nodes are started again, or a paused one goes on; after a"
              + " power loss they start at once. Default: 5s.")
  private String outage = "5s";

  @Option(
      names = "--after",
      paramLabel = "TIME",
      description = "Load once all servers answer again. Default: 10s.")
  private String after = "10s";

  @Option(
      names = "--quiet",
      paramLabel = "TIME",
      description =
          "Where records are missing, reading back ends when nothing has come for so long."
              + " Default: 20s.")
  private String quiet = "20s";

  @Option(
      names = "--json",
      description = "Print the result as JSON; progress goes to standard error.")
  private boolean json;

  @Spec private CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() {
    FaultPlan plan =
        new FaultPlan(
            VerifyFlags.faults(faults),
            time("--before", before),
            time("--outage", outage),
            time("--after", after),
            time("--quiet", quiet));
    RunSettings settings =
        VerifyFlags.settings(
            VerifyFlags.read(command.commandLine().getParseResult()),
            plan,
            FaultTrial.LONGEST_RETURN);
    Path results = RunCommand.path(RunKey.RESULTS, settings.text(RunKey.RESULTS));
    try (Plugins plugins = Plugins.load(RunCommand.pluginPath(settings))) {
      plugins
          .failures()
          .forEach(f -> progress().println("plugin " + f.name() + " is left out: " + f.reason()));
      LoadedDriver driver = RunCommand.driver(plugins, settings);
      RunSpec spec =
          RunCommand.checked(SpecTexts.read(settings, driver.driver()::nodesFor), driver);
      Settings bound =
          new SettingsBinder(System.getenv())
              .bind(driver.driver(), spec.broker().settings(), List.of(driver.name()));
      Secrets secrets = Secrets.of(List.of(bound));
      command.commandLine().setErr(secrets.masking(command.commandLine().getErr()));
      command.commandLine().setOut(secrets.masking(command.commandLine().getOut()));
      try (RunView view = RunView.plain(progress(), OutputCharset.current())) {
        VerifyExecution.Ended ended =
            new VerifyExecution(plan, spec, driver, bound, secrets, results, view, progress())
                .execute(
                    command.commandLine().getParseResult().originalArgs(),
                    (directory, document) -> {
                      view.end();
                      show(directory, document);
                    });
        return (ended.interrupted() ? ExitCode.INTERRUPTED : exitCode(ended.document())).code();
      }
    }
  }

  private static Duration time(String flag, String text) {
    return Units.duration(flag, text);
  }

  private PrintWriter progress() {
    return json ? command.commandLine().getErr() : command.commandLine().getOut();
  }

  private void show(RunDirectory directory, DurabilityDocument document) {
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(DurabilityJson.text(directory.durabilityJson()));
    } else {
      DurabilityText.lines(directory, document).forEach(out::println);
    }
  }

  /** Of a verification that was not interrupted. */
  static ExitCode exitCode(DurabilityDocument document) {
    Set<FaultVerdict> verdicts =
        document.results().stream().map(FaultResult::verdict).collect(Collectors.toSet());
    if (verdicts.contains(FaultVerdict.BROKEN)) {
      return ExitCode.NOT_VALID;
    }
    return verdicts.contains(FaultVerdict.VOID) || verdicts.contains(FaultVerdict.INCOMPLETE)
        ? ExitCode.UNAVAILABLE
        : ExitCode.VALID;
  }
}
