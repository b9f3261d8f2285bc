/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.BitmapContainer;
import org.roaringbitmap.Container;
import org.roaringbitmap.RoaringBitmap;
import org.roaringbitmap.longlong.Roaring64NavigableMap;

/**
 * Files of global indices, in the portable 64-bit format of RoaringFormatSpec, which the Roaring
 * libraries of other languages read too: the number of buckets (u64, little-endian), then per
 * bucket of 2³² indices its upper half (u32) and a 32-bit Roaring bitmap. Written beside and
 * renamed, so a file is whole or absent. Memory: one bucket, compressed; of a run without gaps a
 * few bytes per 65,536 indices.
 *
 * <p>Stateless. {@link UncheckedIOException} when a file cannot be read or written.
 */
public final class LedgerFiles {

  private static final int BUCKET_BLOCKS = 1 << 16;

  private LedgerFiles() {}

  /** The whole of a file. */
  public static Roaring64NavigableMap read(Path file) {
    Roaring64NavigableMap indices = new Roaring64NavigableMap();
    try (DataInputStream in = open(file)) {
      indices.deserializePortable(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return indices;
  }

  /**
   * Writes the union of several files, as of several processes that share a run's publishers or a
   * subscription's records.
   */
  public static void merge(List<Path> files, Path merged) {
    List<BucketReader> readers = new ArrayList<>();
    try {
      for (Path file : files) {
        readers.add(new BucketReader(file));
      }
      try (Writer writer = new Writer(merged)) {
        OptionalLong key = leastKey(readers);
        while (key.isPresent()) {
          RoaringBitmap union = new RoaringBitmap();
          for (BucketReader reader : readers) {
            RoaringBitmap bits = reader.bits;
            if (bits != null && reader.key == key.getAsLong()) {
              union.or(bits);
              reader.advance();
            }
          }
          writer.bucket(key.getAsLong(), union);
          key = leastKey(readers);
        }
        writer.commit();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      readers.forEach(BucketReader::close);
    }
  }

  /** Writes a set, block by block. */
  static void write(Path file, LedgerBlocks blocks) {
    try (Writer writer = new Writer(file)) {
      long limit = blocks.blockLimit();
      long[] words = LedgerWords.block();
      RoaringBitmap bucket = new RoaringBitmap();
      for (long block = 0; block < limit; block++) {
        LedgerBlocks.Content content = blocks.read(block, words);
        int cardinality = LedgerWords.cardinality(content, words);
        if (cardinality > 0) {
          bucket.append((char) block, container(words, cardinality));
        }
        if (block + 1 == limit || (block + 1) % BUCKET_BLOCKS == 0) {
          writer.bucket(block / BUCKET_BLOCKS, bucket);
          bucket = new RoaringBitmap();
        }
      }
      writer.commit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a file or an empty directory. */
  static void deleteIfPresent(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Container container(long[] words, int cardinality) {
    if (cardinality == LedgerBlocks.BLOCK_INDICES) {
      return Container.rangeOfOnes(0, LedgerBlocks.BLOCK_INDICES);
    }
    // The format tells arrays from bitmaps by cardinality, so the repair is not only for size.
    return new BitmapContainer(words.clone(), cardinality).repairAfterLazy().runOptimize();
  }

  private static OptionalLong leastKey(List<BucketReader> readers) {
    return readers.stream()
        .filter(reader -> reader.bits != null)
        .mapToLong(reader -> reader.key)
        .min();
  }

  private static DataInputStream open(Path file) throws IOException {
    return new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
  }

  /** The buckets of a file, one at a time; {@link #bits} is null after the last. */
  private static final class BucketReader {
    private final DataInputStream in;
    private long remaining;
    long key;
    @Nullable RoaringBitmap bits;

    BucketReader(Path file) throws IOException {
      this.in = open(file);
      this.remaining = Long.reverseBytes(in.readLong());
      advance();
    }

    void advance() throws IOException {
      if (remaining == 0) {
        bits = null;
        return;
      }
      remaining--;
      key = Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
      RoaringBitmap next = new RoaringBitmap();
      next.deserialize((DataInput) in);
      bits = next;
    }

    void close() {
      try {
        in.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Writer implements AutoCloseable {
    private final Path file;
    private final Path unfinished;
    private final RandomAccessFile output;
    private final OutputStream buffer;
    private final DataOutput out;
    private long buckets;

    Writer(Path file) throws IOException {
      this.file = file;
      this.unfinished = file.resolveSibling(file.getFileName() + ".tmp");
      Files.createDirectories(file.toAbsolutePath().getParent());
      this.output = new RandomAccessFile(unfinished.toFile(), "rw");
      output.setLength(0);
      this.buffer = new BufferedOutputStream(Channels.newOutputStream(output.getChannel()));
      DataOutputStream data = new DataOutputStream(buffer);
      this.out = data;
      data.writeLong(0);
    }

    void bucket(long key, RoaringBitmap bits) throws IOException {
      if (bits.isEmpty()) {
        return;
      }
      bits.runOptimize();
      out.writeInt(Integer.reverseBytes((int) key));
      bits.serialize(out);
      buckets++;
    }

    void commit() throws IOException {
      buffer.flush();
      output.seek(0);
      output.writeLong(Long.reverseBytes(buckets));
      output.close();
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
      output.close();
      Files.deleteIfExists(unfinished);
    }
  }
}
