/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

/**
 * Random numbers without a state: the n-th number of a seed can be had without those before it, so
 * that any thread or machine makes the same record the same.
 */
public final class Mix {
  private Mix() {}

  /**
   * Spreads the bits of a number: a bijection on 64 bits. The finalizer of SplitMix64 (Steele, Lea,
   * Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, with the constants of
   * Stafford's variant 13).
   */
  public static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }

  /** A number in [0, 1) from the top 53 bits. */
  public static double unit(long bits) {
    return (bits >>> 11) * 0x1.0p-53;
  }

  /** The n-th number of the stream of a seed. */
  public static long of(long seed, long n) {
    return mix(seed + (n + 1) * 0x9e3779b97f4a7c15L);
  }
}
