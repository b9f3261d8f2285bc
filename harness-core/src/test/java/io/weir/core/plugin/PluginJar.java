/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import io.weir.spi.BrokerDriver;
import io.weir.spi.EngineAdapter;
import io.weir.spi.Workload;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles and packs a plugin's jar. */
final class PluginJar {
  private final Map<String, String> sources = new TreeMap<>();
  private final Map<String, String> attributes = new TreeMap<>();
  private final Map<Class<?>, List<String>> services = new LinkedHashMap<>();
  private final List<String> left = new ArrayList<>();
  private int java;

  private PluginJar() {}

  static PluginJar empty() {
    return new PluginJar();
  }

  /** A jar for this plug point with one driver, whose description is a Java expression. */
  static PluginJar driver(String className, String name, String description) {
    return empty()
        .manifest("Weir-Spi-Version", "1")
        .manifest("Implementation-Version", "7.8")
        .source(className, driverSource(className, name, description))
        .service(className);
  }

  PluginJar source(String className, String source) {
    sources.put(className, source);
    return this;
  }

  PluginJar service(String className) {
    return service(BrokerDriver.class, className);
  }

  PluginJar service(Class<?> type, String className) {
    services.computeIfAbsent(type, unused -> new ArrayList<>()).add(className);
    return this;
  }

  /** Marks its classes as built for a later release of Java. */
  PluginJar forJava(int feature) {
    java = feature;
    return this;
  }

  /** An engine that goes with brokers of one protocol and reads one dialect. */
  PluginJar engine(String className, String name) {
    return source(className, engineSource(className, name)).service(EngineAdapter.class, className);
  }

  /** A workload with queries: name and dialect by turns. */
  PluginJar workload(String className, String name, String... queriesAndDialects) {
    return source(className, workloadSource(className, name, queriesAndDialects))
        .service(Workload.class, className);
  }

  PluginJar manifest(String key, String value) {
    attributes.put(key, value);
    return this;
  }

  PluginJar withoutManifest(String key) {
    attributes.remove(key);
    return this;
  }

  /** Compiles the class, but leaves it out of the jar. */
  PluginJar without(String className) {
    left.add(className);
    return this;
  }

