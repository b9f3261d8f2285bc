/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.encoding;

import io.weir.spi.Encoding;
import io.weir.spi.Event;
import io.weir.spi.Schema;
import io.weir.spi.Schema.Field;
import java.util.Arrays;
import java.util.List;

/**
 * Writes the records of a schema into the payload of an {@link Event}, which is used again and
 * grows when it must: nothing is allocated once it is large enough.
 *
 * <p>A record is {@link #begin}, one put for each of {@link Schema#ownFields} in order, {@link
 * #end}. A put that does not fit the field throws. The stamp's place is filled with zeros.
 *
 * <p>Not thread-safe.
 */
public abstract sealed class RecordWriter permits JsonRecordWriter, AvroRecordWriter {
  /** Up to it a double holds every whole number. */
  static final long MOST_SCALED = 1L << 53;

  /** Up to it a double holds every power of ten. */
  static final int MOST_DECIMALS = 18;

  final Field[] fields;

  /** The payload being written, and where its next byte goes. */
  byte[] buffer = new byte[0];

  int at;

  /** The own field that is put next. */
  int next;

  RecordWriter(Schema schema) {
    List<Field> own = schema.ownFields();
    if (own.stream().anyMatch(f -> f.type() == Schema.Type.STAMP)) {
      throw new IllegalArgumentException(schema.name() + " has a second stamp");
    }
    this.fields = own.toArray(Field[]::new);
  }

  /**
   * A writer of a schema.
   *
   * @throws IllegalArgumentException for {@link Encoding#BINARY}, which has no schema
   */
  public static RecordWriter of(Schema schema, Encoding encoding) {
    return switch (encoding) {
      case JSON -> new JsonRecordWriter(schema);
      case AVRO -> new AvroRecordWriter(schema);
      case BINARY -> throw new IllegalArgumentException("binary records have no schema");
    };
  }

  /**
   * Begins a record.
   *
   * @param into whose payload is written
   * @param eventMs event time, ms since the Unix epoch
   */
  public final void begin(Event into, long eventMs) {
    begin(into, false, eventMs);
  }

  /**
   * Writes a whole tick record, its own fields null where they may be, else zero or empty, and
   * takes the event's key away.
   *
   * @param into whose payload is written
   * @param eventMs event time, ms since the Unix epoch
   */
  public final void tick(Event into, long eventMs) {
    begin(into, true, eventMs);
    for (Field field : fields) {
      if (field.nullable()) {
        putNull();
        continue;
      }
      switch (field.type()) {
        case BOOLEAN -> putBoolean(false);
        case INT32, INT64 -> putLong(0);
        case DOUBLE -> putDecimal(0, 1);
        default -> putText(NO_TEXT);
      }
    }
    end(into);
    into.key = null;
    into.keyIndex = -1;
  }

  /** Puts a whole number into a field of 32 or 64 bits. */
  public final void putLong(long value) {
    Field field = expect(Schema.Type.INT64);
    if (field.type() == Schema.Type.INT32 && value != (int) value) {
      throw new IllegalArgumentException(field.name() + " has 32 bits and cannot be " + value);
    }
    writeLong(value);
    next++;
  }

  /**
   * Puts the decimal number scaled / 10<sup>decimals</sup>: in JSON all its digits but trailing
   * zeros, in Avro the double nearest to it, which is what reading the JSON gives.
   *
   * @param scaled at most 2<sup>53</sup> in size
   * @param decimals 0 to 18
   */
  public final void putDecimal(long scaled, int decimals) {
    expect(Schema.Type.DOUBLE);
    if (scaled > MOST_SCALED || scaled < -MOST_SCALED) {
      throw new IllegalArgumentException(scaled + " is beyond 2^53");
    }
    writeDecimal(scaled, decimals);
    next++;
  }

  /** Puts a text: UTF-8, escaped as the encoding needs. */
  public final void putText(byte[] utf8) {
    putText(utf8, 0, utf8.length);
  }

  /** Puts a part of an array as a text: UTF-8, escaped as the encoding needs. */
  public final void putText(byte[] utf8, int from, int length) {
    expect(Schema.Type.STRING);
    room(length);
    writeText(utf8, from, length);
    next++;
  }

  /** Puts a truth value. */
  public final void putBoolean(boolean value) {
    expect(Schema.Type.BOOLEAN);
    writeBoolean(value);
    next++;
  }

  /** Puts null. */
  public final void putNull() {
    if (next == fields.length || !fields[next].nullable()) {
      throw unexpected("null");
    }
    writeNull();
    next++;
  }

  /** Ends the record. */
  public final void end(Event into) {
    if (next != fields.length) {
      throw unexpected("end of record");
    }
    close();
    into.payload = buffer;
    into.length = at;
  }

  private static final byte[] NO_TEXT = new byte[0];

  private void begin(Event into, boolean tick, long eventMs) {
    buffer = into.payload;
    at = 0;
    next = 0;
    room(0);
    open(tick, eventMs);
  }

  /** Most bytes of a record whose texts are empty. */
  abstract int mostBytes();

  /** Most bytes that a byte of text takes. */
  abstract int mostBytesOfText();

  /** Writes what comes before the own fields. */
  abstract void open(boolean tick, long eventMs);

  abstract void writeLong(long value);

  abstract void writeDecimal(long scaled, int decimals);

  abstract void writeText(byte[] utf8, int from, int length);

  abstract void writeBoolean(boolean value);

  abstract void writeNull();

  /** Writes what comes after the own fields. */
  abstract void close();

  /** Makes room for a text and for whatever else the record may still hold but texts. */
  private void room(int textBytes) {
    int needed = Math.addExact(at + mostBytes(), Math.multiplyExact(textBytes, mostBytesOfText()));
    if (buffer.length < needed) {
      buffer = Arrays.copyOf(buffer, Math.max(needed, buffer.length * 2));
    }
  }

  /** The next field, if it is of this type; 32 bits pass for 64. */
  private Field expect(Schema.Type type) {
    if (next < fields.length) {
      Field field = fields[next];
      if (field.type() == type
          || (type == Schema.Type.INT64 && field.type() == Schema.Type.INT32)) {
        return field;
      }
    }
    throw unexpected(type.toString());
  }

  private IllegalStateException unexpected(String what) {
    return new IllegalStateException(
        what + " where " + (next < fields.length ? fields[next] : "the record ends"));
  }
}
