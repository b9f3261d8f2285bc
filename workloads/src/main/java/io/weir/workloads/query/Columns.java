/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.query;

import io.weir.spi.Schema;
import io.weir.spi.Schema.Field;
import java.util.ArrayList;
import java.util.List;

/** Columns of results. */
public final class Columns {
  /** First ms of the row's window, since the Unix epoch. */
  public static final String WINDOW_START_MS = "window_start_ms";

  /** First ms behind the row's window, since the Unix epoch. */
  public static final String WINDOW_END_MS = "window_end_ms";

  private Columns() {}

  /** The bounds of a window, then others. */
  public static List<Field> ofWindow(Field... others) {
    List<Field> all = new ArrayList<>();
    all.add(Field.of(WINDOW_START_MS, Schema.Type.INT64));
    all.add(Field.of(WINDOW_END_MS, Schema.Type.INT64));
    all.addAll(List.of(others));
    return List.copyOf(all);
  }

  /** Event time and all own fields of a schema: what a query tells that lets records through. */
  public static List<Field> of(Schema schema) {
    List<Field> all = new ArrayList<>();
    all.add(Field.of(Schema.EVENT_MS, Schema.Type.INT64));
    all.addAll(schema.ownFields());
    return List.copyOf(all);
  }

  /** Their names. */
  public static String[] names(List<Field> columns) {
    return columns.stream().map(Field::name).toArray(String[]::new);
  }
}
