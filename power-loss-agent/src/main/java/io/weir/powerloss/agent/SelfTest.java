/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.powerloss.agent;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Does once what servers do to their files, beside the record, and compares what the record says
 * with what it must say. It is what tells whether the changed methods of this Java work.
 */
final class SelfTest {
  private static final int MAPPED_BYTES = 8192;
  private static final byte[] TEN = "0123456789".getBytes(StandardCharsets.US_ASCII);

  private final File record;
  private final List<String> expected = new ArrayList<>();

  /** In the order of their first use; the system may give one's number to the next. */
  private final List<FileKey> files = new ArrayList<>();

  SelfTest(File record) {
    this.record = record;
  }

  /** Empty if all is well. */
  String run() throws IOException {
    Path channel = place("channel");
    Path random = place("random");
    Path stream = place("stream");
    try {
      channel(channel);
      random(random);
      Files.move(random, channel, StandardCopyOption.ATOMIC_MOVE);
      expect("gone", 0);
      expect(channel.toFile().delete(), "gone", 1);
      stream(stream);
      Files.delete(stream);
      expect("gone", 2);
    } finally {
      Files.deleteIfExists(channel);
      Files.deleteIfExists(random);
      Files.deleteIfExists(stream);
    }
    List<String> recorded = recorded();
    return recorded.equals(expected) ? "" : "expected " + expected + ", recorded " + recorded;
  }

  private void channel(Path path) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      begin(path);
      file.write(ByteBuffer.wrap(TEN));
      file.force(false);
      expect("force", 0, "10 0 -1 -");
      file.write(ByteBuffer.wrap(TEN, 0, 3), 2);
      expect("over", 0, "2 3 MjM0");
      file.position(8);
      file.write(new ByteBuffer[] {ByteBuffer.wrap(TEN, 0, 1), ByteBuffer.wrap(TEN, 0, 5)});
      expect("over", 0, "8 2 ODk=");
      MappedByteBuffer mapped = file.map(FileChannel.MapMode.READ_WRITE, 0, MAPPED_BYTES);
      expect("size", 0, Integer.toString(MAPPED_BYTES));
      mapped.put(0, (byte) 1);
      mapped.force();
      expect("force", 0, MAPPED_BYTES + " 0 " + MAPPED_BYTES + " -");
      file.truncate(5);
      expect("size", 0, "5");
    }
  }

  private void random(Path path) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      begin(path);
      file.write(TEN);
      file.getFD().sync();
      expect("force", 1, "10 0 -1 -");
      file.seek(0);
      file.write(TEN[1]);
      expect("over", 1, "0 1 MA==");
      file.setLength(3);
      expect("size", 1, "3");
    }
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.DSYNC)) {
      file.write(ByteBuffer.wrap(TEN), 2);
      expect("over", 1, "2 1 Mg==");
      expect("force", 1, "12 2 12 -");
    }
  }

  private void stream(Path path) throws IOException {
    try (FileOutputStream file = new FileOutputStream(path.toFile())) {
      begin(path);
      file.write(TEN);
      file.getFD().sync();
      expect("force", 2, "10 0 -1 -");
      file.getChannel().position(1);
      file.write(TEN, 0, 2);
      expect("over", 2, "1 2 MTI=");
    }
  }

  private Path place(String name) {
    return Path.of(record.getPath() + ".self-test-" + name);
  }

  private void begin(Path path) throws IOException {
    Stat stat = Stat.of(path);
    if (stat == null) {
      throw new IOException(path + " is not there");
    }
    files.add(stat.key);
    expect("new", files.size() - 1);
  }

  private void expect(boolean happened, String word, int file) throws IOException {
    if (!happened) {
      throw new IOException("a file of the self-test could not be removed");
    }
    expect(word, file);
  }

  private void expect(String word, int file) {
    expected.add(word + " " + files.get(file));
  }

  private void expect(String word, int file, String rest) {
    expected.add(word + " " + files.get(file) + " " + rest);
  }

  /** What the record says of the files, without stamps and checksums. */
  private List<String> recorded() throws IOException {
    Set<String> keys = new HashSet<>();
    files.forEach(file -> keys.add(file.toString()));
    List<String> recorded = new ArrayList<>();
    for (String line : Files.readAllLines(record.toPath())) {
      String[] words = line.split(" ", -1);
      if (words.length > 3 && keys.contains(words[2])) {
        // The stamp of the beginning of a force or a removal varies too.
        int from = words[1].equals("force") || words[1].equals("gone") ? 4 : 3;
        StringBuilder said = new StringBuilder(words[1]).append(' ').append(words[2]);
        for (int i = from; i < words.length - 1; i++) {
          said.append(' ').append(words[i]);
        }
        recorded.add(said.toString());
      }
    }
    return recorded;
  }
}
