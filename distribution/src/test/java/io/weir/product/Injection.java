/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

import io.weir.core.run.Progress;
import io.weir.core.run.RunListener;
import io.weir.spi.NanoClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Something done to a run at a moment of its measured window, on a thread of its own.
 *
 * <p>Thread contract: the run calls the listener's methods; {@link #result} any, once the run is
 * over.
 *
 * @param <T> what the doing tells of itself
 */
final class Injection<T> implements RunListener {
  private static final long LIMIT_S = 60;

  private final NanoClock clock;
  private final Duration intoWindow;
  private final Doing<T> doing;
  private final CompletableFuture<T> result = new CompletableFuture<>();

  /** What is done; an exception fails the test. */
  interface Doing<T> {
    T run() throws Exception;
  }

  /**
   * @param clock of the run
   * @param intoWindow when to begin, from the window's opening
   * @param doing what
   */
  Injection(NanoClock clock, Duration intoWindow, Doing<T> doing) {
    this.clock = clock;
    this.intoWindow = intoWindow;
    this.doing = doing;
  }

  @Override
  public void windowOpened() {
    long beginNs = clock.epochNs() + intoWindow.toNanos();
    Thread thread =
        new Thread(
            () -> {
              try {
                until(clock, beginNs);
                result.complete(doing.run());
              } catch (Exception | Error e) {
                result.completeExceptionally(e);
              }
            },
            "injection");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void stage(String what) {}

  @Override
  public void second(Progress progress) {}

  /** What was done; fails if it failed, or if the window never opened. */
  T result() throws InterruptedException, ExecutionException, TimeoutException {
    return result.get(LIMIT_S, TimeUnit.SECONDS);
  }

  /** Lets time pass, as a part of what is done. */
  static void until(NanoClock clock, long epochNs) {
    for (long leftNs = epochNs - clock.epochNs(); leftNs > 0; leftNs = epochNs - clock.epochNs()) {
      LockSupport.parkNanos(leftNs);
    }
  }
}
