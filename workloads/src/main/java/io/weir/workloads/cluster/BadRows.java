/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a trace that could not be read: counted, the first of them kept. Several walks over
 * one trace meet the same bad rows in the same order; each is counted once, by the walk that is
 * first to meet it.
 *
 * <p>Thread-safe. Locks, and allocates per bad row: good rows never come here.
 */
final class BadRows {
  /** Rows that are kept; further ones are counted only. */
  static final int MOST_KEPT = 10_000;

  /** Bytes of a row that are kept. */
  private static final int MOST_BYTES = 200;

  private final List<BadRow> kept = new ArrayList<>();
  private long count;

  /**
   * One of them.
   *
   * @param file below the trace's directory
   * @param line in it, from 1
   * @param reason why it is bad
   * @param text its beginning
   */
  record BadRow(String file, long line, String reason, String text) {
    /** As a person is told. */
    String told() {
      return file + ":" + line + " " + reason;
    }
  }

  /**
   * A walk has met a bad row.
   *
   * @param ordinal its number among those that the walk has met, from 0
   */
  synchronized void met(
      long ordinal, String file, long line, String reason, byte[] bytes, int from, int to) {
    if (ordinal < count) {
      return;
    }
    count++;
    if (kept.size() < MOST_KEPT) {
      String text = new String(bytes, from, Math.min(to - from, MOST_BYTES), UTF_8);
      kept.add(new BadRow(file, line, reason, text));
    }
  }

  /** How many there are as far as the trace was read. */
  synchronized long count() {
    return count;
  }

  /** The first of them, in the order of the walk. */
  synchronized List<BadRow> first(int most) {
    return List.copyOf(kept.subList(0, Math.min(most, kept.size())));
  }

  /**
   * Writes those that are kept: CSV as in RFC 4180 with a header, or nothing if there are none.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  synchronized void write(Path file) {
    if (kept.isEmpty()) {
      return;
    }
    try (BufferedWriter out = Files.newBufferedWriter(file, UTF_8)) {
      out.write("file,line,reason,row\n");
      for (BadRow row : kept) {
        out.write(quoted(row.file()));
        out.write("," + row.line() + ",");
        out.write(quoted(row.reason()));
        out.write(",");
        out.write(quoted(row.text()));
        out.write("\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }
}
