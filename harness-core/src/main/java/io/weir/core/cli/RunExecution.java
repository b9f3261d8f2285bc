/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.experiment.RunFile;
import io.weir.core.experiment.RunKey;
import io.weir.core.experiment.RunSettings;
import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.SpecTexts;
import io.weir.core.experiment.TrafficProfile;
import io.weir.core.measure.EpochClock;
import io.weir.core.measure.HostFacts;
import io.weir.core.plugin.LoadedDriver;
import io.weir.core.provision.LocalHost;
import io.weir.core.provision.MavenArtifacts;
import io.weir.core.provision.SharedClasses;
import io.weir.core.provision.Watchdog;
import io.weir.core.results.CalibrationStore;
import io.weir.core.results.Checksums;
import io.weir.core.results.ClockFacts;
import io.weir.core.results.HarnessFacts;
import io.weir.core.results.RunDirectory;
import io.weir.core.results.RunDocument;
import io.weir.core.results.RunIdentity;
import io.weir.core.results.RunStatus;
import io.weir.core.results.Secrets;
import io.weir.core.run.Deployment;
import io.weir.core.run.KeptSecrets;
import io.weir.core.run.Run;
import io.weir.core.run.RunListener;
import io.weir.core.run.RunWorkload;
import io.weir.core.run.ServerData;
import io.weir.spi.Settings;
import io.weir.spi.UnavailableException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Carries one run out: its directory, its log, its servers and what ends it at Ctrl-C. Used once,
 * by one thread.
 */
final class RunExecution {
  private final RunSpec spec;
  private final LoadedDriver driver;
  private final Settings settings;
  private final Function<Path, RunWorkload> workload;
  private final Secrets secrets;
  private final Path results;
  private final RunListener listener;
  private final PrintWriter progress;
  private final boolean force;

  /**
   * @param spec checked
   * @param driver of its broker
   * @param settings of the driver, bound
   * @param workload opens the run's workload in the run's directory
   * @param secrets that must not be kept
   * @param results where the run's directory is made
   * @param listener follows the run
   * @param progress takes what is to be said after it
   * @param force whether its peak rate may be above the generator's ceiling
   */
  RunExecution(
      RunSpec spec,
      LoadedDriver driver,
      Settings settings,
      Function<Path, RunWorkload> workload,
      Secrets secrets,
      Path results,
      RunListener listener,
      PrintWriter progress,
      boolean force) {
    this.spec = spec;
    this.driver = driver;
    this.settings = settings;
    this.workload = workload;
    this.secrets = secrets;
    this.results = results;
    this.listener = listener;
    this.progress = progress;
    this.force = force;
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
    HostFacts facts = HostFacts.read(Existing.above(results));
    RunIdentity identity = RunIdentity.of(spec, Instant.now(), shortId());
    RunDirectory directory = RunDirectory.create(results, identity);
    RunSettings.Builder command = RunSettings.builder();
    if (force) {
      command.put(RunKey.FORCE, List.of("true"), RunSettings.COMMAND_LINE);
    }
    RunSettings settled = SpecTexts.write(withKeptTrace(shown(spec), directory));
    directory.writeRunFile(RunFile.lines(settled.over(command.build())));
    HarnessLog log = HarnessLog.to(directory.logs().resolve("harness.log"), secrets);
    Interruption interruption = new Interruption();
    try {
      RunWorkload opened = open(directory, log);
      try {
        return execute(
            begun(identity, commandLine, facts), directory, opened, interruption, show, artifacts);
      } finally {
        close(opened);
        tidy(directory, log);
      }
    } finally {
      interruption.close();
    }
  }

  private Ended execute(
      RunDocument begun,
      RunDirectory directory,
      RunWorkload opened,
      Interruption interruption,
      BiConsumer<RunDirectory, RunDocument> show,
      MavenArtifacts artifacts) {
    try (SharedClasses classes =
            new SharedClasses(SharedClasses.defaultDirectory(System.getenv()));
        LocalHost host =
            new LocalHost(directory.path(), artifacts, Watchdog::start, classes::amend);
        Deployment deployment =
            new Deployment(
                begun.identity().runId(),
                spec.broker(),
                spec.transactions(),
                driver,
                settings,
                host,
                new EpochClock())) {
      Run run = new Run(begun, directory, deployment, opened, listener, secrets);
      interruption.listen(
          () -> {
            run.interrupt();
            classes.stop();
          });
      try {
        RunDocument document = run.execute();
        show.accept(directory, document);
        if (document.status() == RunStatus.COMPLETE && !interruption.asked()) {
          classes.save(host, progress::println);
        }
        return new Ended(document, interruption.asked());
      } finally {
        interruption.forget();
      }
    }
  }

  /** The run's outcome stands, whatever a workload leaves undone at its end. */
  private void close(RunWorkload opened) {
    try {
      opened.open().close();
    } catch (RuntimeException e) {
      progress.println("the workload " + spec.workload() + " could not be closed: " + e);
    }
  }

  /** A workload that cannot be opened leaves no directory of a run that never was. */
  private RunWorkload open(RunDirectory directory, HarnessLog log) {
    try {
      return workload.apply(directory.path());
    } catch (RuntimeException | Error e) {
      log.close();
      directory.discard();
      throw e;
    }
  }

  /** What is left to do once the servers have been stopped. */
  private void tidy(RunDirectory directory, HarnessLog log) {
    if (!spec.topics().keep()) {
      new ServerData(directory.servers(), progress::println).remove();
    }
    log.close();
    new KeptSecrets(directory.path(), secrets, progress::println).mask();
    writeChecksums(directory);
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

  /** A run is repeated from its own directory, so what it reads has to be there. */
  private static RunSpec withKeptTrace(RunSpec spec, RunDirectory directory) {
    return spec.load().profile() instanceof TrafficProfile.Trace trace
        ? spec.withProfile(trace.from(directory.keepTrace(Path.of(trace.file()))))
        : spec;
  }

  private RunSpec shown(RunSpec whole) {
    Map<String, String> masked = new TreeMap<>(whole.broker().settings());
    masked.replaceAll(secrets::maskedValue);
    return whole.withSettings(masked);
  }

  private RunDocument begun(RunIdentity identity, List<String> commandLine, HostFacts facts) {
    RunDocument begun =
        RunDocument.begin(
            identity,
            new HarnessFacts(Home.version(), "", System.getProperty("java.runtime.version", "")),
            commandLine,
            spec,
            facts.asMap(),
            new ClockFacts("System.nanoTime", OptionalLong.empty()));
    return new CalibrationStore(CalibrationStore.defaultDirectory(System.getenv()))
        .find(facts.fingerprint(), Home.version(), facts.javaVersion())
        .map(begun::withCalibration)
        .orElse(begun);
  }

  /** A few letters that tell runs of the same second apart. */
  static String shortId() {
    return Integer.toString(
        new SecureRandom().nextInt(36 * 36 * 36 * 36, 36 * 36 * 36 * 36 * 36), 36);
  }
}
