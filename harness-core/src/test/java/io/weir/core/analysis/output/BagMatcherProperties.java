/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.weir.spi.ResultSchema;
import io.weir.spi.Row;
import io.weir.spi.Schema.Field;
import io.weir.spi.Schema.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Against trying every pairing. */
class BagMatcherProperties {
  private static final RowShape SHAPE =
      new RowShape(
          new ResultSchema(
              List.of(Field.of("x", Type.DOUBLE), Field.of("y", Type.DOUBLE)),
              List.of(),
              ResultSchema.Mode.APPEND));

  @Property(tries = 1000)
  void pairsAsManyAsCanBe(
      @ForAll long seed, @ForAll @IntRange(max = 6) int w, @ForAll @IntRange(max = 6) int c) {
    Random random = new Random(seed);
    List<Row> wanted = rows(random, w);
    List<Row> came = rows(random, c);
    int judged = w == 0 ? 0 : random.nextInt(w + 1);
    BagMatcher matcher =
        new BagMatcher(
            SHAPE,
            wanted,
            judged,
            came,
            random.longs(w, 0, 8).toArray(),
            random.longs(c, 0, 10).toArray());
    Set<Integer> given = new HashSet<>();
    for (int i = 0; i < c; i++) {
      int to = matcher.givenTo(i);
      if (to >= 0) {
        assertTrue(given.add(to));
        assertTrue(SHAPE.near(wanted.get(to), came.get(i)));
      }
      Row row = came.get(i);
      assertEquals(wanted.stream().anyMatch(x -> SHAPE.near(x, row)), matcher.nearAny(i));
      assertEquals(
          wanted.subList(0, judged).stream().anyMatch(x -> SHAPE.near(x, row)),
          matcher.nearJudged(i));
    }
    assertEquals(most(wanted, came, 0, new boolean[c]), given.size());
    assertEquals(
        most(wanted.subList(0, judged), came, 0, new boolean[c]),
        given.stream().filter(i -> i < judged).count());
  }

  /** Rows that are the same; times are few, so that many are the same. */
  @Property(tries = 1000)
  void asFewAsCanBeAreGivenAnArrivalBeforeTheirAnchor(
      @ForAll long seed, @ForAll @IntRange(max = 6) int w, @ForAll @IntRange(max = 6) int c) {
    Random random = new Random(seed);
    List<Row> wanted = Collections.nCopies(w, Row.of(1.0, 2.0));
    List<Row> came = Collections.nCopies(c, Row.of(1.0, 2.0));
    long[] anchorNs = random.longs(w, 0, 8).toArray();
    long[] receivedNs = random.longs(c, 0, 10).toArray();
    BagMatcher matcher = new BagMatcher(SHAPE, wanted, w, came, anchorNs, receivedNs);
    int served = Math.min(w, c);
    int inTime = 0;
    Set<Integer> given = new HashSet<>();
    for (int i = 0; i < c; i++) {
      int to = matcher.givenTo(i);
      if (to >= 0) {
        assertTrue(given.add(to));
        inTime += receivedNs[i] >= anchorNs[to] ? 1 : 0;
      }
    }
    assertEquals(served, given.size());
    assertEquals(mostInTime(anchorNs, served, receivedNs, 0, new boolean[c]), inTime);
  }

  private static int mostInTime(
      long[] anchorNs, int served, long[] receivedNs, int from, boolean[] used) {
    if (from == served) {
      return 0;
    }
    int most = mostInTime(anchorNs, served, receivedNs, from + 1, used);
    for (int i = 0; i < receivedNs.length; i++) {
      if (!used[i] && receivedNs[i] >= anchorNs[from]) {
        used[i] = true;
        most = Math.max(most, 1 + mostInTime(anchorNs, served, receivedNs, from + 1, used));
        used[i] = false;
      }
    }
    return most;
  }

  private static int most(List<Row> wanted, List<Row> came, int from, boolean[] used) {
    if (from == wanted.size()) {
      return 0;
    }
    int most = most(wanted, came, from + 1, used);
    for (int i = 0; i < came.size(); i++) {
      if (!used[i] && SHAPE.near(wanted.get(from), came.get(i))) {
        used[i] = true;
        most = Math.max(most, 1 + most(wanted, came, from + 1, used));
        used[i] = false;
      }
    }
    return most;
  }

  private static List<Row> rows(Random random, int count) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(Row.of(1 + random.nextInt(5) * 0.4e-9, -2 - random.nextInt(3) * 0.9e-9));
    }
    return rows;
  }
}
