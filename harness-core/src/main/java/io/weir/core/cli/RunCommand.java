/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.analysis.Verdict;
import io.weir.core.experiment.RunFile;
import io.weir.core.experiment.RunKey;
import io.weir.core.experiment.RunSettings;
import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.RunSpecs;
import io.weir.core.experiment.SpecTexts;
import io.weir.core.experiment.TrafficProfile;
import io.weir.core.plugin.LoadedDriver;
import io.weir.core.plugin.LoadedEngine;
import io.weir.core.plugin.Plugins;
import io.weir.core.plugin.SettingsBinder;
import io.weir.core.report.RunText;
import io.weir.core.report.TrafficText;
import io.weir.core.results.Calibration.Ceiling;
import io.weir.core.results.RunDirectory;
import io.weir.core.results.RunDocument;
import io.weir.core.results.RunJson;
import io.weir.core.results.Secrets;
import io.weir.core.run.RunPlan;
import io.weir.core.run.RunWorkload;
import io.weir.spi.NearMisses;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code harness run}: one run, from the command line to its verdict. */
@Command(
    name = "run",
    description = {
      "",
      "Runs a load against a broker, and a query on a stream engine if one is named, and judges what"
          + " came of it.",
      "",
      "Starts real servers on this machine, or uses a running cluster (--broker-url); warms up;"
          + " publishes on a schedule that never waits for them; measures; checks that no"
          + " acknowledged record was lost and every result is right; stops what it started; says"
          + " whether the figures may be believed.",
      ""
    },
    customSynopsis = "harness run --driver NAME[@VERSION] [--config FILE]... [flags]",
    mixinStandardHelpOptions = true,
    modelTransformer = RunFlags.class,
    footer = {
      "",
      "TIME is a number with its unit: 250us, 10ms, 30s, 5m, 1h. SIZE is bytes, or 64KiB, 1MiB.",
      "",
      "A run file has the same keys without dashes; flags win over it:",
      "",
      "  driver: kafka@4.3.1",
      "  rate: 50000",
      "  set:",
      "    kafka.producer.acks: 1",
      "",
      "Examples:",
      "  harness --driver kafka --dry-run              what would be done, in full",
      "  harness --driver kafka --rate 1000,50000 --profile ramp",
      "  harness --driver kafka --profile max          throughput",
      "  harness --driver kafka --durability strong    three brokers, flushed to disk",
      "  harness --driver kafka --broker-url host1:9092,host2:9092",
      "  harness --driver kafka --engine flink         a query on a stream engine",
      "  harness --driver kafka --preset shop-bmodel   a named run; harness presets lists them",
      "  harness --config results/<run>/run.yaml       the same run again"
    })
