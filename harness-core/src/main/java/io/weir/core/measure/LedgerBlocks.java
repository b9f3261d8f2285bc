/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

/**
 * A set of global indices, read in blocks of 65,536: block b holds the indices from b · 65,536. The
 * common view of everything the ledger counts and writes, so that combining needs the memory of a
 * block, not of a run.
 */
interface LedgerBlocks {

  /** Indices in a block; also the size of a Roaring container. */
  int BLOCK_INDICES = 1 << 16;

  /** Words of 64 indices in a block. */
  int BLOCK_WORDS = BLOCK_INDICES >>> 6;

  /** One past the last block that may hold an index. */
  long blockLimit();

  /** What a block holds. */
  enum Content {
    /** No index. */
    EMPTY,
    /** Every index. */
    FULL,
    /** The indices that the words tell; none or all of them, possibly. */
    MIXED
  }

  /**
   * Reads a block. Only of {@link Content#MIXED} the words are filled in, all of them: bit i of
   * word w stands for index block · 65,536 + 64 w + i. Otherwise they are left undefined, so that
   * the long stretches without exceptions cost next to nothing.
   */
  Content read(long block, long[] words);
}
