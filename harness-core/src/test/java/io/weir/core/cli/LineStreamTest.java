/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole lines, however they are written. */
class LineStreamTest {
  private final List<String> lines = new ArrayList<>();
  private final PrintStream stream =
      new PrintStream(
          new LineStream(bytes -> lines.add(new String(bytes, StandardCharsets.UTF_8))),
          true,
          StandardCharsets.UTF_8);

  @Test
  void aLineWaitsForItsEnd() {
    stream.print("half ");
    assertThat(lines).isEmpty();
    stream.print("a line\nand half another");
    assertThat(lines).containsExactly("half a line\n");
    stream.write('\n');
    assertThat(lines).containsExactly("half a line\n", "and half another\n");
  }

  @Test
  void whatIsLeftComesAtTheEnd() {
    stream.print("the rest");
    stream.close();
    stream.close();

    assertThat(lines).containsExactly("the rest\n");
  }
}
