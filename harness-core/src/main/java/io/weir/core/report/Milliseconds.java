/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.report;

import java.util.Locale;

/** Nanoseconds as milliseconds for a person. */
public final class Milliseconds {
  private Milliseconds() {}

  /** With three significant digits, as precise as the histograms are, and never an exponent. */
  public static String text(long ns) {
    double ms = ns / 1e6;
    int decimals = ms >= 100 ? 0 : ms >= 10 ? 1 : ms >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", ms);
  }
}
