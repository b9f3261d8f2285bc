/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class NearMissesTest {
  @Property(tries = 300)
  void distanceIsSymmetricAndZeroForEqualTextsAlone(
      @ForAll @AlphaChars @StringLength(max = 12) String a,
      @ForAll @AlphaChars @StringLength(max = 12) String b) {
    int distance = NearMisses.distance(a, b);
    assertThat(distance)
        .isEqualTo(NearMisses.distance(b, a))
        .isBetween(Math.abs(a.length() - b.length()), Math.max(a.length(), b.length()));
    assertThat(distance == 0).isEqualTo(a.equals(b));
    assertThat(NearMisses.distance(a, a)).isZero();
  }

  @Property(tries = 300)
  void oneEditIsOneAway(
      @ForAll @AlphaChars @StringLength(min = 2, max = 20) String text,
      @ForAll @IntRange(max = 18) int where) {
    int at = where % (text.length() - 1);
    String before = text.substring(0, at);
    String after = text.substring(at + 1);
    assertThat(NearMisses.distance(text, before + after)).isEqualTo(1);
    assertThat(NearMisses.distance(text, before + "-" + after)).isEqualTo(1);
    assertThat(NearMisses.distance(text, before + "-" + text.substring(at))).isEqualTo(1);
    String swapped = before + text.charAt(at + 1) + text.charAt(at) + text.substring(at + 2);
    assertThat(NearMisses.distance(text, swapped)).isEqualTo(swapped.equals(text) ? 0 : 1);
  }

  @Test
  void atMostThreeAreNamedNearestFirst() {
    assertThat(NearMisses.of("linger.sm", List.of("acks", "linger.ms", "linger", "retries")))
        .containsExactly("linger.ms", "linger");
    assertThat(NearMisses.of("aaaa", List.of("aaab", "aaac", "aaad", "aaaa")))
        .containsExactly("aaaa", "aaab", "aaac");
    assertThat(NearMisses.of("zzz", List.of("acks"))).isEmpty();
    assertThat(NearMisses.advice(List.of())).isEmpty();
    assertThat(NearMisses.advice(List.of("a", "b"))).isEqualTo("did you mean a or b?");
  }
}
