/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import io.weir.spi.SettingException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads times and sizes as the user writes them. */
public final class Units {
  private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|ms|s|m|h)");
  private static final Pattern SIZE = Pattern.compile("(\\d+)(B|KiB|MiB|GiB|k|K|M|G)?");

  private static final BigInteger MOST_BYTES = BigInteger.ONE.shiftLeft(50);

  private Units() {}

  /**
   * {@code 250us}, {@code 10ms}, {@code 1.5s}, {@code 2m}, {@code 1h}; a bare 0 is no time.
   *
   * @throws SettingException if the text is none of these, or above 100 days
   */
  public static Duration duration(String setting, String text) {
    String t = text.strip();
    if (t.equals("0")) {
      return Duration.ZERO;
    }
    Matcher m = TIME.matcher(t);
    if (m.matches()) {
      long unit =
          switch (m.group(2)) {
            case "ns" -> 1L;
            case "us" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            default -> 3_600_000_000_000L;
          };
      BigDecimal ns = new BigDecimal(m.group(1)).multiply(BigDecimal.valueOf(unit));
      boolean whole = ns.stripTrailingZeros().scale() <= 0;
      if (whole && ns.compareTo(BigDecimal.valueOf(Duration.ofDays(100).toNanos())) <= 0) {
        return Duration.ofNanos(ns.longValueExact());
      }
    }
    throw new SettingException(
        setting, text, "a time with its unit up to 100 days, such as 250us, 10ms, 30s, 5m, 1h", "");
  }

  /**
   * {@code 100}, {@code 64KiB}, {@code 1MiB}; K, M and G mean KiB, MiB and GiB.
   *
   * @throws SettingException if the text is none of these, or above 2^50 bytes
   */
  public static long bytes(String setting, String text) {
    Matcher m = SIZE.matcher(text.strip());
    if (m.matches()) {
      String unit = m.group(2) == null ? "B" : m.group(2);
      int shift =
          switch (unit) {
            case "B" -> 0;
            case "KiB", "K", "k" -> 10;
            case "MiB", "M" -> 20;
            default -> 30;
          };
      BigInteger bytes = new BigInteger(m.group(1)).shiftLeft(shift);
      if (bytes.compareTo(MOST_BYTES) <= 0) {
        return bytes.longValueExact();
      }
    }
    throw new SettingException(
        setting, text, "a size in bytes up to 2^50, such as 100, 64KiB, 1MiB", "");
  }

  /** A time as {@link #duration} reads it, in the largest unit that leaves no fraction. */
  public static String text(Duration time) {
    long ns = time.toNanos();
    if (ns == 0) {
      return "0s";
    }
    if (ns % 1_000_000_000L == 0) {
      return ns / 1_000_000_000L + "s";
    }
    if (ns % 1_000_000L == 0) {
      return ns / 1_000_000L + "ms";
    }
    return ns % 1_000L == 0 ? ns / 1_000L + "us" : ns + "ns";
  }
}
