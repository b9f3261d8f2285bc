/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis.output;

import io.weir.spi.Row;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * Pairs as many rows of two bags as can be paired, each with one that is equal within the
 * tolerance.
 *
 * <p>Being near is not transitive: 1.0 may be near to two numbers that are not near to each other,
 * so that giving each row the first that fits can leave rows over that another pairing would have
 * served. So: rows are cut into clusters wherever sorted neighbours in some column are not near
 * (rows on both sides of such a cut never are), by all columns in turn. Nearly always all wanted
 * rows of a cluster are the same, and as many are served as came. Otherwise the pairing is a
 * maximum matching by augmenting paths (Berge 1957), which also keeps what was paired before: so
 * earlier changes and judged rows go first.
 *
 * <p>Which rows are served is settled by that. Which arrival each gets is settled next, among rows
 * that the same arrivals would serve: by ascending anchor, each the first unused arrival that is
 * not before its anchor, since none can be answered earlier. No other choice leaves fewer rows with
 * an arrival before their anchor (the arrivals that would serve a later anchor are some of those
 * that would serve an earlier one); what then is left gets the latest arrivals that are left.
 */
final class BagMatcher {
  private final RowShape shape;
  private final List<Row> wanted;
  private final int judged;
  private final List<Row> came;
  private final long[] anchorNs;
  private final long[] receivedNs;

  /** For each that came, the wanted one that it was given, or -1. */
  private final int[] givenTo;

  /** For each that came, true if it is near to a judged one, or to any. */
  private final boolean[] nearJudged;

  private final boolean[] nearAny;

  /**
   * All rows of one {@link RowShape#exact} part, of which any may be answered at any time.
   *
   * @param wanted the judged ones first
   * @param judged how many those are
   * @param came in order of arrival
   */
  BagMatcher(RowShape shape, List<Row> wanted, int judged, List<Row> came) {
    this(shape, wanted, judged, came, new long[wanted.size()], new long[came.size()]);
  }

  /**
   * All rows of one {@link RowShape#exact} part.
   *
   * @param wanted the judged ones first
   * @param judged how many those are
   * @param came in order of arrival
   * @param anchorNs of each wanted row
   * @param receivedNs of each that came, on the same clock
   */
  BagMatcher(
      RowShape shape,
      List<Row> wanted,
      int judged,
      List<Row> came,
      long[] anchorNs,
      long[] receivedNs) {
    this.anchorNs = anchorNs;
    this.receivedNs = receivedNs;
    this.shape = shape;
    this.wanted = wanted;
    this.judged = judged;
    this.came = came;
    givenTo = new int[came.size()];
    Arrays.fill(givenTo, -1);
    nearJudged = new boolean[came.size()];
    nearAny = new boolean[came.size()];
    clusters().forEach(this::match);
  }

  /** The wanted row that was given to one that came, or -1. */
  int givenTo(int came) {
    return givenTo[came];
  }

  /** True if one that came equals a judged row, even if another was given to that. */
  boolean nearJudged(int came) {
    return nearJudged[came];
  }

  /** True if one that came equals a wanted row, even if another was given to that. */
  boolean nearAny(int came) {
    return nearAny[came];
  }

  private Row row(int item) {
    return item < wanted.size() ? wanted.get(item) : came.get(item - wanted.size());
  }

  private List<int[]> clusters() {
    int[] columns = shape.doubles();
    int[] all = IntStream.range(0, wanted.size() + came.size()).toArray();
    if (columns.length == 0 || all.length < 2) {
      return List.of(all);
    }
    List<int[]> done = new ArrayList<>();
    Deque<Uncut> open = new ArrayDeque<>();
    open.push(new Uncut(all, 0, 0));
    while (!open.isEmpty()) {
      Uncut next = open.pop();
      if (next.triedInVain == columns.length || next.items.length < 2) {
        Arrays.sort(next.items);
        done.add(next.items);
        continue;
      }
      List<int[]> parts = cut(next.items, columns[next.column]);
      int column = (next.column + 1) % columns.length;
      int inVain = parts.size() == 1 ? next.triedInVain + 1 : 1;
      parts.forEach(part -> open.push(new Uncut(part, column, inVain)));
    }
    return done;
  }

  private static final class Uncut {
    private final int[] items;
    private final int column;
    private final int triedInVain;

    Uncut(int[] items, int column, int triedInVain) {
      this.items = items;
      this.column = column;
      this.triedInVain = triedInVain;
    }
  }

