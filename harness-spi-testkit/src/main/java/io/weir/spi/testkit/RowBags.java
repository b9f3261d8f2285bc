/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi.testkit;

import io.weir.spi.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares results as bags of rows. Doubles are alike within a relative 1e-9: sums depend on the
 * order of their parts.
 */
final class RowBags {
  private static final double TOLERANCE = 1e-9;

  private RowBags() {}

  /**
   * What two bags differ in.
   *
   * @param missing rows that were expected and are not there
   * @param extra rows that are there and were not expected, further copies of rows among them
   * @param unknown those of the extra rows that are a copy of no expected one
   */
  record Difference(List<Row> missing, List<Row> extra, List<Row> unknown) {
    boolean none() {
      return missing.isEmpty() && extra.isEmpty();
    }

    /** True if every row is there, and what there is beside them are copies. */
    boolean duplicatesOnly() {
      return missing.isEmpty() && unknown.isEmpty();
    }

    @Override
    public String toString() {
      return missing.size()
          + " rows missing "
          + few(missing)
          + ", "
          + extra.size()
          + " too many "
          + few(extra)
          + ", of these unexpected "
          + unknown.size();
    }

    private static List<Row> few(List<Row> rows) {
      return rows.subList(0, Math.min(3, rows.size()));
    }
  }

  static Difference compare(List<Row> expected, List<Row> actual) {
    Map<List<@Nullable Object>, List<Row>> wanted = grouped(expected);
    Map<List<@Nullable Object>, List<Row>> there = grouped(actual);
    List<Row> missing = new ArrayList<>();
    List<Row> extra = new ArrayList<>();
    List<Row> unknown = new ArrayList<>();
    wanted.forEach(
        (exact, rows) -> {
          List<Row> left = new ArrayList<>(there.getOrDefault(exact, List.of()));
          for (Row row : rows) {
            int at = indexOf(left, row);
            if (at < 0) {
              missing.add(row);
            } else {
              left.remove(at);
            }
          }
          extra.addAll(left);
          left.stream().filter(row -> indexOf(rows, row) < 0).forEach(unknown::add);
        });
    there.forEach(
        (exact, rows) -> {
          if (!wanted.containsKey(exact)) {
            extra.addAll(rows);
            unknown.addAll(rows);
          }
        });
    return new Difference(missing, extra, unknown);
  }

  private static int indexOf(List<Row> rows, Row row) {
    for (int i = 0; i < rows.size(); i++) {
      if (alike(rows.get(i), row)) {
        return i;
      }
    }
    return -1;
  }

  /** By all that is not a double, and where doubles are. */
  private static Map<List<@Nullable Object>, List<Row>> grouped(List<Row> rows) {
    Map<List<@Nullable Object>, List<Row>> groups = new LinkedHashMap<>();
    for (Row row : rows) {
      @Nullable Object[] exact = new Object[row.size()];
      for (int i = 0; i < exact.length; i++) {
        exact[i] = row.get(i) instanceof Double ? Double.class : row.get(i);
      }
      groups.computeIfAbsent(Arrays.asList(exact), key -> new ArrayList<>()).add(row);
    }
    groups.values().forEach(group -> group.sort(Comparator.comparing(Row::toString)));
    return groups;
  }

  private static boolean alike(Row a, Row b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      Object x = a.get(i);
      Object y = b.get(i);
      if (x instanceof Double p && y instanceof Double q) {
        if (Math.abs(p - q) > TOLERANCE * Math.max(Math.abs(p), Math.abs(q))) {
          return false;
        }
      } else if (!Objects.equals(x, y)) {
        return false;
      }
    }
    return true;
  }
}
