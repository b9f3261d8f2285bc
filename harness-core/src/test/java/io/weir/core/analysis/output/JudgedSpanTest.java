/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    assertFalse(byWindow.judges(Row.of(null, 2000L)));
    JudgedSpan byEvent = new JudgedSpan(schema("event_ms"), false, 1000, 5000);
    assertTrue(byEvent.judges(Row.of(1000L)));
    assertFalse(byEvent.judges(Row.of(5000L)));
    assertEquals(true, new JudgedSpan(schema("n"), false, 1000, 5000).judges(Row.of(7L)));
  }
}
