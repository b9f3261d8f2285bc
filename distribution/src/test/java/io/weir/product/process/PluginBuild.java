/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Builds a plugin as somebody else would: javac with the plug point's jar alone on the class path,
 * and a jar with a manifest and service files.
 */
final class PluginBuild {
  private final Map<String, String> sources = new TreeMap<>();
  private final Map<String, String> services = new TreeMap<>();
  private final Map<String, String> attributes = new TreeMap<>();
  private final List<Path> libraries = new ArrayList<>();

  private PluginBuild() {
    attributes.put("Weir-Spi-Version", "1");
    attributes.put("Implementation-Version", "0.3");
  }

  static PluginBuild empty() {
    return new PluginBuild();
  }

  /** The toy plugin's driver, engine and workload. */
  static PluginBuild toy() throws IOException {
    PluginBuild build = new PluginBuild();
    Path source = toyDirectory().resolve("src/main/java");
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        build.source(source.relativize(file).toString(), Files.readString(file));
      }
    }
    Path named = toyDirectory().resolve("src/main/resources/META-INF/services");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(named)) {
      for (Path file : files) {
        build.service(file.getFileName().toString(), Files.readString(file));
      }
    }
    return build;
  }

  /** Where the toy plugin's sources are. */
  static Path toyDirectory() {
    try {
      return Path.of(PluginBuild.class.getResource("/toy-plugin").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The plug point's jar, as it comes with the product. */
  static Path plugPoint() throws IOException {
    Path lib = Harness.jar().resolveSibling("lib");
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(lib, "harness-spi-*.jar")) {
      return jars.iterator().next();
    }
  }

  PluginBuild source(String file, String text) {
    sources.put(file, text);
    return this;
  }

  /** The same with a text in place of another, which must be there. */
  PluginBuild with(String file, String text, String instead) {
    String source = sources.get(file);
    if (source == null || !source.contains(text)) {
      throw new IllegalStateException(file + " does not contain: " + text);
    }
    return source(file, source.replace(text, instead));
  }

  PluginBuild service(String type, String className) {
    services.put(type, className);
    return this;
  }

  PluginBuild withoutService(String type) {
    services.remove(type);
    return this;
  }

  PluginBuild manifest(String key, String value) {
    attributes.put(key, value);
    return this;
  }

  /** A jar to compile against, besides the plug point's. */
  PluginBuild library(Path jar) {
    libraries.add(jar);
    return this;
  }

  /** Compiles and packs; returns the jar. */
  Path write(Path jar) throws IOException {
    Files.createDirectories(jar.getParent());
    Path work = Files.createTempDirectory("plugin-build");
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try {
      compile(work);
      try (Stream<Path> files = Files.walk(work)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
          entries.put(work.relativize(file).toString(), Files.readAllBytes(file));
        }
      }
    } finally {
      delete(work);
    }
    services.forEach(
        (type, name) ->
            entries.put("META-INF/services/" + type, name.getBytes(StandardCharsets.UTF_8)));
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.forEach(manifest.getMainAttributes()::putValue);
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(out, manifest)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        packed.putNextEntry(new JarEntry(entry.getKey()));
        packed.write(entry.getValue());
      }
    }
    return jar;
  }

  private void compile(Path work) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<Path> files = new ArrayList<>();
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = work.resolve(source.getKey());
      Files.createDirectories(file.getParent());
      files.add(Files.writeString(file, source.getValue()));
    }
    String classPath =
        Stream.concat(Stream.of(plugPoint()), libraries.stream())
            .map(Path::toString)
            .collect(Collectors.joining(":"));
    StringWriter said = new StringWriter();
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  said,
                  manager,
                  null,
                  List.of("-cp", classPath, "-proc:none", "--release", "17", "-d", work.toString()),
                  null,
                  manager.getJavaFileObjects(files.toArray(Path[]::new)))
              .call();
      if (!compiled) {
        throw new IllegalStateException(said.toString());
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .sorted((a, b) -> b.compareTo(a))
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
