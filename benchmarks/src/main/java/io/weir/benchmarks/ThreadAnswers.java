/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.benchmarks;

import io.weir.spi.AckHandler;
import io.weir.spi.NanoClock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Answers in batches from a thread of its own, as a broker's client does: load and acknowledgement
 * run side by side and share the in-flight rings. The clock is read for each answer.
 */
final class ThreadAnswers implements Answers {
  private static final VarHandle TAIL;
  private static final int BATCH = 128;
  private static final int PUBLISHER_BITS = 16;

  static {
    try {
      TAIL = MethodHandles.lookup().findVarHandle(ThreadAnswers.class, "tail", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final NanoClock clock;
  private final Gate gate;
  private final long[] ring;
  private final int mask;
  private final Thread thread = new Thread(this::answer, "weir-answers");
  private AckHandler[] handlers = {};

  /** Written by the load thread: how many entries the answering thread may read. */
  @SuppressWarnings("UnusedVariable") // read and written through TAIL
  private long tail;

  private long written;
  private volatile long lastExpected;
  private volatile boolean closed;

  /**
   * @param unanswered the most records without an answer; a power of two
   */
  ThreadAnswers(NanoClock clock, Gate gate, int unanswered) {
    this.clock = clock;
    this.gate = gate;
    this.ring = new long[unanswered];
    this.mask = unanswered - 1;
  }

  @Override
  public void answerTo(AckHandler[] all) {
    handlers = all;
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void expect(int records) {
    lastExpected = written + records;
  }

  @Override
  public void handed(int publisher, long token) {
    ring[(int) written & mask] = token << PUBLISHER_BITS | publisher;
    written++;
    if (written % BATCH == 0) {
      TAIL.setRelease(this, written);
    }
  }

  @Override
  public void flush() {
    TAIL.setRelease(this, written);
  }

  @Override
  public void close() {
    closed = true;
    Gate.join(thread);
  }

  private void answer() {
    long read = 0;
    while (!closed) {
      long until = (long) TAIL.getAcquire(this);
      if (read == until) {
        Thread.onSpinWait();
        continue;
      }
      for (; read < until; read++) {
        long entry = ring[(int) read & mask];
        handlers[(int) entry & (1 << PUBLISHER_BITS) - 1].onAck(
            entry >>> PUBLISHER_BITS, 0, clock.epochNs());
      }
      if (read == lastExpected) {
        gate.done();
      }
    }
  }
}