  private List<int[]> cut(int[] items, int column) {
    int[] sorted =
        IntStream.of(items)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> RowShape.number(row(i), column)))
            .mapToInt(i -> i)
            .toArray();
    List<int[]> parts = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= sorted.length; i++) {
      if (i == sorted.length
          || !RowShape.near(
              RowShape.number(row(sorted[i - 1]), column),
              RowShape.number(row(sorted[i]), column))) {
        parts.add(Arrays.copyOfRange(sorted, start, i));
        start = i;
      }
    }
    return parts;
  }

  /** Pairs the rows of a cluster: ascending items, so by priority and by arrival. */
  private void match(int[] items) {
    int[] w = IntStream.of(items).filter(i -> i < wanted.size()).toArray();
    int[] c =
        IntStream.of(items).filter(i -> i >= wanted.size()).map(i -> i - wanted.size()).toArray();
    if (w.length == 0 || c.length == 0) {
      return;
    }
    Row first = wanted.get(w[0]);
    if (IntStream.of(w).allMatch(i -> shape.near(first, wanted.get(i)) && identical(first, i))) {
      int[] fit = IntStream.of(c).filter(x -> shape.near(first, came.get(x))).toArray();
      for (int x : fit) {
        nearAny[x] = true;
        nearJudged[x] = w[0] < judged;
      }
      byAnchor(Arrays.copyOf(w, Math.min(w.length, fit.length)), fit);
      return;
    }
    // The wanted rows by the arrivals that would serve them.
    Map<BitSet, List<Integer>> alike = new LinkedHashMap<>();
    for (int y : w) {
      BitSet fit = new BitSet();
      for (int x : c) {
        if (shape.near(wanted.get(y), came.get(x))) {
          fit.set(x);
          nearAny[x] = true;
          nearJudged[x] |= y < judged;
        }
      }
      alike.computeIfAbsent(fit, f -> new ArrayList<>()).add(y);
    }
    augment(c, w, y -> y < judged);
    augment(c, w, y -> true);
    alike.forEach(
        (fit, rows) -> {
          // Rows that are not judged are not timed; and an arrival that is left over by them may
          // be near to a judged row or not, so that exchanging it would show in the findings.
          if (rows.get(0) < judged) {
            int[] free =
                fit.stream().filter(x -> givenTo[x] < 0 || rows.contains(givenTo[x])).toArray();
            int[] served =
                IntStream.of(free).map(x -> givenTo[x]).filter(y -> y >= 0).sorted().toArray();
            byAnchor(served, free);
          }
        });
  }

  /** Gives each of these wanted rows one of at least as many that came, all near to all. */
  private void byAnchor(int[] w, int[] c) {
    int[] rows = sorted(w, y -> anchorNs[y]);
    int[] arrivals = sorted(c, x -> receivedNs[x]);
    int[] passed = new int[arrivals.length];
    int passedCount = 0;
    int next = 0;
    int servedInTime = 0;
    for (int x : arrivals) {
      givenTo[x] = -1;
    }
    for (int y : rows) {
      while (next < arrivals.length && receivedNs[arrivals[next]] < anchorNs[y]) {
        passed[passedCount++] = arrivals[next++];
      }
      if (next == arrivals.length) {
        break;
      }
      givenTo[arrivals[next++]] = y;
      servedInTime++;
    }
    for (int i = rows.length - 1; i >= servedInTime; i--) {
      givenTo[passed[--passedCount]] = rows[i];
    }
  }

  /** Sorted, and in the order given where the keys are the same. */
  private static int[] sorted(int[] items, IntToLongFunction key) {
    return IntStream.of(items)
        .boxed()
        .sorted(Comparator.comparingLong(key::applyAsLong))
        .mapToInt(i -> i)
        .toArray();
  }

  private boolean identical(Row row, int other) {
    for (int column : shape.doubles()) {
      if (RowShape.number(row, column) != RowShape.number(wanted.get(other), column)) {
        return false;
      }
    }
    return true;
  }

  private void augment(int[] c, int[] w, IntPredicate open) {
    int[] takenBy = new int[w.length];
    Arrays.fill(takenBy, -1);
    for (int x : c) {
      if (givenTo[x] >= 0) {
        takenBy[Arrays.binarySearch(w, givenTo[x])] = x;
      }
    }
    int[] reachedFrom = new int[w.length];
    for (int start : c) {
      if (givenTo[start] >= 0) {
        continue;
      }
      Arrays.fill(reachedFrom, -1);
      Deque<Integer> queue = new ArrayDeque<>(List.of(start));
      int end = -1;
      while (end < 0 && !queue.isEmpty()) {
        int x = queue.remove();
        for (int i = 0; i < w.length && end < 0; i++) {
          if (reachedFrom[i] < 0 && open.test(w[i]) && shape.near(wanted.get(w[i]), came.get(x))) {
            reachedFrom[i] = x;
            if (takenBy[i] < 0) {
              end = i;
            } else {
              queue.add(takenBy[i]);
            }
          }
        }
      }
      while (end >= 0) {
        int x = reachedFrom[end];
        int before = givenTo[x] < 0 ? -1 : Arrays.binarySearch(w, givenTo[x]);
        givenTo[x] = w[end];
        takenBy[end] = x;
        end = before;
      }
    }
  }
}
