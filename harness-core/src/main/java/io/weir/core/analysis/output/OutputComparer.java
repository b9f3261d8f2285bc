/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis.output;

import io.weir.spi.ExpectedRow;
import io.weir.spi.Guarantee;
import io.weir.spi.ResultSchema;
import io.weir.spi.Row;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/**
 * Compares the result of a query as it arrived with what its oracle expects; rows may come in any
 * order.
 *
 * <ul>
 *   <li>APPEND: the two are bags of rows. A change that takes a row back is a finding.
 *   <li>UPSERT: the last change of each key, after all have arrived, is its row.
 *   <li>CHANGELOG: rows added less rows taken back are the result's bag. A row is taken back if it
 *       came at all, before or after: partitions have no order among them.
 * </ul>
 *
 * <p>Where rows have a key, a row of a right key with another value is <em>wrong</em> and not also
 * <em>missing</em>; without a key, it is one missing and one extra. A row that equals an expected
 * one, all of which have come already, is a <em>duplicate</em>. In an UPSERT result that is a
 * change that repeats the row before, which alters nothing and so is no fault.
 *
 * <p>What is timed: for APPEND the row's arrival, the first one if there are duplicates; else the
 * first arrival of the final value: an average, say, may have passed through the same value
 * earlier. In either case an arrival that is not before the row's anchor, if there is one; of rows
 * that are alike, those of earlier anchors get the earlier arrivals.
 *
 * <p>Memory is bounded: from a budget on, both sides are dealt out to files by a hash of the key,
 * or of all exact columns where there is none, and compared file by file; a file too large still is
 * dealt out again, three times at most. What a result holds without a key and without any exact
 * column cannot be dealt out.
 *
 * <p>Thread contract: {@link #expect} is for one thread, {@link #arrived} and {@link #unreadable}
 * for one thread, which may be another; {@link #compare} once both have ended, once.
 */
public final class OutputComparer implements AutoCloseable {
  /** Of memory, unless told otherwise. */
  public static final long DEFAULT_BUDGET_BYTES = 256L << 20;

  /** Of each kind of finding, unless told otherwise. */
  public static final int DEFAULT_EXAMPLES = 5;

  private static final int MAX_LEVEL = 3;

  /** Objects take about so many times the bytes that they have in a file. */
  private static final int MEMORY_PER_FILE_BYTE = 4;

  private final ResultSchema schema;
  private final RowShape shape;
  private final boolean duplicatesAllowed;
  private final Predicate<Row> judges;
  private final Path directory;
  private final long budgetBytes;
  private final int examples;

  private final Spill<Wanted> wanted;
  private long judged;
  private long allowed;

  private final Spill<Came> came;
  private long changes;
  private final Tally unreadable;

  private final Map<Finding.Kind, Tally> tallies = new EnumMap<>(Finding.Kind.class);
  private long matched;
  private long passedOver;

  /**
   * A comparer.
   *
   * @param schema of the result; its mode may be another than the query's, if an engine delivers it
   *     so
   * @param guarantee that the engine was asked for: at-least-once allows duplicates
   * @param judges false for a row that nothing asks for and that is no fault all the same, because
   *     its window is not judged
   * @param directory for files, should they be needed; removed by {@link #close}
   * @param budgetBytes of memory for rows, roughly
   * @param examples to keep of each kind of finding
   */
  public OutputComparer(
      ResultSchema schema,
      Guarantee guarantee,
      Predicate<Row> judges,
      Path directory,
      long budgetBytes,
      int examples) {
    this.schema = schema;
    this.shape = new RowShape(schema);
    this.duplicatesAllowed =
        guarantee == Guarantee.AT_LEAST_ONCE || schema.mode() == ResultSchema.Mode.UPSERT;
    this.judges = judges;
    this.directory = directory;
    this.budgetBytes = budgetBytes;
    this.examples = examples;
    this.wanted =
        new Spill<>(directory, "expected", 0, new Codec.OfWanted(), shape::group, budgetBytes / 2);
    this.came =
        new Spill<>(directory, "arrived", 0, new Codec.OfCame(), shape::group, budgetBytes / 2);
    this.unreadable = new Tally(examples);
  }

