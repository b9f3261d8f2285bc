/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.report;

import java.util.ArrayList;
import java.util.List;

/** Breaks sentences into lines. */
final class TextBlock {
  private TextBlock() {}

  /**
   * Lines of at most so many columns, broken at blanks; a longer word has a line to itself.
   *
   * @param head stands before the first line; the others begin below its end
   * @param columns in all, the head included
   */
  static List<String> of(String head, String text, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(head);
    boolean begun = false;
    for (String word : text.strip().split("\\s+", -1)) {
      if (begun && line.length() + 1 + word.length() > columns) {
        lines.add(line.toString());
        line = new StringBuilder(" ".repeat(head.length()));
        begun = false;
      }
      line.append(begun ? " " : "").append(word);
      begun = true;
    }
    lines.add(line.toString());
    return lines;
  }
}
