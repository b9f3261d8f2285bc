/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.source;

import io.weir.spi.Mix;
import java.nio.charset.StandardCharsets;

/** Simple draws from a random number of 64 bits, as {@link Mix} gives them. Stateless. */
public final class Draws {
  private Draws() {}

  /** A whole number from 0, below a bound; its bias is below bound / 2<sup>63</sup>. */
  public static long below(long bits, long bound) {
    return Math.multiplyHigh(bits >>> 1, bound << 1);
  }

  /** A whole number from 0, below a bound; its bias is below bound / 2<sup>63</sup>. */
  public static int below(long bits, int bound) {
    return (int) below(bits, (long) bound);
  }

  /** True with a probability. */
  public static boolean chance(long bits, double probability) {
    return Mix.unit(bits) < probability;
  }

  /**
   * Sets one use of a run's seed apart from the others.
   *
   * @param purpose a name for it
   */
  public static long seedFor(long seed, String purpose) {
    long mixed = Mix.mix(seed);
    for (byte b : purpose.getBytes(StandardCharsets.UTF_8)) {
      mixed = Mix.of(mixed, b);
    }
    return mixed;
  }
}