  /**
   * Takes an expected row. Of an UPSERT result one of each key; if there are several, the last
   * counts.
   *
   * @param judged true if it must come; false if it merely may
   * @throws IOException if a file cannot be written
   */
  public void expect(ExpectedRow row, boolean judged) throws IOException {
    wanted.add(new Wanted(row, judged, this.judged + allowed));
    if (judged) {
      this.judged++;
    } else {
      allowed++;
    }
  }

  /**
   * Takes a change, in order of arrival within each key.
   *
   * @throws IOException if a file cannot be written
   */
  public void arrived(Change change) throws IOException {
    came.add(new Came(change, changes++));
  }

  /** Takes a record that is no row of the result. */
  public void unreadable(Finding.Unreadable record) {
    unreadable.add(changes, record);
  }

  /**
   * Compares all that was taken.
   *
   * @param timed takes each judged row that came
   * @throws IOException if a file cannot be written or read
   */
  public OutputReport compare(MatchedRows timed) throws IOException {
    if (wanted.spilled() || came.spilled()) {
      compare(wanted, came, 0, timed);
    } else {
      compare(wanted.held(), came.held(), timed);
    }
    if (unreadable.count > 0) {
      tallies.put(Finding.Kind.UNREADABLE, unreadable);
    }
    Map<Finding.Kind, OutputReport.Findings> findings = new EnumMap<>(Finding.Kind.class);
    tallies.forEach((kind, tally) -> findings.put(kind, tally.findings()));
    return new OutputReport(
        schema, judged, allowed, changes, matched, passedOver, duplicatesAllowed, findings);
  }

  private void compare(Spill<Wanted> expected, Spill<Came> arrived, int level, MatchedRows timed)
      throws IOException {
    expected.spill();
    arrived.spill();
    expected.close();
    arrived.close();
    for (int file = 0; file < Spill.FILES; file++) {
      long bytes = expected.bytes(file) + arrived.bytes(file);
      if (bytes == 0) {
        continue;
      }
      if (bytes * MEMORY_PER_FILE_BYTE > budgetBytes && level < MAX_LEVEL) {
        String suffix = "-" + level + "-" + file;
        try (Spill<Wanted> w =
                deeper(expected, file, "expected" + suffix, level, new Codec.OfWanted());
            Spill<Came> c = deeper(arrived, file, "arrived" + suffix, level, new Codec.OfCame())) {
          compare(w, c, level + 1, timed);
        }
      } else {
        List<Wanted> w = new ArrayList<>();
        List<Came> c = new ArrayList<>();
        expected.read(file, w::add);
        arrived.read(file, c::add);
        expected.delete(file);
        arrived.delete(file);
        compare(w, c, timed);
      }
    }
  }

  private <T> Spill<T> deeper(Spill<T> from, int file, String name, int level, Codec<T> codec)
      throws IOException {
    Spill<T> to = new Spill<>(directory, name, level + 1, codec, shape::group, budgetBytes / 2);
    boolean dealt = false;
    try {
      from.read(file, to::add);
      from.delete(file);
      dealt = true;
      return to;
    } finally {
      if (!dealt) {
        to.close();
      }
    }
  }

  private static final class Group {
    private final List<Wanted> wanted = new ArrayList<>(1);
    private final List<Came> came = new ArrayList<>(1);
  }

  private void compare(List<Wanted> expected, List<Came> arrived, MatchedRows timed) {
    Map<Row, Group> groups = new HashMap<>();
    for (Wanted w : expected) {
      groups.computeIfAbsent(shape.group(w.expected().row()), g -> new Group()).wanted.add(w);
    }
    for (Came c : arrived) {
      groups.computeIfAbsent(shape.group(c.change().row()), g -> new Group()).came.add(c);
    }
    for (Group group : groups.values()) {
      switch (schema.mode()) {
        case APPEND -> append(group, timed);
        case UPSERT -> upsert(group, timed);
        case CHANGELOG -> changelog(group, timed);
      }
    }
  }

