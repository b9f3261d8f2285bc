/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.query;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.weir.spi.ExpectedRow;
import io.weir.spi.Oracle;
import io.weir.spi.Query;
import io.weir.spi.Row;
import io.weir.spi.Settings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Asks oracles and compares what they say. */
final class Oracles {
  private Oracles() {}

  /** What is said of records in this order, without a watermark. */
  static List<ExpectedRow> ask(Query query, Settings settings, List<Rec> records) {
    return ask(query, settings, records, new Random(0), 0);
  }

  /** What is said of the records in some order, with watermarks as early as they may be. */
  static List<ExpectedRow> askShuffled(
      Query query, Settings settings, List<Rec> records, Random random) {
    List<Rec> order = new ArrayList<>(records);
    if (random.nextBoolean()) {
      Collections.shuffle(order, random);
    } else {
      // Nearly in order, as partitions are: watermarks then settle windows on the way.
      List<Long> keys = new ArrayList<>();
      records.forEach(r -> keys.add(r.eventMs() + random.nextInt(3000)));
      List<Integer> places = new ArrayList<>();
      for (int i = 0; i < records.size(); i++) {
        places.add(i);
      }
      places.sort(Comparator.comparing(keys::get));
      order.clear();
      places.forEach(i -> order.add(records.get(i)));
    }
    return ask(query, settings, order, random, 2 + random.nextInt(3));
  }

  private static List<ExpectedRow> ask(
      Query query, Settings settings, List<Rec> order, Random random, int oneIn) {
    List<ExpectedRow> rows = new ArrayList<>();
    long[] lowestFrom = new long[order.size() + 1];
    lowestFrom[order.size()] = Long.MAX_VALUE;
    for (int i = order.size() - 1; i >= 0; i--) {
      Rec record = order.get(i);
      lowestFrom[i] =
          record.tick() ? lowestFrom[i + 1] : Math.min(record.eventMs(), lowestFrom[i + 1]);
    }
    Oracle oracle = query.oracle(settings);
    for (int i = 0; i < order.size(); i++) {
      Rec record = order.get(i);
      oracle.accept(
          record.stream(), ByteBuffer.wrap(record.payload()), record.intendedNs(), rows::add);
      if (oneIn > 0 && random.nextInt(oneIn) == 0) {
        oracle.watermark(lowestFrom[i + 1], rows::add);
      }
    }
    oracle.finish(rows::add);
    return rows;
  }

  /** Both are the same bag; doubles within 1e-9, as an engine's are compared. */
  static void assertSame(List<ExpectedRow> expected, List<ExpectedRow> actual) {
    List<ExpectedRow> a = sorted(expected);
    List<ExpectedRow> b = sorted(actual);
    assertEquals(a.size(), b.size(), () -> a + "\n" + b);
    for (int i = 0; i < a.size(); i++) {
      ExpectedRow left = a.get(i);
      ExpectedRow right = b.get(i);
      assertEquals(exact(left), exact(right), () -> a + "\n" + b);
      for (int c = 0; c < left.row().size(); c++) {
        if (left.row().get(c) instanceof Double x && right.row().get(c) instanceof Double y) {
          assertEquals(x, y, 1e-9 * Math.max(Math.abs(x), Math.abs(y)));
        }
      }
    }
  }

  private static List<ExpectedRow> sorted(List<ExpectedRow> rows) {
    Function<ExpectedRow, String> text = ExpectedRow::toString;
    return rows.stream().sorted(Comparator.comparing(Oracles::exact).thenComparing(text)).toList();
  }

  private static String exact(ExpectedRow row) {
    return masked(row.row()) + " " + row.anchorNs() + " " + row.fromMs() + " " + row.untilMs();
  }

  private static String masked(Row row) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      Object value = row.get(i);
      text.append(value instanceof Double ? "double" : String.valueOf(value)).append(", ");
    }
    return text.toString();
  }
}
