/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Hands out the lines of a text that have their end; what follows the last end is left out. */
final class WholeLines {
  /** Far more than a histogram of all values takes. */
  private static final int MOST_CHARS = 8 << 20;

  private final Reader in;
  private final StringBuilder line = new StringBuilder();
  private long number;

  /**
   * @param in a buffered reader
   */
  WholeLines(Reader in) {
    this.in = in;
  }

  /** The next line, or null if no whole one is left. */
  @Nullable String next() throws IOException {
    line.setLength(0);
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '\n') {
        number++;
        return line.toString();
      }
      if (line.length() == MOST_CHARS) {
        throw new IOException("line " + (number + 1) + " does not end");
      }
      line.append((char) c);
    }
    return null;
  }

  /** The number of the line handed out last, from 1. */
  long number() {
    return number;
  }
}
