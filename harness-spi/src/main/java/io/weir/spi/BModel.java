/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.NoSuchElementException;

/**
 * The b-model of bursty traffic: spreads a volume over 2<sup>n</sup> slots by halving time n times
 * and giving one half the share b of its parent's volume, the other 1 − b; a fair coin says which.
 *
 * <p>Source: M. Wang, T. Madhyastha, N. H. Chan, S. Papadimitriou, C. Faloutsos, "Data Mining Meets
 * Performance Evaluation: Fast Algorithms for Modeling Bursty Traffic", ICDE 2002. Counts are whole
 * here: of m records the favoured half gets round(b·m) and the other the rest, so that the slots
 * sum to the volume exactly.
 *
 * <p>Slots are made in the order of time, depth first, with one number a level kept; on average
 * less than two divisions a slot. Every coin is a function of the seed and of the division's place
 * alone, so whoever makes the same model makes the same slots, and {@link #countAt} needs none
 * before.
 *
 * <p>Thread contract: an instance is read by one thread.
 */
public final class BModel {
  /** The largest volume: up to it a double holds every whole number, and so does b · m. */
  public static final long MOST_VOLUME = 1L << 53;

  /** The most levels. */
  public static final int MOST_LEVELS = 48;

  /** Sets these coins apart from other numbers that are made of the same seed. */
  private static final long PURPOSE = 0x622d6d6f64656c73L;

  private final int levels;
  private final double b;
  private final long coins;

  /** Volume of the division at each level on the way to the slot last made. */
  private final long[] path;

  private long next;

  /**
   * @param volume records over all slots, 0 to {@link #MOST_VOLUME}
   * @param levels n, 0 to {@link #MOST_LEVELS}; there are 2<sup>n</sup> slots
   * @param b share of the favoured half, at least 0.5 (even) and below 1
   * @param seed fixes the coins
   * @throws IllegalArgumentException if one is out of range
   */
  public BModel(long volume, int levels, double b, long seed) {
    if (volume < 0 || volume > MOST_VOLUME) {
      throw new IllegalArgumentException("volume " + volume + " is not in 0 to " + MOST_VOLUME);
    }
    if (levels < 0 || levels > MOST_LEVELS) {
      throw new IllegalArgumentException("levels " + levels + " are not 0 to " + MOST_LEVELS);
    }
    if (!(b >= 0.5 && b < 1)) {
      throw new IllegalArgumentException("b " + b + " is not at least 0.5 and below 1");
    }
    this.levels = levels;
    this.b = b;
    this.coins = Mix.mix(seed ^ PURPOSE);
    this.path = new long[levels + 1];
    this.path[0] = volume;
  }

  /** How many slots there are: 2<sup>n</sup>. */
  public long slots() {
    return 1L << levels;
  }

  /** True if slots are left. */
  public boolean hasNext() {
    return next < slots();
  }

  /**
   * Records of the next slot in the order of time.
   *
   * @throws NoSuchElementException if none is left
   */
  public long nextCount() {
    if (!hasNext()) {
      throw new NoSuchElementException("all " + slots() + " slots were made");
    }
    // Slots k − 1 and k part ways above the trailing zeros of k; what is higher stays.
    int parted = next == 0 ? 0 : levels - 1 - Long.numberOfTrailingZeros(next);
    for (int level = parted; level < levels; level++) {
      path[level + 1] = half(path[level], level, next);
    }
    next++;
    return path[levels];
  }

  /**
   * Records of one slot, without those before it; leaves what {@link #nextCount} gives as it is.
   *
   * @param slot 0 to {@link #slots} − 1
   */
  public long countAt(long slot) {
    if (slot < 0 || slot >= slots()) {
      throw new IndexOutOfBoundsException("slot " + slot + " of " + slots());
    }
    long count = path[0];
    for (int level = 0; level < levels; level++) {
      count = half(count, level, slot);
    }
    return count;
  }

  /**
   * Records of the fullest slot. It is the same for every seed: favoured at each of its divisions.
   */
  public long peak() {
    long count = path[0];
    for (int level = 0; level < levels; level++) {
      count = favoured(count);
    }
    return count;
  }

  /** What a division at a level leaves to the half that a slot lies in. */
  private long half(long volume, int level, long slot) {
    long division = slot >>> (levels - level);
    boolean second = ((slot >>> (levels - level - 1)) & 1) == 1;
    // Divisions are numbered as in a heap, the whole being 1. The top bit is the coin.
    boolean favourSecond = Mix.of(coins, (1L << level) + division) < 0;
    return second == favourSecond ? favoured(volume) : volume - favoured(volume);
  }

  private long favoured(long volume) {
    return Math.round(b * volume);
  }
}
