/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.query;

import io.weir.spi.ExpectedRow;
import io.weir.spi.Row;
import io.weir.workloads.encoding.RecordReader;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A row for a record, or none; its anchor is the record's intended time. */
public final class PerRecord implements Answer {
  private final RecordReader reader;
  private final Rows rows;

  /** The row for the record that a reader holds; null for none. */
  @FunctionalInterface
  public interface Rows {
    @Nullable Row of(RecordReader record);
  }

  public PerRecord(RecordReader reader, Rows rows) {
    this.reader = reader;
    this.rows = rows;
  }

  /** The fields of these names, of every record. */
  public static PerRecord fields(RecordReader reader, String... names) {
    int[] fields = new int[names.length];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = reader.index(names[i]);
    }
    return new PerRecord(
        reader,
        record -> {
          @Nullable Object[] values = new @Nullable Object[fields.length];
          for (int i = 0; i < fields.length; i++) {
            values[i] = record.get(fields[i]);
          }
          return Row.of(values);
        });
  }

  @Override
  public void accept(int stream, long intendedNs, Consumer<ExpectedRow> out) {
    Row row = rows.of(reader);
    if (row != null) {
      out.accept(new ExpectedRow(row, intendedNs, reader.eventMs(), reader.eventMs() + 1));
    }
  }

  @Override
  public void settle(long eventMs, Consumer<ExpectedRow> out) {}

  @Override
  public void finish(Consumer<ExpectedRow> out) {}
}
