/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What one thread receives for one {@link OrderProbe}, on its way there: a queue of one writer and
 * one reader.
 *
 * <p>Thread contract: {@link #arrived} by the thread that owns the lane, what is package-private by
 * the probe's thread. Writing costs two stores and a release store; after every {@value #RECORDS}
 * records a chunk of {@value #CHUNK_BYTES} bytes is allocated.
 */
public final class OrderLane {
  static final int RECORDS = 4_096;
  static final int CHUNK_BYTES = 2 * Long.BYTES * RECORDS;

  private final Thread owner = Thread.currentThread();

  /** Chunks of all lanes that wait to be read. */
  private final AtomicInteger waiting;

  private final int mostWaiting;
  private final AtomicLong skipped = new AtomicLong();

  private Chunk writing = new Chunk();
  private int written;

  private Chunk reading = writing;
  private int read;

  /** Some records, pairs of intended and received. */
  private static final class Chunk {
    final long[] values = new long[2 * RECORDS];
    final AtomicInteger filled = new AtomicInteger();
    volatile @Nullable Chunk next;
  }

  OrderLane(AtomicInteger waiting, int mostWaiting) {
    this.waiting = waiting;
    this.mostWaiting = mostWaiting;
  }

  /** True if the calling thread is the one that writes to this lane. */
  public boolean mine() {
    return owner == Thread.currentThread();
  }

  /** The first copy of a record has arrived; times are offsets. */
  public void arrived(long intendedNs, long receivedNs) {
    if (written == RECORDS && !goOn()) {
      skipped.setOpaque(skipped.getPlain() + 1);
      return;
    }
    writing.values[2 * written] = intendedNs;
    writing.values[2 * written + 1] = receivedNs;
    written++;
    writing.filled.setRelease(written);
  }

  private boolean goOn() {
    if (waiting.get() >= mostWaiting) {
      return false;
    }
    waiting.incrementAndGet();
    Chunk next = new Chunk();
    writing.next = next;
    writing = next;
    written = 0;
    return true;
  }

  /** True if a record waits. */
  boolean hasNext() {
    if (read == RECORDS) {
      Chunk next = reading.next;
      if (next == null) {
        return false;
      }
      reading = next;
      read = 0;
      waiting.decrementAndGet();
    }
    return read < reading.filled.getAcquire();
  }

  /** Of the record that waits. */
  long nextIntendedNs() {
    return reading.values[2 * read];
  }

  /** Of the record that waits. */
  long nextReceivedNs() {
    return reading.values[2 * read + 1];
  }

  /** Takes it. */
  void take() {
    read++;
  }

  /** Records that found no room. */
  long skipped() {
    return skipped.getOpaque();
  }
}
