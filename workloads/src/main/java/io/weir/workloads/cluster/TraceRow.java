/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.cluster;

import io.weir.workloads.cluster.TraceTable.Column;
import io.weir.workloads.encoding.RecordWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One row of a table, taken apart; used again for the next. The format has no quotes, so a field is
 * what stands between two commas. Nothing is allocated unless the row is bad.
 *
 * <p>Decimal numbers, which are what tasks ask for, are not negative. They are digits with or
 * without a point, and perhaps an exponent of up to three digits. Without needless zeros they have
 * at most 18 digits behind the point, and are at most 2<sup>53</sup> if the point is left out: a
 * whole number that a double holds exactly. A job's number is written in one way, as records are
 * keyed by its text: not negative, without leading zeros. Not thread-safe.
 */
final class TraceRow {
  /** The time of what happened before the trace began. */
  static final long BEFORE = 0;

  /** The time of what happened after the trace ended. */
  static final long AFTER = Long.MAX_VALUE;

  /** The latest time that is no sign, µs: 285 years. */
  static final long MOST_US = 1L << 53;

  /** The largest decimal number without its point. */
  private static final long MOST_DIGITS = 1L << 53;

  private static final int MOST_DECIMALS = 18;

  private final TraceTable table;
  private final Column[] columns;
  private final int[] starts;
  private final int[] ends;

  /** By column: the whole number, the scaled decimal number, or 0 and 1. */
  private final long[] numbers;

  /** By column: digits of the number that stand behind the point. */
  private final int[] decimals;

  private byte[] bytes = new byte[0];

  /** What {@link #whole} and {@link #decimal} read last. */
  private long number;

  private int scale;

  TraceRow(TraceTable table) {
    this.table = table;
    this.columns = table.columns().toArray(Column[]::new);
    this.starts = new int[columns.length];
    this.ends = new int[columns.length];
    this.numbers = new long[columns.length];
    this.decimals = new int[columns.length];
  }

  TraceTable table() {
    return table;
  }

  /** The time as the file has it, µs; {@link #BEFORE} and {@link #AFTER} are signs. */
  long timeUs() {
    return numbers[TraceTable.TIME];
  }

  long jobId() {
    return numbers[TraceTable.JOB_ID];
  }

  /** The job's number as the file has it: what records are keyed by. */
  byte[] jobIdText() {
    int length = ends[TraceTable.JOB_ID] - starts[TraceTable.JOB_ID];
    byte[] text = new byte[length];
    System.arraycopy(bytes, starts[TraceTable.JOB_ID], text, 0, length);
    return text;
  }

  /**
   * Takes a line apart. The array is kept: the row is valid until its owner changes it.
   *
   * @return what is wrong with the line, or null
   */
  @Nullable String parse(byte[] line, int from, int to) {
    bytes = line;
    int column = 0;
    int start = from;
    for (int i = from; i < to; i++) {
      if (line[i] == ',') {
        if (column < columns.length) {
          starts[column] = start;
          ends[column] = i;
        }
        column++;
        start = i + 1;
      }
    }
    if (column < columns.length) {
      starts[column] = start;
      ends[column] = to;
    }
    if (column + 1 != columns.length) {
      return (column == 0 ? "1 column" : column + 1 + " columns") + " instead of " + columns.length;
    }
    for (int c = 0; c < columns.length; c++) {
      String wrong = field(c);
      if (wrong != null) {
        return String.format(Locale.ROOT, "column %d (%s) is %s", c + 1, columns[c].name(), wrong);
      }
    }
    return null;
  }

  /**
   * Puts the fields into a record that was begun.
   *
   * @param timeUs what to put for the time
   */
  void put(RecordWriter into, long timeUs) {
    into.putLong(timeUs);
    for (int c = 1; c < columns.length; c++) {
      if (starts[c] == ends[c]) {
        into.putNull();
        continue;
      }
      switch (columns[c].type()) {
        case BOOLEAN -> into.putBoolean(numbers[c] != 0);
        case DOUBLE -> into.putDecimal(numbers[c], decimals[c]);
        case STRING -> into.putText(bytes, starts[c], ends[c] - starts[c]);
        default -> into.putLong(numbers[c]);
      }
    }
  }

