/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Sentences in lines. */
class TextBlockTest {
  @Test
  void linesBreakAtBlanksBelowTheHead() {
    assertThat(TextBlock.of("Head  ", "one two three four", 14))
        .containsExactly("Head  one two", "      three", "      four");
  }

  @Test
  void aLineMayBeFull() {
    assertThat(TextBlock.of("", "one two", 7)).containsExactly("one two");
  }

  @Test
  void aWordThatIsTooLongStandsByItself() {
    assertThat(TextBlock.of("> ", "a b/c/d/e/f/g h", 6))
        .containsExactly("> a", "  b/c/d/e/f/g", "  h");
  }

  @Test
  void nothingIsTheHead() {
    assertThat(TextBlock.of("Head", "", 20)).containsExactly("Head");
  }
}
