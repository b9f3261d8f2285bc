/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision.powerloss;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A file whatever its name. Names change by renaming and are not recorded; the system gives an
 * inode's number away again once the file is removed.
 *
 * @param device number of the device
 * @param inode number of the inode
 */
record FileId(long device, long inode) {
  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;

  /**
   * A regular file as it is now.
   *
   * @param size in bytes
   */
  record Stat(FileId id, long size) {}

  /** What the path leads to, itself no link; empty if that is no regular file. */
  static Optional<Stat> of(Path path) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(path, "unix:mode,dev,ino,size", LinkOption.NOFOLLOW_LINKS);
    if ((number(attributes, "mode") & TYPE) != REGULAR) {
      return Optional.empty();
    }
    return Optional.of(
        new Stat(
            new FileId(number(attributes, "dev"), number(attributes, "ino")),
            number(attributes, "size")));
  }

  private static long number(Map<String, Object> attributes, String name) {
    if (attributes.get(name) instanceof Number number) {
      return number.longValue();
    }
    throw new IllegalStateException("no attribute " + name);
  }

  @Override
  public String toString() {
    return device + ":" + inode;
  }
}
