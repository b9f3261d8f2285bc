/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision;

import io.weir.core.provision.Shell.Signal;
import io.weir.spi.ServerProcess;
import io.weir.spi.ServerSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A server on this machine, in a process group of its own. Its output is kept in one log over all
 * its restarts. Methods may be called from any thread; a kill does not wait for a stop in progress.
 */
public final class LocalServer implements ServerProcess {
  private final ServerSpec spec;
  private final Path log;
  private final ChildProcesses children;
  private volatile ProcessGroup group;

  LocalServer(ServerSpec spec, Path log, ChildProcesses children) {
    this.spec = spec;
    this.log = log;
    this.children = children;
    this.group = launch();
  }

  /** What it was started from, with everything that the harness added. */
  public ServerSpec spec() {
    return spec;
  }

  /** Where its output goes. */
  public Path log() {
    return log;
  }

  /** Program and arguments, as started. */
  public List<String> commandLine() {
    return CommandLine.of(spec);
  }

  @Override
  public String id() {
    return spec.id();
  }

  @Override
  public String role() {
    return spec.role();
  }

  @Override
  public long pid() {
    return group.id();
  }

  @Override
  public boolean alive() {
    return group.alive();
  }

  @Override
  public List<String> logTail(int lines) {
    return LogFile.tail(log, lines);
  }

  @Override
  public void kill() {
    group.kill();
  }

  @Override
  public void stop(Duration grace) {
    ProcessGroup stopped = group;
    stopped.terminate();
    stopped.awaitEnd(grace);
    stopped.kill();
  }

  @Override
  public void pause() {
    group.signal(Signal.STOP);
  }

  @Override
  public void resume() {
    group.signal(Signal.CONT);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if it still runs
   * @throws io.weir.spi.UnavailableException if it cannot be started, or the harness is ending
   */
  @Override
  public synchronized void restart() {
    if (group.alive()) {
      throw new IllegalStateException(id() + " still runs: kill or stop it before a restart");
    }
    group.awaitGone();
    group = launch();
  }

  /** How it ended; it must not be alive. */
  int exitCode() {
    return group.exitCode();
  }

  private ProcessGroup launch() {
    return children.start(
        id(), CommandLine.of(spec), spec.environment(), spec.workingDirectory(), log);
  }
}
