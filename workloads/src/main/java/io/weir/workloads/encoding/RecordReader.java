/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.encoding;

import io.weir.spi.Encoding;
import io.weir.spi.Schema;
import io.weir.spi.Schema.Field;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a schema: {@link #read} takes one in, the getters tell its values until the
 * next is read. Fields are numbered as in {@link Schema#fields}, the common ones included. The
 * stamp is passed over.
 *
 * <p>Not thread-safe.
 */
public abstract sealed class RecordReader permits JsonRecordReader, AvroRecordReader {
  private static final int TICK = 1;
  private static final int EVENT_MS = 2;

  final String name;
  final Field[] fields;

  /** Of whole numbers and truth values the value. */
  final long[] longs;

  final double[] doubles;
  final boolean[] nulls;

  /** The record being read, copied: buffers may be direct, and their order may differ. */
  byte[] bytes = new byte[0];

  int length;

  RecordReader(Schema schema) {
    this.name = schema.name();
    this.fields = schema.fields().toArray(Field[]::new);
    this.longs = new long[fields.length];
    this.doubles = new double[fields.length];
    this.nulls = new boolean[fields.length];
  }

  /**
   * A reader of a schema.
   *
   * @throws IllegalArgumentException for {@link Encoding#BINARY}, which has no schema
   */
  public static RecordReader of(Schema schema, Encoding encoding) {
    return switch (encoding) {
      case JSON -> new JsonRecordReader(schema);
      case AVRO -> new AvroRecordReader(schema);
      case BINARY -> throw new IllegalArgumentException("binary records have no schema");
    };
  }

  /**
   * Takes a record in.
   *
   * @param payload from position to limit; not changed
   * @throws IllegalArgumentException if it is no record of the schema
   */
  public final void read(ByteBuffer payload) {
    length = payload.remaining();
    if (bytes.length < length) {
      bytes = new byte[Math.max(length, 2 * bytes.length)];
    }
    payload.get(payload.position(), bytes, 0, length);
    parse();
  }

  /**
   * The number of a field.
   *
   * @throws IllegalArgumentException if the schema has none of this name
   */
  public final int index(String field) {
    for (int i = 0; i < fields.length; i++) {
      if (fields[i].name().equals(field)) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        name
            + " has no field "
            + field
            + " but "
            + List.of(fields).stream().map(Field::name).toList());
  }

  /** True if it is a tick record. */
  public final boolean isTick() {
    return longs[TICK] != 0;
  }

  /** Its event time, ms since the Unix epoch. */
  public final long eventMs() {
    return longs[EVENT_MS];
  }

  /** True if the field is null; never for one that may not be. */
  public final boolean isNull(int field) {
    return nulls[field];
  }

  /** A field of 32 or 64 bits. */
  public final long getLong(int field) {
    if (fields[field].type() != Schema.Type.INT64 && fields[field].type() != Schema.Type.INT32) {
      throw wrongType(field, "whole number");
    }
    return present(field) ? longs[field] : 0;
  }

  /** A truth value. */
  public final boolean getBoolean(int field) {
    if (fields[field].type() != Schema.Type.BOOLEAN) {
      throw wrongType(field, "truth value");
    }
    return present(field) && longs[field] != 0;
  }

  /** A double. */
  public final double getDouble(int field) {
    if (fields[field].type() != Schema.Type.DOUBLE) {
      throw wrongType(field, "double");
    }
    return present(field) ? doubles[field] : 0;
  }

  /** A text. */
  public final String getString(int field) {
    if (fields[field].type() != Schema.Type.STRING) {
      throw wrongType(field, "text");
    }
    return present(field) ? text(field) : "";
  }

  /**
   * A field as a {@link io.weir.spi.Row} holds it: Long, Double, String, Boolean or null.
   *
   * @throws IllegalArgumentException for the stamp
   */
  public final @Nullable Object get(int field) {
    if (nulls[field]) {
      return null;
    }
    return switch (fields[field].type()) {
      case BOOLEAN -> getBoolean(field);
      case INT32, INT64 -> getLong(field);
      case DOUBLE -> getDouble(field);
      case STRING -> getString(field);
      case STAMP -> throw wrongType(field, "value");
    };
  }

  /** Fills {@link #longs}, {@link #doubles}, {@link #nulls} and what {@link #text} needs. */
  abstract void parse();

  /** The text of a field that is one and not null. */
  abstract String text(int field);

  final IllegalArgumentException malformed(String why, @Nullable Throwable cause) {
    return new IllegalArgumentException("not a record of " + name + ": " + why, cause);
  }

  private boolean present(int field) {
    if (nulls[field]) {
      throw new IllegalStateException(fields[field].name() + " is null");
    }
    return true;
  }

  private IllegalArgumentException wrongType(int field, String asked) {
    return new IllegalArgumentException(fields[field] + " is no " + asked);
  }
}
