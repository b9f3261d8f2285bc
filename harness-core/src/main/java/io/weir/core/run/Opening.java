/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.spi.UnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Something that is being opened on a thread of its own, which can be left behind: not all that a
 * plugin waits for heeds an interrupt.
 *
 * <p>Thread contract: all methods by one thread.
 */
final class Opening<T> {
  /** How long an interrupted opening may take to undo itself before it is left alone. */
  private static final Duration GIVE_UP_LIMIT = Duration.ofSeconds(3);

  private final String what;
  private final FutureTask<T> task;
  private final Thread thread;

  private Opening(String what, Supplier<T> open) {
    this.what = what;
    this.task = new FutureTask<>(open::get);
    this.thread = new Thread(task, "weir-open-" + what);
    thread.setDaemon(true);
  }

  /** Begins. */
  static <T> Opening<T> begin(String what, Supplier<T> open) {
    Opening<T> opening = new Opening<>(what, open);
    opening.thread.start();
    return opening;
  }

  /**
   * Waits for it.
   *
   * @throws UnavailableException as the opening does, or on an interrupt, which stays set and ends
   *     the opening soon
   */
  T await() {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException("opening failed", e.getCause());
    } catch (InterruptedException e) {
      Optional<T> unused = giveUp();
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while opening " + what, e);
    }
  }

  /**
   * Ends it, and waits a little until it has undone itself.
   *
   * @return what was opened, if it was faster
   */
  Optional<T> giveUp() {
    thread.interrupt();
    try {
      thread.join(GIVE_UP_LIMIT.toMillis());
      return task.isDone() ? Optional.of(task.get()) : Optional.empty();
    } catch (InterruptedException e) {
      // A second interrupt shortens the waiting.
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.empty();
    }
  }
}
