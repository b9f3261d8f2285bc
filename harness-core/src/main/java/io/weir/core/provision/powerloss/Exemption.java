/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision.powerloss;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.function.Predicate;

/**
 * Files that a power loss leaves as they are, because what was forced of them cannot be seen. They
 * are counted in every {@link Strike}.
 *
 * @param reason in a few words; exempt files are counted by it
 * @param covers whether a file is meant; asked with its absolute path, after the servers have ended
 */
public record Exemption(String reason, Predicate<Path> covers) {
  /**
   * RocksDB writes and forces by native code. Its directories are known by their content, a file
   * {@code CURRENT} beside a {@code MANIFEST-…}: a bookie's {@code current/ledgers} and {@code
   * current/locations}, Pulsar's own metadata store, an engine's state.
   */
  public static Exemption rocksDb() {
    return new Exemption("RocksDB, native I/O", file -> inRocksDb(file.resolveSibling("")));
  }

  /**
   * By path.
   *
   * @param glob as {@link java.nio.file.FileSystem#getPathMatcher} has it, for the absolute path
   * @param reason in a few words
   */
  public static Exemption paths(String glob, String reason) {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
    return new Exemption(reason, matcher::matches);
  }

  private static boolean inRocksDb(Path directory) {
    if (!Files.isRegularFile(directory.resolve("CURRENT"))) {
      return false;
    }
    try (DirectoryStream<Path> manifests = Files.newDirectoryStream(directory, "MANIFEST-*")) {
      return manifests.iterator().hasNext();
    } catch (IOException e) {
      return false;
    }
  }
}
