/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.ContainerPointer;
import org.roaringbitmap.RoaringBitmap;

/**
 * A set of global indices that stays within a memory budget: it is cut into chunks of equal index
 * range, and the least recently used chunks rest in files and are read back when touched. Always
 * exact.
 *
 * <p>Not thread-safe: its owner guards it. {@link UncheckedIOException} when a file cannot be
 * written (the set is unchanged then) or read back.
 */
final class LedgerIndexSet implements LedgerBlocks, AutoCloseable {

  private static final int MIN_CHUNK_SHIFT = 16;
  private static final int MAX_CHUNK_SHIFT = 24;

  private final Path directory;
  private final long budgetBytes;
  private final int chunkShift;
  private final TreeMap<Long, Chunk> chunks = new TreeMap<>();
  private long useCount;
  private int spilledChunks;

  /**
   * @param directory where chunks are spilled; created when needed
   * @param budgetBytes of chunks in memory, checked by {@link #trim}; the chunk in use stays
   */
  LedgerIndexSet(Path directory, long budgetBytes) {
    this.directory = directory;
    this.budgetBytes = budgetBytes;
    // Four chunks with every second bit set, the densest there are, fit in the budget.
    int shift = 63 - Long.numberOfLeadingZeros(Math.max(1, budgetBytes * 2));
    this.chunkShift = Math.max(MIN_CHUNK_SHIFT, Math.min(MAX_CHUNK_SHIFT, shift));
  }

  /** Whether the index is new. */
  boolean add(long index) {
    long key = index >>> chunkShift;
    Chunk chunk = chunks.get(key);
    if (chunk == null) {
      chunk = new Chunk(key);
      chunks.put(key, chunk);
    }
    if (!load(chunk).checkedAdd(offset(index))) {
      return false;
    }
    chunk.dirty = true;
    return true;
  }

  /** Whether the index was there. */
  boolean remove(long index) {
    Chunk chunk = chunks.get(index >>> chunkShift);
    if (chunk == null) {
      return false;
    }
    RoaringBitmap bits = load(chunk);
    if (!bits.checkedRemove(offset(index))) {
      return false;
    }
    chunk.dirty = true;
    return true;
  }

  /** Spills the least recently used chunks until the rest fits in the budget. */
  void trim() {
    evict(null);
  }

  /** Chunks that rest in files. */
  int spilledChunks() {
    return spilledChunks;
  }

  /** Bytes of the chunks in memory. */
  long residentBytes() {
    long bytes = 0;
    for (Chunk chunk : chunks.values()) {
      if (chunk.bits != null) {
        bytes += chunk.bits.getLongSizeInBytes();
      }
    }
    return bytes;
  }

  @Override
  public long blockLimit() {
    return chunks.isEmpty() ? 0 : (chunks.lastKey() + 1) << (chunkShift - MIN_CHUNK_SHIFT);
  }

  @Override
  public Content read(long block, long[] words) {
    int blockShift = chunkShift - MIN_CHUNK_SHIFT;
    Chunk chunk = chunks.get(block >>> blockShift);
    if (chunk == null) {
      return Content.EMPTY;
    }
    int wanted = (int) (block & ((1L << blockShift) - 1));
    ContainerPointer pointer = load(chunk).getContainerPointer();
    while (pointer.getContainer() != null) {
      if (pointer.key() == wanted) {
        Arrays.fill(words, 0);
        pointer.getContainer().copyBitmapTo(words, 0);
        return Content.MIXED;
      }
      pointer.advance();
    }
    return Content.EMPTY;
  }

  /** Forgets everything and deletes the files. */
  @Override
  public void close() {
    try {
      for (Chunk chunk : chunks.values()) {
        Files.deleteIfExists(file(chunk));
      }
      chunks.clear();
      spilledChunks = 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    LedgerFiles.deleteIfPresent(directory);
  }

  private int offset(long index) {
    return (int) (index & ((1L << chunkShift) - 1));
  }

  private RoaringBitmap load(Chunk chunk) {
    chunk.lastUse = ++useCount;
    RoaringBitmap bits = chunk.bits;
    if (bits == null) {
      bits = new RoaringBitmap();
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(file(chunk))))) {
        bits.deserialize(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      chunk.bits = bits;
      chunk.dirty = false;
      spilledChunks--;
      evict(chunk);
    }
    return bits;
  }

  private void evict(@Nullable Chunk kept) {
    long bytes = residentBytes();
    if (bytes <= budgetBytes) {
      return;
    }
    List<Chunk> oldestFirst =
        chunks.values().stream()
            .filter(chunk -> chunk.bits != null && chunk != kept)
            .sorted(Comparator.comparingLong(chunk -> chunk.lastUse))
            .toList();
    for (Chunk chunk : oldestFirst) {
      bytes -= spill(chunk);
      if (bytes <= budgetBytes) {
        return;
      }
    }
  }

  private long spill(Chunk chunk) {
    RoaringBitmap bits = chunk.bits;
    if (bits == null) {
      return 0;
    }
    long bytes = bits.getLongSizeInBytes();
    try {
      if (bits.isEmpty()) {
        Files.deleteIfExists(file(chunk));
        chunks.remove(chunk.key);
        return bytes;
      }
      if (chunk.dirty) {
        write(chunk, bits);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    chunk.bits = null;
    spilledChunks++;
    return bytes;
  }

  private void write(Chunk chunk, RoaringBitmap bits) throws IOException {
    bits.runOptimize();
    Files.createDirectories(directory);
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file(chunk))))) {
      bits.serialize(out);
    }
  }

  private Path file(Chunk chunk) {
    return directory.resolve("chunk-" + chunk.key + ".roaring");
  }

  private static final class Chunk {
    final long key;
    @Nullable RoaringBitmap bits = new RoaringBitmap();
    boolean dirty;
    long lastUse;

    Chunk(long key) {
      this.key = key;
    }
  }
}
