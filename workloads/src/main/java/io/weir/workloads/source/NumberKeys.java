/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.source;

import io.weir.spi.Event;
import io.weir.workloads.encoding.Digits;
import java.util.Arrays;

/**
 * Keys for ids without a bound: their decimal digits. Those used last are kept, so that hot ones
 * are not made again. Not thread-safe.
 */
public final class NumberKeys {
  private static final int MOST_DIGITS = 20;

  private final byte[] digits = new byte[MOST_DIGITS];
  private final byte[][] keys;
  private final long[] ids;

  /**
   * @param kept how many are kept, a power of two: ids that far apart take each other's place
   */
  public NumberKeys(int kept) {
    keys = new byte[kept][];
    ids = new long[kept];
    Arrays.fill(keys, new byte[0]);
    Arrays.fill(ids, -1);
  }

  /**
   * Sets the event's key and its number.
   *
   * @param id not negative
   */
  public void set(long id, Event into) {
    int slot = (int) id & (ids.length - 1);
    if (ids[slot] != id) {
      keys[slot] = Arrays.copyOf(digits, Digits.write(digits, 0, id));
      ids[slot] = id;
    }
    into.key = keys[slot];
    into.keyIndex = id;
  }
}
