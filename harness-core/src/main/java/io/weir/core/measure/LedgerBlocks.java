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

  /**
   * Overwrites all of {@code words} with a block: bit i of word w stands for index block · 65,536 +
   * 64 w + i.
   */
  void read(long block, long[] words);
}
