/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.benchmarks;

import java.util.concurrent.Semaphore;

/**
 * Hands numbers of records from the measuring thread to the load thread, and waits until all of
 * them are answered.
 */
final class Gate {
  private final Semaphore granted = new Semaphore(0);
  private final Semaphore answered = new Semaphore(0);
  private volatile int records;

  /** Lets so many records pass and waits for their answers; by the measuring thread. */
  void pass(int count) throws InterruptedException {
    records = count;
    granted.release();
    answered.acquire();
  }

  /** Lets the load thread go on without records, to find that it is to stop. */
  void open() {
    records = Integer.MAX_VALUE;
    granted.release();
  }

  /** Waits for records to pass; by the load thread. */
  int await() {
    granted.acquireUninterruptibly();
    return records;
  }

  /** The last record that may pass has its answer; by the thread that answers. */
  void allAnswered() {
    answered.release();
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
