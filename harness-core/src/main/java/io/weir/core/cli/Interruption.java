/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What happens at Ctrl-C or SIGTERM while something runs: it is told to end, and the process waits
 * until everything is written and undone, or for half a minute. {@link #close} says that it is.
 *
 * <p>Thread contract: one thread, but {@link #asked} any.
 */
final class Interruption implements AutoCloseable {
  /** How long whatever is interrupted may take to write what it has and stop its servers. */
  private static final long LIMIT_S = 30;

  private final CountDownLatch written = new CountDownLatch(1);
  private @Nullable Thread hook;
  private volatile boolean asked;

  /**
   * Begins to listen; once.
   *
   * @param end tells what runs to end; called by another thread, once, and must return at once
   */
  void listen(Runnable end) {
    Thread listener =
        new Thread(
            () -> {
              asked = true;
              end.run();
              awaitWritten();
            },
            "weir-interrupt");
    Runtime.getRuntime().addShutdownHook(listener);
    hook = listener;
  }

  /** Whether it came. */
  boolean asked() {
    return asked;
  }

  /** From now on nothing is told to end any more; who was told is still waited for. */
  void forget() {
    Thread listener = hook;
    if (listener == null) {
      return;
    }
    try {
      boolean unused = Runtime.getRuntime().removeShutdownHook(listener);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook at work.
    }
  }

  /** Everything is written: lets the process end. */
  @Override
  public void close() {
    forget();
    written.countDown();
  }

  private void awaitWritten() {
    try {
      if (!written.await(LIMIT_S, TimeUnit.SECONDS)) {
        System.err.println("the run did not end within " + LIMIT_S + " s and is cut off");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
