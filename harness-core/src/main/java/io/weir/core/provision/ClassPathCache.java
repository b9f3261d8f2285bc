/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision;

import io.weir.spi.ArtifactSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Remembers which jars an artifact set resolved to, one small text file a set, so that a warm start
 * needs no resolver. A list counts only while every jar in it is there. Any thread, any process.
 */
final class ClassPathCache {
  private final Path directory;

  ClassPathCache(Path directory) {
    this.directory = directory;
  }

  /** The jars of a set, if they are known and all there. */
  Optional<List<Path>> get(ArtifactSet artifacts) {
    if (!isFixed(artifacts)) {
      return Optional.empty();
    }
    try {
      List<Path> jars = Files.readAllLines(file(artifacts)).stream().map(Path::of).toList();
      boolean usable = !jars.isEmpty() && jars.stream().allMatch(Files::isRegularFile);
      return usable ? Optional.of(jars) : Optional.empty();
    } catch (IOException | InvalidPathException e) {
      // A list that is not there or cannot be read is no list: the resolver decides.
      return Optional.empty();
    }
  }

  /** Remembers the jars of a set; a cache that cannot be written only costs time. */
  void put(ArtifactSet artifacts, List<Path> jars) {
    if (!isFixed(artifacts)) {
      return;
    }
    try {
      Files.createDirectories(directory);
      Path written = Files.createTempFile(directory, "list", ".tmp");
      try {
        Files.write(written, jars.stream().map(Path::toString).toList());
        Files.move(
            written,
            file(artifacts),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(written);
      }
    } catch (IOException e) {
      System.getLogger(ClassPathCache.class.getName())
          .log(System.Logger.Level.WARNING, "class path list not kept in " + directory, e);
    }
  }

  /** Whether the same coordinates stand for the same files for ever. */
  private static boolean isFixed(ArtifactSet artifacts) {
    return Stream.of(artifacts.roots(), artifacts.boms(), artifacts.pins())
        .flatMap(List::stream)
        .map(coordinates -> coordinates.substring(coordinates.lastIndexOf(':') + 1))
        .noneMatch(
            version ->
                version.endsWith("-SNAPSHOT")
                    || version.equals("LATEST")
                    || version.equals("RELEASE")
                    || version.contains("[")
                    || version.contains("("));
  }

  private Path file(ArtifactSet artifacts) {
    // The name is for people; sets that differ in it alone have the same jars.
    String content =
        String.join(
            "\n",
            "roots " + artifacts.roots(),
            "boms " + artifacts.boms(),
            "pins " + artifacts.pins(),
            "exclusions " + artifacts.exclusions());
    return directory.resolve(sha256(content) + ".txt");
  }

  private static String sha256(String content) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(content.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      // Every Java platform has it.
      throw new IllegalStateException(e);
    }
  }
}
