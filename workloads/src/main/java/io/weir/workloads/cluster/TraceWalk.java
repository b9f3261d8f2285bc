/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.cluster;

import io.weir.spi.SettingException;
import java.util.List;

/**
 * Reads all files of a trace once, as one sequence in the order of time; rows of one time in the
 * order of table, file, line.
 *
 * <p>A merge of as many files as overlap at the moment: a file is opened when its first row is due
 * and closed after its last. Of each open file it holds one row. A row costs a comparison or two
 * where files follow one another, O(log k) where k overlap. Not thread-safe.
 */
final class TraceWalk implements AutoCloseable {
  private final List<TraceFiles.Part> parts;
  private final BadRows badRows;
  private final boolean tellBadRows;

  /** The open files, a binary heap: the one whose row is next comes first. */
  private final OpenPart[] open;

  private int opened;
  private int next;
  private int mostOpen;
  private boolean begun;
  private long badHere;
  private final TracePart.BadRowSink bad = this::bad;

  /** An open file and its place among all. */
  private record OpenPart(TracePart part, int order) {
    boolean before(OpenPart other) {
      long mine = part.row().timeUs();
      long its = other.part.row().timeUs();
      return mine < its || (mine == its && order < other.order);
    }
  }

  /**
   * @param files of the trace
   * @param badRows where bad rows go
   * @param tellBadRows whether they do: not if this trace was walked before
   */
  TraceWalk(TraceFiles files, BadRows badRows, boolean tellBadRows) {
    this.parts = files.parts();
    this.badRows = badRows;
    this.tellBadRows = tellBadRows;
    this.open = new OpenPart[parts.size()];
  }

  /**
   * Goes to the next row.
   *
   * @return false if there is none
   * @throws SettingException if a file cannot be read on, or is not in the order of time
   */
  boolean next() {
    if (begun && opened > 0) {
      advanceFirst();
    }
    begun = true;
    while (next < parts.size()
        && (opened == 0 || parts.get(next).beginsUs() <= open[0].part().row().timeUs())) {
      openNext();
    }
    return opened > 0;
  }

  /** The row come to; valid until the next call. */
  TraceRow row() {
    return open[0].part().row();
  }

  /** Most files that were open at once so far. */
  int mostOpen() {
    return mostOpen;
  }

  private void advanceFirst() {
    OpenPart first = open[0];
    if (!first.part().next(bad)) {
      first.part().close();
      opened--;
      open[0] = open[opened];
      open[opened] = null;
    }
    siftDown();
  }

  private void openNext() {
    TraceFiles.Part part = parts.get(next);
    next++;
    TracePart reading = new TracePart(part.file());
    boolean anyRow = false;
    try {
      anyRow = reading.next(bad);
    } finally {
      if (!anyRow) {
        reading.close();
      }
    }
    if (anyRow) {
      add(new OpenPart(reading, part.order()));
    }
  }

  private void add(OpenPart added) {
    int at = opened++;
    mostOpen = Math.max(mostOpen, opened);
    while (at > 0 && added.before(open[(at - 1) / 2])) {
      open[at] = open[(at - 1) / 2];
      at = (at - 1) / 2;
    }
    open[at] = added;
  }

  private void siftDown() {
    if (opened < 2) {
      return;
    }
    OpenPart moved = open[0];
    int at = 0;
    while (2 * at + 1 < opened) {
      int child = 2 * at + 1;
      if (child + 1 < opened && open[child + 1].before(open[child])) {
        child++;
      }
      if (!open[child].before(moved)) {
        break;
      }
      open[at] = open[child];
      at = child;
    }
    open[at] = moved;
  }

  private void bad(TraceFile file, long line, String reason, byte[] bytes, int from, int to) {
    if (tellBadRows) {
      badRows.met(badHere, file.name(), line, reason, bytes, from, to);
      badHere++;
    }
  }

  @Override
  public void close() {
    while (opened > 0) {
      opened--;
      open[opened].part().close();
    }
    next = parts.size();
  }
}
