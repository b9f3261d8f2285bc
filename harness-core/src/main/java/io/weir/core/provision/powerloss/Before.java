/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision.powerloss;

import java.util.Arrays;

/** What bytes of a file were before they were written over. Immutable. */
final class Before {
  /** Zeros, wherever. */
  static final Before ZEROS = new Before(0, new byte[0]);

  private final long start;
  private final byte[] bytes;

  private Before(long start, byte[] bytes) {
    this.start = start;
    this.bytes = bytes;
  }

  /**
   * @param start the first byte's place in the file
   * @param bytes kept
   */
  static Before of(long start, byte[] bytes) {
    return new Before(start, bytes);
  }

  /** A part of them, by its place in the file. */
  byte[] range(long from, int length) {
    if (bytes.length == 0) {
      return new byte[length];
    }
    int first = Math.toIntExact(from - start);
    return Arrays.copyOfRange(bytes, first, first + length);
  }
}
