/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.powerloss.agent;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A program whose loss is known before: the positive control of a simulated power loss. It writes
 * small records in every way that servers write, says on standard output which it acknowledges and
 * whether they were forced, then {@code ready}, and waits to be killed.
 *
 * <p>Arguments: a directory, and {@code forces-first} or {@code acknowledges-first}; the latter
 * leaves the last records of every way unforced. A record is its index, 8 bytes, and as many again:
 * the index with all bits turned over.
 */
public final class Fixture {
  private static final int RECORD_BYTES = 16;
  private static final int PAGE_BYTES = 4096;
  private static final int PREALLOCATED_BYTES = 1 << 20;
  private static final int FORCED = 40;

  /** Different ones for every way, so that one cannot stand in for another. */
  private static final int UNFORCED = 50;

  private final Path directory;
  private final boolean forcesFirst;

  /** Held open to the end: closing a file is not what keeps it. */
  private final List<AutoCloseable> open = new ArrayList<>();

  private int ways;

  private Fixture(Path directory, boolean forcesFirst) {
    this.directory = directory;
    this.forcesFirst = forcesFirst;
  }

  /** Writes one record, forced to disk or not. */
  private interface Way {
    void write(byte[] record, int index, boolean forced) throws IOException;
  }

  public static void main(String[] arguments) throws IOException {
    new Fixture(Path.of(arguments[0]), arguments[1].equals("forces-first")).run();
    System.out.println("ready");
    while (true) {
      LockSupport.park();
    }
  }

  private void run() throws IOException {
    write("append", this::append);
    write("preallocated", this::preallocated);
    write("overwritten", this::overwritten);
    write("mapped", this::mapped);
    write("random-access", this::randomAccess);
    write("stream", this::stream);
    write("renamed", this::renamed);
    write("synchronous", this::synchronous);
  }

  /** Makes a way of writing in a directory. */
  private interface Opening {
    Way in(Path directory) throws IOException;
  }

  private void write(String name, Opening opening) throws IOException {
    Way way = opening.in(Files.createDirectory(directory.resolve(name)));
    int unforced = UNFORCED + ways++;
    for (int i = 0; i < FORCED + unforced; i++) {
      boolean forced = forcesFirst || i < FORCED;
      byte[] record = ByteBuffer.allocate(RECORD_BYTES).putLong(i).putLong(~(long) i).array();
      way.write(record, i, forced);
      System.out.println("ack " + name + " " + i + " " + (forced ? "forced" : "unforced"));
    }
  }

  private FileChannel channel(Path file, OpenOption... more) throws IOException {
    List<OpenOption> options = new ArrayList<>(Arrays.asList(more));
    options.add(StandardOpenOption.CREATE);
    FileChannel channel = FileChannel.open(file, options.toArray(new OpenOption[0]));
    open.add(channel);
    return channel;
  }

  /** As Kafka's logs. */
  private Way append(Path in) throws IOException {
    FileChannel file = channel(in.resolve("log"), StandardOpenOption.APPEND);
    return (record, index, forced) -> {
      file.write(ByteBuffer.wrap(record));
      if (forced) {
        file.force(false);
      }
    };
  }

  /** As BookKeeper's journal: the size is on disk before the bytes are. */
  private Way preallocated(Path in) throws IOException {
    FileChannel file = channel(in.resolve("journal"), StandardOpenOption.WRITE);
    file.write(ByteBuffer.allocate(4), PREALLOCATED_BYTES - 4L);
    file.force(true);
    return (record, index, forced) -> {
      file.write(ByteBuffer.wrap(record), (long) index * RECORD_BYTES);
      if (forced) {
        file.force(false);
      }
    };
  }

  /** In place of other bytes, which are on disk and must come back. */
  private Way overwritten(Path in) throws IOException {
    RandomAccessFile file = new RandomAccessFile(in.resolve("pages").toFile(), "rw");
    open.add(file);
    byte[] other = new byte[PAGE_BYTES];
    Arrays.fill(other, (byte) 'x');
    file.write(other);
    file.getFD().sync();
    return (record, index, forced) -> {
      file.seek((long) index * RECORD_BYTES);
      file.write(record);
      if (forced) {
        file.getFD().sync();
      }
    };
  }

  /** A page for each, since pages are what is forced. */
  private Way mapped(Path in) throws IOException {
    FileChannel file =
        channel(in.resolve("map"), StandardOpenOption.READ, StandardOpenOption.WRITE);
    MappedByteBuffer map = file.map(FileChannel.MapMode.READ_WRITE, 0, (long) PREALLOCATED_BYTES);
    return (record, index, forced) -> {
      map.put(index * PAGE_BYTES, record);
      if (forced) {
        map.force(index * PAGE_BYTES, RECORD_BYTES);
      }
    };
  }

  private Way randomAccess(Path in) throws IOException {
    RandomAccessFile file = new RandomAccessFile(in.resolve("file").toFile(), "rw");
    open.add(file);
    return (record, index, forced) -> {
      file.write(record);
      if (forced) {
        file.getFD().sync();
      }
    };
  }

  private Way stream(Path in) throws IOException {
    FileOutputStream file = new FileOutputStream(in.resolve("file").toFile());
    open.add(file);
    return (record, index, forced) -> {
      file.write(record);
      if (forced) {
        file.getFD().sync();
      }
    };
  }

  /** As Kafka's checkpoints: a temporary file takes the place of the one before. */
  private Way renamed(Path in) {
    return (record, index, forced) -> {
      Path temporary = in.resolve("file.tmp");
      try (FileOutputStream file = new FileOutputStream(temporary.toFile())) {
        file.write(record);
        if (forced) {
          file.getFD().sync();
        }
      }
      Files.move(temporary, in.resolve("file-" + index), StandardCopyOption.ATOMIC_MOVE);
    };
  }

  /** Forced by every writing, without being asked. */
  private Way synchronous(Path in) throws IOException {
    Path path = in.resolve("file");
    FileChannel synchronous = channel(path, StandardOpenOption.WRITE, StandardOpenOption.DSYNC);
    FileChannel plain = channel(path, StandardOpenOption.WRITE);
    return (record, index, forced) ->
        (forced ? synchronous : plain).write(ByteBuffer.wrap(record), (long) index * RECORD_BYTES);
  }
}
