/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis.output;

import io.weir.spi.ExpectedRow;
import io.weir.spi.ResultSchema;
import io.weir.spi.Row;
import io.weir.spi.Schema;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which rows are judged, given a span of event time. Of a query with windows: those whose window
 * lies wholly within it. Of others: those whose last record does, so that a join of a record from
 * before the span is judged; and those that any record could change, which are final only at the
 * end. Immutable.
 */
public final class JudgedSpan {
  /** The columns by which a row that nothing asks for is placed, where a result has them. */
  private static final String WINDOW_START_MS = "window_start_ms";

  private static final String WINDOW_END_MS = "window_end_ms";

  private final boolean windowed;
  private final long fromMs;
  private final long untilMs;
  private final int start;
  private final int end;
  private final int event;

  /**
   * A span.
   *
   * @param schema of the result
   * @param windowed true if the query has windows
   * @param fromMs ms since the Unix epoch, inclusive
   * @param untilMs exclusive
   */
  public JudgedSpan(ResultSchema schema, boolean windowed, long fromMs, long untilMs) {
    this.windowed = windowed;
    this.fromMs = fromMs;
    this.untilMs = untilMs;
    this.start = column(schema, WINDOW_START_MS);
    this.end = column(schema, WINDOW_END_MS);
    this.event = column(schema, Schema.EVENT_MS);
  }

  /** True if an expected row has to come. */
  public boolean judges(ExpectedRow row) {
    if (windowed) {
      return row.fromMs() >= fromMs && row.untilMs() <= untilMs;
    }
    return row.untilMs() == Long.MAX_VALUE || (row.untilMs() > fromMs && row.untilMs() <= untilMs);
  }

  /**
   * True if a row that nothing asks for is a fault: by the bounds of its window, or its event time;
   * always if it tells neither.
   */
  public boolean judges(Row row) {
    if (windowed && start >= 0 && end >= 0) {
      return row.get(start) instanceof Long s
          && row.get(end) instanceof Long e
          && s >= fromMs
          && e <= untilMs;
    }
    if (!windowed && event >= 0) {
      return row.get(event) instanceof Long at && at >= fromMs && at < untilMs;
    }
    return true;
  }

  private static int column(ResultSchema schema, String name) {
    List<Schema.Field> columns = schema.columns();
    return IntStream.range(0, columns.size())
        .filter(i -> columns.get(i).name().equals(name))
        .filter(i -> columns.get(i).type() == Schema.Type.INT64)
        .findFirst()
        .orElse(-1);
  }
}
