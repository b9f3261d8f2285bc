/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A job on an engine. Methods may be called from any thread, {@link #state} and {@link #metrics}
 * also concurrently with any other.
 */
public interface EngineJob {
  /** As the engine names it. */
  String id();

  /**
   * What it is doing, asked of the engine now.
   *
   * @throws UnavailableException if the engine does not answer
   */
  JobState state();

  /**
   * What the engine says of it now; empty while it says nothing. Asked about once a second while
   * load runs, so it must be cheap for the engine.
   *
   * @throws UnavailableException if the engine does not answer
   */
  List<EngineMetric> metrics();

  /** How the rows of its result are written. */
  RowFormat format();

  /** Effective configuration of the job and its connectors, by native key. */
  Map<String, ConfigValue> configuration();

  /** What was submitted, as the engine's users would write it: kept with the run. */
  String text();

  /**
   * Lets the job go on with another parallelism, from where it is, and waits until it runs again.
   *
   * @return how long it took, part by part in order, such as {@code savepoint} and {@code restart}
   * @throws UnavailableException if it does not come to that within the time limit
   */
  default Map<String, Duration> rescale(int parallelism, Duration timeLimit) {
    throw new UnsupportedOperationException(getClass().getName() + " cannot be rescaled");
  }

  /**
   * Ends the job, if it has not ended, and waits until nothing of it is left on the engine.
   * Repeated calls do nothing.
   *
   * @throws UnavailableException if it is still there when the time limit has passed
   */
  void cancel(Duration timeLimit);
}
