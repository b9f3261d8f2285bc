/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Drawing in place at the bottom of a terminal. */
class LivePaneTest {
  private static final long MS = 1_000_000;
  private static final LiveText TEXT = new LiveText(false, false);

  private final StringWriter written = new StringWriter();
  private TerminalWindow.Size size = new TerminalWindow.Size(80, 24);
  private final LivePane pane = new LivePane(new PrintWriter(written), () -> size, TEXT);

  @Test
  void aNewSecondTakesThePlaceOfTheOneBefore() {
    written.write("a stage\n");
    pane.add(Seconds.subscribed(1, MS, MS));
    pane.draw();
    pane.add(Seconds.subscribed(2, MS, 10 * MS));
    pane.draw();

    List<String> expected = new ArrayList<>(List.of("a stage"));
    expected.addAll(
        TEXT.lines(List.of(Seconds.subscribed(1, MS, MS), Seconds.subscribed(2, MS, 10 * MS)), 79));
    assertThat(FakeTerminal.shown(written.toString())).isEqualTo(expected);
  }

  @Test
  void erasingLeavesWhatWasThereBefore() {
    written.write("a stage\n");
    pane.add(Seconds.subscribed(1, MS, MS));
    pane.draw();
    pane.erase();
    written.write("another\n");

    assertThat(FakeTerminal.shown(written.toString())).containsExactly("a stage", "another");
  }

  @Test
  void nothingIsWrittenBeforeTheFirstSecond() {
    pane.draw();
    pane.erase();

    assertThat(written.toString()).isEmpty();
  }

  @Test
  void aLowTerminalHasFewerLines() {
    size = new TerminalWindow.Size(80, 3);
    pane.add(Seconds.subscribed(1, MS, MS));
    pane.draw();

    assertThat(FakeTerminal.shown(written.toString())).hasSize(2);
  }

  @Test
  void linesThatANarrowerTerminalBreaksAreTakenBackWhole() {
    pane.add(Seconds.subscribed(1, MS, MS));
    pane.draw();
    int rowsAtForty =
        TEXT.lines(List.of(Seconds.subscribed(1, MS, MS)), 79).stream()
            .mapToInt(line -> (line.length() + 39) / 40)
            .sum();
    size = new TerminalWindow.Size(40, 24);
    pane.erase();

    assertThat(written.toString()).endsWith("\r\u001b[" + rowsAtForty + "A\u001b[J");
    assertThat(rowsAtForty).isGreaterThan(6);
  }
}
