/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision;

import io.weir.core.provision.Shell.Signal;
import io.weir.spi.ServerProcess;
import io.weir.spi.ServerSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server on this machine, in a process group of its own. Its output is kept in one log over all
 * its restarts. Methods may be called from any thread; a kill does not wait for a stop in progress.
 */
public final class LocalServer implements ServerProcess {
  /**
   * A shell's and Java's number for a process that a signal ended is 128 more than the signal's.
   */
  private static final int BY_KILL = 128 + 9;

  private static final int LAST_LINES = 200;
  private static final Pattern OUT_OF_MEMORY = Pattern.compile("java\\.lang\\.OutOfMemoryError.*");

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

  /**
   * Stops servers from running at one moment: SIGSTOP goes to all their process groups within
   * microseconds, where {@link #pause} for each would take milliseconds in between. Returns when no
   * thread of them runs any more.
   *
   * @param servers those that have ended are left out
   * @param limit until every thread must stand
   * @return false if one still runs then
   */
  public static boolean pauseAll(Collection<LocalServer> servers, Duration limit) {
    List<ProcessGroup> groups =
        servers.stream().map(server -> server.group).filter(ProcessGroup::alive).toList();
    return ProcessGroup.stopAll(groups, limit);
  }

  /**
   * How it ended, as a phrase: its exit code and, where that or its last log lines tell, why. It
   * must not be alive.
   */
  public String ending() {
    int code = group.exitCode();
    List<String> reasons = new ArrayList<>();
    if (code == BY_KILL) {
      reasons.add("SIGKILL: from somebody, or from the system for want of memory");
    } else {
      LogFile.tail(log, LAST_LINES).stream()
          .map(OUT_OF_MEMORY::matcher)
          .filter(Matcher::find)
          .map(Matcher::group)
          .reduce((first, last) -> last)
          .ifPresent(reasons::add);
    }
    return "ended with exit code "
        + code
        + (reasons.isEmpty() ? "" : " (" + String.join(", ", reasons) + ")");
  }

  private ProcessGroup launch() {
    return children.start(
        id(), CommandLine.of(spec), spec.environment(), spec.workingDirectory(), log);
  }
}
