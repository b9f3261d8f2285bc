/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi.testkit;

import io.weir.spi.ArtifactSet;
import io.weir.spi.ServerHost;
import io.weir.spi.ServerProcess;
import io.weir.spi.ServerSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/** A host for drivers whose launch starts no process: each use of it is an assertion error. */
public final class NoServerHost implements ServerHost {
  @Override
  public List<Path> resolve(ArtifactSet artifacts) {
    throw used("resolve");
  }

  @Override
  public int freePort() {
    throw used("freePort");
  }

  @Override
  public Path directory(String serverId) {
    throw used("directory");
  }

  @Override
  public void run(ServerSpec spec, Duration timeLimit) {
    throw used("run");
  }

  @Override
  public ServerProcess start(ServerSpec spec) {
    throw used("start");
  }

  @Override
  public void await(
      ServerProcess server, String what, Callable<Boolean> ready, Duration timeLimit) {
    throw used("await");
  }

  private static AssertionError used(String method) {
    return new AssertionError("a driver without servers called " + method);
  }
}
