/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a terminal without end makes of the text written to it, as far as the live view needs it: it
 * moves the cursor up, erases, hides and shows the cursor, and fails on anything else.
 */
final class FakeTerminal {
  private static final Pattern SEQUENCE = Pattern.compile("\u001b\\[(\\??)(\\d*)([A-Za-z])");

  private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
  private int row;
  private int column;
  private boolean cursorVisible = true;

  /** The rows as a person sees them, without the empty one that the cursor waits in. */
  static List<String> shown(String written) {
    FakeTerminal terminal = new FakeTerminal();
    terminal.play(written);
    if (!terminal.cursorVisible) {
      throw new AssertionError("the cursor is hidden");
    }
    if (terminal.row != terminal.rows.size() - 1 || terminal.column != 0) {
      throw new AssertionError("the cursor is not below the text: " + terminal.rows);
    }
    return terminal.rows.subList(0, terminal.row).stream().map(StringBuilder::toString).toList();
  }

  private void play(String written) {
    Matcher sequence = SEQUENCE.matcher(written);
    int at = 0;
    while (at < written.length()) {
      char c = written.charAt(at);
      if (c == '\u001b') {
        if (!sequence.find(at) || sequence.start() != at) {
          throw new AssertionError("no sequence: " + written.substring(at + 1));
        }
        obey(sequence.group(1), sequence.group(2), sequence.group(3));
        at = sequence.end();
      } else {
        type(c);
        at++;
      }
    }
  }

  private void obey(String mark, String number, String command) {
    switch (mark + number.replaceFirst("^\\d+$", command.equals("A") ? "" : number) + command) {
      case "A" -> {
        row -= Integer.parseInt(number);
        if (row < 0) {
          throw new AssertionError("above the top");
        }
      }
      case "J" -> {
        eraseLine();
        rows.subList(row + 1, rows.size()).clear();
      }
      case "K" -> eraseLine();
      case "?25l" -> cursorVisible = false;
      case "?25h" -> cursorVisible = true;
      default -> throw new AssertionError("unknown: " + mark + number + command);
    }
  }

  private void eraseLine() {
    rows.get(row).setLength(Math.min(rows.get(row).length(), column));
  }

  private void type(char c) {
    if (c == '\r') {
      column = 0;
    } else if (c == '\n') {
      row++;
      column = 0;
      if (row == rows.size()) {
        rows.add(new StringBuilder());
      }
    } else {
      StringBuilder line = rows.get(row);
      line.replace(column, Math.min(line.length(), column + 1), String.valueOf(c));
      column++;
    }
  }
}