  private void append(Group group, MatchedRows timed) {
    List<Came> added = new ArrayList<>(group.came.size());
    for (Came c : group.came) {
      if (c.change().kind().adds()) {
        added.add(c);
      } else {
        takenBack(group, c, new Finding.Retraction(c.change().row(), c.change().receivedNs()));
      }
    }
    for (Pair pair : bag(group.wanted, added)) {
      matched(pair.wanted, pair.came.change().receivedNs(), timed);
    }
  }

  /** Takes a fault in taking a row back: none if the row is not judged. */
  private void takenBack(Group group, Came c, Finding finding) {
    if (judged(group, c.change().row())) {
      find(c, finding);
    } else {
      passedOver++;
    }
  }

  /** Where a key, or a row without one, is expected, that decides; else the row's own place. */
  private boolean judged(Group group, Row row) {
    boolean expected = false;
    for (Wanted w : group.wanted) {
      if (shape.keyed() || shape.same(w.expected().row(), row)) {
        if (w.judged()) {
          return true;
        }
        expected = true;
      }
    }
    return !expected && judges.test(row);
  }

  private void upsert(Group group, MatchedRows timed) {
    Came last = null;
    for (Came c : group.came) {
      if (c.change().kind() == Change.Kind.UPDATE_BEFORE) {
        continue;
      }
      if (last != null
          && last.change().kind().adds()
          && c.change().kind().adds()
          && shape.same(last.change().row(), c.change().row())) {
        find(c, new Finding.Duplicate(c.change().row(), c.change().receivedNs()));
      }
      last = c;
    }
    Wanted want = group.wanted.isEmpty() ? null : group.wanted.get(group.wanted.size() - 1);
    if (last == null || !last.change().kind().adds()) {
      if (want != null && want.judged()) {
        find(want, new Finding.Missing(want.expected().row()));
      }
      return;
    }
    Change is = last.change();
    if (want == null) {
      extra(last);
    } else if (shape.same(want.expected().row(), is.row())) {
      if (want.judged()) {
        long firstNs =
            group.came.stream()
                .filter(c -> c.change().kind().adds())
                .map(Came::change)
                .filter(c -> c.receivedNs() >= want.expected().anchorNs())
                .filter(c -> shape.same(want.expected().row(), c.row()))
                .mapToLong(Change::receivedNs)
                .min()
                .orElse(is.receivedNs());
        matched(want, firstNs, timed);
      }
    } else if (want.judged()) {
      find(last, new Finding.Wrong(want.expected().row(), is.row(), is.receivedNs()));
    } else {
      passedOver++;
    }
  }

  private void changelog(Group group, MatchedRows timed) {
    List<Came> added = new ArrayList<>(group.came.size());
    List<Came> takenBack = new ArrayList<>();
    for (Came c : group.came) {
      (c.change().kind().adds() ? added : takenBack).add(c);
    }
    List<Came> left = takenBack.isEmpty() ? added : less(group, added, takenBack);
    List<Pair> pairs = bag(group.wanted, left);
    if (takenBack.isEmpty()) {
      pairs.forEach(pair -> matched(pair.wanted, pair.came.change().receivedNs(), timed));
      return;
    }
    // A row may have come, gone and come again: its final value counts from when it first came.
    pairs.sort(Comparator.comparingLong(pair -> pair.wanted.expected().anchorNs()));
    List<Change> unused = new ArrayList<>(added.stream().map(Came::change).toList());
    unused.sort(Comparator.comparingLong(Change::receivedNs));
    for (Pair pair : pairs) {
      ExpectedRow row = pair.wanted.expected();
      int first = 0;
      while (first < unused.size()
          && !(unused.get(first).receivedNs() >= row.anchorNs()
              && shape.same(row.row(), unused.get(first).row()))) {
        first++;
      }
      matched(
          pair.wanted,
          first < unused.size()
              ? unused.remove(first).receivedNs()
              : pair.came.change().receivedNs(),
          timed);
    }
  }

