/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.List;

/**
 * What the rows of a query's result hold, and how they come. Immutable.
 *
 * @param columns in order; none of type {@link Schema.Type#STAMP}
 * @param key names of the columns that tell a row from every other; empty if nothing does, and the
 *     result is a bag of rows. Never of type {@link Schema.Type#DOUBLE}
 * @param mode how rows come
 */
public record ResultSchema(List<Schema.Field> columns, List<String> key, Mode mode) {
  public ResultSchema {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
    for (String name : key) {
      if (columns.stream()
          .noneMatch(c -> c.name().equals(name) && c.type() != Schema.Type.DOUBLE)) {
        throw new IllegalArgumentException(name + " cannot be a key of " + columns);
      }
    }
    if (key.isEmpty() && mode == Mode.UPSERT) {
      throw new IllegalArgumentException("a result that is updated by key needs a key");
    }
  }

  /** How rows come. */
  public enum Mode {
    /** Each once and final. */
    APPEND,
    /** A later row of a key replaces the one before; a key may be deleted. */
    UPSERT,
    /** Rows are added and taken back one by one. */
    CHANGELOG
  }
}
