/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SteadinessTest {
  private static final double MEDIAN_NS = 2e6;

  @Test
  void aRunOfDaysIsJudgedByBlocks() {
    int days = 3 * 86_400;
    Random random = new Random(7);
    double[] steady = new double[days];
    double[] drifting = new double[days];
    for (int i = 0; i < days; i++) {
      double noise = 1 + 0.1 * random.nextGaussian();
      steady[i] = 1e6 * noise;
      drifting[i] = 1e6 * noise * (1 + 0.1 * i / days);
    }
    assertThat(Steadiness.of(SecondSeries.of(steady)).trend()).isCloseTo(0, within(0.01));
    assertThat(Steadiness.of(SecondSeries.of(drifting)).trend()).isCloseTo(0.1, within(0.02));
  }

  private static Steadiness of(int seconds, long seed, double noise, IntToDoubleFunction level) {
    Random random = new Random(seed);
    return Steadiness.of(
        SecondSeries.of(
            IntStream.range(0, seconds)
                .mapToDouble(
                    s -> MEDIAN_NS * level.applyAsDouble(s) * (1 + noise * random.nextGaussian()))
                .toArray()));
  }

  static IntStream seeds() {
    return IntStream.range(0, 50);
  }

  private static boolean unstable(Steadiness steadiness) {
    return Math.abs(steadiness.trend()) > 0.05 || Math.abs(steadiness.shift()) > 0.05;
  }

  @Test
  void noiseAloneSeldomLooksUnsteady() {
    long called =
        IntStream.range(0, 1_000).filter(seed -> unstable(of(60, seed, 0.10, s -> 1))).count();

    assertThat(called).isLessThanOrEqualTo(3);
  }

  @Test
  void wanderingNoiseSeldomLooksUnsteady() {
    // Each second resembles the one before it: ρ = 0.6, a tenth of the level high.
    int called = 0;
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      double[] values = new double[60];
      double state = 0;
      for (int s = 0; s < values.length; s++) {
        state = 0.6 * state + 0.8 * random.nextGaussian();
        values[s] = MEDIAN_NS * (1 + 0.1 * state);
      }
      if (unstable(Steadiness.of(SecondSeries.of(values)))) {
        called++;
      }
    }
    assertThat(called).isLessThan(9);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aDriftIsSeen(int seed) {
    Steadiness up = of(60, seed, 0.03, s -> 1 + 0.2 * s / 60);
    Steadiness down = of(60, seed, 0.03, s -> 1.2 - 0.2 * s / 60);

    assertThat(up.trend()).isBetween(0.05, 0.25);
    assertThat(down.trend()).isBetween(-0.25, -0.05);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aDriftWithinTheLimitIsLetPass(int seed) {
    assertThat(unstable(of(60, seed, 0.01, s -> 1 + 0.03 * s / 60))).isFalse();
  }

  @Test
  void aPlainLineGivesItsRise() {
    Steadiness line = of(61, 0, 0, s -> 1 + s / 60.0);

    // From 1 to 2 over a median of 1.5.
    assertThat(line.trend()).isCloseTo(1 / 1.5, within(1e-6));
  }

  @Test
  void aChangeOfLevelIsSeenWhereItIs() {
    int seen = 0;
    for (int seed = 0; seed < 200; seed++) {
      Steadiness step = of(60, seed, 0.03, s -> s < 20 ? 1 : 1.3);
      if (step.shiftSecond() >= 0) {
        seen++;
        assertThat(step.shift()).isBetween(0.15, 0.35);
        assertThat(step.shiftSecond()).isBetween(15, 30);
        assertThat(step.shiftP()).isLessThan(0.001);
      }
    }
    // The test puts it a little towards the middle. Now and then the noise looks like correlation,
    // and the test is too careful.
    assertThat(seen).isGreaterThan(180);
  }

  @Test
  void pettittAgreesWithCountingPairs() {
    // 15 low values before 15 high ones: each of the 225 pairs rises, so K = 225, and
    // p = 2 exp(−6 · 225² / (30³ + 30²)) = 2 exp(−10.887) = 3.74e-5. The values alternate, so that
    // no correlation is found.
    Steadiness step =
        Steadiness.of(
            SecondSeries.of(
                IntStream.range(0, 30).mapToDouble(s -> (s < 15 ? 10 : 20) + s % 2).toArray()));

    assertThat(step.shiftP()).isCloseTo(3.74e-5, within(2e-7));
    assertThat(step.shiftSecond()).isEqualTo(15);
    assertThat(step.shift()).isCloseTo(11 / 15.5, within(1e-9));
  }

  @Test
  void aWarmUpThatReachesIntoTheWindowIsSeen() {
    long seen =
        seeds().filter(seed -> unstable(of(60, seed, 0.03, s -> 1 + Math.exp(-s / 10.0)))).count();

    // Now and then the noise looks like correlation, and both tests are too careful.
    assertThat(seen).isGreaterThan(45);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aStallIsATransient(int seed) {
    Steadiness stall = of(60, seed, 0.03, s -> s >= 30 && s < 33 ? 1_000 : 1);

    assertThat(unstable(stall)).isFalse();
    assertThat(stall.transientSeconds()).isEqualTo(3);
  }
}
