/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.experiment.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.roaringbitmap.longlong.LongIterator;
import org.roaringbitmap.longlong.Roaring64NavigableMap;

/** The whole ledger against plain sets, with budgets so small that it settles and spills. */
final class LedgerModelTest {

  /** Far enough apart that they fall into several spilled chunks. */
  private static final long[] CLUSTERS = {0, 33_000, 66_000};

  private static final int CLUSTER_SIZE = 150;

  sealed interface Step {}

  /** An arrival of that many consecutive records. */
  record Arrive(int publisher, int cluster, int offset, int count, int stride) implements Step {}

  record Maintain() implements Step {}

  record Fail(int publisher, int cluster, int offset, int count) implements Step {}

  record Case(
      int publishers, long pageBytes, long exceptionBytes, int windowFrom, List<Step> steps) {}

  @Provide
  Arbitrary<Case> cases() {
    Arbitrary<Integer> publisher = Arbitraries.integers().between(0, 4);
    Arbitrary<Integer> cluster = Arbitraries.integers().between(0, CLUSTERS.length - 1);
    Arbitrary<Integer> offset = Arbitraries.integers().between(0, CLUSTER_SIZE - 1);
    Arbitrary<Step> arrive =
        Combinators.combine(
                publisher,
                cluster,
                offset,
                Arbitraries.integers().between(1, CLUSTER_SIZE),
                Arbitraries.integers().between(1, 3))
            .as(Arrive::new);
    Arbitrary<Step> fail =
        Combinators.combine(publisher, cluster, offset, Arbitraries.integers().between(1, 20))
            .as(Fail::new);
    Arbitrary<Step> maintain = Arbitraries.create(Maintain::new);
    Arbitrary<List<Step>> steps =
        Arbitraries.frequencyOf(Tuple.of(6, arrive), Tuple.of(2, maintain), Tuple.of(1, fail))
            .list()
            .ofMaxSize(30);
    return Combinators.combine(
            Arbitraries.integers().between(1, 5),
            Arbitraries.of(0L, 8L, 64L, 4_096L, 1L << 20),
            Arbitraries.of(0L, 100L, 1L << 20),
            Arbitraries.of(0, 50, 33_050),
            steps)
        .as(Case::new);
  }

