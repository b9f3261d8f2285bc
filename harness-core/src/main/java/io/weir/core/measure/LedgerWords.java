/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.util.Arrays;

/** Arithmetic on the words of a {@link LedgerBlocks block}. Stateless. */
final class LedgerWords {

  private LedgerWords() {}

  static long[] block() {
    return new long[LedgerBlocks.BLOCK_WORDS];
  }

  /** Indices in a block as read. */
  static int cardinality(LedgerBlocks.Content content, long[] words) {
    return switch (content) {
      case EMPTY -> 0;
      case FULL -> LedgerBlocks.BLOCK_INDICES;
      case MIXED -> cardinality(words, 0, LedgerBlocks.BLOCK_INDICES);
    };
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

  /** Takes a mask's indices, as read, from a block as read. */
  static LedgerBlocks.Content difference(
      LedgerBlocks.Content content,
      long[] words,
      LedgerBlocks.Content maskContent,
      long[] maskWords) {
    if (content == LedgerBlocks.Content.EMPTY || maskContent == LedgerBlocks.Content.EMPTY) {
      return content;
    }
    if (maskContent == LedgerBlocks.Content.FULL) {
      return LedgerBlocks.Content.EMPTY;
    }
    if (content == LedgerBlocks.Content.FULL) {
      Arrays.fill(words, -1L);
    }
    for (int w = 0; w < LedgerBlocks.BLOCK_WORDS; w++) {
      words[w] &= ~maskWords[w];
    }
    return LedgerBlocks.Content.MIXED;
  }

  /** What the first set holds and the second does not. */
  static LedgerBlocks difference(LedgerBlocks set, LedgerBlocks mask) {
    long[] maskWords = block();
    long limit = set.blockLimit();
    return new LedgerBlocks() {
      @Override
      public long blockLimit() {
        return limit;
      }

      @Override
      public Content read(long block, long[] words) {
        Content content = set.read(block, words);
        return content == Content.EMPTY
            ? content
            : difference(content, words, mask.read(block, maskWords), maskWords);
      }
    };
  }

  /** What both sets hold. */
  static LedgerBlocks intersection(LedgerBlocks a, LedgerBlocks b) {
    return difference(a, difference(a, b));
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
      public Content read(long block, long[] words) {
        long start = block * BLOCK_INDICES;
        if (layout.sequenceOf(start + BLOCK_INDICES - 1) < least) {
          return Content.FULL;
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
        return Content.MIXED;
      }
    };
  }

  /** How many blocks the indices below a limit take. */
  static long blocksOf(long indexLimit) {
    return (indexLimit + LedgerBlocks.BLOCK_INDICES - 1) / LedgerBlocks.BLOCK_INDICES;
  }
}
