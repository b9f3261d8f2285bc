/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.cluster;

import io.weir.spi.SettingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.zip.GZIPInputStream;

/**
 * One file of a table, being read: line by line, each row checked, the times of its rows ascending.
 * Holds one buffer, whatever the file's size. Not thread-safe.
 */
final class TracePart implements AutoCloseable {
  /** The longest line, bytes. */
  static final int MOST_LINE = 1 << 16;

  private static final int ZIPPED_BUFFER = 1 << 15;

  private final TraceFile file;
  private final TraceRow row;
  private final InputStream in;
  private final byte[] buffer = new byte[MOST_LINE];

  /** What of the buffer is read and not yet taken. */
  private int at;

  private int limit;

  /** The line last taken. */
  private int lineStart;

  private int lineEnd;
  private boolean lineCut;
  private long line;
  private long lastUs;

  /** Is told of the rows that cannot be read. */
  interface BadRowSink {
    /** A row from one index of an array to another, valid during the call only. */
    void met(TraceFile file, long line, String reason, byte[] bytes, int from, int to);
  }

  /**
   * Opens a file.
   *
   * @throws SettingException if it cannot be opened
   */
  TracePart(TraceFile file) {
    this.file = file;
    this.row = new TraceRow(file.table());
    this.in = open(file);
  }

  private static InputStream open(TraceFile file) {
    try {
      InputStream bytes = Files.newInputStream(file.path());
      if (!file.zipped()) {
        return bytes;
      }
      try {
        return new GZIPInputStream(bytes, ZIPPED_BUFFER);
      } catch (IOException e) {
        bytes.close();
        throw e;
      }
    } catch (IOException e) {
      throw file.unreadable(0, e);
    }
  }

  TraceFile file() {
    return file;
  }

  /** The row last read; valid until the next is. */
  TraceRow row() {
    return row;
  }

  /**
   * Reads up to the next good row.
   *
   * @return false if there is none
   * @throws SettingException if the file cannot be read on, or the row's time is before the last
   */
  boolean next(BadRowSink bad) {
    while (takeLine()) {
      line++;
      if (lineCut) {
        bad.met(file, line, "longer than " + MOST_LINE + " bytes", buffer, lineStart, lineEnd);
        dropRestOfLine();
        continue;
      }
      int end = lineEnd > lineStart && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
      String wrong = row.parse(buffer, lineStart, end);
      if (wrong != null) {
        bad.met(file, line, wrong, buffer, lineStart, end);
        continue;
      }
      if (row.timeUs() < lastUs) {
        throw file.outOfOrder(line, row.timeUs(), lastUs);
      }
      lastUs = row.timeUs();
      return true;
    }
    return false;
  }

  /** Takes the next line, or as much of it as the buffer holds; false at the end of the file. */
  private boolean takeLine() {
    int scan = at;
    lineCut = false;
    while (true) {
      for (; scan < limit; scan++) {
        if (buffer[scan] == '\n') {
          return taken(scan, scan + 1);
        }
      }
      if (at > 0) {
        System.arraycopy(buffer, at, buffer, 0, limit - at);
        scan -= at;
        limit -= at;
        at = 0;
      }
      if (limit == buffer.length) {
        lineCut = true;
        return taken(limit, limit);
      }
      if (!fill()) {
        return limit > at && taken(limit, limit);
      }
    }
  }

  private boolean taken(int end, int next) {
    lineStart = at;
    lineEnd = end;
    at = next;
    return true;
  }

  private void dropRestOfLine() {
    while (true) {
      for (; at < limit; at++) {
        if (buffer[at] == '\n') {
          at++;
          return;
        }
      }
      at = 0;
      limit = 0;
      if (!fill()) {
        return;
      }
    }
  }

  /** Reads into what is free of the buffer; false at the end of the file. */
  private boolean fill() {
    try {
      int read = in.read(buffer, limit, buffer.length - limit);
      limit += Math.max(0, read);
      return read > 0;
    } catch (IOException e) {
      throw file.unreadable(line, e);
    }
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw file.unreadable(line, e);
    }
  }
}
