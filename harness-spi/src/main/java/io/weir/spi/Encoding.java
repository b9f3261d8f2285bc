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

  /** The first eight bytes, <code>{"weir":</code>, as one number. */
  private static final long JSON_HEAD = 0x7b2277656972223aL;

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
   * Whether a payload is long enough for a stamp and, in JSON, begins as one with a stamp does.
   *
   * @param payload from position to limit; big endian; not changed
   */
  public boolean hasStamp(ByteBuffer payload) {
    return payload.remaining() >= stampAt + stampLength
        && (this != JSON || payload.getLong(payload.position()) == JSON_HEAD);
  }

  /** The run tag of a payload that {@link #hasStamp}. */
  public int runTag(ByteBuffer payload) {
    return (int) (word(payload, 0) >>> 32);
  }

  /** The publisher of a payload that {@link #hasStamp}. */
  public int publisher(ByteBuffer payload) {
    return (int) word(payload, 0);
  }

  /** The sequence of a payload that {@link #hasStamp}. */
  public long sequence(ByteBuffer payload) {
    return word(payload, 1);
  }

  /** The intended offset of a payload that {@link #hasStamp}, ns from the start of the run. */
  public long intendedNs(ByteBuffer payload) {
    return word(payload, 2);
  }

  /**
   * The event time of a payload that {@link #hasStamp}, ms since the Unix epoch: the field {@value
   * Schema#EVENT_MS}, the third of every {@link Schema}. Nothing behind it is read.
   *
   * @throws IllegalArgumentException if the payload is not written so
   * @throws UnsupportedOperationException for {@link #BINARY}, which has no event time
   */
  public long eventMs(ByteBuffer payload) {
    return switch (this) {
      case BINARY -> throw new UnsupportedOperationException("binary records have no event time");
      case JSON -> EventTime.ofJson(payload, stampAt + stampLength);
      case AVRO -> EventTime.ofAvro(payload, stampAt + stampLength);
    };
  }

  private long word(ByteBuffer payload, int word) {
    int at = payload.position() + stampAt;
    return this == JSON
        ? Stamp.readHex(payload, at + 16 * word)
        : payload.getLong(at + Long.BYTES * word);
  }
}
