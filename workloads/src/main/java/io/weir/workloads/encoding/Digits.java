/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.encoding;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers as decimal digits in an array, two digits at a time. Stateless. */
public final class Digits {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  /** The two digits of 0 to 99. */
  private static final short[] PAIRS = pairs();

  private static final long[] POWERS = powers();
  private static final byte[] LEAST = "-9223372036854775808".getBytes(US_ASCII);

  private Digits() {}

  /**
   * Writes a number without leading zeros.
   *
   * @return the index behind it; at most 20 bytes on
   */
  public static int write(byte[] into, int at, long value) {
    if (value >= 0) {
      return whole(into, at, value);
    }
    if (value == Long.MIN_VALUE) {
      System.arraycopy(LEAST, 0, into, at, LEAST.length);
      return at + LEAST.length;
    }
    into[at] = '-';
    return whole(into, at + 1, -value);
  }

  /**
   * Writes a number with leading zeros.
   *
   * @param value not negative; only its last digits are written if it has more
   * @param digits how many
   * @return the index behind it
   */
  public static int writePadded(byte[] into, int at, long value, int digits) {
    long rest = value;
    int from = at + digits;
    while (from - at >= 2) {
      long hundreds = rest / 100;
      from -= 2;
      SHORT.set(into, from, PAIRS[(int) (rest - hundreds * 100)]);
      rest = hundreds;
    }
    if (from > at) {
      into[at] = (byte) ('0' + rest % 10);
    }
    return at + digits;
  }

  /**
   * Writes scaled / 10<sup>decimals</sup> exactly: one digit behind the point at least, no other
   * trailing zeros.
   *
   * @param scaled at most 2<sup>53</sup> in size
   * @param decimals 0 to 18
   * @return the index behind it; at most 22 bytes on
   */
  public static int writeDecimal(byte[] into, int at, long scaled, int decimals) {
    int to = at;
    long size = scaled;
    if (scaled < 0) {
      into[to++] = '-';
      size = -scaled;
    }
    long one = POWERS[decimals];
    long whole = size / one;
    to = whole(into, to, whole);
    into[to++] = '.';
    if (decimals == 0) {
      into[to++] = '0';
      return to;
    }
    int first = to;
    to = writePadded(into, to, size - whole * one, decimals);
    while (to - 1 > first && into[to - 1] == '0') {
      to--;
    }
    return to;
  }

  /**
   * The double nearest to scaled / 10<sup>decimals</sup>: both are exact as doubles, and division
   * rounds to nearest.
   */
  public static double decimal(long scaled, int decimals) {
    return (double) scaled / POWERS[decimals];
  }

  private static int whole(byte[] into, int at, long value) {
    return writePadded(into, at, value, count(value));
  }

  private static int count(long value) {
    int digits = 1;
    while (digits < POWERS.length && value >= POWERS[digits]) {
      digits++;
    }
    return digits;
  }

  private static short[] pairs() {
    short[] pairs = new short[100];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = (short) ((i / 10 + '0') << 8 | (i % 10 + '0'));
    }
    return pairs;
  }

  private static long[] powers() {
    long[] powers = new long[19];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = powers[i - 1] * 10;
    }
    return powers;
  }
}