  /** What is wrong with one field, or null. */
  private @Nullable String field(int c) {
    if (starts[c] == ends[c]) {
      return columns[c].mandatory() ? "empty" : null;
    }
    boolean good =
        switch (columns[c].type()) {
          case BOOLEAN -> whole(c) && (number == 0 || number == 1);
          case INT32 -> whole(c) && number == (int) number;
          case DOUBLE -> decimal(c);
          case STRING -> text(c);
          default ->
              whole(c)
                  && (c != TraceTable.TIME || isTime(number))
                  && (c != TraceTable.JOB_ID || isPlain(c));
        };
    numbers[c] = number;
    decimals[c] = scale;
    return good ? null : "no " + kind(c);
  }

  private String kind(int c) {
    if (c == TraceTable.TIME) {
      return "time in µs";
    }
    if (c == TraceTable.JOB_ID) {
      return "whole number of 63 bits without sign and leading zeros";
    }
    return switch (columns[c].type()) {
      case BOOLEAN -> "0 or 1";
      case INT32 -> "whole number of 32 bits";
      case DOUBLE ->
          "decimal number from 0 up, of 2^53 at most without its point, 18 digits behind";
      case STRING -> "text in UTF-8";
      default -> "whole number of 64 bits";
    };
  }

  private static boolean isTime(long us) {
    return (us >= 0 && us <= MOST_US) || us == AFTER;
  }

  /** True if no other text stands for the same whole number. */
  private boolean isPlain(int c) {
    return bytes[starts[c]] != '-' && (bytes[starts[c]] != '0' || ends[c] - starts[c] == 1);
  }

  private boolean whole(int c) {
    int at = starts[c];
    boolean negative = bytes[at] == '-';
    if (negative) {
      at++;
    }
    int digits = ends[c] - at;
    if (digits < 1 || digits > 19) {
      return false;
    }
    long value = 0;
    for (; at < ends[c]; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      value = value * 10 + digit;
    }
    // 19 digits are below 2^64: what does not fit has the sign bit.
    number = negative ? -value : value;
    scale = 0;
    return value >= 0;
  }

  private boolean decimal(int c) {
    int at = starts[c];
    int end = ends[c];
    long value = 0;
    int digits = 0;
    int places = 0;
    // Zeros behind the value that count only if another digit follows.
    int zeros = 0;
    boolean point = false;
    for (; at < end && bytes[at] != 'e' && bytes[at] != 'E'; at++) {
      int digit = bytes[at] - '0';
      if (bytes[at] == '.' && !point) {
        point = true;
        continue;
      }
      if (digit < 0 || digit > 9) {
        return false;
      }
      digits++;
      places += point ? 1 : 0;
      if (digit == 0) {
        zeros++;
        continue;
      }
      for (; zeros > 0 && value != 0 && value <= MOST_DIGITS; zeros--) {
        value *= 10;
      }
      if (value > MOST_DIGITS) {
        return false;
      }
      zeros = 0;
      value = value * 10 + digit;
    }
    if (digits == 0) {
      return false;
    }
    if (at < end) {
      int exponent = exponent(at + 1, end);
      if (exponent == Integer.MIN_VALUE) {
        return false;
      }
      places -= exponent;
    }
    places = value == 0 ? 0 : places - zeros;
    while (places < 0 && value <= MOST_DIGITS) {
      value *= 10;
      places++;
    }
    number = value;
    scale = places;
    return value <= MOST_DIGITS && places >= 0 && places <= MOST_DECIMALS;
  }

  /** A signed number of at most three digits; the least integer if it is none. */
  private int exponent(int from, int end) {
    int at = from;
    boolean negative = at < end && bytes[at] == '-';
    if (negative || (at < end && bytes[at] == '+')) {
      at++;
    }
    if (at == end || end - at > 3) {
      return Integer.MIN_VALUE;
    }
    int value = 0;
    for (; at < end; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        return Integer.MIN_VALUE;
      }
      value = value * 10 + digit;
    }
    return negative ? -value : value;
  }

  private boolean text(int c) {
    for (int i = starts[c]; i < ends[c]; i++) {
      if (bytes[i] < 0) {
        return utf8(c);
      }
    }
    return true;
  }

  private boolean utf8(int c) {
    try {
      var unused =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, starts[c], ends[c] - starts[c]));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
