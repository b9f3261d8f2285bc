/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads the event time of a record without reading the rest of it. */
final class EventTime {
  private static final byte[] AFTER_STAMP = ascii("\"");
  private static final byte[] TICK = ascii("\"" + Schema.TICK + "\"");
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");
  private static final byte[] EVENT_MS = ascii("\"" + Schema.EVENT_MS + "\"");

  /** Nine groups of seven bits and one bit. */
  private static final int MOST_SHIFT = 63;

  private EventTime() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Of a JSON object.
   *
   * @param from where the stamp ends, from the payload's first byte
   */
  static long ofJson(ByteBuffer payload, int from) {
    int at = expect(payload, payload.position() + from, AFTER_STAMP);
    at = expect(payload, space(payload, at), ',');
    at = expect(payload, space(payload, at), TICK);
    at = expect(payload, space(payload, at), ':');
    at = space(payload, at);
    at = expect(payload, at, payload.limit() > at && payload.get(at) == 't' ? TRUE : FALSE);
    at = expect(payload, space(payload, at), ',');
    at = expect(payload, space(payload, at), EVENT_MS);
    at = expect(payload, space(payload, at), ':');
    return number(payload, space(payload, at));
  }

  /** Of Avro's binary encoding: a byte for the boolean, then a zig-zag varint. */
  static long ofAvro(ByteBuffer payload, int from) {
    int at = payload.position() + from + 1;
    long value = 0;
    for (int shift = 0; shift <= MOST_SHIFT && at < payload.limit(); shift += 7) {
      byte group = payload.get(at++);
      value |= (group & 0x7fL) << shift;
      if (group >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw malformed(at - payload.position());
  }

  private static long number(ByteBuffer payload, int from) {
    boolean negative = from < payload.limit() && payload.get(from) == '-';
    int first = negative ? from + 1 : from;
    int at = first;
    // Summed up below zero, where the range reaches one further.
    long value = 0;
    try {
      while (at < payload.limit() && payload.get(at) >= '0' && payload.get(at) <= '9') {
        value = Math.subtractExact(Math.multiplyExact(value, 10), payload.get(at++) - '0');
      }
      boolean ended =
          at > first
              && at < payload.limit()
              && (payload.get(at) == ',' || payload.get(at) == '}' || isSpace(payload.get(at)));
      if (ended) {
        return negative ? value : Math.negateExact(value);
      }
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("its event time is beyond 64 bits", e);
    }
    throw malformed(at - payload.position());
  }

  private static int space(ByteBuffer payload, int from) {
    int at = from;
    while (at < payload.limit() && isSpace(payload.get(at))) {
      at++;
    }
    return at;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }

  private static int expect(ByteBuffer payload, int at, char one) {
    if (at < payload.limit() && payload.get(at) == one) {
      return at + 1;
    }
    throw malformed(at - payload.position());
  }

  private static int expect(ByteBuffer payload, int at, byte[] all) {
    for (int i = 0; i < all.length; i++) {
      if (at + i >= payload.limit() || payload.get(at + i) != all[i]) {
        throw malformed(at + i - payload.position());
      }
    }
    return at + all.length;
  }

  private static IllegalArgumentException malformed(int at) {
    return new IllegalArgumentException(
        "it does not begin with "
            + Schema.STAMP
            + ", "
            + Schema.TICK
            + " and "
            + Schema.EVENT_MS
            + ": byte "
            + at);
  }
}
