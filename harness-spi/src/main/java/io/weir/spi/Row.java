/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of a result: for each column a Long, Double, String, Boolean or null, as {@link
 * Schema.Type} says. Immutable.
 */
public final class Row {
  private final @Nullable Object[] values;

  private Row(@Nullable Object[] values) {
    this.values = values;
  }

  /** A row of these values, in the order of the columns. */
  public static Row of(@Nullable Object... values) {
    for (Object value : values) {
      if (value != null
          && !(value instanceof Long
              || value instanceof Double
              || value instanceof String
              || value instanceof Boolean)) {
        throw new IllegalArgumentException("a row holds no " + value.getClass().getName());
      }
    }
    return new Row(values.clone());
  }

  /** How many values it has. */
  public int size() {
    return values.length;
  }

  /** The value of a column. */
  public @Nullable Object get(int column) {
    return values[column];
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Row row && Arrays.equals(values, row.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("(");
    for (int i = 0; i < values.length; i++) {
      text.append(i == 0 ? "" : ", ").append(Objects.toString(values[i]));
    }
    return text.append(')').toString();
  }
}
