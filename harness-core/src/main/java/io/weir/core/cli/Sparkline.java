/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import java.math.BigDecimal;
import java.util.List;

/**
 * A row of values as a row of characters, one a value, on a log scale of whole decades: a tenfold
 * value is always the same step higher, and the scale moves only when a value leaves it. Immutable.
 *
 * @param text one character a value; blank where there is none
 * @param lowNs lower end of the scale; 0 if there is no value
 * @param highNs upper end of the scale
 */
record Sparkline(String text, long lowNs, long highNs) {
  /** From low to high where the terminal can show it. */
  static final String BLOCKS = "▁▂▃▄▅▆▇█";

  /** From low to high everywhere. */
  static final String ASCII = ".:-=+*#@";

  /**
   * Draws values.
   *
   * @param valuesNs 0 or less stands for no value
   * @param levels the characters from low to high
   */
  static Sparkline of(List<Long> valuesNs, String levels) {
    long least = Long.MAX_VALUE;
    long most = 0;
    for (long value : valuesNs) {
      if (value > 0) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
    if (most == 0) {
      return new Sparkline(" ".repeat(valuesNs.size()), 0, 0);
    }
    long low = 1;
    while (low <= least / 10) {
      low *= 10;
    }
    long high = low;
    while (high < most || high == low) {
      high = high > Long.MAX_VALUE / 10 ? Long.MAX_VALUE : high * 10;
    }
    double decades = Math.log10((double) high / low);
    StringBuilder text = new StringBuilder(valuesNs.size());
    for (long value : valuesNs) {
      text.append(
          value <= 0
              ? ' '
              : levels.charAt(level(Math.log10((double) value / low) / decades, levels.length())));
    }
    return new Sparkline(text.toString(), low, high);
  }

  private static int level(double share, int levels) {
    return Math.max(0, Math.min(levels - 1, (int) (share * levels)));
  }

  /** What the scale is, for a person. */
  String scale() {
    return highNs == 0
        ? "nothing completed"
        : "log scale from " + bound(lowNs) + " to " + bound(highNs) + " ms";
  }

  private static String bound(long ns) {
    return BigDecimal.valueOf(ns, 6).stripTrailingZeros().toPlainString();
  }
}
