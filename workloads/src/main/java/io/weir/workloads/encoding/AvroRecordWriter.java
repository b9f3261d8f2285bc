/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.encoding;

import io.weir.spi.Encoding;
import io.weir.spi.Schema;
import io.weir.spi.Stamp;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes records in Avro's binary encoding: Apache Avro specification 1.12, "Binary Encoding".
 * Whole numbers are zig-zag varints, doubles 8 bytes little endian, texts their length and their
 * bytes, a union the number of its branch before the value.
 */
final class AvroRecordWriter extends RecordWriter {
  private static final VarHandle DOUBLE =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

  /** Most bytes of a varint, and one for the branch of a union before it. */
  private static final int VALUE_BYTES = 11;

  private static final byte NULL_BRANCH = 0;

  /** Branch 1, zig-zag. */
  private static final byte VALUE_BRANCH = 2;

  private final int mostBytes;

  AvroRecordWriter(Schema schema) {
    super(schema);
    mostBytes = 1 + Stamp.BYTES + 1 + VALUE_BYTES * (1 + fields.length);
  }

  @Override
  int mostBytes() {
    return mostBytes;
  }

  @Override
  int mostBytesOfText() {
    return 1;
  }

  @Override
  void open(boolean tick, long eventMs) {
    varint(Stamp.BYTES);
    Arrays.fill(buffer, at, at + Stamp.BYTES, (byte) 0);
    at = Encoding.AVRO.stampAt() + Stamp.BYTES;
    buffer[at++] = (byte) (tick ? 1 : 0);
    varint(eventMs);
  }

  @Override
  void writeLong(long value) {
    branch();
    varint(value);
  }

  @Override
  void writeDecimal(long scaled, int decimals) {
    branch();
    DOUBLE.set(buffer, at, Digits.decimal(scaled, decimals));
    at += Double.BYTES;
  }

  @Override
  void writeText(byte[] utf8, int from, int length) {
    branch();
    varint(length);
    System.arraycopy(utf8, from, buffer, at, length);
    at += length;
  }

  @Override
  void writeBoolean(boolean value) {
    branch();
    buffer[at++] = (byte) (value ? 1 : 0);
  }

  @Override
  void writeNull() {
    buffer[at++] = NULL_BRANCH;
  }

  @Override
  void close() {}

  private void branch() {
    if (fields[next].nullable()) {
      buffer[at++] = VALUE_BRANCH;
    }
  }

  private void varint(long value) {
    long rest = value << 1 ^ value >> 63;
    while ((rest & ~0x7fL) != 0) {
      buffer[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[at++] = (byte) rest;
  }
}
