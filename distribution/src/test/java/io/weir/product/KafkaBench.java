/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.RunSpecs;
import io.weir.core.measure.EpochClock;
import io.weir.core.measure.LedgerBudget;
import io.weir.core.plugin.LoadedDriver;
import io.weir.core.plugin.Plugins;
import io.weir.core.plugin.SettingsBinder;
import io.weir.core.provision.LocalHost;
import io.weir.core.provision.MavenArtifacts;
import io.weir.core.provision.Watchdog;
import io.weir.core.results.ClockFacts;
import io.weir.core.results.HarnessFacts;
import io.weir.core.results.RunDirectory;
import io.weir.core.results.RunDocument;
import io.weir.core.results.RunIdentity;
import io.weir.core.results.Secrets;
import io.weir.core.run.Deployment;
import io.weir.core.run.Run;
import io.weir.core.run.RunListener;
import io.weir.core.run.RunWorkload;
import io.weir.spi.NanoClock;
import io.weir.spi.ServerProcess;
import io.weir.spi.ServerSpec;
import io.weir.spi.Settings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The assembled product with one real Kafka broker, which runs in a process of its own and is
 * shared by all tests; and runs against it, or against a broker of a test's own.
 *
 * <p>Composed as the command line composes a run: plugins from {@code dist/plugins} in their own
 * class loaders, servers by the harness's host. Runs are made one after the other.
 */
final class KafkaBench implements AutoCloseable {
  /** Held, since a logger that nobody holds forgets its level. */
  private final Logger rootLogger = Logger.getLogger("");

  private final Path results = Path.of("target", "known-answers").toAbsolutePath();
  private final Plugins plugins;
  private final MavenArtifacts artifacts;
  private final NanoClock clock = new EpochClock();
  private final AtomicInteger number = new AtomicInteger();
  private final Target shared;
  private volatile @Nullable RunFiles latest;

  /**
   * What runs go against.
   *
   * @param broker as it was asked for
   * @param deployment opened by the first run, if not before
   */
  record Target(RunSpec.BrokerSpec broker, Deployment deployment) implements AutoCloseable {
    /** Its first local server, once open. */
    ServerProcess server() {
      return deployment.servers().get(0);
    }

    @Override
    public void close() {
      deployment.close();
    }
  }

  KafkaBench() {
    rootLogger.setLevel(Level.SEVERE);
    Path dist = Path.of(System.getProperty("weir.dist"));
    plugins = Plugins.load(List.of(dist.resolve("plugins")));
    artifacts = new MavenArtifacts(MavenArtifacts.defaultCacheDirectory(System.getenv()));
    shared = launch("kafka", UnaryOperator.identity(), UnaryOperator.identity());
    try {
      shared.deployment().open();
    } catch (RuntimeException e) {
      shared.close();
      throw e;
    }
  }

  /** The clock of every run. */
  NanoClock clock() {
    return clock;
  }

  /** The shared broker. */
  ServerProcess broker() {
    return shared.server();
  }

  /** The shared broker's addresses. */
  List<String> addresses() {
    return shared.deployment().cluster().endpoint().addresses();
  }

  /** Uses the shared broker, through what a test puts around the driver. To be closed. */
  Target connect(UnaryOperator<LoadedDriver> around) {
    return connect(addresses(), around);
  }

  /** Uses a broker that runs already. To be closed. */
  Target connect(List<String> addresses, UnaryOperator<LoadedDriver> around) {
    return deployment(Scenario.running("kafka", addresses), UnaryOperator.identity(), around);
  }

  /**
   * A local system of a test's own, not started yet. To be closed.
   *
   * @param amendment of what is started, such as further arguments
   */
  Target launch(
      String driver, UnaryOperator<ServerSpec> amendment, UnaryOperator<LoadedDriver> around) {
    return deployment(Scenario.local(driver), amendment, around);
  }

  private Target deployment(
      RunSpec.BrokerSpec broker,
      UnaryOperator<ServerSpec> amendment,
      UnaryOperator<LoadedDriver> around) {
    LoadedDriver driver = around.apply(plugins.driver(broker.driver()));
    Settings settings =
        new SettingsBinder(Map.of()).bind(driver.driver(), Map.of(), List.of(driver.name()));
    String id = "deployment-" + ProcessHandle.current().pid() + "-" + number.incrementAndGet();
    LocalHost host = new LocalHost(results.resolve(id), artifacts, Watchdog::start, amendment);
    return new Target(broker, new Deployment(id, broker, false, driver, settings, host, clock));
  }

  /** Runs to the end. */
  RunFiles run(Scenario scenario, Target on, RunListener listener) {
    return run(scenario, on, listener, LedgerBudget.standard());
  }

  /** Runs to the end with another memory budget of the ledger. */
  RunFiles run(Scenario scenario, Target on, RunListener listener, LedgerBudget budget) {
    RunSpec spec = scenario.on(on.broker());
    RunSpecs.check(spec, on.deployment().driver().driver().capabilities());
    RunIdentity identity = RunIdentity.of(spec, Instant.now(), "k" + number.incrementAndGet());
    RunDirectory directory = RunDirectory.create(results, identity);
    RunFiles files = new RunFiles(directory.path());
    latest = files;
    new Run(
            RunDocument.begin(
                identity,
                new HarnessFacts("test", "", System.getProperty("java.runtime.version", "")),
                List.of(),
                spec,
                Map.of(),
                new ClockFacts("System.nanoTime", OptionalLong.empty())),
            directory,
            on.deployment(),
            RunWorkload.payload(spec),
            listener,
            Secrets.none(),
            budget)
        .execute();
    return files;
  }

  /** The run that is under way, or the last one. */
  RunFiles latest() {
    return Objects.requireNonNull(latest, "no run yet");
  }

  @Override
  public void close() {
    try {
      shared.close();
    } finally {
      artifacts.close();
      plugins.close();
    }
  }
}
