/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.experiment.Pacing;
import java.util.ArrayList;
import java.util.List;
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
}
