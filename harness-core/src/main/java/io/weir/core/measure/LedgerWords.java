/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.util.Arrays;

/** Arithmetic on the words of a {@link LedgerBlocks block}. Stateless. */
final class LedgerWords {

  private LedgerWords() {}

  static long[] block() {
    return new long[LedgerBlocks.BLOCK_WORDS];
  }

  static int cardinality(long[] words) {
    int count = 0;
    for (long word : words) {
      count += Long.bitCount(word);
    }
    return count;
  }

  /** Set bits in positions {@code from} (inclusive) to {@code to} (exclusive). */
  static int cardinality(long[] words, int from, int to) {
    if (from >= to) {
      return 0;
    }
    int firstWord = from >>> 6;
    int lastWord = (to - 1) >>> 6;
    long firstMask = -1L << from;
    long lastMask = -1L >>> -to;
    if (firstWord == lastWord) {
      return Long.bitCount(words[firstWord] & firstMask & lastMask);
    }
    int count = Long.bitCount(words[firstWord] & firstMask);
    for (int w = firstWord + 1; w < lastWord; w++) {
      count += Long.bitCount(words[w]);
    }
    return count + Long.bitCount(words[lastWord] & lastMask);
  }

  static void set(long[] words, int position) {
    words[position >>> 6] |= 1L << position;
  }

  static void and(long[] words, long[] other) {
    for (int w = 0; w < words.length; w++) {
      words[w] &= other[w];
    }
  }

  static void andNot(long[] words, long[] other) {
    for (int w = 0; w < words.length; w++) {
      words[w] &= ~other[w];
    }
  }

  static void or(long[] words, long[] other) {
    for (int w = 0; w < words.length; w++) {
      words[w] |= other[w];
    }
  }

  /** What both sets hold. */
  static LedgerBlocks intersection(LedgerBlocks a, LedgerBlocks b) {
    return combine(Math.min(a.blockLimit(), b.blockLimit()), a, b, LedgerWords::and);
  }

  /** What the first set holds and the second does not. */
  static LedgerBlocks difference(LedgerBlocks a, LedgerBlocks b) {
    return combine(a.blockLimit(), a, b, LedgerWords::andNot);
  }

  /** What either set holds. */
  static LedgerBlocks union(LedgerBlocks a, LedgerBlocks b) {
    return combine(Math.max(a.blockLimit(), b.blockLimit()), a, b, LedgerWords::or);
  }

  private interface Operator {
    void apply(long[] words, long[] other);
  }

  private static LedgerBlocks combine(
      long blockLimit, LedgerBlocks a, LedgerBlocks b, Operator operator) {
    long[] other = block();
    return new LedgerBlocks() {
      @Override
      public long blockLimit() {
        return blockLimit;
      }

      @Override
      public void read(long block, long[] words) {
        a.read(block, words);
        b.read(block, other);
        operator.apply(words, other);
      }
    };
  }

  /**
   * What was handed to a client: the first {@code handedOver[p]} sequences of each publisher p.
   *
   * @param handedOver by publisher; read, not copied
   */
  static LedgerBlocks handedOver(LedgerLayout layout, long[] handedOver) {
    int publishers = layout.publishers();
    if (handedOver.length != publishers) {
      throw new IllegalArgumentException(
          handedOver.length + " counts for " + publishers + " publishers");
    }
    long least = Arrays.stream(handedOver).min().orElse(0);
    long most = Arrays.stream(handedOver).max().orElse(0);
    long limit = blocksOf(most * publishers);
    return new LedgerBlocks() {
      @Override
      public long blockLimit() {
        return limit;
      }

      @Override
      public void read(long block, long[] words) {
        long start = block * BLOCK_INDICES;
        if (layout.sequenceOf(start + BLOCK_INDICES - 1) < least) {
          Arrays.fill(words, -1L);
          return;
        }
        Arrays.fill(words, 0);
        long sequence = layout.sequenceOf(start);
        int publisher = layout.publisherOf(start);
        for (int i = 0; i < BLOCK_INDICES && sequence < most; i++) {
          if (sequence < handedOver[publisher]) {
            set(words, i);
          }
          if (++publisher == publishers) {
            publisher = 0;
            sequence++;
          }
        }
      }
    };
  }

  /** How many blocks the indices below a limit take. */
  static long blocksOf(long indexLimit) {
    return (indexLimit + LedgerBlocks.BLOCK_INDICES - 1) / LedgerBlocks.BLOCK_INDICES;
  }
}
