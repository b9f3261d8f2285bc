/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision.powerloss;

import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of servers: what is there, forcing it, cutting it back. Any thread. */
final class DataFiles {
  private static final int CHUNK_BYTES = 1 << 16;
  private static final int BLOCK_BYTES = 4096;
  private static final byte[] ZEROS = new byte[BLOCK_BYTES];

  private DataFiles() {}

  /** Absolute, without links: the name by which a directory is known. */
  static Path real(Path directory) {
    try {
      return directory.toRealPath();
    } catch (IOException e) {
      throw new UnavailableException(
          "the data directory " + directory + " cannot be read: " + e, e);
    }
  }

  /** Every regular file below the directories once, by one of its names. */
  static Map<FileId, Path> find(Collection<Path> directories) {
    Map<FileId, Path> found = new LinkedHashMap<>();
    for (Path directory : directories) {
      for (Path path : below(directory)) {
        stat(path).ifPresent(stat -> found.putIfAbsent(stat.id(), path));
      }
    }
    return found;
  }

  /** What a path leads to now; empty if that is no regular file, or nothing any more. */
  static Optional<FileId.Stat> stat(Path path) {
    try {
      return FileId.of(path);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UnavailableException(path + " cannot be read: " + e, e);
    }
  }

  /** Forces a file or a directory to disk; nothing happens if it has been removed meanwhile. */
  static void force(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw new UnavailableException(path + " cannot be forced to disk: " + e, e);
    }
  }

  /** Directories below, themselves included, and the files in them. */
  static List<Path> below(Path directory) {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> all = Files.walk(directory)) {
      all.forEach(found::add);
    } catch (UncheckedIOException e) {
      // Servers remove files while this walks.
      if (e.getCause() instanceof NoSuchFileException) {
        return below(directory);
      }
      throw new UnavailableException(directory + " cannot be read: " + e.getCause(), e);
    } catch (IOException e) {
      throw new UnavailableException(directory + " cannot be read: " + e, e);
    }
    return found;
  }

  /**
   * Makes a file what the disk has of it.
   *
   * @return how many bytes were taken away: cut off, where blocks held something, or in stretches
   *     that were turned back
   */
  static long cut(Path path, LossModel.OnDisk disk) {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      long taken = filled(file, disk.size());
      if (file.length() > disk.size()) {
        file.setLength(disk.size());
      }
      for (LossModel.Undo undo : disk.restored()) {
        taken += restore(file, undo);
      }
      return taken;
    } catch (IOException e) {
      throw new UnavailableException(path + " cannot be cut: " + e, e);
    }
  }

  /** The bytes from there to the end, in blocks that hold anything but zeros. */
  private static long filled(RandomAccessFile file, long from) throws IOException {
    byte[] block = new byte[BLOCK_BYTES];
    long filled = 0;
    for (long at = from; at < file.length(); ) {
      // To the end of a block of the file.
      int length = (int) Math.min(BLOCK_BYTES - at % BLOCK_BYTES, file.length() - at);
      file.seek(at);
      file.readFully(block, 0, length);
      filled += Arrays.equals(block, 0, length, ZEROS, 0, length) ? 0 : length;
      at += length;
    }
    return filled;
  }

  private static long restore(RandomAccessFile file, LossModel.Undo undo) throws IOException {
    long end = Math.min(undo.to(), file.length());
    long changed = 0;
    for (long at = undo.from(); at < end; at += CHUNK_BYTES) {
      byte[] before = undo.before().range(at, (int) Math.min(CHUNK_BYTES, end - at));
      byte[] now = new byte[before.length];
      file.seek(at);
      file.readFully(now);
      if (!Arrays.equals(now, before)) {
        file.seek(at);
        file.write(before);
        changed += before.length;
      }
    }
    return changed;
  }
}