final class RunCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A run file (YAML). Repeatable: later files win, and flags win over all.")
  private List<Path> files = List.of();

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = "A named run; harness presets lists them. Run files and flags win over it.")
  private String preset = "";

  @Option(
      names = "--dry-run",
      description = "Print the plan with every effective setting, check it, and start nothing.")
  private boolean dryRun;

  @Option(
      names = "--json",
      description = "Print the result (or the plan) as JSON; progress goes to standard error.")
  private boolean json;

  @Spec private CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() {
    RunSettings settings = RunFlags.read(command.commandLine().getParseResult());
    for (int i = files.size() - 1; i >= 0; i--) {
      settings = settings.over(RunFile.read(files.get(i)));
    }
    if (!preset.isEmpty()) {
      settings =
          settings.over(
              RunFile.read(Presets.in(pluginPath(settings)).named("--preset", preset).file()));
    }
    try {
      return run(settings);
    } catch (SettingException e) {
      throw settings.located(e);
    }
  }

  private int run(RunSettings written) {
    RunSettings settings = ChosenEngine.withWorkload(written);
    Set<Verdict> accepted = accepted(settings.list(RunKey.ACCEPT));
    boolean force = SpecTexts.isOn(settings, RunKey.FORCE);
    Path results = path(RunKey.RESULTS, settings.text(RunKey.RESULTS));
    try (Plugins plugins = Plugins.load(pluginPath(settings))) {
      plugins
          .failures()
          .forEach(f -> progress().println("plugin " + f.name() + " is left out: " + f.reason()));
      LoadedDriver driver = driver(plugins, settings);
      SettingsBinder binder = new SettingsBinder(System.getenv());
      Optional<LoadedEngine> named = ChosenEngine.named(plugins, settings);
      List<String> systems =
          Stream.concat(Stream.of(driver.name()), named.stream().map(LoadedEngine::name)).toList();
      ChosenWorkload workload = ChosenWorkload.of(plugins, settings, binder, systems);
      Optional<ChosenEngine> engine =
          named.map(loaded -> ChosenEngine.of(plugins, loaded, settings, binder, driver, workload));
      RunSettings ofWorkload = workload.completed(settings);
      RunSettings completed = engine.map(e -> e.completed(ofWorkload)).orElse(ofWorkload);
      RunSpec ofBroker =
          checked(workload.completed(SpecTexts.read(completed, driver.driver()::nodesFor)), driver);
      RunSpec spec = engine.map(e -> e.checked(ofBroker)).orElse(ofBroker);
      Map<String, Settings> bound = new TreeMap<>(Map.of(workload.name(), workload.settings()));
      engine.ifPresent(e -> bound.put(e.name(), e.settings()));
      Settings ofDriver =
          binder.bind(driver.driver(), spec.broker().settings(), List.copyOf(bound.keySet()));
      bound.put(driver.name(), ofDriver);
      Secrets secrets = Secrets.of(List.copyOf(bound.values()));
      // What is said of a failure is printed from here on too.
      command.commandLine().setErr(secrets.masking(command.commandLine().getErr()));
      command.commandLine().setOut(secrets.masking(command.commandLine().getOut()));
      RunPlan planned =
          RunPlan.of(
              spec, driver, bound, workload.streams(), engine.map(ChosenEngine::work), "<run id>");
      Optional<Ceiling> ceiling =
          planned.closedLoop()
              ? Optional.empty()
              : PeakLimit.ceiling(System.getenv(), results, spec.payload().recordBytes());
      PeakLimit.check(spec, planned.peakHz(), ceiling, force);
      if (dryRun) {
        PlanText plan = new PlanText(planned, spec, completed, results, ceiling);
        PrintWriter out = command.commandLine().getOut();
        out.println(json ? plan.json() : String.join(System.lineSeparator(), plan.lines()));
        return ExitCode.VALID.code();
      }
      try (RunView view = view()) {
        if (spec.load().profile().knownBefore()) {
          view.stage(spec.load().profile().name() + ": " + TrafficText.line(planned.traffic()));
        }
        RunExecution.Ended ended =
            new RunExecution(
                    spec,
                    driver,
                    ofDriver,
                    directory -> opened(workload, spec, directory, ceiling, force, view),
                    engine.map(ChosenEngine::work),
                    secrets,
                    results,
                    view,
                    progress(),
                    force)
                .execute(
                    command.commandLine().getParseResult().originalArgs(),
                    (directory, document) -> {
                      view.end();
                      show(directory, document);
                    });
        return exitCode(ended, accepted, progress()).code();
      }
    }
  }

  /** What is known of a workload's own times only now is told and checked only now. */
  private static RunWorkload opened(
      ChosenWorkload workload,
      RunSpec spec,
      Path directory,
      Optional<Ceiling> ceiling,
      boolean force,
      RunView view) {
    RunWorkload opened = workload.open(spec, directory);
    if (spec.load().profile() instanceof TrafficProfile.Own own) {
      try {
        view.stage(own.name() + ": " + TrafficText.line(opened.traffic()));
        PeakLimit.check(spec, opened.traffic().peakHz(), ceiling, force);
      } catch (RuntimeException | Error e) {
        opened.open().close();
        throw e;
      }
    }
    return opened;
  }

  private RunView view() {
    return json
        ? RunView.plain(progress(), OutputCharset.current())
        : RunView.on(progress(), System.getenv(), OutputCharset.current());
  }

  private PrintWriter progress() {
    return json ? command.commandLine().getErr() : command.commandLine().getOut();
  }

  private void show(RunDirectory directory, RunDocument document) {
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(RunJson.text(directory.runJson()));
    } else {
      RunText.lines(directory, document, OutputCharset.current()).forEach(out::println);
    }
  }

  static LoadedDriver driver(Plugins plugins, RunSettings settings) {
    if (!settings.has(RunKey.DRIVER)) {
      throw new SettingException(
          RunKey.DRIVER.flag(),
          "(none)",
          plugins.drivers().stream().map(LoadedDriver::name).collect(Collectors.joining(", ")),
          "name the broker to measure, as in: harness --driver kafka");
    }
    return plugins.driver(SpecTexts.driverName(settings));
  }

  /**
   * With the version that will run, so that the run can be repeated when defaults have moved on.
   */
  static RunSpec checked(RunSpec spec, LoadedDriver driver) {
    RunSpecs.check(spec, driver.driver().capabilities());
    Optional<String> version = spec.broker().version();
    boolean versioned = !driver.driver().artifacts(driver.driver().defaultVersion()).isEmpty();
    if (version.isPresent() && !versioned) {
      throw new SettingException(
          RunKey.DRIVER.flag(),
          driver.name() + "@" + version.get(),
          driver.name(),
          "it starts no servers that have versions");
    }
    boolean local = spec.broker().addresses().isEmpty();
    return versioned && local && version.isEmpty()
        ? spec.withVersion(driver.driver().defaultVersion())
        : spec;
  }

  static List<Path> pluginPath(RunSettings settings) {
    List<Path> path = new ArrayList<>(Home.plugins());
    settings.list(RunKey.PLUGINS).forEach(d -> path.add(path(RunKey.PLUGINS, d)));
    return path;
  }

  static Path path(RunKey key, String text) {
    try {
      if (!text.isBlank()) {
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      throw noPath(key, text);
    }
    throw noPath(key, text);
  }

  private static SettingException noPath(RunKey key, String text) {
    return new SettingException(key.flag(), text, "the name of a directory", "");
  }

  private static Set<Verdict> accepted(List<String> names) {
    List<String> known =
        Arrays.stream(Verdict.values())
            .filter(v -> v != Verdict.VALID)
            .map(RunCommand::text)
            .toList();
    Set<Verdict> accepted = EnumSet.noneOf(Verdict.class);
    for (String name : names) {
      String plain = name.strip().toLowerCase(Locale.ROOT).replace('_', '-');
      if (!known.contains(plain)) {
        throw new SettingException(
            RunKey.ACCEPT.flag(),
            name,
            String.join(", ", known),
            NearMisses.advice(NearMisses.of(plain, known)));
      }
      accepted.add(Verdict.valueOf(plain.toUpperCase(Locale.ROOT).replace('-', '_')));
    }
    return accepted;
  }

  private static String text(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static ExitCode exitCode(
      RunExecution.Ended ended, Set<Verdict> accepted, PrintWriter progress) {
    if (ended.interrupted()) {
      return ExitCode.INTERRUPTED;
    }
    RunDocument document = ended.document();
    Set<Verdict> verdicts =
        document.verdict().stream()
            .map(v -> Verdict.valueOf(v.verdict()))
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Verdict.class)));
    if (verdicts.equals(EnumSet.of(Verdict.VALID))) {
      return ExitCode.VALID;
    }
    if (verdicts.isEmpty() || !accepted.containsAll(verdicts)) {
      return ExitCode.NOT_VALID;
    }
    progress.println(
        "Accepted      "
            + verdicts.stream().map(Verdict::name).collect(Collectors.joining(", "))
            + ", by --accept");
    return ExitCode.VALID;
  }
}
