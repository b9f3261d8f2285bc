/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.analysis.Verdict;
import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.RunSpecs;
import io.weir.core.measure.EpochClock;
import io.weir.core.measure.HostFacts;
import io.weir.core.plugin.LoadedDriver;
import io.weir.core.plugin.Plugins;
import io.weir.core.plugin.SettingsBinder;
import io.weir.core.provision.LocalHost;
import io.weir.core.provision.MavenArtifacts;
import io.weir.core.report.RunText;
import io.weir.core.results.ClockFacts;
import io.weir.core.results.HarnessFacts;
import io.weir.core.results.RunDirectory;
import io.weir.core.results.RunDocument;
import io.weir.core.results.RunIdentity;
import io.weir.core.run.Deployment;
import io.weir.core.run.Run;
import io.weir.core.run.ServerData;
import io.weir.spi.ConfigValue;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code harness run}: one run, from the command line to its verdict. */
@Command(
    name = "run",
    description = "Runs a load against a broker and judges what came of it.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  /** How long an interrupted run may take to write what it has and stop its servers. */
  private static final long INTERRUPT_LIMIT_S = 30;

  private static final Pattern SECRET_KEY =
      Pattern.compile("password|secret|jaas|token|credential", Pattern.CASE_INSENSITIVE);

  @Mixin private RunOptions options = new RunOptions();

  @Option(
      names = "--results",
      paramLabel = "DIR",
      description = "Where runs go, each into a directory of its own. Default: results.")
  private Path results = Path.of("results");

  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      description = "A further directory of plugins. Repeatable.")
  private List<Path> pluginDirectories = List.of();

  @Spec private CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = command.commandLine().getOut();
    try (Plugins plugins = Plugins.load(pluginPath())) {
      plugins
          .failures()
          .forEach(f -> out.println("plugin " + f.name() + " is left out: " + f.reason()));
      if (options.driverName().isEmpty()) {
        throw new SettingException(
            "--driver",
            "(none)",
            plugins.drivers().stream().map(LoadedDriver::name).collect(Collectors.joining(", ")),
            "name the broker to measure, as in: harness --driver kafka");
      }
      LoadedDriver driver = plugins.driver(options.driverName());
      RunSpec spec = options.toSpec(driver.driver()::nodesFor);
      RunSpecs.check(spec, driver.driver().capabilities());
      Settings settings =
          new SettingsBinder(System.getenv())
              .bind(driver.driver(), spec.broker().settings(), List.of(driver.name()));
      try (MavenArtifacts artifacts =
          new MavenArtifacts(MavenArtifacts.defaultCacheDirectory(System.getenv()))) {
        return run(spec, driver, settings, artifacts, out);
      }
    }
  }

  private List<Path> pluginPath() {
    List<Path> path = new ArrayList<>(Home.plugins());
    path.addAll(pluginDirectories);
    return path;
  }

  private int run(
      RunSpec spec,
      LoadedDriver driver,
      Settings settings,
      MavenArtifacts artifacts,
      PrintWriter out) {
    HostFacts facts = HostFacts.read(existing(results));
    RunIdentity identity = RunIdentity.of(spec, Instant.now(), shortId());
    RunDirectory directory = RunDirectory.create(results, identity);
    HarnessLog log = HarnessLog.to(directory.logs().resolve("harness.log"));
    CountDownLatch written = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    try (RunView view = RunView.on(out, System.getenv(), OutputCharset.current());
        LocalHost host = new LocalHost(directory.path(), artifacts);
        Deployment deployment =
            new Deployment(
                identity.runId(), spec.broker(), driver, settings, host, new EpochClock())) {
      Run run =
          new Run(
              RunDocument.begin(
                  identity,
                  new HarnessFacts(
                      Home.version(), "", System.getProperty("java.runtime.version", "")),
                  command.commandLine().getParseResult().originalArgs(),
                  spec,
                  facts.asMap(),
                  new ClockFacts("System.nanoTime", OptionalLong.empty())),
              directory,
              deployment,
              view,
              secrets(spec, settings));
      Thread onInterrupt =
          new Thread(
              () -> {
                interrupted.set(true);
                run.interrupt();
                awaitWritten(written);
              },
              "weir-interrupt");
      Runtime.getRuntime().addShutdownHook(onInterrupt);
      try {
        RunDocument document = run.execute();
        view.end();
        RunText.lines(directory, document, OutputCharset.current()).forEach(out::println);
        return exitCode(document, interrupted.get()).code();
      } finally {
        if (!interrupted.get()) {
          Runtime.getRuntime().removeShutdownHook(onInterrupt);
        }
      }
    } finally {
      // The servers have been stopped by now.
      if (!spec.topics().keep()) {
        new ServerData(directory.servers(), out::println).remove();
      }
      log.close();
      written.countDown();
    }
  }

  /** The directory itself or, if it is still to be made, the nearest above it. */
  private static Path existing(Path directory) {
    Path at = directory.toAbsolutePath().normalize();
    while (!Files.exists(at) && at.getParent() != null) {
      at = at.getParent();
    }
    return at;
  }

  private static void awaitWritten(CountDownLatch written) {
    try {
      if (!written.await(INTERRUPT_LIMIT_S, TimeUnit.SECONDS)) {
        System.err.println("the run did not end within " + INTERRUPT_LIMIT_S + " s and is cut off");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ExitCode exitCode(RunDocument document, boolean interrupted) {
    if (interrupted) {
      return ExitCode.INTERRUPTED;
    }
    boolean valid =
        document.verdict().stream().allMatch(v -> v.verdict().equals(Verdict.VALID.name()));
    return valid ? ExitCode.VALID : ExitCode.NOT_VALID;
  }

  /** Literal texts that must not be kept: of values marked so, and of keys that sound like it. */
  private static Set<String> secrets(RunSpec spec, Settings settings) {
    Set<String> secrets = new HashSet<>();
    Stream.concat(
            settings.options().values().stream(),
            settings.sections().values().stream().flatMap(section -> section.values().stream()))
        .filter(ConfigValue::secret)
        .map(ConfigValue::value)
        .forEach(secrets::add);
    spec.broker()
        .settings()
        .forEach(
            (key, value) -> {
              if (SECRET_KEY.matcher(key).find()) {
                secrets.add(value);
              }
            });
    return secrets;
  }

  private static String shortId() {
    return Integer.toString(
        new SecureRandom().nextInt(36 * 36 * 36 * 36, 36 * 36 * 36 * 36 * 36), 36);
  }
}
