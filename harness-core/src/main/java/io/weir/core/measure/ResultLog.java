/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps records as they come, key, value and a time each, to be read again in the same order: in
 * memory up to a budget, what is beyond it in a file. Nothing in them is looked at.
 *
 * <p>Appending copies the record under a lock that is free unless two threads deliver at once, and
 * allocates nothing per record. Beyond the budget the appending thread writes a piece of 256 KiB to
 * the file each time that one is full. A file that cannot be written is no error of the appending
 * thread: from then on records are counted and not kept, and {@link #failure} says why.
 *
 * <p>Thread contract: {@link #append} and the counters by any threads, the order of a record within
 * its partition being that of the calls; {@link #read} and {@link #close} when nothing is appended
 * any more.
 */
public final class ResultLog implements AutoCloseable {
  /** Of memory, unless told otherwise. */
  public static final long DEFAULT_MEMORY_BYTES = 48L << 20;

  private static final int PIECE_BYTES = 256 << 10;

  /** Two lengths and a time. */
  private static final int HEAD_BYTES = 16;

  /** The length of what is not there. */
  private static final int NONE = -1;

  private final Path file;
  private final long memoryBytes;
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong lastNs = new AtomicLong(Long.MIN_VALUE);
  private final List<ByteBuffer> held = new ArrayList<>();
  private ByteBuffer piece;
  private long heldBytes;
  private @Nullable FileChannel channel;

  /** Of the file, in whole records. */
  private long fileBytes;

  private long dropped;
  private @Nullable IOException failure;

  /**
   * An empty log.
   *
   * @param file made when it is needed, removed by {@link #close}; must not be there
   * @param memoryBytes that records may take before they go to the file
   */
  public ResultLog(Path file, long memoryBytes) {
    this(file, memoryBytes, PIECE_BYTES);
  }

  /** With pieces of another size. */
  public ResultLog(Path file, long memoryBytes, int pieceBytes) {
    this.file = file;
    this.memoryBytes = memoryBytes;
    this.piece = ByteBuffer.allocate(pieceBytes);
  }

  /** Takes records that are read. */
  public interface Reader {
    /** One record; the arrays are the reader's own. */
    void record(byte @Nullable [] key, byte @Nullable [] value, long atNs) throws IOException;
  }

  /**
   * Keeps a copy of a record.
   *
   * @param key from position to limit, or null; not changed
   * @param value likewise
   * @param atNs its time
   */
  public void append(@Nullable ByteBuffer key, @Nullable ByteBuffer value, long atNs) {
    int keyBytes = key == null ? 0 : key.remaining();
    int valueBytes = value == null ? 0 : value.remaining();
    synchronized (this) {
      if (failure == null && piece.remaining() < HEAD_BYTES + keyBytes + valueBytes) {
        nextPiece(HEAD_BYTES + keyBytes + valueBytes);
      }
      if (failure == null) {
        piece.putInt(key == null ? NONE : keyBytes);
        piece.putInt(value == null ? NONE : valueBytes);
        piece.putLong(atNs);
        put(key, keyBytes);
        put(value, valueBytes);
      } else {
        dropped++;
      }
      // Never less than before, though threads meet here in any order.
      lastNs.setRelease(Math.max(lastNs.getPlain(), atNs));
      records.setRelease(records.getPlain() + 1);
    }
  }

  private void put(@Nullable ByteBuffer bytes, int length) {
    if (bytes != null) {
      bytes.get(bytes.position(), piece.array(), piece.position(), length);
      piece.position(piece.position() + length);
    }
  }

  private void nextPiece(int leastBytes) {
    piece.flip();
    int pieceBytes = piece.capacity();
    if (heldBytes + piece.capacity() <= memoryBytes && channel == null) {
      held.add(piece);
      heldBytes += piece.capacity();
      piece = ByteBuffer.allocate(Math.max(pieceBytes, leastBytes));
      return;
    }
    try {
      write(piece);
    } catch (IOException e) {
      failure = e;
      return;
    }
    if (pieceBytes < leastBytes) {
      piece = ByteBuffer.allocate(leastBytes);
    } else {
      piece.clear();
    }
  }

  private void write(ByteBuffer whole) throws IOException {
    FileChannel to = channel;
    if (to == null) {
      to =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      channel = to;
    }
    int bytes = whole.remaining();
    while (whole.hasRemaining()) {
      to.write(whole);
    }
    fileBytes += bytes;
  }

  /** Records so far, those included that could not be kept. */
  public long records() {
    return records.getAcquire();
  }

  /** The latest time of a record so far; {@link Long#MIN_VALUE} before the first. */
  public long lastNs() {
    return lastNs.getAcquire();
  }

  /** Records that could not be kept. */
  public synchronized long dropped() {
    return dropped;
  }

  /** Why records could not be kept, if so. */
  public synchronized Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * Reads all records that were kept, in order. May be done several times.
   *
   * @throws IOException if the file cannot be read, or ends within a record
   */
  public synchronized void read(Reader to) throws IOException {
    for (ByteBuffer whole : held) {
      read(whole.duplicate(), to);
    }
    if (fileBytes > 0) {
      readFile(to);
    }
    if (failure == null) {
      read(piece.duplicate().flip(), to);
    }
  }

  private static void read(ByteBuffer from, Reader to) throws IOException {
    while (from.hasRemaining()) {
      int keyBytes = from.getInt();
      int valueBytes = from.getInt();
      long atNs = from.getLong();
      to.record(bytes(from, keyBytes), bytes(from, valueBytes), atNs);
    }
  }

  private static byte @Nullable [] bytes(ByteBuffer from, int length) {
    if (length == NONE) {
      return null;
    }
    byte[] bytes = new byte[length];
    from.get(bytes);
    return bytes;
  }

  private void readFile(Reader to) throws IOException {
    try (DataInputStream from =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), PIECE_BYTES))) {
      long left = fileBytes;
      while (left > 0) {
        int keyBytes = from.readInt();
        int valueBytes = from.readInt();
        long atNs = from.readLong();
        left -= HEAD_BYTES + Math.max(0, keyBytes) + Math.max(0, valueBytes);
        if (keyBytes < NONE || valueBytes < NONE || left < 0) {
          throw new IOException(file + " is damaged");
        }
        to.record(bytes(from, keyBytes), bytes(from, valueBytes), atNs);
      }
    } catch (EOFException e) {
      throw new IOException(file + " ends within a record", e);
    }
  }

  private static byte @Nullable [] bytes(DataInputStream from, int length) throws IOException {
    if (length == NONE) {
      return null;
    }
    byte[] bytes = new byte[length];
    from.readFully(bytes);
    return bytes;
  }

  /**
   * Forgets all records and removes the file.
   *
   * @throws IOException if it cannot be removed
   */
  @Override
  public synchronized void close() throws IOException {
    held.clear();
    piece = ByteBuffer.allocate(0);
    heldBytes = memoryBytes;
    FileChannel open = channel;
    channel = null;
    fileBytes = 0;
    failure = failure == null ? new IOException("the log is closed") : failure;
    if (open != null) {
      try {
        open.close();
      } finally {
        Files.deleteIfExists(file);
      }
    }
  }
}
