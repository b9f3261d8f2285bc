/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.powerloss.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stat(2) says of a file. */
final class Stat {
  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;
  private static final String WANTED = "unix:mode,dev,ino,size,nlink";

  final FileKey key;
  final boolean regular;
  final long size;
  final long links;

  private Stat(FileKey key, boolean regular, long size, long links) {
    this.key = key;
    this.regular = regular;
    this.size = size;
    this.links = links;
  }

  /** Of an open file descriptor. */
  static Stat of(int descriptor) throws IOException {
    return of(Files.readAttributes(Path.of("/proc/self/fd/" + descriptor), WANTED));
  }

  /** Of what a name stands for, itself no link; null if there is nothing. */
  static @Nullable Stat of(Path path) throws IOException {
    try {
      return of(Files.readAttributes(path, WANTED, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException | NotLinkException e) {
      return null;
    }
  }

  private static Stat of(Map<String, Object> attributes) {
    return new Stat(
        new FileKey(number(attributes, "dev"), number(attributes, "ino")),
        (number(attributes, "mode") & TYPE) == REGULAR,
        number(attributes, "size"),
        number(attributes, "nlink"));
  }

  private static long number(Map<String, Object> attributes, String name) {
    Object value = attributes.get(name);
    if (value instanceof Number number) {
      return number.longValue();
    }
    throw new IllegalStateException("no attribute " + name);
  }
}
