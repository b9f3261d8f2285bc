/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.experiment.Pacing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacerTest {
  /** Time moves only when somebody parks, or by a nanosecond at each reading. */
  private long nowNs;

  private final List<Long> parks = new ArrayList<>();
  private final Stop stop = new Stop();

  private Pacer pacer(Pacing pacing) {
    return new Pacer(
        () -> nowNs++,
        ns -> {
          parks.add(ns);
          nowNs += ns;
        },
        stop,
        pacing);
  }

  @Test
  void preciseWakesForEachRecord() {
    Pacer pacer = pacer(Pacing.PRECISE);
    assertThat(pacer.await(100_000)).isBetween(100_000L, 100_010L);
    assertThat(pacer.await(200_000)).isBetween(200_000L, 200_010L);
    assertThat(parks).hasSize(2);
  }

  @Test
  void economicalWakesAtMostEvery250Microseconds() {
    Pacer pacer = pacer(Pacing.ECONOMICAL);
    long first = pacer.await(100_000);
    long second = pacer.await(200_000);
    assertThat(second - first).isGreaterThanOrEqualTo(Pacer.ECONOMICAL_STEP_NS);
    assertThat(second).isGreaterThanOrEqualTo(200_000L);
  }

  @Test
  void aDueRecordIsNotHeldBack() {
    nowNs = 5_000_000;
    assertThat(pacer(Pacing.PRECISE).await(1_000)).isLessThan(5_000_010L);
    assertThat(parks).isEmpty();
  }

  @Test
  void longWaitsAreCutSoThatAStopIsHeard() {
    Pacer pacer =
        new Pacer(
            () -> nowNs,
            ns -> {
              parks.add(ns);
              nowNs += ns;
              stop.request();
            },
            stop,
            Pacing.PRECISE);
    assertThat(pacer.await(60_000_000_000L)).isLessThanOrEqualTo(10_000_000L);
    assertThat(parks).hasSize(1);
  }

  /** Parks that end 20 to 60 µs late, as a kernel's do. */
  private Pacer lateBy(Random random, Pacing pacing) {
    return new Pacer(
        () -> nowNs += 20,
        ns -> {
          parks.add(ns);
          nowNs += ns + 20_000 + random.nextInt(40_000);
        },
        stop,
        pacing);
  }

  @Test
  void precisePacingLearnsHowLateItIsWoken() {
    Random random = new Random(1);
    Pacer pacer = lateBy(random, Pacing.PRECISE);
    List<Long> delaysNs = new ArrayList<>();
    for (int i = 1; i <= 20_000; i++) {
      long dueNs = i * 200_000L;
      long wokenNs = pacer.await(dueNs);
      assertThat(wokenNs).isGreaterThanOrEqualTo(dueNs);
      if (i > 10_000) {
        delaysNs.add(wokenNs - dueNs);
      }
    }
    Collections.sort(delaysNs);
    // Asked for without a lead the median would be 40 µs and the least 20 µs.
    assertThat(delaysNs.get(delaysNs.size() / 2)).isLessThan(20_000L);
    long onTime = delaysNs.stream().filter(d -> d < 100).count();
    assertThat(onTime / (double) delaysNs.size()).isBetween(0.08, 0.14);
  }

  @Test
  void whereLittleTimeIsLeftItParksRatherThanSpins() {
    Random random = new Random(1);
    Pacer pacer = lateBy(random, Pacing.PRECISE);
    for (int i = 1; i <= 10_000; i++) {
      pacer.await(i * 200_000L);
    }
    parks.clear();
    long wokenNs = pacer.await(nowNs + 15_000);
    assertThat(parks).hasSize(1);
    assertThat(parks.get(0)).isBetween(14_000L, 15_000L);
    assertThat(wokenNs).isGreaterThan(0);
  }

  @Test
  void aStallTeachesNothingUseful() {
    Random random = new Random(1);
    Pacer pacer = lateBy(random, Pacing.PRECISE);
    for (int i = 1; i <= 10_000; i++) {
      pacer.await(i * 200_000L);
    }
    long beforeNs = nowNs;
    // A second without a CPU is one wake-up like any other.
    nowNs += 1_000_000_000L;
    pacer.await(beforeNs + 1_000_100_000L + 500_000);
    parks.clear();
    long dueNs = nowNs + 500_000;
    pacer.await(dueNs);
    assertThat(parks.get(0)).isBetween(460_000L, 490_000L);
  }
}
