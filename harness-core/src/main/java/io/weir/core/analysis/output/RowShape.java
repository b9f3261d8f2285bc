/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis.output;

import io.weir.spi.ResultSchema;
import io.weir.spi.Row;
import io.weir.spi.Schema;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a row are compared exactly and which with a tolerance. Finite doubles are equal
 * if they differ by at most {@value #TOLERANCE} of the larger; everything else must be the same,
 * and so must what a double is that is not finite: null, NaN or an infinity. Zero is near to
 * nothing but zero.
 */
final class RowShape {
  static final double TOLERANCE = 1e-9;

  private final int[] keys;
  private final int[] exacts;
  private final int[] doubles;

  RowShape(ResultSchema schema) {
    List<Schema.Field> columns = schema.columns();
    keys =
        IntStream.range(0, columns.size())
            .filter(i -> schema.key().contains(columns.get(i).name()))
            .toArray();
    exacts =
        IntStream.range(0, columns.size())
            .filter(i -> columns.get(i).type() != Schema.Type.DOUBLE)
            .toArray();
    doubles =
        IntStream.range(0, columns.size())
            .filter(i -> columns.get(i).type() == Schema.Type.DOUBLE)
            .toArray();
  }

  boolean keyed() {
    return keys.length > 0;
  }

  /** Columns of doubles. */
  int[] doubles() {
    return doubles;
  }

  /** What all rows that could be matched with each other have in common. */
  Row group(Row row) {
    if (!keyed()) {
      return exact(row);
    }
    @Nullable Object[] values = new @Nullable Object[keys.length];
    for (int i = 0; i < keys.length; i++) {
      values[i] = row.get(keys[i]);
    }
    return Row.of(values);
  }

  /** All that has to be the same in two rows that are equal. */
  Row exact(Row row) {
    @Nullable Object[] values = new @Nullable Object[exacts.length + doubles.length];
    for (int i = 0; i < exacts.length; i++) {
      values[i] = row.get(exacts[i]);
    }
    for (int i = 0; i < doubles.length; i++) {
      values[exacts.length + i] = kind((Double) row.get(doubles[i]));
    }
    return Row.of(values);
  }

  /** True if two rows of the same {@link #exact} part are equal. */
  boolean near(Row a, Row b) {
    for (int column : doubles) {
      if (!near(number(a, column), number(b, column))) {
        return false;
      }
    }
    return true;
  }

  /** True if two rows are equal. */
  boolean same(Row a, Row b) {
    return exact(a).equals(exact(b)) && near(a, b);
  }

  static boolean near(double a, double b) {
    return a == b || Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
  }

  /** A double to sort by: what is not finite is the same in all rows that are compared here. */
  static double number(Row row, int column) {
    Double value = (Double) row.get(column);
    return value == null || !Double.isFinite(value) ? 0 : value;
  }

  private static long kind(@Nullable Double value) {
    if (value == null) {
      return 1;
    }
    if (value.isNaN()) {
      return 2;
    }
    return Double.isFinite(value) ? 0 : value > 0 ? 3 : 4;
  }
}
