/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Values as a row of characters on a log scale of whole decades. */
class SparklineTest {
  private static final long MS = 1_000_000;

  @Test
  void aDecadeIsEightSteps() {
    Sparkline line =
        Sparkline.of(
            List.of(MS, 1_400_000L, 2 * MS, 3 * MS, 4 * MS, 5 * MS, 7 * MS, 10 * MS),
            Sparkline.BLOCKS);

    assertThat(line.text()).isEqualTo("▁▂▃▄▅▆▇█");
    assertThat(line.scale()).isEqualTo("log scale from 1 to 10 ms");
  }

  @Test
  void asciiHasAsManySteps() {
    assertThat(Sparkline.of(List.of(MS, 10 * MS, 100 * MS), Sparkline.ASCII).text())
        .isEqualTo(".+@");
  }

  @Test
  void nothingIsBlank() {
    assertThat(Sparkline.of(List.of(), Sparkline.BLOCKS)).isEqualTo(new Sparkline("", 0, 0));
    Sparkline none = Sparkline.of(List.of(0L, 0L), Sparkline.BLOCKS);
    assertThat(none.text()).isEqualTo("  ");
    assertThat(none.scale()).isEqualTo("nothing completed");
  }

  @Test
  void aSecondWithoutValuesIsAGap() {
    assertThat(Sparkline.of(List.of(MS, 0L, 10 * MS), Sparkline.BLOCKS).text()).isEqualTo("▁ █");
  }

  @Test
  void equalValuesStandAtTheSameHeightOfTheirDecade() {
    Sparkline line = Sparkline.of(List.of(3 * MS, 3 * MS, 3 * MS), Sparkline.BLOCKS);

    assertThat(line.text()).isEqualTo("▄▄▄");
    assertThat(line.scale()).isEqualTo("log scale from 1 to 10 ms");
  }

  @Test
  void onePowerOfTenHasTheDecadeAboveIt() {
    assertThat(Sparkline.of(List.of(1L), Sparkline.BLOCKS))
        .isEqualTo(new Sparkline("▁", 1, 10))
        .extracting(Sparkline::scale)
        .isEqualTo("log scale from 0.000001 to 0.00001 ms");
  }

  @Test
  void aHugeRangeFits() {
    Sparkline line = Sparkline.of(List.of(1L, 3_600_000_000_000L), Sparkline.BLOCKS);

    assertThat(line.text()).isEqualTo("▁█");
    assertThat(line.scale()).isEqualTo("log scale from 0.000001 to 10000000 ms");
  }

  @Property
  void everyValueHasACharacterAndHigherIsNeverLower(
      @ForAll @Size(min = 1, max = 60) List<@LongRange(min = 0) Long> values) {
    String text = Sparkline.of(values, Sparkline.BLOCKS).text();

    assertThat(text).hasSize(values.size());
    for (int i = 0; i < values.size(); i++) {
      assertThat(text.charAt(i) == ' ').isEqualTo(values.get(i) == 0);
      for (int j = 0; j < i; j++) {
        if (values.get(i) > 0 && values.get(j) > 0) {
          assertThat(Integer.signum(text.charAt(i) - text.charAt(j)))
              .isIn(0, Long.compare(values.get(i), values.get(j)));
        }
      }
    }
  }
}
