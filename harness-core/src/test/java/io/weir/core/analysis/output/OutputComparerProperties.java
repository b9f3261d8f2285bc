/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.weir.core.analysis.output.Change.Kind;
import io.weir.spi.ExpectedRow;
import io.weir.spi.Guarantee;
import io.weir.spi.ResultSchema;
import io.weir.spi.ResultSchema.Mode;
import io.weir.spi.Row;
import io.weir.spi.Schema.Field;
import io.weir.spi.Schema.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Right answers pass; each single change to one is reported; files change nothing. */
class OutputComparerProperties {
  /** One way to spoil a right answer. */
  enum Mutation {
    BEYOND_TOLERANCE,
    OTHER_COUNT,
    DROP,
    ADD,
    DUPLICATE,
    OTHER_KEY
  }

  private static final List<Field> COLUMNS =
      List.of(
          Field.of("station", Type.STRING),
          Field.of("window_start_ms", Type.INT64),
          Field.of("count", Type.INT64),
          Field.orNull("mean", Type.DOUBLE),
          Field.orNull("max", Type.DOUBLE));

  private static ResultSchema schema(Mode mode, boolean keyed) {
    return new ResultSchema(
        COLUMNS, keyed ? List.of("station", "window_start_ms") : List.of(), mode);
  }

  private record Outcome(OutputReport report, Map<String, Long> timed) {}

  /** With a budget of one byte all goes through files; a few levels of them with many rows. */
  private static Outcome compare(
      ResultSchema schema, List<ExpectedRow> expected, List<Change> changes, long budgetBytes)
      throws IOException {
    Path directory = Files.createTempDirectory("comparer");
    Map<String, Long> timed = new TreeMap<>();
    try (OutputComparer comparer =
        new OutputComparer(
            schema,
            Guarantee.EXACTLY_ONCE,
            row -> true,
            directory.resolve("spill"),
            budgetBytes,
            4)) {
      for (ExpectedRow row : expected) {
        comparer.expect(row, row.fromMs() >= 0);
      }
      for (Change change : changes) {
        comparer.arrived(change);
      }
      OutputReport report =
          comparer.compare((row, ns) -> timed.merge(row + "@" + ns, 1L, Long::sum));
      return new Outcome(report, timed);
    } finally {
      Files.delete(directory);
    }
  }

  private static Outcome compareBothWays(
      ResultSchema schema, List<ExpectedRow> expected, List<Change> changes) throws IOException {
    Outcome inMemory = compare(schema, expected, changes, 1 << 24);
    assertEquals(inMemory, compare(schema, expected, changes, 1));
    assertEquals(inMemory, compare(schema, expected, changes, 20_000));
    return inMemory;
  }

  /** In memory, and with so little of it that some go through files. */
  private static Outcome compareWithFew(
      ResultSchema schema, List<ExpectedRow> expected, List<Change> changes) throws IOException {
    Outcome inMemory = compare(schema, expected, changes, 1 << 24);
    assertEquals(inMemory, compare(schema, expected, changes, 20_000));
    return inMemory;
  }

  private static Map<Finding.Kind, Long> counts(OutputReport report) {
    Map<Finding.Kind, Long> counts = new TreeMap<>();
    report.findings().forEach((kind, of) -> counts.put(kind, of.count()));
    return counts;
  }

