/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.results.LatencySummary.Point;
import io.weir.core.results.Percentiles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Latencies by percentile as a picture in text. */
class PercentileSketchTest {
  private static final long MS = 1_000_000;

  /** One value for each percentile of the ladder, as far as values are given. */
  private static PercentileSketch.Curve curve(String name, double... ms) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < ms.length; i++) {
      points.add(new Point(Percentiles.LADDER.get(i), Math.round(ms[i] * MS)));
    }
    return new PercentileSketch.Curve(name, points);
  }

  private static List<String> utf8(PercentileSketch.Curve... curves) {
    return PercentileSketch.lines(List.of(curves), StandardCharsets.UTF_8);
  }

  private static List<String> ascii(PercentileSketch.Curve... curves) {
    return PercentileSketch.lines(List.of(curves), StandardCharsets.US_ASCII);
  }

  @Test
  void twoCurvesOnALogScale() {
    assertThat(
            utf8(
                curve("publish latency", 0.9, 1.1, 1.2, 1.3, 1.5, 1.6, 2, 5.4, 7, 11.3),
                curve("end to end latency sub-0", 1, 1.3, 1.4, 1.5, 1.7, 2.1, 3, 6.6, 8, 12.9)))
        .containsExactly(
            "ms by percentile, log scale   ● publish latency   ○ end to end latency sub-0   ◉ both",
            "  20 ┤",
            "     │                                                             ··○",
            "  10 ┤                                                   ············●",
            "     │                                         ·○·····◉······",
            "   5 ┤                                   ·······●···",
            "     │                             ··········",
            "     │                       ····○······",
            "   2 ┤           ··○·······○·····●·",
            "     │ ○·◉··◉······●·······●",
            "   1 ┤◉●·",
            "     │",
            " 0.5 ┤",
            "     └┴─────┴──────────────┴────────────────────┴────────────────────┴",
            "      0%   50%            90%                  99%               99.9%");
  }

  @Test
  void oneCurveOnALinearScaleInAscii() {
    assertThat(ascii(curve("publish latency", 2, 2.5, 3, 4, 5, 6, 7, 8)))
        .containsExactly(
            "ms by percentile   * publish latency",
            " 8 +                                                           ......*",
            "   |                                               ............",
            "   |                                       ...*....",
            "   |                                  .....",
            " 6 +                            .....*",
            "   |                     .......",
            "   |               .....*",
            " 4 +          *....",
            "   |       ...",
            "   |   .*..",
            "   | *.",
            " 2 +*",
            "   ++---------+----------------------+-------------------------------+",
            "    0%       50%                    90%                            99%");
  }

  @Test
  void equalValuesAreALevelLine() {
    assertThat(ascii(curve("publish latency", 3, 3, 3, 3, 3, 3)))
        .containsExactly(
            "ms by percentile   * publish latency",
            " 4 +",
            "   |",
            "   |",
            "   |",
            "   |",
            "   |",
            "   |",
            "   |",
            "   |",
            "   |",
            "   |",
            " 3 +*..*....*...........*..................*.........................*",
            "   ++-------------------+--------------------------------------------+",
            "    0%                 50%                                         90%");
  }

  @Test
  void aHugeRangeHasATickADecade() {
    assertThat(
            ascii(
                curve("publish latency", 0.000001, 0.001, 1, 10, 100, 3_600_000),
                curve("end to end latency", 0.000001, 0.001, 1, 10, 100, 3_600_000)))
        .containsExactly(
            "ms by percentile, log scale   * publish latency   o end to end latency   @ both",
            " 10000000 +                                                          @",
            "  1000000 +                                                    ......",
            "   100000 +                                              ......",
            "    10000 +                                        ......",
            "      100 +                              .....@....",
            "       10 +             ....@............",
            "        1 +       @.....",
            "      0.1 +     ..",
            "     0.01 +   @.",
            "   0.0001 +  .",
            "  0.00001 + .",
            " 0.000001 +@",
            "          ++----------------+----------------------------------------+",
            "           0%              50%                                     90%");
  }

  @Test
  void tooLittleDataIsNotDrawn() {
    assertThat(utf8()).isEmpty();
    assertThat(utf8(curve("publish latency"))).isEmpty();
    assertThat(utf8(curve("publish latency", 1, 1, 1, 1, 1))).isEmpty();
    assertThat(
            utf8(
                curve("publish latency", 1, 1, 1, 1, 1, 1),
                curve("end to end latency", 1, 1, 1, 1, 1)))
        .first()
        .asString()
        .contains("publish latency")
        .doesNotContain("end to end");
  }

  @Test
  void charactersAreThoseOfTheCharset() {
    PercentileSketch.Curve curve = curve("publish latency", 1, 2, 3, 4, 5, 60);

    assertThat(PercentileSketch.lines(List.of(curve), StandardCharsets.ISO_8859_1))
        .isEqualTo(ascii(curve))
        .isNotEqualTo(utf8(curve));
    assertThat(String.join("", ascii(curve)).chars()).allMatch(c -> c < 128);
  }

  @Property(tries = 500)
  void itKeepsItsSizeWhateverTheFigures(
      @ForAll @LongRange(min = 0, max = 3_600_000_000_000L) long least,
      @ForAll @LongRange(min = 0, max = 3_600_000_000_000L) long most,
      @ForAll @IntRange(min = 6, max = 14) int reached) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < reached; i++) {
      long ns =
          Math.min(least, most)
              + (long) (((double) Math.abs(most - least)) * i / Math.max(1, reached - 1));
      points.add(new Point(Percentiles.LADDER.get(i), ns));
    }
    List<String> lines = utf8(new PercentileSketch.Curve("publish latency", points));

    assertThat(lines).hasSize(15).allMatch(line -> line.length() <= 70);
    assertThat(lines.get(14)).startsWith(" ").contains("0%", "90%");
    assertThat(lines.stream().flatMapToInt(String::chars).filter(c -> c == '●').count())
        .isBetween(2L, reached + 1L);
  }
}
