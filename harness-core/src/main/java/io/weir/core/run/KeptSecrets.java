/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.results.Secrets;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Takes secrets out of what servers were told and what they wrote: the configuration files and logs
 * that stay in a run's directory. All else there is masked as it is written.
 *
 * <p>What servers have stored ({@code servers/<id>/data}) is theirs and left alone; links are never
 * followed. A file is replaced as a whole, with its permissions. One thread.
 */
public final class KeptSecrets {
  private static final String DATA = "data";

  private final Path run;
  private final Secrets secrets;
  private final Consumer<String> notes;

  /**
   * @param run the run's directory
   * @param secrets to be masked
   * @param notes told in one line which file could not be masked
   */
  public KeptSecrets(Path run, Secrets secrets, Consumer<String> notes) {
    this.run = run;
    this.secrets = secrets;
    this.notes = notes;
  }

  /** Masks them; the servers must have stopped. */
  public void mask() {
    if (secrets.isEmpty()) {
      return;
    }
    for (Path file : files()) {
      try {
        if (holdsSecret(file)) {
          replace(file);
        }
      } catch (IOException e) {
        notes.accept(
            file + " may hold a secret and could not be masked: " + e + "; remove it by hand");
      }
    }
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    for (String part : List.of("logs", "servers")) {
      Path root = run.resolve(part);
      if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      try {
        Files.walkFileTree(root, new Collector(root, files));
      } catch (IOException e) {
        notes.accept(
            root
                + " could not be read: "
                + e
                + "; its files may hold secrets, see to them by hand");
      }
    }
    return files;
  }

  private boolean holdsSecret(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      for (byte[] line = line(in); line.length > 0; line = line(in)) {
        if (!Arrays.equals(masked(line), line)) {
          return true;
        }
      }
      return false;
    }
  }

  private void replace(Path file) throws IOException {
    Path beside = Files.createTempFile(file.toAbsolutePath().getParent(), "masked", ".tmp");
    try {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
          OutputStream out = new BufferedOutputStream(Files.newOutputStream(beside))) {
        for (byte[] line = line(in); line.length > 0; line = line(in)) {
          out.write(masked(line));
        }
      }
      Files.setPosixFilePermissions(beside, Files.getPosixFilePermissions(file));
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /** Bytes that are no UTF-8 come through as they are, unless their line holds a secret. */
  private byte[] masked(byte[] line) {
    String text = new String(line, StandardCharsets.UTF_8);
    String masked = secrets.masked(text);
    return masked.equals(text) ? line : masked.getBytes(StandardCharsets.UTF_8);
  }

  /** With its line end, if it has one; empty at the end of the file. */
  private static byte[] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    while (next >= 0) {
      line.write(next);
      if (next == '\n') {
        break;
      }
      next = in.read();
    }
    return line.toByteArray();
  }

  /** Every regular file but the servers' data. */
  private static final class Collector extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<Path> files;

    Collector(Path root, List<Path> files) {
      this.root = root;
      this.files = files;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      Path below = root.relativize(directory);
      boolean data = below.getNameCount() == 2 && below.endsWith(DATA);
      return data ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile()) {
        files.add(file);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
