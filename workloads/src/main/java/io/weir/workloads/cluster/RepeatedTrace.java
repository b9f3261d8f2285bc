/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.cluster;

import io.weir.spi.SettingException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A trace without an end: after its last row it begins again, all times moved on by its span and
 * one slot, the mean distance of its rows (at least 1 µs). So times never go back.
 *
 * <p>Two signs of the format stand for times that are not known: what happened before the trace
 * began happens here when its first known time is, what happened after its end when its last is.
 *
 * <p>Read by one thread; {@link #rows}, {@link #begun} and {@link #close} may be called by others.
 */
final class RepeatedTrace implements AutoCloseable {
  private final TraceFiles files;
  private final BadRows badRows;
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong begun = new AtomicLong(1);
  private volatile TraceWalk walk;
  private volatile boolean closed;
  private long index = -1;
  private long lastUs;
  private long movedUs;
  private long timeUs;
  private long eventUs;

  /**
   * @param files of the trace
   * @param badRows told of those of the first walk
   */
  RepeatedTrace(TraceFiles files, BadRows badRows) {
    this.files = files;
    this.badRows = badRows;
    this.walk = new TraceWalk(files, badRows, true);
    this.lastUs = files.firstUs();
  }

  /**
   * Goes to the row of an index, counted on over all repetitions; never back.
   *
   * @throws SettingException if a file cannot be read on, or is not in the order of time
   */
  void goTo(long wanted) {
    while (index < wanted) {
      next();
    }
    if (index != wanted) {
      throw new IllegalStateException("row " + wanted + " was passed: now at " + index);
    }
  }

  /** Goes to the next row. */
  void next() {
    TraceWalk walking = walk;
    if (!walking.next()) {
      walking = beginAgain();
    }
    index++;
    rows.setOpaque(index + 1);
    long us = walking.row().timeUs();
    if (us != TraceRow.BEFORE && us != TraceRow.AFTER) {
      lastUs = us;
    }
    eventUs = Math.addExact(us == TraceRow.BEFORE ? files.firstUs() : lastUs, movedUs);
    timeUs = movedUs == 0 ? us : eventUs;
  }

  private TraceWalk beginAgain() {
    long spanUs = lastUs - files.firstUs();
    long rowsOfOne = (index + 1) / begun.get();
    movedUs = Math.addExact(movedUs, spanUs + Math.max(1, spanUs / Math.max(1, rowsOfOne - 1)));
    lastUs = files.firstUs();
    begun.incrementAndGet();
    TraceWalk again = new TraceWalk(files, badRows, false);
    walk = again;
    if (closed || !again.next()) {
      again.close();
      throw new IllegalStateException("the trace was closed or emptied while it was read");
    }
    return again;
  }

  /** The row come to. */
  TraceRow row() {
    return walk.row();
  }

  /** Its time as it is published, µs: in the first walk as the file has it, signs included. */
  long timeUs() {
    return timeUs;
  }

  /** When it happens, µs of the trace; never before the row before it. */
  long eventUs() {
    return eventUs;
  }

  /** Rows read so far, over all repetitions. */
  long rows() {
    return rows.getOpaque();
  }

  /** How often the trace was begun. */
  long begun() {
    return begun.get();
  }

  @Override
  public void close() {
    closed = true;
    walk.close();
  }
}
