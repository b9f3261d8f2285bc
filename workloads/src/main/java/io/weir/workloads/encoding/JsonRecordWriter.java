/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.encoding;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.weir.spi.Encoding;
import io.weir.spi.Schema;
import java.util.Arrays;

/** Writes records as JSON objects, on one line and without spaces. */
final class JsonRecordWriter extends RecordWriter {
  private static final byte[] NULL = "null".getBytes(UTF_8);
  private static final byte[] TRUE = "true".getBytes(UTF_8);
  private static final byte[] FALSE = "false".getBytes(UTF_8);
  private static final byte[] HEX = "0123456789abcdef".getBytes(UTF_8);

  /** Most bytes of a number: sign, 19 digits, point. */
  private static final int NUMBER_BYTES = 24;

  /** From the brace to the colon before the event time. */
  private final byte[] recordHead = head(false);

  private final byte[] tickHead = head(true);

  /** Of each own field comma, name and colon. */
  private final byte[][] names;

  private final int mostBytes;

  JsonRecordWriter(Schema schema) {
    super(schema);
    names = new byte[fields.length][];
    int bytes = tickHead.length + recordHead.length + NUMBER_BYTES + 1;
    for (int i = 0; i < names.length; i++) {
      names[i] = (",\"" + fields[i].name() + "\":").getBytes(UTF_8);
      bytes += names[i].length + NUMBER_BYTES;
    }
    mostBytes = bytes;
  }

  private static byte[] head(boolean tick) {
    byte[] stamp = new byte[Encoding.JSON.stampLength()];
    Arrays.fill(stamp, (byte) '0');
    return ("{\""
            + Schema.STAMP
            + "\":\""
            + new String(stamp, UTF_8)
            + "\",\""
            + Schema.TICK
            + "\":"
            + tick
            + ",\""
            + Schema.EVENT_MS
            + "\":")
        .getBytes(UTF_8);
  }

  @Override
  int mostBytes() {
    return mostBytes;
  }

  @Override
  int mostBytesOfText() {
    return 6; // a control character as \\u0000
  }

  @Override
  void open(boolean tick, long eventMs) {
    bytes(tick ? tickHead : recordHead);
    at = Digits.write(buffer, at, eventMs);
  }

  @Override
  void writeLong(long value) {
    bytes(names[next]);
    at = Digits.write(buffer, at, value);
  }

  @Override
  void writeDecimal(long scaled, int decimals) {
    bytes(names[next]);
    at = Digits.writeDecimal(buffer, at, scaled, decimals);
  }

  @Override
  void writeText(byte[] utf8, int from, int length) {
    bytes(names[next]);
    byte[] into = buffer;
    int to = at;
    into[to++] = '"';
    for (int i = from; i < from + length; i++) {
      byte b = utf8[i];
      if (b >= 0 && (b < ' ' || b == '"' || b == '\\')) {
        into[to++] = '\\';
        if (b < ' ') {
          into[to++] = 'u';
          into[to++] = '0';
          into[to++] = '0';
          into[to++] = HEX[b >> 4];
          b = HEX[b & 15];
        }
      }
      into[to++] = b;
    }
    into[to++] = '"';
    at = to;
  }

  @Override
  void writeBoolean(boolean value) {
    bytes(names[next]);
    bytes(value ? TRUE : FALSE);
  }

  @Override
  void writeNull() {
    bytes(names[next]);
    bytes(NULL);
  }

  @Override
  void close() {
    buffer[at++] = '}';
  }

  private void bytes(byte[] bytes) {
    System.arraycopy(bytes, 0, buffer, at, bytes.length);
    at += bytes.length;
  }
}
