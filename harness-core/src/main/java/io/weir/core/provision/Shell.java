/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision;

import io.weir.spi.UnavailableException;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What the JDK cannot do and a POSIX shell can: signals to process groups. Any thread. */
final class Shell {
  /** The signals in use. */
  enum Signal {
    TERM,
    KILL,
    STOP,
    CONT
  }

  private static final String SEND =
      """
      groups=$1
      shift
      for signal in "$@"; do
        kill -s "$signal" -- $groups
      done
      """;

  private static final System.Logger LOG = System.getLogger(Shell.class.getName());
  private static final int SEND_ATTEMPTS = 5;

  /** Exit codes above it tell of an end by a signal. */
  private static final int BY_SIGNAL = 128;

  /** ENOENT, as the JDK reports it. */
  private static final String NO_SUCH_PROGRAM = "error=2,";

  private static final Duration SEND_LIMIT = Duration.ofSeconds(10);

  private Shell() {}

  /** Sends signals, in order, to every process of a group; nothing happens if there is none. */
  static void signal(long group, Signal... signals) {
    signal(List.of(group), signals);
  }

  /** Sends each signal, in order, to all groups, within microseconds of each other. */
  static void signal(Collection<Long> groups, Signal... signals) {
    String receivers = groups.stream().map(group -> "-" + group).collect(Collectors.joining(" "));
    // A session of its own, so that a second Ctrl-C cannot end the sender before it has sent.
    List<String> command = new ArrayList<>(List.of("setsid", "sh", "-c", SEND, "sh", receivers));
    for (Signal signal : signals) {
      command.add(signal.name());
    }
    for (int attempt = 1; !send(command, attempt == SEND_ATTEMPTS); attempt++) {
      LOG.log(System.Logger.Level.INFO, "a sender of signals was ended itself: sending again");
    }
  }

  /**
   * Sends once.
   *
   * @return false if a Ctrl-C ended the sender before it had a session of its own
   */
  private static boolean send(List<String> command, boolean last) {
    try {
      Process sender =
          new ProcessBuilder(command)
              .redirectInput(Redirect.from(new File("/dev/null")))
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
      awaitEndUninterruptibly(sender, SEND_LIMIT);
      return last || sender.isAlive() || sender.exitValue() <= BY_SIGNAL;
    } catch (IOException e) {
      if (last || String.valueOf(e.getMessage()).contains(NO_SUCH_PROGRAM)) {
        throw missing(e);
      }
      return false;
    }
  }

  /** The exception for a program that could not be started. */
  static UnavailableException missing(IOException cause) {
    return new UnavailableException(
        "local servers need the programs setsid and sh: "
            + cause.getMessage()
            + "; install the package util-linux",
        cause);
  }

  /**
   * Waits for a process; an interrupt ends the waiting and stays set. True if the process ended.
   */
  static boolean awaitEnd(Process process, Duration limit) {
    try {
      return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }

  private static void awaitEndUninterruptibly(Process process, Duration limit) {
    boolean interrupted = Thread.interrupted();
    long endNs = System.nanoTime() + limit.toNanos();
    while (true) {
      try {
        process.waitFor(endNs - System.nanoTime(), TimeUnit.NANOSECONDS);
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
