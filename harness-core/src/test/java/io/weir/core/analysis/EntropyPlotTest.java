/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.weir.spi.BModel;
import io.weir.spi.Mix;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntropyPlotTest {
  private static long[] bModel(long volume, int levels, double b, long seed) {
    BModel model = new BModel(volume, levels, b, seed);
    long[] counts = new long[1 << levels];
    for (int k = 0; k < counts.length; k++) {
      counts[k] = model.nextCount();
    }
    return counts;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.6, 0.7, 0.8, 0.9})
  void aMillionEventsGiveBackTheirB(double b) {
    for (long seed = 0; seed < 20; seed++) {
      EntropyPlot.Fit fit = EntropyPlot.of(bModel(1_000_000, 13, b, seed)).fit().orElseThrow();
      assertThat(fit.b()).as("seed %d", seed).isCloseTo(b, within(0.002));
      assertThat(fit.r2()).isGreaterThan(0.9999);
      assertThat(fit.levels()).isEqualTo(14);
      assertThat(fit.match())
          .as("b %s, seed %d", fit, seed)
          .isEqualTo(b == 0.5 ? EntropyPlot.Match.EVEN : EntropyPlot.Match.WELL);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.6, 0.7, 0.8, 0.9})
  void slotsTooFineForTheEventsAreNotUsed(double b) {
    // 2^18 slots of about four events: only 2^13 and coarser have a hundred.
    EntropyPlot plot = EntropyPlot.of(bModel(1_000_000, 18, b, 1));
    assertThat(plot.levels()).hasSize(19);
    assertThat(plot.levels().stream().filter(EntropyPlot.Level::used))
        .hasSize(14)
        .allMatch(level -> level.slots() <= 1 << 13);
    assertThat(plot.fit().orElseThrow().b()).isCloseTo(b, within(0.002));
  }

  @Test
  void theEntropyOfABModelRisesByTheSameAtEachLevel() {
    EntropyPlot plot = EntropyPlot.of(bModel(1L << 50, 10, 0.7, 4));
    for (int k = 0; k <= 10; k++) {
      EntropyPlot.Level level = plot.levels().get(k);
      assertThat(level.slots()).isEqualTo(1L << k);
      assertThat(level.entropy()).isCloseTo(k * EntropyPlot.divisionEntropy(0.7), within(1e-9));
    }
  }

  @Test
  void theShareIsTheInverseOfTheDivisionsEntropy() {
    for (double b = 0.5; b < 1; b += 0.01) {
      assertThat(EntropyPlot.favouredShare(EntropyPlot.divisionEntropy(b)))
          .isCloseTo(b, within(1e-6));
    }
    assertThat(EntropyPlot.favouredShare(1.001)).isEqualTo(0.5);
    assertThat(EntropyPlot.favouredShare(0)).isCloseTo(1, within(1e-9));
    // 0.11003 is where a binary entropy of one half lies, as tables of information theory have it.
    assertThat(EntropyPlot.favouredShare(0.5)).isCloseTo(1 - 0.110028, within(1e-6));
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 20_000, 1_000_000})
  void poissonTrafficIsEven(int events) {
    for (int seed = 0; seed < 20; seed++) {
      long[] counts = new long[1 << 14];
      SplittableRandom random = new SplittableRandom(seed);
      for (int i = 0; i < events; i++) {
        counts[random.nextInt(counts.length)]++;
      }
      EntropyPlot plot = EntropyPlot.of(counts);
      EntropyPlot.Fit fit = plot.fit().orElseThrow();
      assertThat(fit.match()).as("%s, seed %d", fit, seed).isEqualTo(EntropyPlot.Match.EVEN);
      if (events == 1_000_000) {
        assertThat(fit.b()).isLessThan(0.52);
      }
      assertThat(plot.levels().get(14).used()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.55, 0.6, 0.7, 0.8, 0.9})
  void aBModelWhoseEventsFallByChanceIsOneStill(double b) {
    for (int seed = 0; seed < 10; seed++) {
      long[] below = bModel(1L << 50, 12, b, seed);
      for (int k = 1; k < below.length; k++) {
        below[k] += below[k - 1];
      }
      SplittableRandom random = new SplittableRandom(seed);
      long[] counts = new long[below.length];
      for (int i = 0; i < 500_000; i++) {
        int at = Arrays.binarySearch(below, random.nextLong(1L << 50));
        counts[at < 0 ? -1 - at : at + 1]++;
      }
      EntropyPlot.Fit fit = EntropyPlot.of(counts).fit().orElseThrow();
      assertThat(fit.b()).isCloseTo(b, within(0.01));
      assertThat(fit.match()).as("%s, seed %d", fit, seed).isEqualTo(EntropyPlot.Match.WELL);
    }
  }

  /** Rates over time that no b-model makes, with what they are. */
  static Stream<Arguments> noBModels() {
    return Stream.of(
        arguments("steps", (DoubleUnaryOperator) t -> t < 0.5 ? 100 : 10_000),
        arguments("three steps", (DoubleUnaryOperator) t -> t < 1 / 3.0 ? 100 : t < 0.7 ? 400 : 10),
        arguments("ramp", (DoubleUnaryOperator) t -> 1 + 3_999 * t),
        arguments("slight ramp", (DoubleUnaryOperator) t -> 1_000 + 1_000 * t),
        arguments("sine", (DoubleUnaryOperator) t -> 2_000 * (1 + Math.sin(20 * Math.PI * t))),
        arguments("half sine", (DoubleUnaryOperator) t -> 2_000 + 800 * Math.sin(6 * Math.PI * t)),
        arguments("on-off", (DoubleUnaryOperator) t -> 32 * t % 1 < 0.5 ? 2_000 : 0),
        arguments("rare bursts", (DoubleUnaryOperator) t -> 40 * t % 1 < 0.1 ? 5_000 : 100));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("noBModels")
  void whatIsNoBModelIsNotCalledOneThoughALineFits(String name, DoubleUnaryOperator rate) {
    for (int slots : new int[] {64, 1_024, 6_400, 8_192}) {
      long[] counts = new long[slots];
      for (int k = 0; k < slots; k++) {
        counts[k] = Math.round(rate.applyAsDouble((k + 0.5) / slots));
      }
      EntropyPlot.Fit fit = EntropyPlot.of(counts).fit().orElseThrow();
      assertThat(fit.match()).as("%d slots: %s", slots, fit).isEqualTo(EntropyPlot.Match.NOT);
    }
  }

  @Test
  void withFewSlotsOrEventsThereIsNoFit() {
    assertThat(EntropyPlot.of(new long[] {1_000, 500, 200, 300}).fit()).isEmpty();
    assertThat(EntropyPlot.of(bModel(700, 10, 0.7, 1)).fit()).isEmpty();
    assertThat(EntropyPlot.of(bModel(800, 10, 0.7, 1)).fit()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 1_023, 1_025, 3_000, 5_555})
  void aTraceNeedNotHaveAPowerOfTwoOfSlots(int slots) {
    long[] even = new long[slots];
    Arrays.fill(even, 200);
    EntropyPlot.Fit flat = EntropyPlot.of(even).fit().orElseThrow();
    assertThat(flat.slope()).isCloseTo(1, within(1e-9));
    assertThat(flat.match()).isEqualTo(EntropyPlot.Match.EVEN);
    // A part of a b-model's slots is still about as bursty.
    long[] part = Arrays.copyOf(bModel(5_000_000, 13, 0.7, 21), slots);
    EntropyPlot plot = EntropyPlot.of(part);
    assertThat(plot.fit().orElseThrow().b()).isCloseTo(0.7, within(0.002));
    assertThat(plot.fit().orElseThrow().match()).isEqualTo(EntropyPlot.Match.WELL);
    assertThat(plot.levels().stream().filter(EntropyPlot.Level::used))
        .allMatch(level -> level.slots() >= 8);
  }

  @Test
  void anEmptyTraceHasNoFit() {
    assertThat(EntropyPlot.of(new long[64]).fit()).isEmpty();
  }

  @Test
  void goodnessOfFitTellsATraceThatIsNoBModel() {
    // One burst in the middle of nothing: entropy stops rising where the burst is even inside.
    long[] counts = new long[1 << 10];
    for (int k = 512; k < 528; k++) {
      counts[k] = 100_000 + (Mix.of(1, k) & 0xff);
    }
    EntropyPlot.Fit bad = EntropyPlot.of(counts).fit().orElseThrow();
    EntropyPlot.Fit good = EntropyPlot.of(bModel(1_600_000, 10, 0.7, 2)).fit().orElseThrow();
    assertThat(bad.r2()).isLessThan(0.9);
    assertThat(bad.slopeError()).isGreaterThan(100 * good.slopeError());
  }

  @Test
  void figuresOfABModelAreThoseOfItsFormulas() {
    double b = 0.7;
    int n = 10;
    long[] counts = bModel(1L << 50, n, b, 3);
    Burstiness figures = Burstiness.of(counts, OptionalDouble.of(0.1), EntropyPlot.of(counts));
    assertThat(figures.events()).isEqualTo(1L << 50);
    assertThat(figures.peakToMean()).isCloseTo(Math.pow(2 * b, n), within(1e-6));
    assertThat(figures.squaredCv())
        .isCloseTo(Math.pow(2 * (b * b + (1 - b) * (1 - b)), n) - 1, within(1e-6));
    double d2 = -Math.log(0.49 + 0.09) / Math.log(2);
    assertThat(figures.correlationDimension().getAsDouble()).isCloseTo(d2, within(1e-6));
    assertThat(figures.hurst().getAsDouble()).isCloseTo((1 + d2) / 2, within(1e-6));
  }
}