  private static List<ExpectedRow> answer(Random random, int rows) {
    List<ExpectedRow> answer = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      Row row =
          Row.of(
              "st-" + i % 7,
              (long) (i / 7) * 1000,
              (long) random.nextInt(5),
              random.nextInt(10) == 0 ? null : number(random),
              random.nextInt(10) == 0 ? Double.NaN : number(random));
      answer.add(new ExpectedRow(row, i * 1000L, i, i + 1));
    }
    return answer;
  }

  private static Double number(Random random) {
    return random.nextInt(4) == 0
        ? (double) random.nextInt(3)
        : random.nextGaussian() * Math.pow(10, random.nextInt(20) - 10);
  }

  /** The row with its doubles off by a share. */
  private static Row off(Row row, double share) {
    return with(row, 3, times(row.get(3), share), 4, times(row.get(4), share));
  }

  private static Object times(Object value, double share) {
    return value == null ? null : (Double) value * (1 + share);
  }

  private static Row with(Row row, Object... columnsAndValues) {
    Object[] values = new Object[row.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i);
    }
    for (int i = 0; i < columnsAndValues.length; i += 2) {
      values[(Integer) columnsAndValues[i]] = columnsAndValues[i + 1];
    }
    return Row.of(values);
  }

  /** The right answer as it might arrive: off within the tolerance, in some order, with detours. */
  private static List<Change> arrival(Random random, Mode mode, List<ExpectedRow> answer) {
    List<Change> changes = new ArrayList<>();
    List<ExpectedRow> order = new ArrayList<>(answer);
    Collections.shuffle(order, random);
    long now = 1_000_000;
    for (ExpectedRow row : order) {
      Row right = off(row.row(), (random.nextDouble() - 0.5) * 1e-9);
      if (mode != Mode.APPEND && random.nextBoolean()) {
        Row before = with(right, 2, 99L);
        changes.add(new Change(Kind.INSERT, before, now++));
        if (mode == Mode.CHANGELOG) {
          changes.add(new Change(Kind.UPDATE_BEFORE, before, now++));
        }
        changes.add(new Change(Kind.UPDATE_AFTER, right, now++));
      } else {
        changes.add(new Change(Kind.INSERT, right, now++));
      }
    }
    return changes;
  }

  @Property(tries = 25)
  void aRightAnswerIsRight(
      @ForAll long seed,
      @ForAll Mode mode,
      @ForAll boolean keyed,
      @ForAll @IntRange(max = 120) int n)
      throws IOException {
    ResultSchema schema = schema(mode, keyed || mode == Mode.UPSERT);
    Random random = new Random(seed);
    List<ExpectedRow> answer = answer(random, n);
    Outcome outcome = compareBothWays(schema, answer, arrival(random, mode, answer));
    assertEquals(
        n == 0 ? OutputReport.Outcome.NOTHING_JUDGED : OutputReport.Outcome.RIGHT,
        outcome.report.outcome(),
        outcome.report.lines()::toString);
    assertEquals(n, outcome.report.matched());
    assertEquals(n, outcome.timed.values().stream().mapToLong(i -> i).sum());
  }

  @Property(tries = 120)
  void eachSingleMutationIsReported(
      @ForAll long seed,
      @ForAll Mode mode,
      @ForAll boolean keyed,
      @ForAll Mutation mutation,
      @ForAll @IntRange(min = 1, max = 120) int n)
      throws IOException {
    ResultSchema schema = schema(mode, keyed || mode == Mode.UPSERT);
    Random random = new Random(seed);
    List<ExpectedRow> answer = answer(random, n);
    List<Change> changes = arrival(random, mode, answer);
    int at = random.nextInt(changes.size());
    while (!changes.get(at).kind().adds()
        || Long.valueOf(99).equals(changes.get(at).row().get(2))) {
      at = (at + 1) % changes.size();
    }
    Change right = changes.get(at);
    Row row = right.row();
    Finding.Kind kind = Finding.Kind.WRONG;
    switch (mutation) {
      case BEYOND_TOLERANCE -> {
        Row spoilt = with(row, 3, row.get(3) == null ? (Object) 0.0 : times(row.get(3), 3e-9));
        if (Double.valueOf(0).equals(row.get(3))) {
          spoilt = with(row, 3, 1e-30);
        }
        changes.set(at, new Change(right.kind(), spoilt, right.receivedNs()));
      }
      case OTHER_COUNT ->
          changes.set(
              at,
              new Change(right.kind(), with(row, 2, (Long) row.get(2) + 1), right.receivedNs()));
      case DROP -> {
        // With it the detour that an UPSERT would be left with.
        changes.removeIf(
            c -> c.row().get(0).equals(row.get(0)) && c.row().get(1).equals(row.get(1)));
        kind = Finding.Kind.MISSING;
      }
      case ADD -> {
        changes.add(new Change(Kind.INSERT, with(row, 1, -5L), 5_000_000));
        kind = Finding.Kind.EXTRA;
      }
      case DUPLICATE -> {
        changes.add(new Change(Kind.INSERT, row, 5_000_000));
        kind = Finding.Kind.DUPLICATE;
      }
      case OTHER_KEY -> {
        changes.removeIf(
            c -> c.row().get(0).equals(row.get(0)) && c.row().get(1).equals(row.get(1)));
        changes.add(new Change(Kind.INSERT, with(row, 0, "elsewhere"), right.receivedNs()));
        kind = Finding.Kind.EXTRA;
      }
    }
    OutputReport report = compareWithFew(schema, answer, changes).report;
    if (mode == Mode.UPSERT && mutation == Mutation.DUPLICATE) {
      assertTrue(report.right(), "a repeated update alters nothing");
    } else {
      assertFalse(report.right(), report.lines()::toString);
    }
    if (kind == Finding.Kind.WRONG && !schema.key().isEmpty()) {
      assertEquals(Map.of(kind, 1L), counts(report));
    } else if (kind == Finding.Kind.WRONG || mutation == Mutation.OTHER_KEY) {
      assertEquals(Map.of(Finding.Kind.MISSING, 1L, Finding.Kind.EXTRA, 1L), counts(report));
    } else {
      assertEquals(Map.of(kind, 1L), counts(report));
    }
  }

  @Property(tries = 30)
  void aWholeWindowThatIsNotThereIsReportedRowByRow(
      @ForAll long seed, @ForAll Mode mode, @ForAll @IntRange(min = 8, max = 100) int n)
      throws IOException {
    Random random = new Random(seed);
    List<ExpectedRow> answer = answer(random, n);
    List<Change> changes = arrival(random, mode, answer);
    changes.removeIf(c -> c.row().get(1).equals(0L));
    OutputReport report = compareWithFew(schema(mode, true), answer, changes).report;
    assertEquals(Map.of(Finding.Kind.MISSING, 7L), counts(report));
  }

  @Property(tries = 30)
  void aRetractionThatIsNotThereIsReported(
      @ForAll long seed, @ForAll boolean keyed, @ForAll @IntRange(min = 1, max = 100) int n)
      throws IOException {
    Random random = new Random(seed);
    List<ExpectedRow> answer = answer(random, n);
    List<Change> changes = arrival(random, Mode.CHANGELOG, answer);
    int at = 0;
    while (at < changes.size() && changes.get(at).kind() != Kind.UPDATE_BEFORE) {
      at++;
    }
    if (at < changes.size()) {
      changes.remove(at);
      OutputReport report = compareWithFew(schema(Mode.CHANGELOG, keyed), answer, changes).report;
      assertEquals(Map.of(keyed ? Finding.Kind.WRONG : Finding.Kind.EXTRA, 1L), counts(report));
    }
  }

  @Property(tries = 50)
  void filesChangeNothingWhateverArrives(
      @ForAll long seed,
      @ForAll Mode mode,
      @ForAll boolean keyed,
      @ForAll @IntRange(max = 100) int n)
      throws IOException {
    Random random = new Random(seed);
    List<ExpectedRow> expected = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      long judged = random.nextInt(3) == 0 ? -1 : i;
      expected.add(new ExpectedRow(few(random), i, judged, i));
      changes.add(
          new Change(Kind.values()[random.nextInt(Kind.values().length)], few(random), 10 + i));
    }
    compareBothWays(schema(mode, keyed || mode == Mode.UPSERT), expected, changes);
  }

  /** One of few rows, some of them near to each other. */
  private static Row few(Random random) {
    return Row.of(
        "st-" + random.nextInt(3),
        (long) random.nextInt(3),
        (long) random.nextInt(2),
        1 + random.nextInt(4) * 0.6e-9,
        1 + random.nextInt(3) * 0.6e-9);
  }
}
