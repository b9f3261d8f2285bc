/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision.powerloss;

import io.weir.core.provision.LocalServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files that processes have mapped into memory so that stores go to the file. */
final class MappedFiles {
  /** Addresses, permissions with write and shared, offset, device, inode, path. */
  private static final Pattern WRITABLE =
      Pattern.compile("\\S+ .w.s \\S+ \\S+ \\d+ +(/.*)", Pattern.DOTALL);

  private MappedFiles() {}

  /** Of servers that stand; those that have ended map nothing. */
  static Set<FileId> of(Collection<LocalServer> servers) {
    Set<FileId> mapped = new HashSet<>();
    for (LocalServer server : servers) {
      for (String line : lines(server.pid())) {
        Matcher matcher = WRITABLE.matcher(line);
        if (matcher.matches()) {
          add(mapped, matcher.group(1));
        }
      }
    }
    return mapped;
  }

  private static void add(Set<FileId> mapped, String path) {
    try {
      DataFiles.stat(Path.of(path)).ifPresent(stat -> mapped.add(stat.id()));
    } catch (InvalidPathException e) {
      // A name in another character set: no file of a server's data.
    }
  }

  private static String[] lines(long pid) {
    try {
      Path maps = Path.of("/proc", Long.toString(pid), "maps");
      return Files.readString(maps, StandardCharsets.ISO_8859_1).split("\n");
    } catch (IOException e) {
      return new String[0];
    }
  }
}
