/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.weir.core.analysis.output.JudgedSpan.EventSpan;
import io.weir.spi.ExpectedRow;
import io.weir.spi.ResultSchema;
import io.weir.spi.Row;
import io.weir.spi.Schema.Field;
import io.weir.spi.Schema.Type;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JudgedSpanTest {
  private static ResultSchema schema(String... columns) {
    return new ResultSchema(
        Stream.of(columns).map(name -> Field.of(name, Type.INT64)).toList(),
        List.of(),
        ResultSchema.Mode.APPEND);
  }

  private static ExpectedRow spanning(long fromMs, long untilMs) {
    return new ExpectedRow(Row.of(1L), 0, fromMs, untilMs);
  }

  @Test
  void windowsHaveToLieWhollyWithinIt() {
    JudgedSpan span = new JudgedSpan(schema("n"), true, 1000, 5000);
    assertTrue(span.judges(spanning(1000, 5000)));
    assertFalse(span.judges(spanning(999, 2000)));
    assertFalse(span.judges(spanning(4000, 5001)));
  }

  @Test
  void withoutWindowsTheLastRecordDecides() {
    JudgedSpan span = new JudgedSpan(schema("n"), false, 1000, 5000);
    assertTrue(span.judges(spanning(0, 1001)));
    assertFalse(span.judges(spanning(0, 1000)));
    assertTrue(span.judges(spanning(4999, 5000)));
    assertFalse(span.judges(spanning(5000, 5001)));
    assertTrue(span.judges(spanning(Long.MIN_VALUE, Long.MAX_VALUE)));
  }

  @Test
  void rowsThatNothingAsksForArePlacedByTheirColumns() {
    ResultSchema windowed = schema("window_start_ms", "window_end_ms");
    JudgedSpan byWindow = new JudgedSpan(windowed, true, 1000, 5000);
    assertTrue(byWindow.judges(Row.of(1000L, 5000L)));
    assertFalse(byWindow.judges(Row.of(999L, 2000L)));
    assertFalse(byWindow.judges(Row.of(4000L, 5001L)));
    JudgedSpan byEvent = new JudgedSpan(schema("event_ms"), false, 1000, 5000);
    assertTrue(byEvent.judges(Row.of(1000L)));
    assertFalse(byEvent.judges(Row.of(5000L)));
    assertEquals(true, new JudgedSpan(schema("n"), false, 1000, 5000).judges(Row.of(7L)));
  }

  @Test
  void rowsThatCannotBePlacedAreJudged() {
    JudgedSpan byWindow =
        new JudgedSpan(schema("window_start_ms", "window_end_ms"), true, 1000, 5000);
    assertTrue(byWindow.judges(Row.of(null, 9000L)));
    assertTrue(byWindow.judges(Row.of(9000L, null)));
    assertTrue(byWindow.judges(Row.of(9000L, 9000L)));
    assertTrue(byWindow.judges(Row.of(Long.MAX_VALUE, Long.MIN_VALUE)));
    JudgedSpan byEvent = new JudgedSpan(schema("event_ms"), false, 1000, 5000);
    assertTrue(byEvent.judges(Row.of((Object) null)));
  }

  @Test
  void boundsThatAreNoWindowOfTheQueryAreJudgedIfItsWindowsAreKnown() {
    JudgedSpan unknown =
        new JudgedSpan(schema("window_start_ms", "window_end_ms"), true, 1000, 5000);
    assertFalse(unknown.judges(Row.of(9000L, 9001L)));
    JudgedSpan sized = unknown.ofWindows(2000, 0);
    assertTrue(sized.judges(Row.of(9000L, 9001L)));
    assertTrue(sized.judges(Row.of(-1L, Long.MAX_VALUE)));
    assertFalse(sized.judges(Row.of(9001L, 11_001L)));
    JudgedSpan slid = unknown.ofWindows(2000, 500);
    assertTrue(slid.judges(Row.of(9001L, 11_001L)));
    assertFalse(slid.judges(Row.of(9500L, 11_500L)));
    assertFalse(slid.judges(Row.of(-500L, 1500L)));
    assertTrue(slid.judges(Row.of(1500L, 3500L)));
    assertThrows(IllegalArgumentException.class, () -> unknown.ofWindows(0, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new JudgedSpan(schema("event_ms"), false, 1000, 5000).ofWindows(1000, 1000));
  }

  @Test
  void excludedWindowsAreNotJudgedWhetherTheirRowsWereExpectedOrNot() {
    JudgedSpan span =
        new JudgedSpan(schema("window_start_ms", "window_end_ms"), true, 0, 100_000)
            .ofWindows(10_000, 2000)
            .without(List.of(new EventSpan(10_000, 20_000), new EventSpan(20_000, 30_000)))
            .without(List.of(new EventSpan(50_000, 60_000)));
    for (long start = 0; start <= 90_000; start += 2000) {
      boolean judged = start != 10_000 && start != 20_000 && start != 50_000;
      assertEquals(judged, span.judges(Row.of(start, start + 10_000)), "window of " + start);
      assertEquals(judged, span.judges(spanning(start, start + 10_000)), "window of " + start);
    }
    assertTrue(span.judges(Row.of(10_000L, 19_000L)), "no window of the query");
  }

  @Test
  void withoutWindowsRecordsInAnExcludedSpanAreNotJudged() {
    JudgedSpan span =
        new JudgedSpan(schema("event_ms"), false, 1000, 5000)
            .without(List.of(new EventSpan(2000, 3000), new EventSpan(2500, 2600)));
    assertTrue(span.judges(Row.of(1999L)));
    assertFalse(span.judges(Row.of(2000L)));
    assertFalse(span.judges(Row.of(2999L)));
    assertTrue(span.judges(Row.of(3000L)));
    assertFalse(span.judges(spanning(0, 3000)));
    assertTrue(span.judges(spanning(2999, 3001)));
    assertTrue(span.judges(spanning(Long.MIN_VALUE, Long.MAX_VALUE)));
  }

  @Test
  void anEmptySpanCannotBeExcluded() {
    assertThrows(IllegalArgumentException.class, () -> new EventSpan(5, 5));
  }
}
