/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.powerloss.agent;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Which file is mapped at an address: the JDK forces mapped memory without naming the file. */
final class Mappings {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int FIELDS_BEFORE_PATH = 5;
  private static final String REMOVED = " (deleted)";

  final String path;

  /** Of the file's byte that is at the address. */
  final long offset;

  private Mappings(String path, long offset) {
    this.path = path;
    this.offset = offset;
  }

  /** Null if no file is mapped there, or one that has been removed. */
  static @Nullable Mappings at(long address) throws IOException {
    // start-end perms offset dev inode path, in the order of addresses
    try (InputStream in = new FileInputStream("/proc/self/maps")) {
      byte[] buffer = new byte[BUFFER_BYTES];
      int length = 0;
      while (true) {
        int more = in.read(buffer, length, buffer.length - length);
        if (more < 0) {
          return null;
        }
        length += more;
        int begin = 0;
        for (int i = length - more; i < length; i++) {
          if (buffer[i] == '\n') {
            if (contains(buffer, begin, address)) {
              return parse(new String(buffer, begin, i - begin, StandardCharsets.UTF_8), address);
            }
            begin = i + 1;
          }
        }
        System.arraycopy(buffer, begin, buffer, 0, length - begin);
        length -= begin;
      }
    }
  }

  private static boolean contains(byte[] buffer, int begin, long address) {
    int at = begin;
    long start = 0;
    for (; buffer[at] != '-'; at++) {
      start = (start << 4) | digit(buffer[at]);
    }
    long end = 0;
    for (at++; buffer[at] != ' '; at++) {
      end = (end << 4) | digit(buffer[at]);
    }
    return Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, end) < 0;
  }

  private static long digit(byte hex) {
    return hex <= '9' ? hex - '0' : hex - 'a' + 10;
  }

  private static @Nullable Mappings parse(String line, long address) {
    long start = Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16);
    int at = 0;
    String offset = "";
    for (int field = 0; field < FIELDS_BEFORE_PATH; field++) {
      int blank = line.indexOf(' ', at);
      if (blank < 0) {
        return null;
      }
      if (field == 2) {
        offset = line.substring(at, blank);
      }
      at = blank + 1;
    }
    String path = line.substring(at).trim();
    if (!path.startsWith("/") || path.endsWith(REMOVED)) {
      return null;
    }
    return new Mappings(
        path.replace("\\012", "\n"), Long.parseLong(offset, 16) + (address - start));
  }
}
