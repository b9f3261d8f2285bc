/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.driver.loopback.LoopbackDriver;
import io.weir.spi.BrokerDriver;
import io.weir.spi.Spi;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** The loopback driver as an installed plugin, whether it was built to a jar or to classes. */
final class LoopbackPlugin {
  private LoopbackPlugin() {}

  /** Makes a directory of plugins with this one in it. */
  static Path installedIn(Path plugins) throws IOException, URISyntaxException {
    Path built =
        Path.of(LoopbackDriver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path jar = Files.createDirectories(plugins.resolve("loopback")).resolve("loopback.jar");
    if (Files.isRegularFile(built)) {
      Files.copy(built, jar);
    } else {
      pack(built, jar);
    }
    return plugins;
  }

  private static void pack(Path classes, Path jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Weir-Spi-Version", String.valueOf(Spi.VERSION));
    manifest.getMainAttributes().putValue("Implementation-Version", "1");
    String service = "META-INF/services/" + BrokerDriver.class.getName();
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(out, manifest);
        Stream<Path> files = Files.walk(classes)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(".class")).toList();
      for (Path file : found) {
        packed.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, packed);
      }
      packed.putNextEntry(new JarEntry(service));
      packed.write(LoopbackDriver.class.getName().getBytes(StandardCharsets.UTF_8));
    }
  }
}
