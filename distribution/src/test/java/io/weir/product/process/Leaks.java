/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Looks for secrets, as they are and as other formats write them. */
final class Leaks {
  private final Set<String> wanted = new LinkedHashSet<>();

  Leaks(String... secrets) {
    for (String secret : secrets) {
      wanted.add(secret);
      String escaped = secret.replace("\\", "\\\\").replace("\"", "\\\"");
      wanted.add(escaped);
      // As a properties file writes what is escaped already.
      wanted.add(escaped.replace("\\", "\\\\"));
      wanted.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
      wanted.add(URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20"));
      wanted.add(Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** Which of the texts hold one. */
  List<String> inTexts(Collection<String> texts) {
    return texts.stream().filter(this::in).toList();
  }

  /** Which files below a directory hold one, each with the line. */
  List<String> below(Path directory) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.readString(file, StandardCharsets.ISO_8859_1)
            .lines()
            .filter(this::in)
            .forEach(line -> found.add(directory.relativize(file) + ": " + line));
      }
    }
    return found;
  }

  private boolean in(String text) {
    return wanted.stream().anyMatch(text::contains);
  }
}
