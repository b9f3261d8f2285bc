/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the records of a stream hold. The first three fields are the same everywhere:
 *
 * <ul>
 *   <li>{@value #STAMP}, the {@link Stamp}: in JSON a string of 48 digits, in Avro {@code bytes};
 *   <li>{@value #TICK}, true for tick records, which only move watermarks and which every query
 *       filters out; their other fields hold zeros, empty texts or nulls;
 *   <li>{@value #EVENT_MS}, the event time in ms since the Unix epoch.
 * </ul>
 *
 * <p>A table that an engine adapter makes of a schema has the fields as columns under their names
 * and in addition the column {@value #EVENT_TIME}, a timestamp of {@value #EVENT_MS} that carries
 * the watermark: queries use it as event time. Immutable.
 *
 * @param name of the record type and of the table: lower case letters, digits and underscores
 * @param fields in order, the three above first
 */
public record Schema(String name, List<Field> fields) {
  public static final String STAMP = "weir";
  public static final String TICK = "tick";
  public static final String EVENT_MS = "event_ms";

  /** Not a field: the column that adapters add. */
  public static final String EVENT_TIME = "event_time";

  /** Event time at intended offset 0: 2026-01-01T00:00Z, in ms since the Unix epoch. */
  public static final long FIRST_EVENT_MS = 1_767_225_600_000L;

  private static final List<Field> COMMON =
      List.of(
          Field.of(STAMP, Type.STAMP),
          Field.of(TICK, Type.BOOLEAN),
          Field.of(EVENT_MS, Type.INT64));

  public Schema {
    fields = List.copyOf(fields);
    if (fields.size() < COMMON.size() || !fields.subList(0, COMMON.size()).equals(COMMON)) {
      throw new IllegalArgumentException(name + " does not begin with the common fields");
    }
    Set<String> names = new HashSet<>(Set.of(EVENT_TIME));
    for (Field field : fields) {
      if (!names.add(field.name())) {
        throw new IllegalArgumentException(name + " has " + field.name() + " twice");
      }
    }
  }

  /** A schema of these fields, the common ones before them. */
  public static Schema of(String name, Field... fields) {
    List<Field> all = new ArrayList<>(COMMON);
    all.addAll(List.of(fields));
    return new Schema(name, all);
  }

  /**
   * The event time of a record of a workload without a time of its own: whole milliseconds, so that
   * a record's window does not depend on when the run started.
   *
   * @param intendedNs offset from the start of the run; not negative
   */
  public static long eventMs(long intendedNs) {
    return FIRST_EVENT_MS + intendedNs / 1_000_000;
  }

  /** The fields behind the common ones. */
  public List<Field> ownFields() {
    return fields.subList(COMMON.size(), fields.size());
  }

  /** The field of a name. */
  public Optional<Field> field(String field) {
    return fields.stream().filter(f -> f.name().equals(field)).findFirst();
  }

  /** What a field holds, and how it is written. */
  public enum Type {
    /** The {@link Schema#STAMP}; of no use to a query. */
    STAMP,
    /** JSON true or false; Avro {@code boolean}. In a {@link Row} a Boolean. */
    BOOLEAN,
    /** 32 bits; JSON number; Avro {@code int}. In a {@link Row} a Long. */
    INT32,
    /** 64 bits; JSON number without a fraction; Avro {@code long}. In a {@link Row} a Long. */
    INT64,
    /** JSON number; Avro {@code double}. In a {@link Row} a Double. */
    DOUBLE,
    /** JSON string; Avro {@code string}. In a {@link Row} a String. */
    STRING
  }

  /**
   * One field.
   *
   * @param name lower case letters, digits and underscores
   * @param type what it holds
   * @param nullable true if it may be null; in Avro a union of null and the type, in this order
   */
  public record Field(String name, Type type, boolean nullable) {
    /** A field that is never null. */
    public static Field of(String name, Type type) {
      return new Field(name, type, false);
    }

    /** A field that may be null. */
    public static Field orNull(String name, Type type) {
      return new Field(name, type, true);
    }
  }
}
