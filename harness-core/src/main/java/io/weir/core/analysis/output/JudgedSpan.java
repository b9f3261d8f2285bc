/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis.output;

import io.weir.spi.ExpectedRow;
import io.weir.spi.ResultSchema;
import io.weir.spi.Row;
import io.weir.spi.Schema;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Which rows are judged, given a span of event time. Of a query with windows: those whose window
 * lies wholly within it. Of others: those whose last record does, so that a join of a record from
 * before the span is judged; and those that any record could change, which are final only at the
 * end. Left out are windows that are {@linkplain #without excluded}.
 *
 * <p>The span is to be taken from the measured window's borders by {@link Schema#eventMs} where
 * event time is tied to intended times so. For a workload whose records have a time of their own,
 * as those of a trace do, that would be another span: there it goes from the least to the greatest
 * event time of the cohort's records that were read from the source topics.
 *
 * <p>Immutable.
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

  /** Of the query's windows; 0 if not known. */
  private final long sizeMs;

  private final long slideMs;

  /** For each start of an excluded span the latest end among the spans that start no later. */
  private final NavigableMap<Long, Long> excluded;

  /**
   * A span of event time.
   *
   * @param fromMs ms since the Unix epoch, inclusive
   * @param untilMs exclusive; later than {@code fromMs}
   */
  public record EventSpan(long fromMs, long untilMs) {
    public EventSpan {
      if (fromMs >= untilMs) {
        throw new IllegalArgumentException(
            "the span of event time from " + fromMs + " ms until " + untilMs + " ms is empty");
      }
    }
  }

  /**
   * A span with nothing excluded, of a query whose windows' size is not known.
   *
   * @param schema of the result
   * @param windowed true if the query has windows
   * @param fromMs ms since the Unix epoch, inclusive
   * @param untilMs exclusive
   */
  public JudgedSpan(ResultSchema schema, boolean windowed, long fromMs, long untilMs) {
    this(
        windowed,
        fromMs,
        untilMs,
        column(schema, WINDOW_START_MS),
        column(schema, WINDOW_END_MS),
        column(schema, Schema.EVENT_MS),
        0,
        0,
        new TreeMap<>());
  }

  private JudgedSpan(
      boolean windowed,
      long fromMs,
      long untilMs,
      int start,
      int end,
      int event,
      long sizeMs,
      long slideMs,
      NavigableMap<Long, Long> excluded) {
    this.windowed = windowed;
    this.fromMs = fromMs;
    this.untilMs = untilMs;
    this.start = start;
    this.end = end;
    this.event = event;
    this.sizeMs = sizeMs;
    this.slideMs = slideMs;
    this.excluded = excluded;
  }

  /**
   * The same of a query of whose windows more is known: [k · slide, k · slide + size) since the
   * Unix epoch. A row with other bounds is in no window, and a fault.
   *
   * @param sizeMs above 0; of every window, so not to be told of a query with windows of several
   *     sizes
   * @param slideMs from one start to the next; 0 if not known, and then any start will do
   */
  public JudgedSpan ofWindows(long sizeMs, long slideMs) {
    if (!windowed || sizeMs <= 0 || slideMs < 0) {
      throw new IllegalArgumentException(
          "windows of " + sizeMs + " ms every " + slideMs + " ms, windowed: " + windowed);
    }
    return new JudgedSpan(windowed, fromMs, untilMs, start, end, event, sizeMs, slideMs, excluded);
  }

  /**
   * The same without some windows, those that a late record belongs to: whether the engine counted
   * it there is not known. Neither expected rows of them are judged nor rows that nothing asks for.
   * Of a query without windows: rows whose last record, or whose own event time, lies in one.
   *
   * @param windows each by itself, also where they overlap or touch: what is excluded is a window
   *     that lies wholly within one of these spans
   */
  public JudgedSpan without(Collection<EventSpan> windows) {
    TreeMap<Long, Long> all = new TreeMap<>(excluded);
    windows.forEach(window -> all.merge(window.fromMs(), window.untilMs(), Math::max));
    long latest = Long.MIN_VALUE;
    for (Map.Entry<Long, Long> span : all.entrySet()) {
      latest = Math.max(latest, span.getValue());
      span.setValue(latest);
    }
    return new JudgedSpan(windowed, fromMs, untilMs, start, end, event, sizeMs, slideMs, all);
  }

  /** True if an expected row has to come. */
  public boolean judges(ExpectedRow row) {
    if (windowed) {
      return judgesWindow(row.fromMs(), row.untilMs());
    }
    return row.untilMs() == Long.MAX_VALUE || judgesRecord(row.untilMs() - 1);
  }

  /**
   * True if a row that nothing asks for is a fault: by the bounds of its window, or its event time;
   * always if it tells neither, or null, or bounds that are no window of the query.
   */
  public boolean judges(Row row) {
    if (windowed && start >= 0 && end >= 0) {
      return !(row.get(start) instanceof Long s
          && row.get(end) instanceof Long e
          && isWindow(s, e)
          && !judgesWindow(s, e));
    }
    if (!windowed && event >= 0) {
      return !(row.get(event) instanceof Long at) || judgesRecord(at);
    }
    return true;
  }

  private boolean isWindow(long startMs, long endMs) {
    return startMs < endMs
        && (sizeMs == 0 || endMs - startMs == sizeMs)
        && (slideMs == 0 || Math.floorMod(startMs, slideMs) == 0);
  }

  private boolean judgesWindow(long startMs, long endMs) {
    return startMs >= fromMs && endMs <= untilMs && !excludes(startMs, endMs);
  }

  private boolean judgesRecord(long eventMs) {
    return eventMs >= fromMs && eventMs < untilMs && !excludes(eventMs, eventMs + 1);
  }

  private boolean excludes(long spanFromMs, long spanUntilMs) {
    Map.Entry<Long, Long> latest = excluded.floorEntry(spanFromMs);
    return latest != null && latest.getValue() >= spanUntilMs;
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
