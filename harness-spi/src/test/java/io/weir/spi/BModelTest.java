/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.NoSuchElementException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BModelTest {
  private static long[] counts(BModel model) {
    long[] counts = new long[(int) model.slots()];
    for (int k = 0; k < counts.length; k++) {
      counts[k] = model.nextCount();
    }
    assertThat(model.hasNext()).isFalse();
    assertThatThrownBy(model::nextCount).isInstanceOf(NoSuchElementException.class);
    return counts;
  }

  /** The masses that the paper gives: C(n, j) slots of V·b^j·(1−b)^(n−j), sorted. */
  private static double[] sortedMasses(double volume, int n, double b) {
    double[] masses = new double[1 << n];
    for (int k = 0; k < masses.length; k++) {
      int j = Integer.bitCount(k);
      masses[k] = volume * Math.pow(b, j) * Math.pow(1 - b, n - j);
    }
    Arrays.sort(masses);
    return masses;
  }

  @Test
  void sortedSlotsAreExactlyTheBinomialMassesWhereNothingNeedsRounding() {
    int n = 12;
    // Of 4^12 at b = 3/4 every share is whole: j favours leave 3^j · 4^12 / 4^12.
    long[] counts = counts(new BModel(1L << (2 * n), n, 0.75, 7));
    long[] expected = new long[1 << n];
    for (int k = 0; k < expected.length; k++) {
      expected[k] = Math.round(Math.pow(3, Integer.bitCount(k)));
    }
    Arrays.sort(counts);
    Arrays.sort(expected);
    assertThat(counts).isEqualTo(expected);
  }

  @Property(tries = 100)
  void sortedSlotsAreTheBinomialMassesOfALargeVolume(
      @ForAll @DoubleRange(min = 0.5, max = 0.9) double b,
      @ForAll @IntRange(max = 12) int n,
      @ForAll long seed) {
    long volume = 1L << 52;
    long[] counts = counts(new BModel(volume, n, b, seed));
    Arrays.sort(counts);
    double[] masses = sortedMasses(volume, n, b);
    for (int k = 0; k < counts.length; k++) {
      // The smallest mass, V·0.1^12, is above 4,000, so that rounding is below a permille of it.
      assertThat(counts[k] / masses[k]).isCloseTo(1, within(0.001));
    }
  }

  @Property(tries = 200)
  void wholeCountsKeepTheTotalAndStayWithinTheRoundingOfTheMasses(
      @ForAll @LongRange(max = 1_000_000) long volume,
      @ForAll @IntRange(max = 12) int n,
      @ForAll @DoubleRange(min = 0.5, max = 0.99) double b,
      @ForAll long seed) {
    BModel model = new BModel(volume, n, b, seed);
    long peak = model.peak();
    long[] counts = counts(model);
    assertThat(Arrays.stream(counts).sum()).isEqualTo(volume);
    assertThat(Arrays.stream(counts).min().orElseThrow()).isNotNegative();
    assertThat(Arrays.stream(counts).max().orElseThrow()).isEqualTo(peak);
    Arrays.sort(counts);
    double[] masses = sortedMasses(volume, n, b);
    // Each division adds at most half a record to at most b times what its parent was off by.
    double most = 0.5 * (1 - Math.pow(b, n)) / (1 - b) + 1e-6;
    for (int k = 0; k < counts.length; k++) {
      assertThat((double) counts[k]).isCloseTo(masses[k], within(most));
    }
  }

  @Property(tries = 100)
  void theFullestSlotIsTwoTimesBToTheNAboveTheMean(
      @ForAll @DoubleRange(min = 0.5, max = 0.95) double b,
      @ForAll @IntRange(max = 16) int n,
      @ForAll long seed) {
    BModel model = new BModel(1L << 52, n, b, seed);
    double mean = (double) (1L << 52) / model.slots();
    assertThat(model.peak() / mean / Math.pow(2 * b, n)).isCloseTo(1, within(1e-6));
  }

  @Property(tries = 100)
  void anySlotCanBeHadAloneAndIsTheSame(
      @ForAll @LongRange(max = 1_000_000) long volume,
      @ForAll @IntRange(max = 10) int n,
      @ForAll @DoubleRange(min = 0.5, max = 0.99) double b,
      @ForAll long seed) {
    BModel model = new BModel(volume, n, b, seed);
    long[] counts = counts(new BModel(volume, n, b, seed));
    for (int k = counts.length - 1; k >= 0; k--) {
      assertThat(model.countAt(k)).isEqualTo(counts[k]);
    }
  }

  @Test
  void coinsAreFairAtEveryDivision() {
    int n = 6;
    int seeds = 4_000;
    int[] favouredFirst = new int[1 << n];
    for (int seed = 0; seed < seeds; seed++) {
      long[] volumes = counts(new BModel(1L << (2 * n), n, 0.75, seed));
      for (int level = n - 1; level >= 0; level--) {
        for (int division = 0; division < 1 << level; division++) {
          long first = volumes[2 * division];
          long second = volumes[2 * division + 1];
          favouredFirst[(1 << level) + division] += first > second ? 1 : 0;
          volumes[division] = first + second;
        }
      }
    }
    // Five standard deviations of a fair coin: one false alarm in 10^5 for all 63 divisions.
    double deviation = Math.sqrt(seeds) / 2;
    for (int division = 1; division < favouredFirst.length; division++) {
      assertThat((double) favouredFirst[division]).isCloseTo(seeds / 2.0, within(5 * deviation));
    }
  }

  @Test
  void aSeedGivesOneModelAndAnotherSeedAnother() {
    assertThat(counts(new BModel(10_000, 10, 0.7, 1)))
        .isEqualTo(counts(new BModel(10_000, 10, 0.7, 1)))
        .isNotEqualTo(counts(new BModel(10_000, 10, 0.7, 2)));
  }

  @Test
  void halvesThatAreEvenDifferByTheOddRecordAlone() {
    assertThat(counts(new BModel(1_001, 3, 0.5, 9))).containsOnly(125L, 126L).hasSize(8);
  }

  @Test
  void oneSlotHoldsAll() {
    assertThat(counts(new BModel(17, 0, 0.9, 3))).containsExactly(17);
  }

  @Test
  void whatIsOutOfRangeIsRefused() {
    for (double b : new double[] {0.499, 1, Double.NaN}) {
      assertThatThrownBy(() -> new BModel(1, 1, b, 0)).hasMessageContaining("b " + b);
    }
    assertThatThrownBy(() -> new BModel(-1, 1, 0.7, 0)).hasMessageContaining("volume -1");
    assertThatThrownBy(() -> new BModel(1, 49, 0.7, 0)).hasMessageContaining("levels 49");
  }
}
