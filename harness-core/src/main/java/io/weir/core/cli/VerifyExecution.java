/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.experiment.Fault;
import io.weir.core.experiment.FaultPlan;
import io.weir.core.experiment.RunSpec;
import io.weir.core.measure.EpochClock;
import io.weir.core.measure.HostFacts;
import io.weir.core.plugin.LoadedDriver;
import io.weir.core.provision.LocalHost;
import io.weir.core.provision.MavenArtifacts;
import io.weir.core.provision.SharedClasses;
import io.weir.core.provision.Watchdog;
import io.weir.core.provision.powerloss.PowerLoss;
import io.weir.core.results.Checksums;
import io.weir.core.results.DurabilityDocument;
import io.weir.core.results.DurabilityJson;
import io.weir.core.results.FaultResult;
import io.weir.core.results.HarnessFacts;
import io.weir.core.results.RunDirectory;
import io.weir.core.results.RunIdentity;
import io.weir.core.results.RunStatus;
import io.weir.core.results.Secrets;
import io.weir.core.run.Deployment;
import io.weir.core.run.FaultTrial;
import io.weir.core.run.KeptSecrets;
import io.weir.core.run.PowerLossRig;
import io.weir.core.run.RunListener;
import io.weir.core.run.ServerData;
import io.weir.spi.ServerSpec;
import io.weir.spi.Settings;
import io.weir.spi.UnavailableException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Carries a verification out: one directory, and in it one trial for each fault, each on servers of
 * its own; and what ends it at Ctrl-C. Used once, by one thread.
 */
final class VerifyExecution {
  /** Where a run's id has its workload. */
  private static final String WHAT = "verify-durability";

  /** Within the directory of a power loss: its controls. */
  private static final String CONTROLS = "controls";

  private static final String SERVERS = "servers";

  private final FaultPlan plan;
  private final RunSpec spec;
  private final LoadedDriver driver;
  private final Settings settings;
  private final Secrets secrets;
  private final Path results;
  private final RunListener listener;
  private final PrintWriter progress;
  private final Interruption interruption = new Interruption();
  private @Nullable FaultTrial trial;

  /**
   * @param plan the faults
   * @param spec system and load of each, checked
   * @param driver of its broker
   * @param settings of the driver, bound
   * @param secrets that must not be kept
   * @param results where the directory is made
   * @param listener follows
   * @param progress takes what is to be said after it
   */
  VerifyExecution(
      FaultPlan plan,
      RunSpec spec,
      LoadedDriver driver,
      Settings settings,
      Secrets secrets,
      Path results,
      RunListener listener,
      PrintWriter progress) {
    this.plan = plan;
    this.spec = spec;
    this.driver = driver;
    this.settings = settings;
    this.secrets = secrets;
    this.results = results;
    this.listener = listener;
    this.progress = progress;
  }

  /**
   * How it ended.
   *
   * @param document as last written
   * @param interrupted by a signal
   */
  record Ended(DurabilityDocument document, boolean interrupted) {}

  /** What is kept, and where. */
  private static final class Kept {
    private final DurabilityJson json;
    private DurabilityDocument document;

    Kept(DurabilityJson json, DurabilityDocument document) {
      this.json = json;
      this.document = document;
      json.write(document);
    }

    void set(DurabilityDocument next) {
      document = next;
      json.write(next);
    }
  }