  /** What is left of rows that were added when others were taken back: the last to come stay. */
  private List<Came> less(Group group, List<Came> added, List<Came> takenBack) {
    Map<Row, List<Came>> addedBy = byExact(added);
    Map<Row, List<Came>> takenBy = byExact(takenBack);
    List<Came> left = new ArrayList<>();
    addedBy.forEach(
        (exact, rows) -> {
          if (!takenBy.containsKey(exact)) {
            left.addAll(rows);
          }
        });
    takenBy.forEach(
        (exact, taken) -> {
          List<Came> rows = addedBy.getOrDefault(exact, List.of());
          BagMatcher matcher = new BagMatcher(shape, rows(taken), taken.size(), rows(rows));
          boolean[] done = new boolean[taken.size()];
          for (int i = 0; i < rows.size(); i++) {
            if (matcher.givenTo(i) >= 0) {
              done[matcher.givenTo(i)] = true;
            } else {
              left.add(rows.get(i));
            }
          }
          for (int i = 0; i < taken.size(); i++) {
            Row row = taken.get(i).change().row();
            long receivedNs = taken.get(i).change().receivedNs();
            if (done[i]) {
              continue;
            }
            boolean was = rows.stream().anyMatch(c -> shape.near(c.change().row(), row));
            takenBack(
                group,
                taken.get(i),
                was
                    ? new Finding.Duplicate(row, receivedNs)
                    : new Finding.Retraction(row, receivedNs));
          }
        });
    left.sort(Comparator.comparingLong(Came::ordinal));
    return left;
  }

  private static final class Pair {
    private final Wanted wanted;
    private final Came came;

    Pair(Wanted wanted, Came came) {
      this.wanted = wanted;
      this.came = came;
    }
  }

  /** Compares two bags of rows of a group; returns what was matched, judged or not. */
  private List<Pair> bag(List<Wanted> expected, List<Came> arrived) {
    Map<Row, List<Wanted>> wantedBy = new LinkedHashMap<>();
    expected.stream()
        .sorted(
            Comparator.comparing(Wanted::judged)
                .reversed()
                .thenComparingLong(w -> w.expected().anchorNs())
                .thenComparingLong(Wanted::ordinal))
        .forEach(
            w ->
                wantedBy
                    .computeIfAbsent(shape.exact(w.expected().row()), e -> new ArrayList<>())
                    .add(w));
    Map<Row, List<Came>> cameBy = byExact(arrived);
    List<Pair> pairs = new ArrayList<>();
    List<Wanted> missing = new ArrayList<>();
    List<Came> others = new ArrayList<>();
    wantedBy.forEach(
        (exact, w) -> {
          if (!cameBy.containsKey(exact)) {
            missing.addAll(w);
          }
        });
    cameBy.forEach(
        (exact, c) -> {
          List<Wanted> w = wantedBy.getOrDefault(exact, List.of());
          if (w.isEmpty()) {
            others.addAll(c);
          } else {
            pair(w, c, pairs, missing, others);
          }
        });
    missing.sort(Comparator.comparingLong(Wanted::ordinal));
    others.sort(Comparator.comparingLong(Came::ordinal));
    unpaired(expected, missing, others);
    return pairs;
  }

  private void pair(
      List<Wanted> w, List<Came> c, List<Pair> pairs, List<Wanted> missing, List<Came> others) {
    int judgedOnes = (int) w.stream().filter(Wanted::judged).count();
    BagMatcher matcher =
        new BagMatcher(
            shape,
            w.stream().map(x -> x.expected().row()).toList(),
            judgedOnes,
            rows(c),
            w.stream().mapToLong(x -> x.expected().anchorNs()).toArray(),
            c.stream().mapToLong(x -> x.change().receivedNs()).toArray());
    boolean[] served = new boolean[w.size()];
    for (int i = 0; i < c.size(); i++) {
      if (matcher.givenTo(i) >= 0) {
        served[matcher.givenTo(i)] = true;
        pairs.add(new Pair(w.get(matcher.givenTo(i)), c.get(i)));
      } else if (matcher.nearJudged(i)) {
        Change change = c.get(i).change();
        find(c.get(i), new Finding.Duplicate(change.row(), change.receivedNs()));
      } else if (matcher.nearAny(i)) {
        passedOver++;
      } else {
        others.add(c.get(i));
      }
    }
    for (int i = 0; i < w.size(); i++) {
      if (!served[i]) {
        missing.add(w.get(i));
      }
    }
  }

