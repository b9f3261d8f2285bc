/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrowthTest {
  @Test
  void agreesWithAnExampleWorkedOutByHand() {
    // x 0…4, y 1 3 2 5 4: Sxx 10, Sxy 8, slope 0.8; Σe² = 10 − 6.4 = 3.6, so s² = 3.6 / 3 = 1.2 and
    // se = √(1.2 / 10) = 0.346410; t(0.95; 3) = 2.353363, so the bound is 0.8 − 0.815229.
    Growth growth = Growth.of(SecondSeries.of(1, 3, 2, 5, 4));

    assertThat(growth.slopeHz()).isCloseTo(0.8, within(1e-12));
    assertThat(growth.lowerHz()).isCloseTo(-0.015229, within(1e-5));
    assertThat(growth.netHz()).isCloseTo(0.75, within(1e-12));
  }

  @Test
  void keepsTheTimeOfSecondsWithoutAFigure() {
    Growth growth = Growth.of(SecondSeries.of(0, Double.NaN, 20, 30, Double.NaN, 50, 60));

    assertThat(growth.slopeHz()).isCloseTo(10, within(1e-9));
    assertThat(growth.lowerHz()).isCloseTo(10, within(1e-6));
    assertThat(growth.netHz()).isCloseTo(10, within(1e-9));
  }

  @Test
  void exceedsOnlyAboveTheLimit() {
    Growth growth = new Growth(6, 5, 5.5);

    assertThat(growth.exceeds(4.999)).isTrue();
    assertThat(growth.exceeds(5)).isFalse();
    assertThat(new Growth(6, 5.5, 5).exceeds(5)).isFalse();
  }

  @Test
  void aStallThatWasMadeUpForIsNoGrowth() {
    // 1,000 records/s; 3 s of standstill from second 45, worked off over ten seconds.
    SecondSeries hill =
        SecondSeries.of(
            IntStream.range(0, 60)
                .mapToDouble(
                    s ->
                        s < 45
                            ? 5
                            : s < 48 ? (s - 44) * 1_000 : Math.max(5, 3_000 - 300 * (s - 47)))
                .toArray());
    Growth growth = Growth.of(hill);

    assertThat(growth.lowerHz()).isGreaterThan(5);
    assertThat(growth.exceeds(5)).isFalse();
  }

  @Test
  void seesSteadyGrowthThroughNoise() {
    Random random = new Random(1);
    SecondSeries rising =
        SecondSeries.of(
            IntStream.range(0, 60).mapToDouble(s -> 10 * s + 20 * random.nextGaussian()).toArray());

    assertThat(Growth.of(rising).exceeds(5)).isTrue();
    assertThat(Growth.of(rising).exceeds(11)).isFalse();
  }
}
