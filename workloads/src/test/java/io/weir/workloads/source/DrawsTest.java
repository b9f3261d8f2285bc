/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.spi.Event;
import io.weir.spi.Mix;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class DrawsTest {
  @Property(tries = 200)
  void aPermutationHasEveryNumberOnce(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3_000) int n) {
    Permutation permutation = new Permutation(n);
    assertThat(IntStream.range(0, n).map(i -> permutation.of(seed, i)).sorted().toArray())
        .isEqualTo(IntStream.range(0, n).toArray());
  }

  @Property
  void numbersBelowABoundAreBelowIt(@ForAll long bits, @ForAll @IntRange(min = 1) int bound) {
    assertThat(Draws.below(bits, bound)).isBetween(0, bound - 1);
    assertThat(Draws.below(bits, 1L << 61)).isBetween(0L, (1L << 61) - 1);
  }

  @Example
  void zipfDrawsHaveTheirProbabilities() {
    int n = 50;
    double exponent = 1.1;
    Zipf zipf = new Zipf(n, exponent);
    int draws = 1_000_000;
    long[] counts = new long[n];
    for (int i = 0; i < draws; i++) {
      counts[zipf.of(Mix.of(11, i))]++;
    }
    double sum = IntStream.range(0, n).mapToDouble(k -> Math.pow(k + 1, -exponent)).sum();
    for (int k = 0; k < n; k++) {
      double expected = draws * Math.pow(k + 1, -exponent) / sum;
      assertThat((double) counts[k]).isCloseTo(expected, within(4.5 * Math.sqrt(expected)));
    }
  }

  @Example
  void hotKeysAreNotMadeAgain() {
    NumberKeys keys = new NumberKeys(8);
    Event event = new Event();
    keys.set(123, event);
    byte[] first = event.key;
    assertThat(new String(first, StandardCharsets.UTF_8)).isEqualTo("123");
    assertThat(event.keyIndex).isEqualTo(123);
    keys.set(124, event);
    keys.set(123, event);
    assertThat(event.key).isSameAs(first);
    keys.set(131, event);
    assertThat(new String(event.key, StandardCharsets.UTF_8)).isEqualTo("131");
    assertThat(new String(first, StandardCharsets.UTF_8)).isEqualTo("123");
  }

  @Example
  void namesHaveOneLength() {
    byte[][] ids = Ids.of("robot-", 12_345, 4);
    assertThat(new String(ids[7], StandardCharsets.UTF_8)).isEqualTo("robot-00007");
    assertThat(new String(ids[12_344], StandardCharsets.UTF_8)).isEqualTo("robot-12344");
    assertThat(new String(Ids.of("robot-", 1, 4)[0], StandardCharsets.UTF_8))
        .isEqualTo("robot-0000");
  }
}
