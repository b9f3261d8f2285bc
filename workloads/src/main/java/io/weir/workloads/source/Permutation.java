/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.source;

import io.weir.spi.Mix;

/**
 * Permutations of 0 to n − 1, one for each seed, of which any place can be had alone: a Feistel
 * network of four rounds over the next even number of bits, walked until it lands below n (J.
 * Black, P. Rogaway, "Ciphers with Arbitrary Finite Domains", CT-RSA 2002). On average less than
 * four walks. Immutable; any thread.
 */
public final class Permutation {
  private static final int ROUNDS = 4;

  private final int n;
  private final int halfBits;

  /**
   * @param n 1 to 2<sup>30</sup>
   */
  public Permutation(int n) {
    this.n = n;
    this.halfBits = (32 - Integer.numberOfLeadingZeros(n - 1) + 1) / 2;
  }

  /** Where {@code i} goes in the permutation of a seed. */
  public int of(long seed, int i) {
    int at = i;
    do {
      at = network(seed, at);
    } while (at >= n);
    return at;
  }

  private int network(long seed, int value) {
    int mask = (1 << halfBits) - 1;
    int left = value >>> halfBits;
    int right = value & mask;
    for (int round = 0; round < ROUNDS; round++) {
      int swapped = left ^ ((int) Mix.of(seed + round, right) & mask);
      left = right;
      right = swapped;
    }
    return left << halfBits | right;
  }
}
