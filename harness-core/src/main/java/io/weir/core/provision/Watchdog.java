/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision;

import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A small process outside the harness that outlives it: when the harness is gone, however it ended,
 * every process group that is still registered gets a SIGKILL, which also ends stopped processes.
 *
 * <p>It learns of the harness's end by the end of its standard input, so nothing has to be polled
 * and nothing can be missed. It runs in a session of its own and ignores what a terminal sends.
 * Methods may be called from any thread.
 */
public final class Watchdog implements AutoCloseable {
  private static final String SCRIPT =
      """
      trap '' HUP INT QUIT TERM PIPE
      cd /
      groups=
      while read -r verb group; do
        case $verb in
          add) groups="$groups $group" ;;
          remove)
            rest=
            for one in $groups; do
              [ "$one" = "$group" ] || rest="$rest $one"
            done
            groups=$rest ;;
        esac
      done
      for one in $groups; do
        kill -s KILL -- "-$one"
      done
      """;

  private static final Duration END_LIMIT = Duration.ofSeconds(5);

  private final Process process;
  private final OutputStream input;

  private Watchdog(Process process) {
    this.process = process;
    this.input = process.getOutputStream();
  }

  /**
   * Starts one.
   *
   * @throws UnavailableException if {@code setsid} or a POSIX shell is missing
   */
  public static Watchdog start() {
    ProcessBuilder builder =
        new ProcessBuilder("setsid", "sh", "-c", SCRIPT, "weir-watchdog")
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD);
    try {
      return new Watchdog(builder.start());
    } catch (IOException e) {
      throw Shell.missing(e);
    }
  }

  /** The process id of the watchdog itself. */
  public long pid() {
    return process.pid();
  }

  /**
   * Registers a process group; on return the watchdog is sure to hear of it.
   *
   * @throws UnavailableException if the watchdog is gone
   */
  void add(long group) {
    try {
      tell("add " + group);
    } catch (IOException e) {
      throw new UnavailableException(
          "no server can be started: the watchdog (process "
              + process.pid()
              + ") that would end it with the harness is gone; start the harness again",
          e);
    }
  }

  /** Forgets a process group that is gone. */
  void remove(long group) {
    try {
      tell("remove " + group);
    } catch (IOException e) {
      // A watchdog that is gone has nothing to forget; the next add reports it.
      return;
    }
  }

  /** Kills what is still registered and ends the watchdog. */
  @Override
  public void close() {
    synchronized (this) {
      try {
        input.close();
      } catch (IOException e) {
        // Nothing is buffered: the pipe is closed either way.
      }
    }
    if (!Shell.awaitEnd(process, END_LIMIT)) {
      process.destroyForcibly();
    }
  }

  private synchronized void tell(String line) throws IOException {
    input.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    input.flush();
  }
}