  @Property(tries = 200)
  void countsAndMembershipEqualThoseOfPlainSets(@ForAll("cases") Case given) throws IOException {
    Path directory = Files.createTempDirectory("ledger");
    int publishers = given.publishers();
    LedgerLayout layout =
        new LedgerLayout(
            publishers,
            (long) given.windowFrom() * publishers + publishers / 2,
            66_020L * publishers);
    LedgerBudget budget = new LedgerBudget(given.pageBytes(), given.exceptionBytes());
    AckedLedger acked = new AckedLedger(layout, budget, directory.resolve("spill/acked"));
    ReceivedLedger received =
        new ReceivedLedger(layout, budget, directory.resolve("spill/received"));
    Reordering reordering = new Reordering(layout, 2);
    LedgerSet ledgers =
        new LedgerSet(
            layout,
            acked,
            List.of(new LedgerSubscription("s", received, reordering)),
            System::nanoTime);

    Map<Long, Integer> arrivals = new HashMap<>();
    Map<Phase, Long> reordered = new HashMap<>();
    Set<Long> failed = new HashSet<>();
    Set<Long> unanswered = new HashSet<>();
    long[][] highest = new long[2][publishers];
    for (long[] row : highest) {
      Arrays.fill(row, -1);
    }

    for (Step step : given.steps()) {
      if (step instanceof Arrive a) {
        int publisher = a.publisher() % publishers;
        for (int i = 0; i < a.count() && a.offset() + i < CLUSTER_SIZE; i += a.stride()) {
          long sequence = CLUSTERS[a.cluster()] + a.offset() + i;
          long index = layout.indexOf(publisher, sequence);
          boolean first = arrivals.merge(index, 1, Integer::sum) == 1;
          assertThat(received.mark(publisher, sequence))
              .as("publisher %d sequence %d", publisher, sequence)
              .isEqualTo(first ? ReceivedLedger.FIRST : ReceivedLedger.DUPLICATE);
          if (first) {
            int partition = (int) (sequence % 2);
            boolean late = sequence < highest[partition][publisher];
            highest[partition][publisher] = Math.max(highest[partition][publisher], sequence);
            assertThat(reordering.arrive(partition, publisher, sequence)).isEqualTo(late);
            if (late) {
              reordered.merge(layout.phaseOf(index), 1L, Long::sum);
            }
          }
        }
      } else if (step instanceof Fail f) {
        int publisher = f.publisher() % publishers;
        for (int i = 0; i < f.count(); i++) {
          long sequence = CLUSTERS[f.cluster()] + f.offset() + i;
          long index = layout.indexOf(publisher, sequence);
          if (failed.add(index)) {
            acked.failed(publisher, sequence);
          }
        }
      } else {
        ledgers.maintain();
      }
    }

    long[] sent = new long[publishers];
    Arrays.setAll(sent, p -> 66_100 - 13L * p);
    for (int p = 0; p < publishers; p++) {
      for (long sequence = sent[p] - 5; sequence < sent[p]; sequence++) {
        long index = layout.indexOf(p, sequence);
        if (!failed.contains(index)) {
          unanswered.add(index);
          acked.unanswered(p, sequence);
        }
      }
    }

    LongPredicate wasSent = i -> layout.sequenceOf(i) < sent[layout.publisherOf(i)];
    List<LedgerTotals> totals = ledgers.finish(directory.resolve("files"), sent);
    assertThat(totals).hasSize(3);
    for (LedgerTotals total : totals) {
      LongPredicate inPhase = i -> layout.phaseOf(i) == total.phase();
      long sentHere =
          LongStream.range(0, 66_200L * publishers).filter(wasSent.and(inPhase)).count();
      long failedHere = count(failed, wasSent.and(inPhase));
      long unansweredHere = count(unanswered, wasSent.and(inPhase));
      LongPredicate indeterminate = i -> failed.contains(i) || unanswered.contains(i);
      long ackedReceived =
          count(arrivals.keySet(), wasSent.and(inPhase).and(indeterminate.negate()));
      assertThat(total.subscription()).isEqualTo("s");
      assertThat(total.sent()).isEqualTo(sentHere);
      assertThat(total.failed()).isEqualTo(failedHere);
      assertThat(total.unanswered()).isEqualTo(unansweredHere);
      assertThat(total.acked()).isEqualTo(sentHere - failedHere - unansweredHere);
      assertThat(total.received()).isEqualTo(count(arrivals.keySet(), inPhase));
      assertThat(total.lost()).isEqualTo(total.acked() - ackedReceived);
      assertThat(total.indeterminateReceived())
          .isEqualTo(count(arrivals.keySet(), wasSent.and(inPhase).and(indeterminate)));
      assertThat(total.neverSent())
          .isEqualTo(count(arrivals.keySet(), inPhase.and(wasSent.negate())));
      assertThat(total.duplicates())
          .isEqualTo(
              arrivals.entrySet().stream()
                  .filter(e -> inPhase.test(e.getKey()))
                  .mapToLong(e -> e.getValue() - 1)
                  .sum());
      assertThat(total.reordered()).isEqualTo(reordered.getOrDefault(total.phase(), 0L));
      assertThat(total.lostExamples()).hasSize((int) Math.min(10, total.lost()));
      assertThat(total.lostExamples())
          .allSatisfy(
              example -> {
                long index = layout.indexOf(example.publisher(), example.sequence());
                assertThat(inPhase.and(wasSent).and(indeterminate.negate()).test(index)).isTrue();
                assertThat(arrivals).doesNotContainKey(index);
              });
      assertThat(total.duplicateExamples())
          .doesNotHaveDuplicates()
          .hasSize(
              (int)
                  Math.min(
                      10,
                      arrivals.entrySet().stream()
                          .filter(e -> inPhase.test(e.getKey()) && e.getValue() > 1)
                          .count()));
      assertThat(total.reorderedExamples()).hasSize((int) Math.min(10, total.reordered()));
    }

    Path files = directory.resolve("files");
    Set<Long> indeterminate = new HashSet<>(failed);
    indeterminate.addAll(unanswered);
    indeterminate.removeIf(i -> !wasSent.test(i));
    assertThat(read(files, "received-s")).isEqualTo(arrivals.keySet());
    assertThat(read(files, "indeterminate")).isEqualTo(indeterminate);
    assertThat(read(files, "duplicates-s")).isEqualTo(keysWhere(arrivals, copies -> copies > 1));
    Roaring64NavigableMap lost = LedgerFiles.read(files.resolve("acked.roaring"));
    arrivals.keySet().forEach(lost::removeLong);
    assertThat(LedgerFiles.read(files.resolve("lost-s.roaring"))).isEqualTo(lost);

    ledgers.close();
    assertThat(directory.resolve("spill/received")).doesNotExist();
    assertThat(directory.resolve("spill/acked")).doesNotExist();
    delete(directory);
  }

  private static long count(Set<Long> indices, LongPredicate wanted) {
    return indices.stream().filter(wanted::test).count();
  }

  private static Set<Long> keysWhere(Map<Long, Integer> arrivals, IntPredicate wanted) {
    Set<Long> keys = new HashSet<>();
    arrivals.forEach(
        (index, copies) -> {
          if (wanted.test(copies)) {
            keys.add(index);
          }
        });
    return keys;
  }

  private static Set<Long> read(Path files, String name) {
    Set<Long> indices = new HashSet<>();
    LongIterator iterator = LedgerFiles.read(files.resolve(name + ".roaring")).getLongIterator();
    while (iterator.hasNext()) {
      indices.add(iterator.next());
    }
    return indices;
  }

  private static void delete(Path directory) throws IOException {
    List<Path> paths = new ArrayList<>();
    try (var walk = Files.walk(directory)) {
      walk.forEach(paths::add);
    }
    for (int i = paths.size() - 1; i >= 0; i--) {
      Files.delete(paths.get(i));
    }
  }
}
