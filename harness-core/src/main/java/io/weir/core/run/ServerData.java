/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a run's local servers have stored: {@code <servers>/<id>/data}.
 *
 * <p>Links are never followed, so nothing outside these directories is touched. One thread.
 */
public final class ServerData {
  private static final String DATA = "data";

  private final Path servers;
  private final Consumer<String> notes;

  /**
   * @param servers the run's directory of servers
   * @param notes told in one line what could not be removed
   */
  public ServerData(Path servers, Consumer<String> notes) {
    this.servers = servers;
    this.notes = notes;
  }

  /** Removes it; the servers must have stopped. Their configuration beside it stays. */
  public void remove() {
    for (Path data : found()) {
      try {
        Files.walkFileTree(data, new Removal());
      } catch (IOException e) {
        notes.accept(data + " could not be removed: " + e + "; it may be removed by hand");
      }
    }
  }

  /** Where each server keeps it, those of servers that have stored something. */
  public List<Path> directories() {
    return found();
  }

  private List<Path> found() {
    List<Path> found = new ArrayList<>();
    if (!isDirectory(servers)) {
      return found;
    }
    try (DirectoryStream<Path> each =
        Files.newDirectoryStream(servers, server -> isDirectory(server))) {
      for (Path server : each) {
        Path data = server.resolve(DATA);
        if (isDirectory(data)) {
          found.add(data);
        }
      }
    } catch (IOException e) {
      notes.accept(servers + " could not be read: " + e + "; the servers' data is left in place");
    }
    return found;
  }

  private static boolean isDirectory(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** Children before parents; a link goes, what it points to stays. */
  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
