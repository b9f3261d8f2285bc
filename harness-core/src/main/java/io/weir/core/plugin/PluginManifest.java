/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import io.weir.spi.BrokerDriver;
import io.weir.spi.EngineAdapter;
import io.weir.spi.Spi;
import io.weir.spi.Workload;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/**
 * What a plugin's jars say of it before any class is loaded.
 *
 * @param jars all its jars, by name
 * @param version of the jar that names a service; {@code unknown} if it does not say
 */
record PluginManifest(List<Path> jars, String version) {
  private static final List<Class<?>> SERVICES =
      List.of(BrokerDriver.class, EngineAdapter.class, Workload.class);

  PluginManifest {
    jars = List.copyOf(jars);
  }

  /**
   * Reads the jars of a plugin's directory.
   *
   * @throws UnusableException if this is no plugin, or one for another version of the plug point
   */
  static PluginManifest read(Path directory) throws UnusableException {
    List<Path> jars = jars(directory);
    Optional<String> version = Optional.empty();
    for (Path jar : jars) {
      try (JarFile file = new JarFile(jar.toFile(), false)) {
        if (SERVICES.stream().anyMatch(service -> file.getEntry(entry(service)) != null)) {
          version = Optional.of(checkedVersion(jar, file.getManifest()));
        }
      } catch (IOException e) {
        throw new UnusableException("its jar " + jar + " cannot be read: " + e.getMessage(), e);
      }
    }
    if (version.isEmpty()) {
      throw new UnusableException(
          "none of its jars has one of the entries "
              + SERVICES.stream().map(PluginManifest::entry).collect(Collectors.joining(", ")));
    }
    return new PluginManifest(jars, version.get());
  }

  /** The entry of a jar that names its services of a kind. */
  static String entry(Class<?> service) {
    return "META-INF/services/" + service.getName();
  }

  private static List<Path> jars(Path directory) throws UnusableException {
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.jar")) {
      found.forEach(jars::add);
    } catch (IOException e) {
      throw new UnusableException("its directory " + directory + " cannot be read: " + e, e);
    }
    if (jars.isEmpty()) {
      throw new UnusableException("its directory " + directory + " has no jar");
    }
    Collections.sort(jars);
    return jars;
  }

  private static String checkedVersion(Path jar, Manifest manifest) throws UnusableException {
    Attributes attributes = manifest == null ? new Attributes() : manifest.getMainAttributes();
    String built = attributes.getValue(Spi.MANIFEST_ATTRIBUTE);
    if (built == null) {
      throw new UnusableException(
          "the manifest of "
              + jar
              + " lacks "
              + Spi.MANIFEST_ATTRIBUTE
              + ": "
              + Spi.VERSION
              + ", the version of the plug point it was built for");
    }
    if (!built.strip().equals(String.valueOf(Spi.VERSION))) {
      throw new UnusableException(
          jar
              + " was built for version "
              + built.strip()
              + " of the plug point and this harness has version "
              + Spi.VERSION
              + "; use a release of the plugin that fits");
    }
    String version = attributes.getValue(Attributes.Name.IMPLEMENTATION_VERSION);
    return version == null ? "unknown" : version;
  }

  /** A directory that is no usable plugin; the message says why. */
  static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableException(String message) {
      super(message);
    }

    UnusableException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
