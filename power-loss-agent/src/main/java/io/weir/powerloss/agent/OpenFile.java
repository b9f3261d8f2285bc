/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.powerloss.agent;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A file descriptor: what it leads to and how it was opened. Immutable. */
final class OpenFile {
  private static final String FLAGS = "flags:";
  private static final int O_APPEND = 02000;

  /** A part of O_SYNC. */
  private static final int O_DSYNC = 010000;

  final int number;

  /** Null if it is no regular file. */
  final @Nullable Inode inode;

  final boolean appends;
  final boolean synchronous;

  private OpenFile(int number, @Nullable Inode inode, int flags) {
    this.number = number;
    this.inode = inode;
    this.appends = (flags & O_APPEND) != 0;
    this.synchronous = (flags & O_DSYNC) != 0;
  }

  /** Asks the system. */
  static OpenFile of(int number, Inodes inodes) throws IOException {
    Stat stat = Stat.of(number);
    return stat.regular
        ? new OpenFile(number, inodes.of(stat.key), flags(number))
        : new OpenFile(number, null, 0);
  }

  private static int flags(int number) throws IOException {
    try (InputStream in = new FileInputStream("/proc/self/fdinfo/" + number)) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n", -1)) {
        if (line.startsWith(FLAGS)) {
          return (int) Long.parseLong(line.substring(FLAGS.length()).trim(), 8);
        }
      }
    }
    throw new IOException("no flags of file descriptor " + number);
  }
}
