/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import static io.weir.core.measure.ReceivedLedger.DUPLICATE;
import static io.weir.core.measure.ReceivedLedger.FIRST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReceivedLedgerTest {

  @TempDir Path directory;

  private ReceivedLedger ledger(int publishers, LedgerBudget budget) {
    LedgerLayout layout = new LedgerLayout(publishers, 0, Long.MAX_VALUE);
    return new ReceivedLedger(layout, budget, directory.resolve("spill"));
  }

  @Test
  void aRecordIsFirstOnceAndADuplicateEachTimeAfter() {
    try (ReceivedLedger ledger = ledger(3, LedgerBudget.standard())) {
      assertThat(ledger.mark(2, 7)).isEqualTo(FIRST);
      assertThat(ledger.mark(1, 7)).isEqualTo(FIRST);
      assertThat(ledger.mark(2, 7)).isEqualTo(DUPLICATE);
      assertThat(ledger.mark(2, 7)).isEqualTo(DUPLICATE);
      assertThat(ledger.duplicates()).isEqualTo(2);
    }
  }

  @Test
  void anArrivalAfterItsPageWasSettledAndSpilledIsStillFirstOnce() {
    try (ReceivedLedger ledger = ledger(1, new LedgerBudget(8, 0))) {
      for (long sequence = 0; sequence < 300_000; sequence++) {
        if (sequence % 1000 != 5) {
          ledger.mark(0, sequence);
        }
      }
      ledger.maintain();
      assertThat(ledger.livePages()).isLessThanOrEqualTo(1);
      assertThat(ledger.spilledChunks()).isGreaterThan(1);
      assertThat(ledger.mark(0, 5)).isEqualTo(FIRST);
      assertThat(ledger.mark(0, 200_005)).isEqualTo(FIRST);
      ledger.maintain();
      assertThat(ledger.mark(0, 5)).isEqualTo(DUPLICATE);
      assertThat(ledger.mark(0, 200_005)).isEqualTo(DUPLICATE);
      assertThat(ledger.mark(0, 6)).isEqualTo(DUPLICATE);
      assertThat(ledger.duplicates()).isEqualTo(3);
    }
  }

  @Test
  void recordsThatNoRunHasAreRefused() {
    try (ReceivedLedger ledger = ledger(2, LedgerBudget.standard())) {
      assertThatThrownBy(() -> ledger.mark(0, -1)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> ledger.mark(-1, 0)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> ledger.mark(2, 0)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> ledger.mark(0, ReceivedLedger.SEQUENCE_LIMIT))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aRunWithoutGapsTakesFourBytesPerPageOnceSettled() {
    // A page is settled as soon as it is full, so a hundred million records in order never hold
    // more than the pages filled between two maintenance calls.
    try (ReceivedLedger ledger = ledger(1, LedgerBudget.standard())) {
      long mostPages = 0;
      for (long sequence = 0; sequence < 100_000_000; sequence++) {
        ledger.mark(0, sequence);
        if (sequence % 1_000_000 == 0) {
          ledger.maintain();
          mostPages = Math.max(mostPages, ledger.livePages());
        }
      }
      ledger.maintain();
      assertThat(mostPages).isEqualTo(1);
      assertThat(ledger.livePages()).isEqualTo(1);
      // 1526 rows: table elements with room to grow, one live page, the shared page.
      assertThat(ledger.residentBytes()).isLessThan(32 * 1024);
    }
  }

  @Test
  void pagesAreSmallerWhenPublishersAreMany() {
    try (ReceivedLedger ledger = ledger(10_000, LedgerBudget.standard())) {
      for (int publisher = 0; publisher < 10_000; publisher++) {
        ledger.mark(publisher, 0);
      }
      ledger.maintain();
      assertThat(ledger.livePages()).isEqualTo(10_000);
      assertThat(ledger.residentBytes()).isLessThan(32L << 20);
      assertThat(ledger.mark(9_999, 1)).isEqualTo(FIRST);
    }
  }

  @Test
  void racingThreadsSeeEachRecordFirstExactlyOnceWhileItIsSettledUnderThem() throws Exception {
    race(4, 3, 30_000, 6_000, new LedgerBudget(0, 0));
    race(4, 3, 30_000, 6_000, new LedgerBudget(512, 4_096));
    race(4, 3, 30_000, 6_000, new LedgerBudget(4_096, 1 << 20));
  }

  @Test
  void aWordIsSettledExactlyWhileThreadsAreFillingIt() throws Exception {
    // All threads and the settling one meet on one word at a time.
    race(2, 1, 300_000, 64, new LedgerBudget(0, 1 << 20));
  }

  /** Threads mark all records, each in its own order, while another settles what it can. */
  private void race(int threads, int publishers, int sequences, int stretch, LedgerBudget budget)
      throws Exception {
    int count = publishers * sequences;
    AtomicIntegerArray firsts = new AtomicIntegerArray(count);
    ExecutorService executor = Executors.newFixedThreadPool(threads + 1);
    try (ReceivedLedger ledger = ledger(publishers, budget)) {
      CountDownLatch done = new CountDownLatch(threads);
      Future<?> maintaining =
          executor.submit(
              () -> {
                while (done.getCount() > 0) {
                  ledger.maintain();
                }
              });
      List<Future<Long>> marking = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int[] order = nearlyInOrder(count, stretch, new Random(t));
        marking.add(
            executor.submit(
                () -> {
                  long duplicates = 0;
                  try {
                    for (int index : order) {
                      if (ledger.mark(index % publishers, index / publishers) == FIRST) {
                        firsts.incrementAndGet(index);
                      } else {
                        duplicates++;
                      }
                    }
                  } finally {
                    done.countDown();
                  }
                  return duplicates;
                }));
      }
      long duplicates = 0;
      for (Future<Long> each : marking) {
        duplicates += each.get();
      }
      maintaining.get();
      for (int index = 0; index < count; index++) {
        if (firsts.get(index) != 1) {
          assertThat(firsts.get(index)).as("index %d", index).isEqualTo(1);
        }
      }
      assertThat(duplicates).isEqualTo((threads - 1L) * count);
      assertThat(ledger.duplicates()).isEqualTo(duplicates);
    } finally {
      executor.shutdownNow();
    }
  }

  /** All indices, shuffled within stretches, so that threads meet on the same pages. */
  private static int[] nearlyInOrder(int count, int stretch, Random random) {
    List<Integer> order = new ArrayList<>();
    for (int start = 0; start < count; start += stretch) {
      List<Integer> part = new ArrayList<>();
      for (int i = start; i < Math.min(count, start + stretch); i++) {
        part.add(i);
      }
      Collections.shuffle(part, random);
      order.addAll(part);
    }
    return order.stream().mapToInt(Integer::intValue).toArray();
  }
}
