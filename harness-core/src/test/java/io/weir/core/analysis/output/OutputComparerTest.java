/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class OutputComparerTest {
  private static final long MS = 1_000_000;

  @TempDir Path directory;

  private Guarantee guarantee = Guarantee.EXACTLY_ONCE;
  private Predicate<Row> judges = row -> true;
  private final Map<Row, Long> timed =
      new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));

  /** Name and mean by name. */
  private static ResultSchema means(Mode mode) {
    return new ResultSchema(
        List.of(Field.of("name", Type.STRING), Field.of("mean", Type.DOUBLE)),
        List.of("name"),
        mode);
  }

  private static ResultSchema bag(Mode mode, Field... columns) {
    return new ResultSchema(List.of(columns), List.of(), mode);
  }

  private static ExpectedRow expected(long anchorMs, Row row) {
    return new ExpectedRow(row, anchorMs * MS, 0, 1000);
  }

  private static Change change(Kind kind, long receivedMs, Row row) {
    return new Change(kind, row, receivedMs * MS);
  }

  private static Change insert(long receivedMs, Row row) {
    return change(Kind.INSERT, receivedMs, row);
  }

  private OutputReport compare(
      ResultSchema schema, List<ExpectedRow> judged, List<ExpectedRow> allowed, Change... changes)
      throws IOException {
    timed.clear();
    try (OutputComparer comparer =
        new OutputComparer(schema, guarantee, judges, directory.resolve("spill"), 1 << 20, 3)) {
      for (ExpectedRow row : judged) {
        comparer.expect(row, true);
      }
      for (ExpectedRow row : allowed) {
        comparer.expect(row, false);
      }
      for (Change change : changes) {
        comparer.arrived(change);
      }
      return comparer.compare((row, receivedNs) -> timed.put(row.row(), receivedNs / MS));
    }
  }

  private static List<String> findings(OutputReport report) {
    List<String> texts = new ArrayList<>();
    report.findings().values().stream()
        .flatMap(f -> f.examples().stream())
        .forEach(f -> texts.add(f.text(report.schema())));
    return texts;
  }

  @Test
  void rightRowsInAnyOrderAreRightAndTimed() throws IOException {
    OutputReport report =
        compare(
            means(Mode.APPEND),
            List.of(expected(10, Row.of("a", 1.5)), expected(20, Row.of("b", 0.1 + 0.2))),
            List.of(),
            insert(25, Row.of("b", 0.3)),
            insert(40, Row.of("a", 1.5)));
    assertTrue(report.right());
    assertEquals(2, report.matched());
    assertEquals(Map.of(Row.of("a", 1.5), 40L, Row.of("b", 0.1 + 0.2), 25L), Map.copyOf(timed));
    assertEquals(List.of("2 of 2 rows right"), report.lines());
  }

  @Test
  void whatIsMissingExtraAndWrongIsToldApartByTheKey() throws IOException {
    OutputReport report =
        compare(
            means(Mode.APPEND),
            List.of(
                expected(1, Row.of("a", 1.0)),
                expected(2, Row.of("b", 2.0)),
                expected(3, Row.of("c", 3.0))),
            List.of(),
            insert(5, Row.of("a", 1.0)),
            insert(6, Row.of("b", 2.0000001)),
            insert(7, Row.of("d", 4.0)));
    assertFalse(report.right());
    assertEquals(
        List.of(
            "1 of 3 rows right",
            "1 missing",
            "  missing: name=c, mean=3.0",
            "1 extra",
            "  extra: name=d, mean=4.0 received at 0.007 s",
            "1 wrong",
            "  wrong: name=b, mean=2.0000001 received at 0.006 s, expected name=b, mean=2.0"),
        report.lines());
  }

  @Test
  void withoutAKeyAnotherValueIsOneMissingAndOneExtra() throws IOException {
    OutputReport report =
        compare(
            bag(Mode.APPEND, Field.of("n", Type.INT64)),
            List.of(expected(1, Row.of(1L)), expected(2, Row.of(1L)), expected(3, Row.of(2L))),
            List.of(),
            insert(5, Row.of(1L)),
            insert(6, Row.of(1L)),
            insert(7, Row.of(3L)));
    assertEquals(List.of("missing: n=2", "extra: n=3 received at 0.007 s"), findings(report));
    assertEquals(2, report.matched());
  }

  @Test
  void duplicatesAreCountedAndJudgedByTheGuarantee() throws IOException {
    List<ExpectedRow> expected = List.of(expected(1, Row.of("a", 1.0)));
    Change[] twice = {insert(5, Row.of("a", 1.0)), insert(9, Row.of("a", 1.0))};
    OutputReport exactly = compare(means(Mode.APPEND), expected, List.of(), twice);
    assertFalse(exactly.right());
    assertEquals(List.of("duplicate: name=a, mean=1.0 received at 0.009 s"), findings(exactly));
    guarantee = Guarantee.AT_LEAST_ONCE;
    OutputReport atLeast = compare(means(Mode.APPEND), expected, List.of(), twice);
    assertTrue(atLeast.right());
    assertEquals(1, atLeast.count(Finding.Kind.DUPLICATE));
    assertEquals("1 duplicate, which the guarantee allows", atLeast.lines().get(1));
    assertEquals(5, timed.get(Row.of("a", 1.0)));
  }

  @Test
  void aDuplicateRecomputedToAnotherLastDigitIsStillADuplicateAndTheFirstIsTimed()
      throws IOException {
    OutputReport report =
        compare(
            means(Mode.APPEND),
            List.of(expected(1, Row.of("a", 1.0))),
            List.of(),
            insert(5, Row.of("a", 1.0 + 1e-12)),
            insert(9, Row.of("a", 1.0)));
    assertEquals(1, report.count(Finding.Kind.DUPLICATE));
    assertEquals(5, timed.get(Row.of("a", 1.0)));
  }

  @Test
  void whatIsMerelyAllowedMayBeThereOrNotOrDiffer() throws IOException {
    List<ExpectedRow> allowed = List.of(expected(1, Row.of("a", 1.0)));
    List<ExpectedRow> judged = List.of(expected(1, Row.of("b", 2.0)));
    Change right = insert(2, Row.of("b", 2.0));
    assertTrue(compare(means(Mode.APPEND), judged, allowed, right).right());
    assertTrue(
        compare(means(Mode.APPEND), judged, allowed, right, insert(2, Row.of("a", 1.0))).right());
    OutputReport other =
        compare(means(Mode.APPEND), judged, allowed, right, insert(2, Row.of("a", 7.0)));
    assertTrue(other.right());
    assertEquals(1, other.passedOver());
    assertEquals(1, other.matched());
    assertEquals(Map.of(Row.of("b", 2.0), 2L), Map.copyOf(timed));
  }

  @Test
  void rowsOfWindowsThatAreNotJudgedAreNoFaultEvenIfNothingAskedForThem() throws IOException {
    judges = row -> !"edge".equals(row.get(0));
    OutputReport report =
        compare(
            means(Mode.APPEND),
            List.of(),
            List.of(),
            insert(2, Row.of("edge", 1.0)),
            insert(3, Row.of("core", 1.0)));
    assertEquals(List.of("extra: name=core, mean=1.0 received at 0.003 s"), findings(report));
    assertEquals(1, report.passedOver());
  }

  @Test
  void aKeyThatIsThereTwiceIsWantedTwice() throws IOException {
    List<ExpectedRow> twice = List.of(expected(1, Row.of("a", 1.0)), expected(4, Row.of("a", 1.0)));
    assertTrue(
        compare(
                means(Mode.APPEND),
                twice,
                List.of(),
                insert(5, Row.of("a", 1.0)),
                insert(6, Row.of("a", 1.0)))
            .right());
    OutputReport once = compare(means(Mode.APPEND), twice, List.of(), insert(5, Row.of("a", 1.0)));
    assertEquals(List.of("missing: name=a, mean=1.0"), findings(once));
  }

  @Test
  void appendTakesNothingBack() throws IOException {
    OutputReport report =
        compare(
            means(Mode.APPEND),
            List.of(expected(1, Row.of("a", 1.0))),
            List.of(),
            insert(5, Row.of("a", 1.0)),
            change(Kind.DELETE, 6, Row.of("a", 1.0)));
    assertEquals(
        List.of(
            "retraction: of name=a, mean=1.0 received at 0.006 s, though rows of this result are"
                + " final"),
        findings(report));
  }

  @Test
  void nearIsRelativeAndForFiniteDoublesOnly() {
    assertTrue(RowShape.near(1e300, 1e300 * (1 + 1e-10)));
    assertFalse(RowShape.near(1e300, 1e300 * (1 + 1e-8)));
    assertTrue(RowShape.near(1e-300, 1e-300 * (1 - 1e-10)));
    assertTrue(RowShape.near(0.0, -0.0));
    assertFalse(RowShape.near(0.0, 1e-300));
    assertFalse(RowShape.near(1.0, -1.0));
    RowShape shape = new RowShape(bag(Mode.APPEND, Field.orNull("x", Type.DOUBLE)));
    List<Row> kinds =
        List.of(
            Row.of(0.0),
            Row.of((Object) null),
            Row.of(Double.NaN),
            Row.of(Double.POSITIVE_INFINITY),
            Row.of(Double.NEGATIVE_INFINITY));
    for (Row a : kinds) {
      for (Row b : kinds) {
        assertEquals(a == b, shape.same(a, b), a + " " + b);
      }
    }
  }

  @Test
  void pairingIsNotSpoiltByNearnessThatIsNotTransitive() throws IOException {
    // In units of the tolerance: 0 and 0.9 are wanted, 0 and -0.9 came. Equal ones first would
    // leave 0.9 and -0.9, which are too far apart.
    double t = 1e-9;
    OutputReport report =
        compare(
            bag(Mode.APPEND, Field.of("x", Type.DOUBLE)),
            List.of(expected(1, Row.of(1.0)), expected(2, Row.of(1.0 + 0.9 * t))),
            List.of(),
            insert(5, Row.of(1.0)),
            insert(6, Row.of(1.0 - 0.9 * t)));
    assertTrue(report.right(), report.lines()::toString);
  }

  @Test
  void severalColumnsOfDoublesAreMatchedTogether() throws IOException {
    double t = 1e-12;
    OutputReport report =
        compare(
            bag(Mode.APPEND, Field.of("x", Type.DOUBLE), Field.of("y", Type.DOUBLE)),
            List.of(expected(1, Row.of(1.0, 5.0)), expected(2, Row.of(1.0 + t, 9.0))),
            List.of(),
            insert(5, Row.of(1.0, 9.0)),
            insert(6, Row.of(1.0 + t, 5.0)));
    assertTrue(report.right(), report.lines()::toString);
  }

  @Test
  void aJudgedRowIsServedBeforeOneThatIsMerelyAllowed() throws IOException {
    OutputReport report =
        compare(
            bag(Mode.APPEND, Field.of("n", Type.INT64)),
            List.of(expected(9, Row.of(1L))),
            List.of(expected(1, Row.of(1L))),
            insert(10, Row.of(1L)));
    assertTrue(report.right());
    assertEquals(1, report.matched());
  }

  @Test
  void upsertComparesTheLastValueAndTimesItsFirstArrival() throws IOException {
    OutputReport report =
        compare(
            means(Mode.UPSERT),
            List.of(expected(10, Row.of("a", 3.0)), expected(10, Row.of("b", 2.0))),
            List.of(),
            insert(5, Row.of("a", 3.0)), // the same value, by chance, from fewer inputs
            insert(8, Row.of("a", 2.0)),
            change(Kind.UPDATE_BEFORE, 12, Row.of("a", 2.0)),
            change(Kind.UPDATE_AFTER, 12, Row.of("a", 3.0)),
            insert(20, Row.of("a", 3.0)),
            insert(7, Row.of("b", 2.0)));
    assertTrue(report.right());
    assertEquals(1, report.count(Finding.Kind.DUPLICATE));
    assertEquals(12, timed.get(Row.of("a", 3.0)));
    // Nothing came after its anchor: the value stands since before, and that is told as it is.
    assertEquals(7, timed.get(Row.of("b", 2.0)));
  }

  @Test
  void upsertReportsAWrongLastValueADeletedKeyAndAKeyNotAskedFor() throws IOException {
    OutputReport report =
        compare(
            means(Mode.UPSERT),
            List.of(
                expected(1, Row.of("a", 3.0)),
                expected(1, Row.of("b", 2.0)),
                expected(1, Row.of("c", 2.0))),
            List.of(),
            insert(5, Row.of("a", 3.0)),
            insert(6, Row.of("a", 4.0)),
            insert(7, Row.of("b", 2.0)),
            change(Kind.DELETE, 8, Row.of("b", null)),
            insert(9, Row.of("d", 1.0)),
            insert(10, Row.of("e", 1.0)),
            change(Kind.DELETE, 11, Row.of("e", null)));
    assertEquals(
        List.of(
            "missing: name=b, mean=2.0",
            "missing: name=c, mean=2.0",
            "extra: name=d, mean=1.0 received at 0.009 s",
            "wrong: name=a, mean=4.0 received at 0.006 s, expected name=a, mean=3.0"),
        findings(report));
  }

  @Test
  void changelogComparesWhatIsLeft() throws IOException {
    OutputReport report =
        compare(
            bag(Mode.CHANGELOG, Field.of("n", Type.INT64)),
            List.of(expected(1, Row.of(2L)), expected(4, Row.of(3L))),
            List.of(),
            insert(5, Row.of(1L)),
            change(Kind.UPDATE_BEFORE, 6, Row.of(1L)),
            change(Kind.UPDATE_AFTER, 6, Row.of(2L)),
            insert(7, Row.of(3L)),
            change(Kind.DELETE, 8, Row.of(3L)),
            insert(9, Row.of(3L)));
    assertTrue(report.right(), report.lines()::toString);
    assertEquals(6, timed.get(Row.of(2L)));
    assertEquals(7, timed.get(Row.of(3L)));
  }

  @Test
  void changelogReportsWhatWasNotTakenBackAndWhatWasNeverThere() throws IOException {
    OutputReport report =
        compare(
            means(Mode.CHANGELOG),
            List.of(expected(1, Row.of("a", 2.0))),
            List.of(),
            insert(5, Row.of("a", 1.0)),
            change(Kind.UPDATE_AFTER, 6, Row.of("a", 2.0)),
            change(Kind.DELETE, 7, Row.of("z", 9.0)));
    assertEquals(
        List.of(
            "wrong: name=a, mean=1.0 received at 0.005 s, expected name=a, mean=2.0",
            "retraction: of name=z, mean=9.0 received at 0.007 s, which was not there"),
        findings(report));
  }

  @Test
  void aReplayedChangelogIsFullOfDuplicatesAndNothingElse() throws IOException {
    guarantee = Guarantee.AT_LEAST_ONCE;
    Change out = change(Kind.UPDATE_BEFORE, 6, Row.of("a", 1.0));
    Change in = change(Kind.UPDATE_AFTER, 6, Row.of("a", 2.0));
    OutputReport report =
        compare(
            means(Mode.CHANGELOG),
            List.of(expected(1, Row.of("a", 2.0))),
            List.of(),
            insert(5, Row.of("a", 1.0)),
            out,
            in,
            out,
            in);
    assertTrue(report.right(), report.lines()::toString);
    assertEquals(2, report.count(Finding.Kind.DUPLICATE));
  }

  @Test
  void aRecordThatIsNoRowIsAFault() throws IOException {
    try (OutputComparer comparer =
        new OutputComparer(
            means(Mode.APPEND), guarantee, judges, directory.resolve("spill"), 1 << 20, 3)) {
      comparer.unreadable(new Finding.Unreadable("{}x", "no JSON"));
      OutputReport report = comparer.compare((row, receivedNs) -> {});
      assertFalse(report.right());
      assertEquals(List.of("unreadable: no JSON: {}x"), findings(report));
    }
  }

  @Test
  void keepsTheFirstExamplesAndCountsAll() throws IOException {
    List<ExpectedRow> expected = new ArrayList<>();
    for (long i = 0; i < 100; i++) {
      expected.add(expected(i, Row.of("k" + i, 1.0)));
    }
    OutputReport report = compare(means(Mode.APPEND), expected, List.of());
    assertEquals(100, report.count(Finding.Kind.MISSING));
    assertEquals(
        List.of(
            "missing: name=k0, mean=1.0",
            "missing: name=k1, mean=1.0",
            "missing: name=k2, mean=1.0"),
        findings(report));
  }

  @Test
  void itsFilesAreGoneWhenItIsClosed() throws IOException {
    Path spill = directory.resolve("spill");
    try (OutputComparer comparer =
        new OutputComparer(means(Mode.APPEND), guarantee, judges, spill, 1, 3)) {
      comparer.expect(expected(1, Row.of("a", 1.0)), true);
      comparer.arrived(insert(2, Row.of("a", 1.0)));
      assertTrue(Files.isDirectory(spill));
    }
    assertFalse(Files.exists(spill));
  }

  @Test
  void aResultOfWhichNothingIsJudgedIsNotRight() throws IOException {
    OutputReport report =
        compare(
            means(Mode.APPEND),
            List.of(),
            List.of(expected(1, Row.of("a", 1.0))),
            insert(2, Row.of("a", 7.0)));
    assertEquals(OutputReport.Outcome.NOTHING_JUDGED, report.outcome());
    assertFalse(report.right());
    assertEquals(
        List.of("nothing judged: no expected row had to come; 1 not judged"), report.lines());
    OutputReport fault =
        compare(means(Mode.APPEND), List.of(), List.of(), insert(2, Row.of("a", 7.0)));
    assertEquals(OutputReport.Outcome.WRONG, fault.outcome());
  }

  @Test
  void aRowIsNotTimedByAnArrivalBeforeItsAnchorThatAnswersOneNotJudged() throws IOException {
    OutputReport report =
        compare(
            bag(Mode.APPEND, Field.of("n", Type.INT64)),
            List.of(expected(10_500, Row.of(1L))),
            List.of(expected(9_990, Row.of(1L))),
            insert(10_000, Row.of(1L)),
            insert(10_520, Row.of(1L)));
    assertTrue(report.right());
    assertEquals(Map.of(Row.of(1L), 10_520L), Map.copyOf(timed));
  }

  @Test
  void aDuplicateDoesNotTimeAnEqualRowOfALaterAnchor() throws IOException {
    guarantee = Guarantee.AT_LEAST_ONCE;
    Map<Long, Long> byAnchor = new TreeMap<>();
    try (OutputComparer comparer =
        new OutputComparer(
            bag(Mode.APPEND, Field.of("n", Type.INT64)),
            guarantee,
            judges,
            directory.resolve("spill"),
            1 << 20,
            3)) {
      comparer.expect(expected(15_000, Row.of(1L)), true);
      comparer.expect(expected(11_000, Row.of(1L)), true);
      comparer.arrived(insert(11_020, Row.of(1L)));
      comparer.arrived(insert(11_030, Row.of(1L)));
      comparer.arrived(insert(15_020, Row.of(1L)));
      OutputReport report =
          comparer.compare((row, ns) -> byAnchor.put(row.anchorNs() / MS, ns / MS));
      assertTrue(report.right());
      assertEquals(2, report.matched());
      assertEquals(List.of("duplicate: n=1 received at 11.030 s"), findings(report));
    }
    assertEquals(Map.of(11_000L, 11_020L, 15_000L, 15_020L), byAnchor);
  }

  @Test
  void rowsThatAreMerelyNearAreTimedByTheirAnchorsToo() throws IOException {
    double next = 1 + 1e-12;
    OutputReport report =
        compare(
            bag(Mode.APPEND, Field.of("x", Type.DOUBLE)),
            List.of(expected(10_500, Row.of(1.0))),
            List.of(expected(9_990, Row.of(next))),
            insert(10_000, Row.of(1.0)),
            insert(10_520, Row.of(next)));
    assertTrue(report.right());
    assertEquals(Map.of(Row.of(1.0), 10_520L), Map.copyOf(timed));
  }

  @Test
  void aRowOfWhichNoArrivalIsLateEnoughIsMatchedAllTheSame() throws IOException {
    OutputReport report =
        compare(
            bag(Mode.APPEND, Field.of("n", Type.INT64)),
            List.of(expected(10, Row.of(1L))),
            List.of(),
            insert(5, Row.of(1L)),
            insert(7, Row.of(1L)));
    assertEquals(1, report.matched());
    assertEquals(1, report.count(Finding.Kind.DUPLICATE));
    assertEquals(Map.of(Row.of(1L), 7L), Map.copyOf(timed));
  }

  @Test
  void takingBackWhatIsNotJudgedIsNoFault() throws IOException {
    judges = row -> !"edge".equals(row.get(0));
    List<ExpectedRow> judged = List.of(expected(1, Row.of("b", 2.0)));
    List<ExpectedRow> allowed = List.of(expected(1, Row.of("a", 1.0)));
    for (Mode mode : List.of(Mode.APPEND, Mode.CHANGELOG)) {
      OutputReport report =
          compare(
              means(mode),
              judged,
              allowed,
              insert(2, Row.of("b", 2.0)),
              change(Kind.DELETE, 3, Row.of("edge", 1.0)),
              change(Kind.DELETE, 3, Row.of("a", 9.0)),
              insert(4, Row.of("a", 1.0)),
              change(Kind.DELETE, 5, Row.of("a", 1.0)),
              change(Kind.DELETE, 6, Row.of("a", 1.0)));
      assertTrue(report.right(), report.lines()::toString);
      assertEquals(mode == Mode.APPEND ? 4 : 3, report.passedOver());
      assertEquals(
          2,
          compare(
                  means(mode),
                  judged,
                  allowed,
                  insert(2, Row.of("b", 2.0)),
                  change(Kind.DELETE, 3, Row.of("b", 9.0)),
                  change(Kind.DELETE, 3, Row.of("core", 9.0)))
              .count(Finding.Kind.RETRACTION));
    }
  }

  @Test
  void withoutAKeyTakingBackIsJudgedByTheRowItself() throws IOException {
    judges = row -> ((Double) row.get(0)) < 5;
    OutputReport report =
        compare(
            bag(Mode.APPEND, Field.of("x", Type.DOUBLE)),
            List.of(expected(1, Row.of(1.0))),
            List.of(expected(1, Row.of(2.0))),
            insert(2, Row.of(1.0)),
            change(Kind.DELETE, 3, Row.of(2.0)),
            change(Kind.DELETE, 4, Row.of(7.0)),
            change(Kind.DELETE, 5, Row.of(3.0)),
            change(Kind.DELETE, 6, Row.of(1.0)));
    assertEquals(2, report.count(Finding.Kind.RETRACTION), report.lines()::toString);
    assertEquals(2, report.passedOver());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void itsFilesAreGoneEvenIfTheDiskIsFull() throws IOException {
    Path spill = Files.createDirectory(directory.resolve("spill"));
    for (String side : List.of("expected", "arrived")) {
      for (int file = 0; file < Spill.FILES; file++) {
        Files.createSymbolicLink(spill.resolve(side + "-" + file + ".rows"), Path.of("/dev/full"));
      }
    }
    OutputComparer comparer =
        new OutputComparer(means(Mode.APPEND), guarantee, judges, spill, 1, 3);
    comparer.expect(expected(1, Row.of("a", 1.0)), true);
    comparer.arrived(insert(2, Row.of("a", 1.0)));
    assertThrows(IOException.class, comparer::close);
    assertFalse(Files.exists(spill));
  }
}
