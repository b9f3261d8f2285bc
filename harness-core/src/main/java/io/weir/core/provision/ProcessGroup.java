/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision;

import io.weir.core.provision.Shell.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * A child process that leads a process group of its own, with all its descendants that stay in it.
 *
 * <p>Signals are sent only while the leader lives, so that a process id that the system has given
 * to somebody else is never hit. What the leader leaves behind when it ends is killed. Methods may
 * be called from any thread.
 */
final class ProcessGroup {
  private static final Duration GONE_LIMIT = Duration.ofSeconds(10);
  private static final long SWEEP_PAUSE_NS = 5_000_000;
  private static final int SWEEPS = 400;
  private static final long STOP_PAUSE_NS = 1_000_000;

  /** Stopped, traced, or dead. */
  private static final Set<String> STANDING = Set.of("T", "t", "Z", "X");

  private final Process leader;
  private final CompletableFuture<Void> gone;

  /**
   * @param leader which leads a group already
   * @param whenGone run once, when no process of the group is left
   */
  ProcessGroup(Process leader, Runnable whenGone) {
    this.leader = leader;
    this.gone =
        leader
            .onExit()
            .thenRun(
                () -> {
                  sweep();
                  whenGone.run();
                });
  }

  /** The leader's process id, which is the group's too. */
  long id() {
    return leader.pid();
  }

  boolean alive() {
    return leader.isAlive();
  }

  /** The leader's exit code; it must have ended. */
  int exitCode() {
    return leader.exitValue();
  }

  /** Signals every process of the group, in order; nothing happens if the leader has ended. */
  void signal(Signal... signals) {
    if (leader.isAlive()) {
      Shell.signal(id(), signals);
    }
  }

  /** Asks every process of the group to end, stopped ones too. */
  void terminate() {
    signal(Signal.TERM, Signal.CONT);
  }

  /** Waits for the leader's end; an interrupt ends the waiting and stays set. */
  boolean awaitEnd(Duration limit) {
    return Shell.awaitEnd(leader, limit);
  }

  /** Kills every process of the group and waits until they are gone. */
  void kill() {
    signal(Signal.KILL);
    leader.destroyForcibly();
    awaitGone();
  }

  /** After the leader's end: waits until what it left behind is gone too. */
  void awaitGone() {
    boolean interrupted = Thread.interrupted();
    long endNs = System.nanoTime() + GONE_LIMIT.toNanos();
    while (true) {
      try {
        gone.get(endNs - System.nanoTime(), TimeUnit.NANOSECONDS);
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (TimeoutException e) {
        // A process inside the kernel cannot be killed sooner; the watchdog still knows it.
        break;
      } catch (ExecutionException e) {
        throw new IllegalStateException("the end of process group " + id() + " failed", e);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void sweep() {
    for (int i = 0; i < SWEEPS; i++) {
      Set<Long> left = members(id());
      // While the group has members its number is not given away; a member of that very number
      // is therefore a stranger's process, and the group was empty before.
      if (left.isEmpty() || left.contains(id())) {
        return;
      }
      Shell.signal(id(), Signal.KILL);
      LockSupport.parkNanos(SWEEP_PAUSE_NS);
    }
  }

  /** Sends SIGSTOP to all at once and waits until none of their threads runs; false if one does. */
  static boolean stopAll(List<ProcessGroup> groups, Duration limit) {
    if (groups.isEmpty()) {
      return true;
    }
    Shell.signal(groups.stream().map(ProcessGroup::id).toList(), Signal.STOP);
    long endNs = System.nanoTime() + limit.toNanos();
    while (!groups.stream().allMatch(ProcessGroup::stands)) {
      if (System.nanoTime() > endNs || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(STOP_PAUSE_NS);
    }
    return true;
  }

  private boolean stands() {
    return members(id()).stream().allMatch(ProcessGroup::threadsStand);
  }

  private static boolean threadsStand(long pid) {
    Path tasks = Path.of("/proc", Long.toString(pid), "task");
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        String state = stat(thread)[0];
        if (!state.isEmpty() && !STANDING.contains(state)) {
          return false;
        }
      }
      return true;
    } catch (IOException | DirectoryIteratorException e) {
      // It has ended meanwhile.
      return true;
    }
  }

  /** The living processes of a group. */
  static Set<Long> members(long group) {
    Set<Long> members = new HashSet<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
      for (Path process : processes) {
        if (isLivingMember(process, group)) {
          members.add(Long.parseLong(process.getFileName().toString()));
        }
      }
    } catch (IOException e) {
      // Without /proc nothing can be told of what was left behind.
      return Set.of();
    }
    return members;
  }

  private static boolean isLivingMember(Path process, long group) {
    String[] fields = stat(process);
    boolean dead = fields[0].isEmpty() || fields[0].equals("Z") || fields[0].equals("X");
    return !dead && fields[2].equals(Long.toString(group));
  }

  /**
   * State, parent and group of a process or thread, and the rest; the state is empty if it is gone.
   */
  private static String[] stat(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      // pid (name) state ppid pgrp …; the name may hold anything, parentheses too.
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ", 4);
    } catch (IOException e) {
      return new String[] {""};
    }
  }
}
