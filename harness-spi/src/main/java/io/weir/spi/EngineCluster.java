/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.time.Duration;
import java.util.List;

/**
 * An engine in use. Methods may be called from any thread, not concurrently; its jobs have a
 * contract of their own.
 */
public interface EngineCluster extends AutoCloseable {
  /** Version and effective configuration, read from the engine; a node is one of its processes. */
  ClusterDescription describe();

  /**
   * Submits a job and returns as soon as the engine has it; the job may still be starting. What was
   * put on the engine for it is removed again if this fails.
   *
   * @throws UnavailableException if the engine does not take it, with the root of what it says
   * @throws SettingException if a setting cannot be used
   */
  EngineJob submit(JobSpec spec);

  /**
   * The local servers, in start order; empty for an engine that was not launched by the harness.
   */
  List<ServerProcess> servers();

  /**
   * The servers that a fault ends.
   *
   * @param fault one of {@link EngineAdapter#faults}
   */
  default List<ServerProcess> struck(String fault) {
    throw new UnsupportedOperationException(getClass().getName() + " knows no fault " + fault);
  }

  /**
   * Starts local servers again that were killed and waits until the engine has what it had before.
   *
   * @param dead some of {@link #servers()}, none of them alive
   * @throws UnavailableException if it has not within the time limit; also on an interrupt, which
   *     stays set
   */
  default void restart(List<ServerProcess> dead, Duration timeLimit) {
    throw new UnsupportedOperationException(getClass().getName() + " restarts no servers");
  }

  /**
   * Ends what is left of its jobs, removes all that was put on the engine, and closes clients.
   * Local servers are stopped by the harness, not here. Bounded to a few seconds.
   */
  @Override
  void close();
}
