/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis.output;

import io.weir.spi.Row;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Items in order, in memory as long as they are few, and else in files by a hash of what they are
 * grouped by. Order within a file is order of adding. Not thread-safe.
 */
final class Spill<T> implements Closeable {
  /** Files that a level is dealt out to; a power of two. */
  static final int FILES = 32;

  private static final int BUFFER_BYTES = 16 * 1024;

  private final Path directory;
  private final String name;
  private final int level;
  private final Codec<T> codec;
  private final Function<Row, Row> group;
  private final long budgetBytes;
  private final List<T> held = new ArrayList<>();
  private final @Nullable DataOutputStream[] files = new @Nullable DataOutputStream[FILES];
  private long heldBytes;
  private boolean spilled;

  /**
   * Items of a level.
   *
   * @param directory of the files; made when it is needed
   * @param name begins the files' names
   * @param level how often the items have been dealt out before
   * @param group what must stay together
   * @param budgetBytes of memory that items may take, roughly
   */
  Spill(
      Path directory,
      String name,
      int level,
      Codec<T> codec,
      Function<Row, Row> group,
      long budgetBytes) {
    this.directory = directory;
    this.name = name;
    this.level = level;
    this.codec = codec;
    this.group = group;
    this.budgetBytes = budgetBytes;
  }

  /** Takes items that are read. */
  interface Sink<T> {
    void accept(T item) throws IOException;
  }

  void add(T item) throws IOException {
    held.add(item);
    heldBytes += footprint(codec.row(item));
    if (heldBytes > budgetBytes) {
      spill();
    }
  }

  boolean spilled() {
    return spilled;
  }

  /** The items, if none was written to a file. */
  List<T> held() {
    return held;
  }

  /** Writes all that is held to files. */
  void spill() throws IOException {
    spilled = true;
    for (T item : held) {
      int file = fileOf(group.apply(codec.row(item)));
      DataOutputStream to = files[file];
      if (to == null) {
        Files.createDirectories(directory);
        to =
            new DataOutputStream(
                new BufferedOutputStream(Files.newOutputStream(path(file)), BUFFER_BYTES));
        files[file] = to;
      }
      codec.write(item, to);
    }
    held.clear();
    heldBytes = 0;
  }

  private int fileOf(Row row) {
    // Finalizer of MurmurHash3 (Appleby): each level takes bits of its own.
    long h = row.hashCode() * 0x9E3779B97F4A7C15L;
    h = (h ^ (h >>> 33)) * 0xFF51AFD7ED558CCDL;
    h = (h ^ (h >>> 33)) * 0xC4CEB9FE1A85EC53L;
    h ^= h >>> 33;
    return (int) (h >>> (5 * level)) & (FILES - 1);
  }

  /** Bytes in a file; after {@link #close}. */
  long bytes(int file) throws IOException {
    return files[file] == null ? 0 : Files.size(path(file));
  }

  /** Reads a file; after {@link #close}. */
  void read(int file, Sink<T> to) throws IOException {
    if (files[file] == null) {
      return;
    }
    long length = Files.size(path(file));
    try (CountedInput counted =
            new CountedInput(new BufferedInputStream(Files.newInputStream(path(file))));
        DataInputStream from = new DataInputStream(counted)) {
      while (counted.bytes < length) {
        to.accept(codec.read(from));
      }
    } catch (EOFException e) {
      throw new IOException(path(file) + " ends within an item", e);
    }
  }

  void delete(int file) throws IOException {
    Files.deleteIfExists(path(file));
  }

  /** Ends writing. */
  @Override
  public void close() throws IOException {
    IOException failed = null;
    for (DataOutputStream file : files) {
      try {
        if (file != null) {
          file.close();
        }
      } catch (IOException e) {
        failed = e;
      }
    }
    if (failed != null) {
      throw failed;
    }
  }

  private Path path(int file) {
    return directory.resolve(name + "-" + file + ".rows");
  }

  /** Bytes of memory that an item takes, roughly: objects, references, boxes. */
  private static long footprint(Row row) {
    long bytes = 144;
    for (int i = 0; i < row.size(); i++) {
      bytes += 4 + (row.get(i) instanceof String text ? 48 + text.length() : 24);
    }
    return bytes;
  }

  private static final class CountedInput extends java.io.FilterInputStream {
    private long bytes;

    CountedInput(java.io.InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      bytes += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      bytes += Math.max(read, 0);
      return read;
    }
  }
}
