/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.benchmarks;

import java.util.concurrent.Semaphore;

/**
 * Hands numbers of records from the measuring thread to the one under measurement, and waits until
 * all of them are done with: the harness then works on threads that {@link CpuProfiler} can tell.
 */
final class Gate {
  private final Semaphore granted = new Semaphore(0);
  private final Semaphore finished = new Semaphore(0);
  private volatile int records;

  /** Lets so many records pass and waits until they are done with; by the measuring thread. */
  void pass(int count) throws InterruptedException {
    records = count;
    granted.release();
    finished.acquire();
  }

  /** Lets the other thread go on without records, to find that it is to stop. */
  void open() {
    records = Integer.MAX_VALUE;
    granted.release();
  }

  /** Waits for records to pass; by the thread under measurement. */
  int await() {
    granted.acquireUninterruptibly();
    return records;
  }

  /** The last record that may pass is done with; by whichever thread finds it. */
  void done() {
    finished.release();
  }

  /** Waits for a thread that was told to end. */
  static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
