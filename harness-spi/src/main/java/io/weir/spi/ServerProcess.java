/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.time.Duration;
import java.util.List;

/** A server that the harness started. Methods may be called from any thread. */
public interface ServerProcess {
  String id();

  String role();

  /** The process id of the server; changes on {@link #restart}. */
  long pid();

  boolean alive();

  /** Its last log lines, oldest first. */
  List<String> logTail(int lines);

  /** Ends it at once (SIGKILL to its process group) and waits until it is gone. */
  void kill();

  /** Asks it to end (SIGTERM), waits for the grace period, then kills it. */
  void stop(Duration grace);

  /** Stops it from running (SIGSTOP to its process group). */
  void pause();

  /** Lets it run again (SIGCONT). */
  void resume();

  /** Starts it again, after kill or stop, on the same ports and data. Does not wait for it. */
  void restart();
}
