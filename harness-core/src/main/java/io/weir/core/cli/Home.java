/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Optional;

/** Where the harness's own files are. */
final class Home {
  private Home() {}

  /**
   * The directory of harness.jar: {@code dist}.
   *
   * @return empty if the classes do not come from a jar
   */
  static Optional<Path> directory() {
    CodeSource source = Home.class.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return Optional.empty();
    }
    try {
      Path jar = Path.of(source.getLocation().toURI());
      return Files.isRegularFile(jar) ? Optional.ofNullable(jar.getParent()) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** The plugins that come with the harness. */
  static List<Path> plugins() {
    return directory().map(d -> d.resolve("plugins")).filter(Files::isDirectory).stream().toList();
  }

  /** The harness's version, from its jar's manifest. */
  static String version() {
    String version = Home.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