  void write(Path jar) throws IOException {
    Files.createDirectories(jar.getParent());
    Path work = Files.createTempDirectory(jar.getParent(), "classes");
    compile(work);
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.forEach((key, value) -> manifest.getMainAttributes().putValue(key, value));
    Predicate<String> kept = name -> left.stream().noneMatch(l -> name.equals(l + ".class"));
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(out, manifest);
        Stream<Path> files = Files.walk(work)) {
      files
          .filter(file -> file.toString().endsWith(".class"))
          .filter(file -> kept.test(work.relativize(file).toString().replace('/', '.')))
          .forEach(file -> add(packed, work.relativize(file).toString(), file));
      for (Map.Entry<Class<?>, List<String>> named : services.entrySet()) {
        packed.putNextEntry(new JarEntry("META-INF/services/" + named.getKey().getName()));
        packed.write(String.join("\n", named.getValue()).getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private void compile(Path work) throws IOException {
    if (sources.isEmpty()) {
      return;
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<Path> files = new ArrayList<>();
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = work.resolve(source.getKey().replace('.', '/') + ".java");
      Files.createDirectories(file.getParent());
      files.add(Files.writeString(file, source.getValue()));
    }
    String spi = BrokerDriver.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    StringWriter said = new StringWriter();
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  said,
                  manager,
                  null,
                  List.of("-cp", spi, "-proc:none", "-d", work.toString()),
                  null,
                  manager.getJavaFileObjects(files.toArray(Path[]::new)))
              .call();
      if (!compiled) {
        throw new IllegalStateException(said.toString());
      }
    }
  }

  private void add(JarOutputStream packed, String name, Path file) {
    try {
      packed.putNextEntry(new JarEntry(name));
      byte[] bytes = Files.readAllBytes(file);
      if (java > 0) {
        // The class file format, JVMS 4.1: magic, minor version, major version.
        ByteBuffer.wrap(bytes).putShort(6, (short) (java + 44));
      }
      packed.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String engineSource(String className, String name) {
    int dot = className.lastIndexOf('.');
    return """
        package %s;
        import io.weir.spi.*;
        import java.util.*;
        public final class %s implements EngineAdapter {
          public String name() { return "%s"; }
          public String description() { return "an engine"; }
          public String defaultVersion() { return "2"; }
          public List<OptionSpec> options() {
            return List.of(new OptionSpec(
                "key", OptionType.STRING, Optional.empty(), List.of(), "The key.", true));
          }
          public Map<String, String> nativeSections() { return Map.of("job", "of jobs"); }
          public Optional<List<String>> checkNative(String s, String k) { return Optional.empty(); }
          public List<ArtifactSet> artifacts(String v) { return List.of(); }
          public Support supports(EngineRequest request) {
            if (Thread.currentThread().getContextClassLoader() != getClass().getClassLoader()) {
              throw new IllegalStateException("not in context");
            }
            if (request.broker().isPresent()) {
              throw new IllegalStateException("boom");
            }
            return request.work().get().query().text("sql").isPresent()
                ? Support.yes() : Support.no("no text in sql");
          }
          public EngineCluster launch(EngineLaunch request, ServerHost host) {
            throw new UnavailableException("not here");
          }
          public EngineCluster connect(EngineConnect request, ServerHost host) {
            throw new UnavailableException("not here");
          }
        }
        """
        .formatted(className.substring(0, dot), className.substring(dot + 1), name);
  }

  private static String workloadSource(String className, String name, String... queries) {
    int dot = className.lastIndexOf('.');
    StringBuilder made = new StringBuilder();
    for (int i = 0; i < queries.length; i += 2) {
      made.append(i == 0 ? "" : ", ");
      made.append("query(\"%s\", \"%s\")".formatted(queries[i], queries[i + 1]));
    }
    return """
        package %s;
        import io.weir.spi.*;
        import java.util.*;
        public final class %s implements Workload {
          public String name() { return "%s"; }
          public String description() { return "a workload"; }
          public List<StreamSpec> streams(Settings settings) {
            return List.of(
                new StreamSpec("records", Encoding.BINARY, Optional.empty(), OptionalInt.empty()));
          }
          public OpenWorkload open(WorkloadRequest request) { throw new IllegalStateException(); }
          public List<Query> queries() { return List.of(%s); }
          private static Query query(String name, String dialect) {
            return new Query() {
              public String name() { return name; }
              public String description() {
                return String.valueOf(Thread.currentThread().getContextClassLoader()
                    == getClass().getClassLoader());
              }
              public List<String> inputs() { return List.of("records"); }
              public ResultSchema result() {
                return new ResultSchema(List.of(), List.of(), ResultSchema.Mode.APPEND);
              }
              public java.time.Duration window() { return java.time.Duration.ZERO; }
              public Oracle oracle(Settings settings) { throw new IllegalStateException(); }
              public Set<String> dialects() { return Set.of(dialect); }
              public Optional<String> text(String d) {
                return d.equals(dialect) ? Optional.of("text") : Optional.empty();
              }
            };
          }
        }
        """
        .formatted(className.substring(0, dot), className.substring(dot + 1), name, made);
  }

  private static String driverSource(String className, String name, String description) {
    int dot = className.lastIndexOf('.');
    return """
        package %s;
        import io.weir.spi.*;
        import java.util.*;
        public final class %s implements BrokerDriver {
          public String name() { return "%s"; }
          public String description() { return %s; }
          private static boolean sees(String name) {
            try {
              Class.forName(name, false, %s.class.getClassLoader());
              return true;
            } catch (ClassNotFoundException e) {
              return false;
            }
          }
          public String defaultVersion() { return "1"; }
          public Capabilities capabilities() { throw new UnsupportedOperationException(); }
          public List<OptionSpec> options() { return List.of(); }
          public Map<String, String> nativeSections() { return Map.of(); }
          public Optional<List<String>> checkNative(String s, String k) { return Optional.empty(); }
          public Durability durability(DurabilityLevel l, int n) { throw new UnsupportedOperationException(); }
          public int nodesFor(DurabilityLevel l) { return 1; }
          public List<ArtifactSet> artifacts(String v) { return List.of(); }
          public BrokerCluster launch(LaunchRequest r, ServerHost h) { throw new NoClassDefFoundError("x/Lost"); }
          public BrokerCluster connect(ConnectRequest r) { throw new UnsupportedOperationException(); }
        }
        """
        .formatted(
            className.substring(0, dot),
            className.substring(dot + 1),
            name,
            description,
            className.substring(dot + 1));
  }
}