  private void unpaired(List<Wanted> expected, List<Wanted> missing, List<Came> others) {
    List<Wanted> required = new ArrayList<>(missing.stream().filter(Wanted::judged).toList());
    if (shape.keyed() && !expected.isEmpty()) {
      int optional = missing.size() - required.size();
      Wanted any = expected.stream().filter(Wanted::judged).findFirst().orElse(null);
      for (Came other : others) {
        Change is = other.change();
        Wanted want = any;
        if (!required.isEmpty()) {
          want = required.remove(0);
        } else if (optional > 0) {
          optional--;
          want = null;
        }
        if (want == null) {
          passedOver++;
        } else {
          find(other, new Finding.Wrong(want.expected().row(), is.row(), is.receivedNs()));
        }
      }
    } else {
      others.forEach(this::extra);
    }
    required.forEach(w -> find(w, new Finding.Missing(w.expected().row())));
  }

  private Map<Row, List<Came>> byExact(List<Came> items) {
    Map<Row, List<Came>> by = new LinkedHashMap<>();
    for (Came item : items) {
      by.computeIfAbsent(shape.exact(item.change().row()), e -> new ArrayList<>()).add(item);
    }
    return by;
  }

  private static List<Row> rows(List<Came> items) {
    return items.stream().map(c -> c.change().row()).toList();
  }

  private void matched(Wanted want, long receivedNs, MatchedRows timed) {
    if (want.judged()) {
      matched++;
      timed.matched(want.expected(), receivedNs);
    }
  }

  private void extra(Came c) {
    if (judges.test(c.change().row())) {
      find(c, new Finding.Extra(c.change().row(), c.change().receivedNs()));
    } else {
      passedOver++;
    }
  }

  private void find(Wanted at, Finding finding) {
    tally(finding).add(at.ordinal(), finding);
  }

  private void find(Came at, Finding finding) {
    tally(finding).add(at.ordinal(), finding);
  }

  private Tally tally(Finding finding) {
    return tallies.computeIfAbsent(finding.kind(), k -> new Tally(examples));
  }

  /**
   * Removes its files, also if they cannot be written to their end.
   *
   * @throws IOException if one cannot be written or removed; the others are removed all the same
   */
  @Override
  public void close() throws IOException {
    try {
      wanted.close();
    } finally {
      try {
        came.close();
      } finally {
        removeFiles();
      }
    }
  }

  private void removeFiles() throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    IOException failed = null;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.rows")) {
      for (Path file : files) {
        try {
          Files.delete(file);
        } catch (IOException e) {
          failed = e;
        }
      }
    }
    if (failed != null) {
      throw failed;
    }
    boolean empty;
    try (DirectoryStream<Path> others = Files.newDirectoryStream(directory)) {
      empty = !others.iterator().hasNext();
    }
    if (empty) {
      Files.delete(directory);
    }
  }

  /** Counts findings of a kind and keeps those of the lowest ordinals. */
  private static final class Tally {
    private final int examples;
    private final PriorityQueue<Example> kept =
        new PriorityQueue<>(Comparator.comparingLong(Example::ordinal).reversed());
    private long count;

    private Tally(int examples) {
      this.examples = examples;
    }

    private record Example(long ordinal, Finding finding) {}

    private void add(long ordinal, Finding finding) {
      count++;
      kept.add(new Example(ordinal, finding));
      if (kept.size() > examples) {
        kept.remove();
      }
    }

    private OutputReport.Findings findings() {
      return new OutputReport.Findings(
          count,
          kept.stream()
              .sorted(Comparator.comparingLong(Example::ordinal))
              .map(Example::finding)
              .toList());
    }
  }
}
