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
   * The local servers that were started by the harness, in start order. Of an engine that runs
   * already they are at most helpers, as {@link EngineAdapter#connect} says.
   */
  List<ServerProcess> servers();

  /**
   * Puts a fault on the engine, at once: what it ends has ended when this returns.
   *
   * @param fault one of {@link EngineAdapter#faults}
   * @return names of what it struck, for people; not empty
   * @throws UnavailableException if there is nothing that it could strike
   */
  default List<String> strike(String fault) {
    throw new UnsupportedOperationException(getClass().getName() + " knows no fault " + fault);
  }

  /**
   * After {@link #strike}: starts again what the harness has to start, and waits until the engine
   * has what it had before the fault. Its jobs may still be on their way back.
   *
   * @throws UnavailableException if it has not within the time limit; also on an interrupt, which
   *     stays set
   */
  default void recover(Duration timeLimit) {
    throw new UnsupportedOperationException(getClass().getName() + " recovers from no faults");
  }

  /**
   * Ends what is left of its jobs, removes all that was put on the engine, and closes clients.
   * Local servers are stopped by the harness, not here. Bounded to a few seconds where the engine
   * is silent, and to half a minute where it says that it is ending a job.
   */
  @Override
  void close();
}
