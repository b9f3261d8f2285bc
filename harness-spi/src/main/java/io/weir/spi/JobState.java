/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.Optional;

/** What a job is doing. Texts are one line for a person. */
public sealed interface JobState {
  /**
   * It has not run yet.
   *
   * @param detail what it waits for, such as {@code 3 of 8 tasks run}
   */
  record Starting(String detail) implements JobState {}

  /**
   * All of its tasks run.
   *
   * @param restarts how often it was started again so far
   * @param lastCause of the last restart; empty if there was none or the engine does not say
   */
  record Running(int restarts, Optional<String> lastCause) implements JobState {}

  /**
   * It ran, and is being started again by the engine.
   *
   * @param restarts how often so far, this one included
   * @param cause the root of what the engine says; {@code unknown} if it does not
   */
  record Restarting(int restarts, String cause) implements JobState {}

  /**
   * It failed for good.
   *
   * @param cause the root of what the engine says
   */
  record Failed(String cause) implements JobState {}

  /**
   * It ended otherwise, as jobs of the harness never do by themselves.
   *
   * @param how such as {@code cancelled}
   */
  record Ended(String how) implements JobState {}
}
