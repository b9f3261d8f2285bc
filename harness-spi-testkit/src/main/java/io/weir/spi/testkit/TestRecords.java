/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi.testkit;

import java.nio.ByteBuffer;

/**
 * Payloads that say who published them and can be checked on arrival: publisher (int), sequence
 * (long), then bytes that follow from both.
 */
public final class TestRecords {
  /** The least a payload must hold. */
  public static final int LEAST_BYTES = 12;

  private TestRecords() {}

  /** Fills {@code length} bytes at {@code offset}. */
  public static void fill(byte[] into, int offset, int length, int publisher, long sequence) {
    ByteBuffer.wrap(into, offset, length).putInt(publisher).putLong(sequence);
    for (int i = LEAST_BYTES; i < length; i++) {
      into[offset + i] = expected(publisher, sequence, i);
    }
  }

  static boolean intact(ByteBuffer payload) {
    int at = payload.position();
    int publisher = payload.getInt(at);
    long sequence = payload.getLong(at + 4);
    for (int i = LEAST_BYTES; i < payload.remaining(); i++) {
      if (payload.get(at + i) != expected(publisher, sequence, i)) {
        return false;
      }
    }
    return true;
  }

  private static byte expected(int publisher, long sequence, int index) {
    return (byte) (publisher * 31L + sequence * 7 + index);
  }
}
