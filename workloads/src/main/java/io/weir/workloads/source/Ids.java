/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.source;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.weir.workloads.encoding.Digits;

/** Texts that name things, made once and used as keys and as fields. Stateless. */
public final class Ids {
  private Ids() {}

  /**
   * The names of {@code count} things, such as {@code robot-0000}, all of one length.
   *
   * @param prefix ASCII
   * @param leastDigits digits that each has at least
   */
  public static byte[][] of(String prefix, int count, int leastDigits) {
    byte[] start = prefix.getBytes(US_ASCII);
    int digits = Math.max(leastDigits, Integer.toString(count - 1).length());
    byte[][] ids = new byte[count][];
    for (int i = 0; i < count; i++) {
      byte[] id = new byte[start.length + digits];
      System.arraycopy(start, 0, id, 0, start.length);
      Digits.writePadded(id, start.length, i, digits);
      ids[i] = id;
    }
    return ids;
  }
}
