/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.run.Progress;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The last lines of a terminal, redrawn in place. Between two drawings the cursor is visible and
 * stands below them, so that whatever ends the process, the terminal is as a program leaves it.
 *
 * <p>Thread contract: one thread at a time.
 */
final class LivePane {
  private static final String ESCAPE = "\u001b[";
  private static final Pattern STYLE = Pattern.compile("\u001b\\[[0-9;]*m");

  private final PrintWriter out;
  private final Supplier<TerminalWindow.Size> size;
  private final LiveText text;
  private final Deque<Progress> seconds = new ArrayDeque<>();

  /** Columns that each drawn line takes; empty if nothing is drawn. */
  private List<Integer> drawn = List.of();

  /**
   * Draws nothing yet.
   *
   * @param out the terminal
   * @param size asked before each drawing
   * @param text what is drawn
   */
  LivePane(PrintWriter out, Supplier<TerminalWindow.Size> size, LiveText text) {
    this.out = out;
    this.size = size;
    this.text = text;
  }

  /** Takes a second in, to be drawn. */
  void add(Progress second) {
    seconds.addLast(second);
    if (seconds.size() > LiveText.SECONDS) {
      seconds.removeFirst();
    }
  }

  /** Draws, over what was drawn before if that is still there. */
  void draw() {
    if (seconds.isEmpty()) {
      return;
    }
    TerminalWindow.Size now = size.get();
    // The last column stays free, where terminals differ in when they break a line; the last row
    // is the cursor's.
    List<String> lines = text.lines(List.copyOf(seconds), Math.max(1, now.columns() - 1));
    List<String> fitting = lines.subList(0, Math.min(lines.size(), Math.max(0, now.rows() - 1)));
    StringBuilder sequence = new StringBuilder();
    sequence.append(ESCAPE).append("?25l").append(toStart(now));
    List<Integer> taken = new ArrayList<>();
    for (String line : fitting) {
      sequence.append(line).append(ESCAPE).append('K').append('\n');
      taken.add(STYLE.matcher(line).replaceAll("").length());
    }
    sequence.append(ESCAPE).append('J').append(ESCAPE).append("?25h");
    drawn = taken;
    write(sequence);
  }

  /** Takes away what is drawn and leaves the cursor where it began. */
  void erase() {
    if (!drawn.isEmpty()) {
      write(new StringBuilder(toStart(size.get())).append(ESCAPE).append('J'));
      drawn = List.of();
    }
  }

  /** Terminals break lines anew when they become narrower: then one line takes several rows. */
  private String toStart(TerminalWindow.Size now) {
    int rows = 0;
    for (int columns : drawn) {
      rows += Math.max(1, (columns + now.columns() - 1) / now.columns());
    }
    return "\r" + (rows == 0 ? "" : ESCAPE + Math.min(rows, now.rows()) + "A");
  }

  /** At once, so that nothing is seen half drawn. */
  private void write(StringBuilder sequence) {
    out.print(sequence);
    out.flush();
  }
}
