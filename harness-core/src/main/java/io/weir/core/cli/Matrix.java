/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.spi.Support;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of what goes with what. Each "no" has a number, and below the table stands why. A table
 * that is wider than the terminal goes on below itself with further columns. Immutable.
 *
 * @param columns their heads
 * @param rows each with as many cells as there are columns
 */
record Matrix(List<String> columns, List<Row> rows) {
  private static final String INDENT = "  ";
  private static final int GAP = 2;

  Matrix {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /**
   * One row.
   *
   * @param group shown once for the rows of one group that follow each other
   * @param item within the group; may be empty
   * @param cells one a column
   */
  record Row(String group, String item, List<Cell> cells) {
    Row {
      cells = List.copyOf(cells);
    }
  }

  /**
   * One cell.
   *
   * @param support yes, or no with its reason
   * @param text shown for yes
   */
  record Cell(Support support, String text) {
    static Cell of(Support support) {
      return new Cell(support, "yes");
    }
  }

  /** What one note is about: all rows for which a column has the same reason. */
  private record Note(String column, String reason) {}

  /** The table and its notes. */
  List<String> lines() {
    Map<Note, List<Row>> notes = notes();
    List<Note> numbers = List.copyOf(notes.keySet());
    List<List<String>> texts = new ArrayList<>();
    for (Row row : rows) {
      List<String> shown = new ArrayList<>();
      for (int c = 0; c < columns.size(); c++) {
        shown.add(text(row.cells().get(c), columns.get(c), numbers));
      }
      texts.add(shown);
    }
    List<String> lines = new ArrayList<>();
    int from = 0;
    while (from < columns.size()) {
      int to = fitting(from, texts);
      if (from > 0) {
        lines.add("");
      }
      block(from, to, texts, lines);
      from = to;
    }
    if (!notes.isEmpty()) {
      lines.add("");
    }
    notes.forEach(
        (note, about) -> {
          String mark = INDENT + "[" + (numbers.indexOf(note) + 1) + "] ";
          lines.addAll(
              Wrapping.lines(
                  mark,
                  " ".repeat(mark.length()),
                  note.column() + ", " + named(about) + ": " + note.reason()));
        });
    return lines;
  }

  private Map<Note, List<Row>> notes() {
    Map<Note, List<Row>> notes = new LinkedHashMap<>();
    for (Row row : rows) {
      for (int c = 0; c < columns.size(); c++) {
        if (row.cells().get(c).support() instanceof Support.No no) {
          notes
              .computeIfAbsent(new Note(columns.get(c), no.reason()), unused -> new ArrayList<>())
              .add(row);
        }
      }
    }
    return notes;
  }

  private static String text(Cell cell, String column, List<Note> numbers) {
    return cell.support() instanceof Support.No no
        ? "no [" + (numbers.indexOf(new Note(column, no.reason())) + 1) + "]"
        : cell.text();
  }

  /** {@code compression lz4, zstd; local servers}. */
  private static String named(List<Row> rows) {
    Map<String, List<String>> byGroup = new LinkedHashMap<>();
    rows.forEach(
        row -> byGroup.computeIfAbsent(row.group(), unused -> new ArrayList<>()).add(row.item()));
    List<String> parts = new ArrayList<>();
    byGroup.forEach((group, items) -> parts.add((group + " " + String.join(", ", items)).strip()));
    return String.join("; ", parts);
  }

  private int groupWidth() {
    return rows.stream().mapToInt(row -> row.group().length()).max().orElse(0) + GAP;
  }

  private int itemWidth() {
    int width = rows.stream().mapToInt(row -> row.item().length()).max().orElse(0);
    return width == 0 ? 0 : width + GAP;
  }

  private int width(int column, List<List<String>> texts) {
    int width = columns.get(column).length();
    for (List<String> row : texts) {
      width = Math.max(width, row.get(column).length());
    }
    return width + GAP;
  }

  private int fitting(int from, List<List<String>> texts) {
    int left = Wrapping.COLUMNS - INDENT.length() - groupWidth() - itemWidth() + GAP;
    int to = from;
    while (to < columns.size() && (to == from || width(to, texts) <= left)) {
      left -= width(to, texts);
      to++;
    }
    return to;
  }

  private void block(int from, int to, List<List<String>> texts, List<String> lines) {
    StringBuilder head = new StringBuilder(INDENT + " ".repeat(groupWidth() + itemWidth()));
    for (int c = from; c < to; c++) {
      head.append(Wrapping.padded(columns.get(c), width(c, texts)));
    }
    lines.add(head.toString().stripTrailing());
    String group = "";
    for (int r = 0; r < rows.size(); r++) {
      Row row = rows.get(r);
      StringBuilder line = new StringBuilder(INDENT);
      line.append(Wrapping.padded(row.group().equals(group) ? "" : row.group(), groupWidth()));
      line.append(Wrapping.padded(row.item(), itemWidth()));
      for (int c = from; c < to; c++) {
        line.append(Wrapping.padded(texts.get(r).get(c), width(c, texts)));
      }
      lines.add(line.toString().stripTrailing());
      group = row.group();
    }
  }
}
