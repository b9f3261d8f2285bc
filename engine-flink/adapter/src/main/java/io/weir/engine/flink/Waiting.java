/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waiting for what the engine does: it is asked again and again. */
final class Waiting {
  private static final long POLL_MS = 25;

  private Waiting() {}

  /**
   * Waits until something holds.
   *
   * @return false if the time passed first, or the thread is interrupted, which stays set
   */
  static boolean until(BooleanSupplier holds, Deadline deadline) {
    while (!holds.getAsBoolean()) {
      if (deadline.passed()) {
        return false;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(POLL_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
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
