/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OrderProbeTest {
  private static final PhaseWindow ALL = new PhaseWindow(0, Long.MAX_VALUE);
  private static final List<OrderBound> BOUNDS =
      List.of(
          new OrderBound(OrderBound.Kind.NONE, 0), OrderBound.records(50), OrderBound.slack(2_000));

  private final AtomicLong nowNs = new AtomicLong();
  private final OrderProbe probe = new OrderProbe("main", ALL, BOUNDS, nowNs::get);

  private record Arrival(long intendedNs, long receivedNs) {}

  @Test
  void mergesLanesByTheTimeOfReception() throws InterruptedException {
    List<List<Arrival>> lanes = lanes(4, 5_000);
    for (List<Arrival> lane : lanes) {
      onAThread(() -> lane.forEach(a -> probe.lane().arrived(a.intendedNs(), a.receivedNs())));
    }
    assertSameAsInOneSequence(lanes, probe.finish());
  }

  @Test
  void mergesWhileThreadsWrite() throws InterruptedException {
    List<List<Arrival>> lanes = lanes(3, 50_000);
    // Nothing is ever settled, so that a lane that shows nothing is always waited for.
    nowNs.set(Long.MIN_VALUE / 2);
    // All lanes are there before merging begins: one that is not there cannot be waited for.
    CountDownLatch present = new CountDownLatch(lanes.size());
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (List<Arrival> lane : lanes) {
      Thread thread =
          new Thread(
              () -> {
                OrderLane own = probe.lane();
                present.countDown();
                awaitUninterruptibly(go);
                lane.forEach(a -> own.arrived(a.intendedNs(), a.receivedNs()));
              });
      thread.start();
      threads.add(thread);
    }
    present.await();
    probe.start();
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertSameAsInOneSequence(lanes, probe.finish());
  }

  @Test
  void waitsForALaneThatShowsNothingUntilTheRecordIsSettled() throws InterruptedException {
    onAThread(() -> probe.lane().arrived(10, 100));
    OrderLane mine = probe.lane();
    mine.arrived(20, 90);
    probe.merge(0); // takes mine, then waits for more of it
    mine.arrived(30, 95);
    probe.merge(99); // takes it too, then waits again
    probe.merge(100); // the other has waited long enough
    mine.arrived(40, 98);
    OrderTotals totals = probe.finish();
    assertThat(totals.unplaced()).isEqualTo(1);
    assertThat(totals.cases().get(0).records()).isEqualTo(4);
    assertThat(totals.cases().get(0).outOfOrder()).isEqualTo(1);
    assertThat(totals.cases().get(0).inversions().getMaxValue()).isEqualTo(20);
  }

  @Test
  void skipsAndCountsWhatFindsNoRoom() {
    AtomicInteger waiting = new AtomicInteger();
    OrderLane lane = new OrderLane(waiting, 2);
    int room = 3 * OrderLane.RECORDS;
    for (int i = 0; i < room + 10; i++) {
      lane.arrived(i, i);
    }
    assertThat(lane.skipped()).isEqualTo(10);
    int taken = 0;
    while (lane.hasNext()) {
      assertThat(lane.nextIntendedNs()).isEqualTo(taken);
      lane.take();
      taken++;
    }
    assertThat(taken).isEqualTo(room);
    lane.arrived(77, 78);
    assertThat(lane.skipped()).isEqualTo(10);
    assertThat(lane.hasNext()).isTrue();
    assertThat(lane.nextIntendedNs()).isEqualTo(77);
    assertThat(lane.nextReceivedNs()).isEqualTo(78);
  }

  @Test
  void countsRecordsOfTheCohortOnlyButLetsAllSetTheOrder() throws InterruptedException {
    OrderProbe windowed =
        new OrderProbe("main", new PhaseWindow(100, 200), BOUNDS.subList(0, 1), nowNs::get);
    OrderLane lane = windowed.lane();
    lane.arrived(110, 1);
    lane.arrived(90, 2); // of the warm-up: late, not counted
    lane.arrived(250, 3); // after the window
    lane.arrived(190, 4); // late
    OrderTotals.Case arrival = windowed.finish().cases().get(0);
    assertThat(arrival.records()).isEqualTo(2);
    assertThat(arrival.outOfOrder()).isEqualTo(1);
    assertThat(arrival.inversions().getMaxValue()).isEqualTo(60);
  }

  @Test
  void givesEveryThreadALaneOfItsOwn() throws InterruptedException {
    OrderLane mine = probe.lane();
    assertThat(mine.mine()).isTrue();
    assertThat(probe.lane()).isSameAs(mine);
    onAThread(
        () -> {
          assertThat(mine.mine()).isFalse();
          assertThat(probe.lane()).isNotSameAs(mine);
        });
  }

  private static List<List<Arrival>> lanes(int number, int records) {
    Random random = new Random(5);
    List<List<Arrival>> lanes = new ArrayList<>();
    for (int l = 0; l < number; l++) {
      List<Arrival> lane = new ArrayList<>();
      long receivedNs = 0;
      for (int i = 0; i < records; i++) {
        // Odd steps of each lane's own, so that no two lanes meet in one time.
        receivedNs += number * (1L + random.nextInt(20));
        lane.add(new Arrival(Math.max(0, receivedNs - random.nextInt(3_000)), receivedNs + l));
      }
      lanes.add(lane);
    }
    return lanes;
  }

  private static void assertSameAsInOneSequence(List<List<Arrival>> lanes, OrderTotals found) {
    List<ReorderBuffer> expected =
        BOUNDS.stream().map(bound -> new ReorderBuffer(bound, ALL)).toList();
    lanes.stream()
        .flatMap(List::stream)
        .sorted(Comparator.comparingLong(Arrival::receivedNs))
        .forEach(a -> expected.forEach(b -> b.arrive(a.intendedNs(), a.receivedNs())));
    assertThat(found.skipped()).isZero();
    assertThat(found.unplaced()).isZero();
    assertThat(found.cases()).isEqualTo(expected.stream().map(ReorderBuffer::end).toList());
    assertThat(found.cases().get(0).outOfOrder()).isPositive();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void onAThread(Runnable work) throws InterruptedException {
    List<Throwable> failures = new ArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (RuntimeException | Error e) {
                failures.add(e);
              }
            });
    thread.start();
    thread.join();
    assertThat(failures).isEmpty();
  }
}
