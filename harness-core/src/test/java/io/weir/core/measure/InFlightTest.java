/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InFlightTest {
  @Test
  void aSlotHoldsItsRecordUntilItIsSettled() {
    InFlight ring = new InFlight(4);
    for (long s = 0; s < 4; s++) {
      assertThat(ring.free(s)).isTrue();
      ring.claim(s, 10 * s, 11 * s);
    }
    assertThat(ring.free(4)).isFalse();
    assertThat(ring.unanswered()).containsExactly(0, 1, 2, 3);
    int slot = ring.slotOf(2);
    assertThat(ring.intendedNs(slot)).isEqualTo(20);
    assertThat(ring.sentNs(slot)).isEqualTo(22);
    assertThat(ring.settle(slot, 2)).isTrue();
    assertThat(ring.free(4)).as("record 0 is not settled, though 2 is").isFalse();
    assertThat(ring.free(6)).isTrue();
    assertThat(ring.unanswered()).containsExactly(0, 1, 3);
  }

  @Test
  void aSecondAnswerDoesNotSettleTheNextRecordInTheSlot() {
    InFlight ring = new InFlight(2);
    ring.claim(0, 1, 1);
    int slot = ring.slotOf(0);
    assertThat(ring.settle(slot, 0)).isTrue();
    ring.claim(2, 2, 2);
    assertThat(ring.slotOf(0)).isEqualTo(-1);
    assertThat(ring.settle(slot, 0)).isFalse();
    assertThat(ring.slotOf(2)).isEqualTo(slot);
  }

  @Test
  void answersToRecordsNeverSentAreRefused() {
    InFlight ring = new InFlight(2);
    assertThat(ring.slotOf(0)).isEqualTo(-1);
    assertThat(ring.slotOf(-1)).isEqualTo(-1);
    assertThat(ring.slotOf(Long.MAX_VALUE)).isEqualTo(-1);
  }

  @Test
  void ofRacingAnswersExactlyOneSettles() throws InterruptedException {
    InFlight ring = new InFlight(64);
    AtomicLong published = new AtomicLong(-1);
    AtomicLong settled = new AtomicLong();
    long records = 200_000;
    CountDownLatch done = new CountDownLatch(2);
    Runnable answer =
        () -> {
          for (long s = 0; s < records; s++) {
            while (published.get() < s) {
              Thread.onSpinWait();
            }
            int slot = ring.slotOf(s);
            if (slot >= 0 && ring.intendedNs(slot) >= 0 && ring.settle(slot, s)) {
              settled.incrementAndGet();
            }
          }
          done.countDown();
        };
    new Thread(answer, "answer-a").start();
    new Thread(answer, "answer-b").start();
    for (long s = 0; s < records; s++) {
      while (!ring.free(s)) {
        Thread.onSpinWait();
      }
      ring.claim(s, s, s);
      published.set(s);
    }
    done.await();
    assertThat(settled).hasValue(records);
    assertThat(ring.unanswered()).isEmpty();
  }
}
