/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.powerloss.agent;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * The record: a file that is only appended to, a line for each event, each written by one write(2)
 * and by then safe from a kill of this process.
 *
 * <p>A line is a stamp, a word, its arguments, and the CRC-32 of all that in eight hexadecimal
 * digits, separated by blanks. Stamps are {@link System#nanoTime}, made unique: they grow from line
 * to line, and those that {@link #stamp} gives lie between the lines before and after.
 *
 * <p>Any thread. A line that cannot be written leaves a file beside the record, named as it with
 * {@code .failed} behind.
 */
final class RecordLog {
  /** Of the lines' format. */
  static final int FORMAT = 1;

  /** A range without an end. */
  static final long TO_THE_END = -1;

  private static final int LEAST_HEX = 8;

  private final File file;
  private final FileOutputStream out;
  private final CRC32 crc = new CRC32();
  private long lastStamp = Long.MIN_VALUE;

  /**
   * @param file appended to
   */
  RecordLog(File file) throws IOException {
    this.file = file;
    this.out = new FileOutputStream(file, true);
  }

  /** A moment, later than all lines and stamps so far. */
  synchronized long stamp() {
    lastStamp = Math.max(lastStamp + 1, System.nanoTime());
    return lastStamp;
  }

  /** The agent begins. */
  void begin(long pid, String java) {
    write("begin " + FORMAT + " " + pid + " " + java.replace(' ', '_'));
  }

  /** The self-test's outcome; the reason is empty if it passed. */
  void test(String reason) {
    write(reason.isEmpty() ? "test passed" : "test failed " + plain(reason));
  }

  /** The agent could not do something. */
  void fault(String what) {
    write("fault " + plain(what));
  }

  void fresh(FileKey file) {
    write("new " + file);
  }

  /**
   * @param begun a stamp from before it was removed
   */
  void gone(FileKey file, long begun) {
    write("gone " + file + " " + begun);
  }

  void resized(FileKey file, long size) {
    write("size " + file + " " + size);
  }

  /**
   * Bytes are about to be written over.
   *
   * @param before what they are; only the first {@code length} count
   * @return its stamp
   */
  long overwriting(FileKey file, long from, byte[] before, int length) {
    StringBuilder line = new StringBuilder(64);
    line.append("over ").append(file).append(' ').append(from).append(' ').append(length);
    line.append(' ');
    if (zero(before, length)) {
      line.append('-');
    } else {
      byte[] bytes = before;
      if (length != before.length) {
        bytes = new byte[length];
        System.arraycopy(before, 0, bytes, 0, length);
      }
      line.append(Base64.getEncoder().encodeToString(bytes));
    }
    return write(line.toString());
  }

  /**
   * A range is on disk.
   *
   * @param begun stamp of the beginning
   * @param size of the file then
   * @param to its end, exclusive, or {@link #TO_THE_END}
   * @param except stamps of overwritings that were under way then
   */
  void forced(FileKey file, long begun, long size, long from, long to, long[] except) {
    StringBuilder line = new StringBuilder(96);
    line.append("force ").append(file).append(' ').append(begun).append(' ').append(size);
    line.append(' ').append(from).append(' ').append(to).append(' ');
    if (except.length == 0) {
      line.append('-');
    }
    for (int i = 0; i < except.length; i++) {
      if (i > 0) {
        line.append(',');
      }
      line.append(except[i]);
    }
    write(line.toString());
  }

  private synchronized long write(String text) {
    long stamp = stamp();
    byte[] line = (stamp + " " + text).getBytes(StandardCharsets.UTF_8);
    crc.reset();
    crc.update(line, 0, line.length);
    String sum = Long.toHexString(crc.getValue());
    byte[] whole = new byte[line.length + LEAST_HEX + 2];
    System.arraycopy(line, 0, whole, 0, line.length);
    whole[line.length] = ' ';
    int at = line.length + 1;
    for (int i = sum.length(); i < LEAST_HEX; i++) {
      whole[at++] = '0';
    }
    for (int i = 0; i < sum.length(); i++) {
      whole[at++] = (byte) sum.charAt(i);
    }
    whole[at] = '\n';
    try {
      out.write(whole);
    } catch (IOException e) {
      failed();
    }
    return stamp;
  }

  /** Needs no room on the disk, where a line may have found none. */
  void failed() {
    try {
      boolean made = new File(file.getPath() + ".failed").createNewFile();
      assert made || file.exists();
    } catch (IOException e) {
      // Nothing is left to tell it with, but the damage of the record itself.
      return;
    }
  }

  private static boolean zero(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** On one line. */
  private static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      plain.append(c < ' ' ? ' ' : c);
    }
    return plain.toString();
  }
}
