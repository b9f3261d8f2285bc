/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.encoding;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.weir.spi.Schema;
import io.weir.spi.Schema.Field;
import io.weir.spi.Stamp;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads records in Avro's binary encoding: Apache Avro specification 1.12, "Binary Encoding". */
final class AvroRecordReader extends RecordReader {
  private static final VarHandle DOUBLE =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int MOST_VARINT_BITS = 63;

  /** Of texts where they begin and how long they are. */
  private final int[] starts = new int[fields.length];

  private final int[] lengths = new int[fields.length];
  private int at;

  AvroRecordReader(Schema schema) {
    super(schema);
  }

  @Override
  void parse() {
    at = 0;
    for (int i = 0; i < fields.length; i++) {
      Field field = fields[i];
      nulls[i] = field.nullable() && branch() == 0;
      if (!nulls[i]) {
        value(i, field);
      }
    }
    if (at != length) {
      throw malformed((length - at) + " bytes are left over", null);
    }
  }

  @Override
  String text(int field) {
    return new String(bytes, starts[field], lengths[field], UTF_8);
  }

  private void value(int i, Field field) {
    switch (field.type()) {
      case STAMP -> {
        text(i, field);
        if (lengths[i] != Stamp.BYTES) {
          throw malformed(field.name() + " has " + lengths[i] + " bytes", null);
        }
      }
      case BOOLEAN -> {
        need(1, field);
        byte value = bytes[at++];
        if (value != 0 && value != 1) {
          throw malformed(field.name() + " is " + value, null);
        }
        longs[i] = value;
      }
      case INT32, INT64 -> {
        longs[i] = varint(field);
        if (field.type() == Schema.Type.INT32 && longs[i] != (int) longs[i]) {
          throw malformed(field.name() + " is " + longs[i], null);
        }
      }
      case DOUBLE -> {
        need(Double.BYTES, field);
        doubles[i] = (double) DOUBLE.get(bytes, at);
        at += Double.BYTES;
      }
      case STRING -> text(i, field);
    }
  }

  private void text(int i, Field field) {
    long size = varint(field);
    if (size < 0 || size > length - at) {
      throw malformed(field.name() + " has " + size + " bytes of " + (length - at), null);
    }
    starts[i] = at;
    lengths[i] = (int) size;
    at += (int) size;
  }

  private long branch() {
    long branch = varint(fields[0]);
    if (branch != 0 && branch != 1) {
      throw malformed("branch " + branch + " of a union of two", null);
    }
    return branch;
  }

  private long varint(Field field) {
    long raw = 0;
    for (int shift = 0; shift <= MOST_VARINT_BITS; shift += 7) {
      need(1, field);
      byte b = bytes[at++];
      raw |= (b & 0x7fL) << shift;
      if (b >= 0) {
        return raw >>> 1 ^ -(raw & 1);
      }
    }
    throw malformed(field.name() + " is a number of more than ten bytes", null);
  }

  private void need(int more, Field field) {
    if (length - at < more) {
      throw malformed("it ends within " + field.name(), null);
    }
  }
}
