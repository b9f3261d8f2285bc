/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.powerloss.agent;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A regular file that this JVM writes. Everything about one file is done under its lock, so that
 * the order of its lines is that of what happened.
 */
final class Inode {
  private static final int CHUNK_BYTES = 1 << 16;

  final FileKey key;

  /** Stamps of the overwritings that have begun and not ended. */
  private final List<Long> underWay = new ArrayList<>();

  private boolean gone;

  Inode(FileKey key) {
    this.key = key;
  }

  /**
   * Bytes are about to be written.
   *
   * @param position of the first; negative for the file's own
   * @return the stamps of what was recorded, to be given to {@link #wrote}
   */
  synchronized long[] writing(
      RecordLog log, Readers readers, OpenFile open, FileDescriptor fd, long position, long length)
      throws Throwable {
    if (gone) {
      return new long[0];
    }
    long size = Natives.size(fd);
    // What is appended takes no byte's place: it is cut off with the end.
    long from = open.appends ? size : position < 0 ? Natives.position(fd) : position;
    long to = Math.min(size, from + length);
    if (from >= to) {
      return new long[0];
    }
    return record(log, readers.of(this, open.number), from, to);
  }

  private long[] record(RecordLog log, RandomAccessFile reader, long from, long to)
      throws IOException {
    long[] stamps = new long[Math.toIntExact((to - from + CHUNK_BYTES - 1) / CHUNK_BYTES)];
    byte[] before = new byte[(int) Math.min(CHUNK_BYTES, to - from)];
    for (int i = 0; i < stamps.length; i++) {
      long at = from + (long) i * CHUNK_BYTES;
      int length = (int) Math.min(CHUNK_BYTES, to - at);
      read(reader, at, before, length);
      stamps[i] = log.overwriting(key, at, before, length);
      underWay.add(stamps[i]);
    }
    return stamps;
  }

  private static void read(RandomAccessFile reader, long at, byte[] into, int length)
      throws IOException {
    reader.seek(at);
    int read = 0;
    while (read < length) {
      int more = reader.read(into, read, length - read);
      if (more < 0) {
        // Shortened meanwhile: nothing is there.
        Arrays.fill(into, read, length, (byte) 0);
        return;
      }
      read += more;
    }
  }

  /** Bytes were written, or could not be. */
  synchronized void wrote(long[] stamps) {
    for (long stamp : stamps) {
      underWay.remove((Long) stamp);
    }
  }

  /**
   * A force is about to begin, of all or of a range.
   *
   * @param size the file's now
   */
  synchronized Force forcing(RecordLog log, long size, long from, long to) {
    long[] except = new long[underWay.size()];
    for (int i = 0; i < except.length; i++) {
      except[i] = underWay.get(i);
    }
    return new Force(log.stamp(), size, from, to, except);
  }

  /** A force has ended well. */
  synchronized void forced(RecordLog log, Force force) {
    if (!gone) {
      log.forced(key, force.begun, force.size, force.from, force.to, force.except);
    }
  }

  synchronized void resized(RecordLog log, long size) {
    if (!gone) {
      log.resized(key, size);
    }
  }

  synchronized void fresh(RecordLog log) {
    if (!gone) {
      log.fresh(key);
    }
  }

  /**
   * Its last name is removed; what is still written to it concerns nobody.
   *
   * @param begun a stamp from before it was removed
   */
  synchronized void gone(RecordLog log, long begun) {
    if (!gone) {
      gone = true;
      log.gone(key, begun);
    }
  }

  /** A force under way. */
  static final class Force {
    final long begun;
    final long size;
    final long from;
    final long to;
    final long[] except;

    private Force(long begun, long size, long from, long to, long[] except) {
      this.begun = begun;
      this.size = size;
      this.from = from;
      this.to = to;
      this.except = except;
    }
  }

  /** Opens files anew for reading what they are about to lose; keeps the latest open. */
  static final class Readers {
    private static final int MOST_OPEN = 64;

    private final LinkedHashMap<Inode, RandomAccessFile> open =
        new LinkedHashMap<>(16, 0.75f, true);

    /** The caller holds the inode's lock, which guards the position. */
    RandomAccessFile of(Inode inode, int descriptor) throws IOException {
      synchronized (open) {
        RandomAccessFile reader = open.get(inode);
        if (reader == null) {
          reader = new RandomAccessFile("/proc/self/fd/" + descriptor, "r");
          open.put(inode, reader);
          closeEldest();
        }
        return reader;
      }
    }

    void close(Inode inode) throws IOException {
      @Nullable RandomAccessFile reader;
      synchronized (open) {
        reader = open.remove(inode);
      }
      if (reader != null) {
        reader.close();
      }
    }

    private void closeEldest() {
      // Dropped, not closed: another thread may be reading, and a cleaner closes it later.
      if (open.size() > MOST_OPEN) {
        Iterator<?> eldest = open.entrySet().iterator();
        eldest.next();
        eldest.remove();
      }
    }
  }
}
