/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code SHA256SUMS} in a run's directory: what each file was when the run had ended, in the format
 * of {@code sha256sum}, which checks it too. What servers have stored is not in it.
 *
 * <p>Stateless; any thread.
 */
public final class Checksums {
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (.+)");

  /** A list of a run's files has some kilobytes. */
  private static final long MOST_BYTES = 16 << 20;

  private Checksums() {}

  /**
   * Writes the list. After everything else that is written to the directory.
   *
   * @throws UnavailableException if it cannot be written, or a file cannot be read
   */
  public static void write(RunDirectory directory) {
    Path list = directory.checksums();
    try {
      List<Path> files = new ArrayList<>();
      Files.walkFileTree(directory.path(), new OwnFiles(directory, files));
      files.sort(Comparator.naturalOrder());
      try (GrowingFile out = new GrowingFile(list)) {
        for (Path file : files) {
          String name = directory.path().relativize(file).toString();
          out.write((sum(file) + "  " + name + "\n").getBytes(StandardCharsets.UTF_8));
        }
        out.commit();
      }
    } catch (IOException e) {
      throw Lines.unwritable(list, e);
    }
  }

  /**
   * What is not as it was, by the file's name below the directory.
   *
   * @return a reason for each, as a phrase; empty if all is as it was
   */
  static Map<String, String> differences(RunDirectory directory) {
    Map<String, String> differences = new TreeMap<>();
    List<String> lines;
    try {
      lines = lines(directory.checksums());
    } catch (IOException e) {
      differences.put(
          directory.checksums().getFileName().toString(),
          Lines.reason(e) + ", so that other files could not be checked");
      return differences;
    }
    Set<String> listed = new HashSet<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher line = LINE.matcher(lines.get(i));
      if (line.matches()) {
        listed.add(line.group(2));
        difference(directory, line.group(1), line.group(2), differences);
      } else {
        differences.put(
            directory.checksums().getFileName().toString(),
            "line " + (i + 1) + " is no checksum of a file");
        return differences;
      }
    }
    Stream.of(directory.runJson(), directory.summaryCsv(), directory.timeSeriesCsv())
        .filter(file -> Files.exists(file) && !listed.contains(String.valueOf(file.getFileName())))
        .findFirst()
        .ifPresent(
            file ->
                differences.put(
                    directory.checksums().getFileName().toString(),
                    "not whole: it lacks " + file.getFileName()));
    return differences;
  }

  private static List<String> lines(Path list) throws IOException {
    if (!Files.exists(list)) {
      throw new IOException("missing");
    }
    Lines.requireFile(list, MOST_BYTES);
    String text = new String(Files.readAllBytes(list), StandardCharsets.UTF_8);
    if (!text.endsWith("\n")) {
      throw new IOException(text.isEmpty() ? "empty" : "its last line has no end");
    }
    return text.lines().toList();
  }

  private static void difference(
      RunDirectory directory, String sum, String name, Map<String, String> differences) {
    try {
      Path file = directory.path().resolve(name);
      if (!Files.exists(file)) {
        differences.put(name, "missing");
      } else if (!Files.isRegularFile(file)) {
        differences.put(name, "no file");
      } else if (!sum(file).equals(sum)) {
        differences.put(name, "not as the harness wrote it");
      }
    } catch (IOException e) {
      differences.put(name, "cannot be read: " + Lines.reason(e));
    } catch (InvalidPathException e) {
      differences.put(name, "no name of a file");
    }
  }

  private static String sum(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      // Reading is what feeds the digest.
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      // Every Java platform has it.
      throw new IllegalStateException(e);
    }
  }

  /** All but the list itself and what servers have stored, which may be large. */
  private static final class OwnFiles extends SimpleFileVisitor<Path> {
    private final RunDirectory directory;
    private final List<Path> found;

    OwnFiles(RunDirectory directory, List<Path> found) {
      this.directory = directory;
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes) {
      Path below = directory.path().relativize(at);
      int names = below.getNameCount();
      // servers/<id>/data, also of a part of a verification.
      boolean stored =
          (names == 3 || names == 4)
              && below.endsWith(RunDirectory.STORED)
              && below.getName(names - 3).equals(directory.servers().getFileName());
      return stored ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && !file.equals(directory.checksums())) {
        found.add(file);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
