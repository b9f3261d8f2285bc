/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import io.weir.spi.UnavailableException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waiting for what the engine does: it is asked again and again. */
final class Waiting {
  private static final long POLL_MS = 25;

  private Waiting() {}

  /**
   * How a wait ended.
   *
   * @param held whether what was waited for holds
   * @param lost the engine's silence, if the last question was met by it
   */
  record Outcome(boolean held, Optional<UnavailableException> lost) {
    /** For a wait that was in vain, with the engine's silence if that is why. */
    UnavailableException failure(String message) {
      return lost.map(e -> new UnavailableException(message + ": " + e.getMessage(), e))
          .orElseGet(() -> new UnavailableException(message));
    }
  }

  /**
   * Waits until something holds. A question that meets silence is asked again: an engine that is
   * busy may miss one.
   *
   * @return that it does not hold if the time passed first, or the thread is interrupted, which
   *     stays set
   */
  static Outcome until(BooleanSupplier holds, Deadline deadline) {
    while (true) {
      Optional<UnavailableException> lost = Optional.empty();
      try {
        if (holds.getAsBoolean()) {
          return new Outcome(true, lost);
        }
      } catch (UnavailableException e) {
        lost = Optional.of(e);
      }
      if (deadline.passed() || Thread.currentThread().isInterrupted()) {
        return new Outcome(false, lost);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(POLL_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Outcome(false, lost);
      }
    }
  }

  /**
   * Runs what has to be done whether the thread is interrupted or not, also meanwhile: on a thread
   * that nobody else knows, since an interrupt makes network calls fail. It stays set.
   */
  static void uninterrupted(Runnable task) {
    FutureTask<Boolean> run = new FutureTask<>(task, true);
    Thread thread = new Thread(run, "flink-clear-up");
    thread.setDaemon(true);
    thread.start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          var unused = run.get();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
