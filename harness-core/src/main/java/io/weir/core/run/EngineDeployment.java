/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.experiment.EngineSpec;
import io.weir.core.provision.HostShare;
import io.weir.core.provision.LocalHost;
import io.weir.core.provision.LocalServer;
import io.weir.spi.EngineCluster;
import io.weir.spi.EngineConnect;
import io.weir.spi.EngineLaunch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream engine in use: started for the run, or a connection to one that runs already.
 *
 * <p>Thread contract: {@link #begin} and {@link #await} by one thread; {@link #close} by any, once
 * that thread has left them.
 */
public final class EngineDeployment implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

  private final EngineSpec spec;
  private final EngineWork work;
  private final HostShare host;
  private @Nullable Opening<EngineCluster> opening;
  private @Nullable EngineCluster cluster;

  /**
   * @param spec the engine wanted
   * @param work that it is given
   * @param host where servers run; left to the caller to close, after this
   */
  public EngineDeployment(EngineSpec spec, EngineWork work, LocalHost host) {
    this.spec = spec;
    this.work = work;
    this.host = new HostShare(host);
  }

  /** Begins to open it, beside whatever the caller does meanwhile; does nothing if it is open. */
  void begin() {
    if (opening == null) {
      opening = Opening.begin(spec.name(), this::opened);
    }
  }

  /**
   * Waits until it is open.
   *
   * @throws io.weir.spi.UnavailableException if it cannot be, or on an interrupt, which stays set
   */
  EngineCluster await() {
    begin();
    Opening<EngineCluster> begun = opening;
    if (cluster == null && begun != null) {
      cluster = begun.await();
    }
    return cluster();
  }

  private EngineCluster opened() {
    return spec.addresses().isEmpty()
        ? work.engine()
            .engine()
            .launch(
                new EngineLaunch(
                    version(), spec.workers(), spec.slots(), jobs(), work.settings(), START_LIMIT),
                host)
        : work.engine()
            .engine()
            .connect(
                new EngineConnect(
                    spec.addresses(), spec.slots(), jobs(), work.settings(), CONNECT_LIMIT),
                host);
  }

  private String version() {
    return spec.version().orElseGet(() -> work.engine().engine().defaultVersion());
  }

  private Path jobs() {
    return work.engine().origin().directory().orElse(Path.of("")).resolve("job");
  }

  /** What is to be run on it. */
  public EngineWork work() {
    return work;
  }

  /** The engine; only after {@link #await}. */
  EngineCluster cluster() {
    EngineCluster open = cluster;
    if (open == null) {
      throw new IllegalStateException("the engine is not open");
    }
    return open;
  }

  /** True if the harness started it. */
  boolean local() {
    return spec.addresses().isEmpty();
  }

  /** The servers started here; none for an engine that ran already. */
  public List<LocalServer> servers() {
    return host.servers();
  }

  /** Removes what is left of its jobs and closes clients. */
  @Override
  public void close() {
    Opening<EngineCluster> begun = opening;
    EngineCluster open = cluster;
    if (open != null) {
      open.close();
    } else if (begun != null) {
      begun.giveUp().ifPresent(EngineCluster::close);
    }
  }
}
