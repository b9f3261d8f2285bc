/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import java.util.ArrayList;
import java.util.List;

/** Breaks texts at blanks into lines of at most a width; a longer word has a line of its own. */
final class Wrapping {
  /** Columns of a terminal that everything is made for. */
  static final int COLUMNS = 100;

  private Wrapping() {}

  /**
   * The lines of a text.
   *
   * @param first what the first line begins with
   * @param rest what each further line begins with
   */
  static List<String> lines(String first, String rest, String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : text.strip().split("\\s+", -1)) {
      if (!empty && line.length() + 1 + word.length() > COLUMNS) {
        lines.add(line.toString());
        line = new StringBuilder(rest);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }

  static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
