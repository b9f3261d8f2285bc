/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.experiment.RunFile;
import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.SpecTexts;
import io.weir.core.measure.EpochClock;
import io.weir.core.measure.HostFacts;
import io.weir.core.plugin.LoadedDriver;
import io.weir.core.provision.LocalHost;
import io.weir.core.provision.MavenArtifacts;
import io.weir.core.results.Checksums;
import io.weir.core.results.ClockFacts;
import io.weir.core.results.HarnessFacts;
import io.weir.core.results.RunDirectory;
import io.weir.core.results.RunDocument;
import io.weir.core.results.RunIdentity;
import io.weir.core.run.Deployment;
import io.weir.core.run.Run;
import io.weir.core.run.ServerData;
import io.weir.spi.ConfigValue;
import io.weir.spi.Settings;
import io.weir.spi.UnavailableException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Carries one run out: its directory, its log, its servers and what ends it at Ctrl-C. Used once,
 * by one thread.
 */
final class RunExecution {
  /** How long an interrupted run may take to write what it has and stop its servers. */
  private static final long INTERRUPT_LIMIT_S = 30;

  private static final Pattern SECRET_KEY =
      Pattern.compile("password|secret|jaas|token|credential", Pattern.CASE_INSENSITIVE);

  private final RunSpec spec;
  private final LoadedDriver driver;
  private final Settings settings;
  private final Path results;
  private final PrintWriter progress;

  /**
   * @param spec checked
   * @param driver of its broker
   * @param settings of the driver, bound
   * @param results where the run's directory is made
   * @param progress for a person to follow
   */
  RunExecution(
      RunSpec spec, LoadedDriver driver, Settings settings, Path results, PrintWriter progress) {
    this.spec = spec;
    this.driver = driver;
    this.settings = settings;
    this.results = results;
    this.progress = progress;
  }

  /**
   * How a run ended.
   *
   * @param document as last written
   * @param interrupted by a signal
   */
  record Ended(RunDocument document, boolean interrupted) {}

  /**
   * Runs.
   *
   * @param commandLine as the user wrote it, for the record
   * @param show tells the user; also after Ctrl-C, when the process ends as soon as this returns
   * @throws io.weir.spi.UnavailableException if the system cannot be started or reached
   */
  Ended execute(List<String> commandLine, BiConsumer<RunDirectory, RunDocument> show) {
    try (MavenArtifacts artifacts =
        new MavenArtifacts(MavenArtifacts.defaultCacheDirectory(System.getenv()))) {
      return execute(commandLine, show, artifacts);
    }
  }

  private Ended execute(
      List<String> commandLine,
      BiConsumer<RunDirectory, RunDocument> show,
      MavenArtifacts artifacts) {
    HostFacts facts = HostFacts.read(existing(results));
    RunIdentity identity = RunIdentity.of(spec, Instant.now(), shortId());
    RunDirectory directory = RunDirectory.create(results, identity);
    directory.writeRunFile(RunFile.lines(SpecTexts.write(spec.masked(secrets(spec, settings)))));
    HarnessLog log = HarnessLog.to(directory.logs().resolve("harness.log"));
    CountDownLatch written = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    try (LocalHost host = new LocalHost(directory.path(), artifacts);
        Deployment deployment =
            new Deployment(
                identity.runId(), spec.broker(), driver, settings, host, new EpochClock())) {
      Run run =
          new Run(
              RunDocument.begin(
                  identity,
                  new HarnessFacts(
                      Home.version(), "", System.getProperty("java.runtime.version", "")),
                  commandLine,
                  spec,
                  facts.asMap(),
                  new ClockFacts("System.nanoTime", OptionalLong.empty())),
              directory,
              deployment,
              new TerminalListener(progress),
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
        show.accept(directory, document);
        return new Ended(document, interrupted.get());
      } finally {
        if (!interrupted.get()) {
          Runtime.getRuntime().removeShutdownHook(onInterrupt);
        }
      }
    } finally {
      // The servers have been stopped by now.
      if (!spec.topics().keep()) {
        new ServerData(directory.servers(), progress::println).remove();
      }
      log.close();
      writeChecksums(directory);
      written.countDown();
    }
  }

  private void writeChecksums(RunDirectory directory) {
    try {
      directory.releaseReserve();
      Checksums.write(directory);
    } catch (UnavailableException e) {
      // The run's outcome stands; its directory says that it was not sealed.
      progress.println(e.getMessage());
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
