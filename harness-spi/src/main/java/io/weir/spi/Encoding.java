/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * How the records of a stream are written, and so where their {@link Stamp} is: always at the same
 * place, since it is the first field.
 */
public enum Encoding {
  /** Bytes without a schema: the stamp's 24 bytes, then anything. */
  BINARY(0, Stamp.BYTES),

  /**
   * One JSON object of the stream's {@link Schema}, its fields in order, beginning with exactly
   * <code>{"weir":"</code> and the stamp as 48 hexadecimal digits. No space before them.
   */
  JSON("{\"weir\":\"".length(), 2 * Stamp.BYTES),

  /**
   * Avro's binary encoding of the stream's {@link Schema}, without a container or a header. The
   * stamp is of type {@code bytes}: one byte that says 24, then the stamp.
   */
  AVRO(1, Stamp.BYTES);

  private final int stampAt;
  private final int stampLength;

  Encoding(int stampAt, int stampLength) {
    this.stampAt = stampAt;
    this.stampLength = stampLength;
  }

  /** Where the stamp begins, from the payload's first byte. */
  public int stampAt() {
    return stampAt;
  }

  /** Bytes that it takes in this encoding. */
  public int stampLength() {
    return stampLength;
  }

  /** As the user writes it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Writes the stamp of a record over its place in the payload. */
  public void stamp(byte[] payload, int runTag, int publisher, long sequence, long intendedNs) {
    if (this == JSON) {
      Stamp.writeHex(payload, stampAt, runTag, publisher, sequence, intendedNs);
    } else {
      Stamp.write(payload, stampAt, runTag, publisher, sequence, intendedNs);
    }
  }

  /**
   * Copies the stamp of a record, as {@link Stamp} lays it out, to the start of {@code into}.
   *
   * @param payload from position to limit; big endian; not changed
   * @param into at least {@link Stamp#BYTES}; big endian
   * @return false if the payload is too short for a stamp or has none at its place
   */
  public boolean readStamp(ByteBuffer payload, ByteBuffer into) {
    int at = payload.position() + stampAt;
    if (payload.limit() - at < stampLength) {
      return false;
    }
    if (this == JSON) {
      return Stamp.readHex(payload, at, into);
    }
    for (int i = 0; i < Stamp.BYTES; i += Long.BYTES) {
      into.putLong(i, payload.getLong(at + i));
    }
    return true;
  }
}
