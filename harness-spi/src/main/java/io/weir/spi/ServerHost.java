/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * What the harness offers a driver that launches servers. Methods may be called from any thread.
 */
public interface ServerHost {
  /**
   * Resolves jars into the local repository.
   *
   * @return their paths, in class path order
   * @throws UnavailableException naming the coordinates that cannot be had, and how to fetch ahead
   */
  List<Path> resolve(ArtifactSet artifacts);

  /** A TCP port on the loopback address that is free now and was not handed out before. */
  int freePort();

  /**
   * A new or existing directory for this server's configuration and data, within the run's. What
   * the server stores belongs into {@code data} below it, which is removed after the run unless the
   * user keeps it.
   */
  Path directory(String serverId);

  /** Runs a program to its end, for setting up: its exit code must be 0 within the time limit. */
  void run(ServerSpec spec, Duration timeLimit);

  /** Starts a server in a process group of its own. Does not wait for it to answer. */
  ServerProcess start(ServerSpec spec);

  /**
   * Waits until a server answers.
   *
   * @param server whose death ends the waiting at once
   * @param what what is waited for, for the message
   * @param ready asked again and again; may throw, which counts as "not yet"
   * @throws UnavailableException with the server's last log lines if it dies or time runs out
   */
  void await(ServerProcess server, String what, Callable<Boolean> ready, Duration timeLimit);
}
