/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * How a record says what it is, so that it can be told apart on arrival: 24 bytes, big endian, or
 * the same as 48 hexadecimal digits; {@link Encoding} says where.
 *
 * <pre>
 * offset  size  field
 *      0     4  run tag, tells this run's records from any others
 *      4     4  publisher
 *      8     8  sequence within the publisher, from 0
 *     16     8  intended offset, ns from the start of the run
 * </pre>
 */
public final class Stamp {
  /** Bytes of a stamp. */
  public static final int BYTES = 24;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Stamp() {}

  /** Writes a stamp at {@code at}. */
  public static void write(
      byte[] into, int at, int runTag, int publisher, long sequence, long intendedNs) {
    INT.set(into, at, runTag);
    INT.set(into, at + 4, publisher);
    LONG.set(into, at + 8, sequence);
    LONG.set(into, at + 16, intendedNs);
  }

  /** The run tag of the stamp at {@code at}; the buffer is big endian. */
  public static int runTag(ByteBuffer from, int at) {
    return from.getInt(at);
  }

  /** The publisher of the stamp at {@code at}. */
  public static int publisher(ByteBuffer from, int at) {
    return from.getInt(at + 4);
  }

  /** The sequence of the stamp at {@code at}. */
  public static long sequence(ByteBuffer from, int at) {
    return from.getLong(at + 8);
  }

  /** The intended offset of the stamp at {@code at}, ns from the start of the run. */
  public static long intendedNs(ByteBuffer from, int at) {
    return from.getLong(at + 16);
  }

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** The two digits of each byte, the high one first in memory. */
  private static final short[] PAIRS = pairs();

  /** The value of each ASCII digit; 0 for what is none. */
  private static final byte[] VALUES = values();

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  /** Writes a stamp as 48 digits at {@code at}. */
  public static void writeHex(
      byte[] into, int at, int runTag, int publisher, long sequence, long intendedNs) {
    hex(into, at, (long) runTag << 32 | (publisher & 0xffffffffL));
    hex(into, at + 16, sequence);
    hex(into, at + 32, intendedNs);
  }

  /** The number that 16 digits at {@code at} stand for; any number if they are no digits. */
  static long readHex(ByteBuffer from, int at) {
    long value = 0;
    for (int i = 0; i < 16; i++) {
      value = (value << 4) | VALUES[from.get(at + i) & 0xff];
    }
    return value;
  }

  private static void hex(byte[] into, int at, long value) {
    for (int i = 0; i < Long.BYTES; i++) {
      SHORT.set(into, at + 2 * i, PAIRS[(int) (value >>> (56 - 8 * i)) & 0xff]);
    }
  }

  private static short[] pairs() {
    short[] pairs = new short[256];
    for (int b = 0; b < pairs.length; b++) {
      pairs[b] = (short) (DIGITS[b >> 4] << 8 | DIGITS[b & 15]);
    }
    return pairs;
  }

  private static byte[] values() {
    byte[] values = new byte[256];
    for (int d = 0; d < DIGITS.length; d++) {
      values[DIGITS[d]] = (byte) d;
    }
    return values;
  }
}
