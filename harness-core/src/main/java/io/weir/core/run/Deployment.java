/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.experiment.RunSpec.BrokerSpec;
import io.weir.core.plugin.LoadedDriver;
import io.weir.core.provision.LocalHost;
import io.weir.core.provision.LocalServer;
import io.weir.core.results.SystemFacts;
import io.weir.spi.BrokerCluster;
import io.weir.spi.ClusterDescription;
import io.weir.spi.ConnectRequest;
import io.weir.spi.LaunchRequest;
import io.weir.spi.NanoClock;
import io.weir.spi.ServerSpec;
import io.weir.spi.Settings;
import io.weir.spi.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A system under test in use: servers started for it, or a connection to servers that run already.
 * Several runs may use one deployment, one after the other.
 *
 * <p>Thread contract: {@link #open} once, by one thread; {@link #close} by any, also meanwhile,
 * which ends the opening with an {@link UnavailableException}.
 */
public final class Deployment implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

  /** How long an interrupted opening may take to undo itself before it is left alone. */
  private static final Duration GIVE_UP_LIMIT = Duration.ofSeconds(3);

  private final String id;
  private final BrokerSpec spec;
  private final boolean transactions;
  private final LoadedDriver driver;
  private final Settings settings;
  private final LocalHost host;
  private final NanoClock clock;
  private @Nullable BrokerCluster cluster;

  /**
   * @param id names the deployment in results
   * @param spec the system wanted
   * @param transactions whether a stream engine will write in transactions
   * @param driver that stands it up
   * @param settings of the driver, bound
   * @param host where servers run; closed with this
   * @param clock of the process
   */
  public Deployment(
      String id,
      BrokerSpec spec,
      boolean transactions,
      LoadedDriver driver,
      Settings settings,
      LocalHost host,
      NanoClock clock) {
    this.id = id;
    this.spec = spec;
    this.transactions = transactions;
    this.driver = driver;
    this.settings = settings;
    this.host = host;
    this.clock = clock;
  }

  /** Opens, unless it is open. */
  void openOnce() {
    if (cluster == null) {
      open();
    }
  }

  /**
   * Starts the servers, or connects. An interrupt ends it soon, also while artifacts are being
   * downloaded.
   *
   * @throws UnavailableException if they do not answer, or on an interrupt, which stays set
   */
  public void open() {
    // A thread of its own can be left behind: not all that a driver waits for heeds an interrupt.
    FutureTask<BrokerCluster> opening = new FutureTask<>(this::opened);
    Thread opener = new Thread(opening, "weir-open");
    opener.setDaemon(true);
    opener.start();
    try {
      cluster = opening.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException("opening failed", e.getCause());
    } catch (InterruptedException e) {
      opener.interrupt();
      awaitEnd(opener);
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while opening " + spec.driver(), e);
    }
  }

  private static void awaitEnd(Thread opener) {
    try {
      opener.join(GIVE_UP_LIMIT.toMillis());
    } catch (InterruptedException e) {
      // Interrupted already: a second one shortens the waiting.
      return;
    }
  }

  private BrokerCluster opened() {
    return spec.addresses().isEmpty()
        ? driver
            .driver()
            .launch(
                new LaunchRequest(
                    version(),
                    spec.nodes(),
                    spec.durability(),
                    transactions,
                    settings,
                    clock,
                    START_LIMIT),
                host)
        : driver
            .driver()
            .connect(new ConnectRequest(spec.addresses(), settings, clock, CONNECT_LIMIT));
  }

  /** Names the deployment in results. */
  public String id() {
    return id;
  }

  /** The cluster; only after {@link #open}. */
  public BrokerCluster cluster() {
    BrokerCluster open = cluster;
    if (open == null) {
      throw new IllegalStateException("the deployment is not open");
    }
    return open;
  }

  /** The system as it describes itself; only after {@link #open}. */
  SystemFacts describe() {
    ClusterDescription described = cluster().describe();
    return new SystemFacts(
        spec.driver(),
        driver.version(),
        described.system(),
        described.version(),
        described.clientVersion(),
        described.nodes(),
        servers().stream()
            .map(
                s ->
                    new SystemFacts.Server(
                        s.id(),
                        s.role(),
                        s.spec() instanceof ServerSpec.Jvm jvm ? jvm.jvmFlags() : List.of()))
            .toList());
  }

  /** The driver that stood it up. */
  public LoadedDriver driver() {
    return driver;
  }

  /** The servers started here; none for a cluster that ran already. */
  public List<LocalServer> servers() {
    return host.servers();
  }

  NanoClock clock() {
    return clock;
  }

  private String version() {
    return spec.version().orElseGet(() -> driver.driver().defaultVersion());
  }

  /** Closes clients, then stops the servers. */
  @Override
  public void close() {
    BrokerCluster open = cluster;
    try {
      if (open != null) {
        open.close();
      }
    } finally {
      host.close();
    }
  }
}
