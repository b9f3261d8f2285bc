/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision;

import io.weir.spi.ArtifactSet;
import io.weir.spi.ServerHost;
import io.weir.spi.ServerProcess;
import io.weir.spi.ServerSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What one system uses of a host that several share: ports, directories and ids are the host's,
 * servers are told apart. Methods may be called from any thread.
 */
public final class HostShare implements ServerHost {
  private final LocalHost host;
  private final List<LocalServer> servers = new CopyOnWriteArrayList<>();

  /** A share of this host, which is left to its owner to close. */
  public HostShare(LocalHost host) {
    this.host = host;
  }

  /** The servers that were started through this share, in start order. */
  public List<LocalServer> servers() {
    return List.copyOf(servers);
  }

  @Override
  public List<Path> resolve(ArtifactSet artifacts) {
    return host.resolve(artifacts);
  }

  @Override
  public int freePort() {
    return host.freePort();
  }

  @Override
  public Path directory(String serverId) {
    return host.directory(serverId);
  }

  @Override
  public void run(ServerSpec spec, Duration timeLimit) {
    host.run(spec, timeLimit);
  }

  @Override
  public LocalServer start(ServerSpec spec) {
    LocalServer server = host.start(spec);
    servers.add(server);
    return server;
  }

  @Override
  public void await(
      ServerProcess server, String what, Callable<Boolean> ready, Duration timeLimit) {
    host.await(server, what, ready, timeLimit);
  }
}
