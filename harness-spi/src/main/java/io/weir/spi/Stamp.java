/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Where and how a record says what it is, so that it can be told apart on arrival: 24 bytes, big
 * endian, at a fixed offset of a binary payload.
 *
 * <pre>
 * offset  size  field
 *      0     4  run tag, tells this run's records from any others
 *      4     4  publisher
 *      8     8  sequence within the publisher, from 0
 *     16     8  intended offset, ns from the start of the run
 * </pre>
 */
public final class Stamp {
  /** Bytes of a stamp. */
  public static final int BYTES = 24;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Stamp() {}

  /** Writes a stamp at {@code at}. */
  public static void write(
      byte[] into, int at, int runTag, int publisher, long sequence, long intendedNs) {
    INT.set(into, at, runTag);
    INT.set(into, at + 4, publisher);
    LONG.set(into, at + 8, sequence);
    LONG.set(into, at + 16, intendedNs);
  }

  /** The run tag of the stamp at {@code at}; the buffer is big endian. */
  public static int runTag(ByteBuffer from, int at) {
    return from.getInt(at);
  }

  /** The publisher of the stamp at {@code at}. */
  public static int publisher(ByteBuffer from, int at) {
    return from.getInt(at + 4);
  }

  /** The sequence of the stamp at {@code at}. */
  public static long sequence(ByteBuffer from, int at) {
    return from.getLong(at + 8);
  }

  /** The intended offset of the stamp at {@code at}, ns from the start of the run. */
  public static long intendedNs(ByteBuffer from, int at) {
    return from.getLong(at + 16);
  }
}