  /**
   * Runs the trials.
   *
   * @param commandLine as the user wrote it, for the record
   * @param show tells the user; also after Ctrl-C, when the process ends as soon as this returns
   * @throws UnavailableException if the system cannot be started
   */
  Ended execute(List<String> commandLine, BiConsumer<RunDirectory, DurabilityDocument> show) {
    HostFacts facts = HostFacts.read(Existing.above(results));
    Instant now = Instant.now();
    RunIdentity identity =
        new RunIdentity(
            now,
            spec.broker().driver(),
            spec.broker().durability(),
            WHAT,
            spec.seed(),
            RunExecution.shortId(),
            RunIdentity.Place.alone());
    RunDirectory directory = RunDirectory.createForParts(results, identity);
    HarnessLog log = HarnessLog.to(directory.logs().resolve("harness.log"), secrets);
    try (MavenArtifacts artifacts =
        new MavenArtifacts(MavenArtifacts.defaultCacheDirectory(System.getenv()))) {
      Kept kept =
          new Kept(
              new DurabilityJson(directory, secrets),
              new DurabilityDocument(
                  DurabilityDocument.SCHEMA_VERSION,
                  identity.runId(),
                  RunStatus.INCOMPLETE,
                  identity.created(),
                  new HarnessFacts(
                      Home.version(), "", System.getProperty("java.runtime.version", "")),
                  commandLine,
                  plan,
                  shown(spec),
                  facts.asMap(),
                  List.of()));
      interruption.listen(this::interruptTrial);
      try {
        for (Fault fault : plan.faults()) {
          if (!interruption.asked()) {
            runOrKeep(fault, directory, kept, artifacts);
          }
        }
        if (!interruption.asked()) {
          kept.set(kept.document.completed());
        }
        show.accept(directory, kept.document);
        return new Ended(kept.document, interruption.asked());
      } finally {
        interruption.forget();
      }
    } finally {
      try {
        log.close();
        new KeptSecrets(directory.path(), secrets, progress::println).mask();
        writeChecksums(directory);
      } finally {
        interruption.close();
      }
    }
  }

  /**
   * What earlier faults have shown must not go down with servers that do not start for this one.
   */
  private void runOrKeep(Fault fault, RunDirectory directory, Kept kept, MavenArtifacts artifacts) {
    boolean first = kept.document.results().isEmpty();
    try {
      run(fault, directory, kept, artifacts);
    } catch (UnavailableException e) {
      if (first) {
        throw e;
      }
      progress.println(fault.text() + ": " + e.getMessage());
    }
  }

  private void run(Fault fault, RunDirectory directory, Kept kept, MavenArtifacts artifacts) {
    RunDirectory part = directory.part(fault.text());
    ServerData data = new ServerData(part.servers(), progress::println);
    Path controls = part.path().resolve(CONTROLS);
    try (SharedClasses classes =
        new SharedClasses(SharedClasses.defaultDirectory(System.getenv()))) {
      if (fault == Fault.POWER_LOSS) {
        PowerLoss powerLoss =
            new PowerLoss(PowerLoss.agentIn(Home.directory().orElse(Path.of("dist"))), part.path());
        UnaryOperator<ServerSpec> amendment = powerLoss.amendment();
        try (LocalHost controlsHost =
            new LocalHost(controls, artifacts, Watchdog::start, amendment)) {
          run(
              fault,
              part,
              directory.runId(),
              kept,
              new LocalHost(part.path(), artifacts, Watchdog::start, amendment),
              Optional.of(new PowerLossRig(powerLoss, controlsHost, data)));
        }
      } else {
        run(
            fault,
            part,
            directory.runId(),
            kept,
            new LocalHost(part.path(), artifacts, Watchdog::start, classes::amend),
            Optional.empty());
      }
    } finally {
      if (!spec.topics().keep()) {
        data.remove();
        new ServerData(controls.resolve(SERVERS), progress::println).remove();
      }
      new KeptSecrets(part.path(), secrets, progress::println).mask();
    }
  }

  private void run(
      Fault fault,
      RunDirectory part,
      String id,
      Kept kept,
      LocalHost host,
      Optional<PowerLossRig> powerLoss) {
    try (host;
        Deployment deployment =
            new Deployment(id, spec.broker(), false, driver, settings, host, new EpochClock())) {
      FaultTrial next =
          new FaultTrial(
              fault,
              plan,
              spec,
              id + "-" + fault.text(),
              part,
              deployment,
              powerLoss,
              listener,
              result -> kept.set(kept.document.with(result)));
      setTrial(next);
      FaultResult unused = next.execute();
    }
  }

  private synchronized void setTrial(FaultTrial next) {
    trial = next;
    if (interruption.asked()) {
      next.interrupt();
    }
  }

  private synchronized void interruptTrial() {
    FaultTrial running = trial;
    if (running != null) {
      running.interrupt();
    }
  }

  private RunSpec shown(RunSpec whole) {
    Map<String, String> masked = new TreeMap<>(whole.broker().settings());
    masked.replaceAll(secrets::maskedValue);
    return whole.withSettings(masked);
  }

  private void writeChecksums(RunDirectory directory) {
    try {
      directory.releaseReserve();
      Checksums.write(directory);
    } catch (UnavailableException e) {
      // The outcome stands; its directory says that it was not sealed.
      progress.println(e.getMessage());
    }
  }
}
