/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.experiment.Defaults;
import io.weir.spi.ArtifactSet;
import io.weir.spi.Encoding;
import io.weir.spi.EngineAdapter;
import io.weir.spi.EngineCluster;
import io.weir.spi.EngineConnect;
import io.weir.spi.EngineLaunch;
import io.weir.spi.EngineRequest;
import io.weir.spi.Guarantee;
import io.weir.spi.OpenWorkload;
import io.weir.spi.OptionSpec;
import io.weir.spi.OptionType;
import io.weir.spi.Oracle;
import io.weir.spi.Query;
import io.weir.spi.ResultSchema;
import io.weir.spi.Schema;
import io.weir.spi.ServerHost;
import io.weir.spi.Settings;
import io.weir.spi.Spi;
import io.weir.spi.StreamSpec;
import io.weir.spi.Support;
import io.weir.spi.UnavailableException;
import io.weir.spi.Workload;
import io.weir.spi.WorkloadRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Two engines and a workload as an installed plugin; all that is asked of them is before a run. */
final class EnginePlugin {
  private static final List<Class<?>> CLASSES =
      List.of(Tables.class, Cloud.class, Meters.class, Asked.class);

  private EnginePlugin() {}

  /** Adds this plugin to a directory of plugins. */
  static void installIn(Path plugins) throws IOException {
    Path jar = Files.createDirectories(plugins.resolve("engines")).resolve("engines.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Weir-Spi-Version", String.valueOf(Spi.VERSION));
    manifest.getMainAttributes().putValue("Implementation-Version", "5");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(out, manifest)) {
      for (Class<?> type : CLASSES) {
        String name = type.getName().replace('.', '/') + ".class";
        packed.putNextEntry(new JarEntry(name));
        try (InputStream in = EnginePlugin.class.getClassLoader().getResourceAsStream(name)) {
          in.transferTo(packed);
        }
      }
      service(packed, EngineAdapter.class, Tables.class.getName() + "\n" + Cloud.class.getName());
      service(packed, Workload.class, Meters.class.getName());
    }
  }

  private static void service(JarOutputStream packed, Class<?> type, String names)
      throws IOException {
    packed.putNextEntry(new JarEntry("META-INF/services/" + type.getName()));
    packed.write(names.getBytes(StandardCharsets.UTF_8));
  }

  /** Goes with every broker, knows a fault and can be rescaled; writes at least once. */
  public static class Tables implements EngineAdapter {
    @Override
    public String name() {
      return "tables";
    }

    @Override
    public String description() {
      return "an engine of tables";
    }

    @Override
    public String defaultVersion() {
      return "2.5";
    }

    @Override
    public List<OptionSpec> options() {
      return List.of(
          OptionSpec.of("slots", OptionType.INTEGER, "7", "Of each worker."),
          new OptionSpec(
              "token", OptionType.STRING, Optional.empty(), List.of(), "Opens it.", true));
    }

    @Override
    public Map<String, String> nativeSections() {
      return Map.of("job", "settings of the job");
    }

    @Override
    public Optional<List<String>> checkNative(String section, String key) {
      return key.equals("speed") ? Optional.empty() : Optional.of(List.of("speed"));
    }

    @Override
    public List<ArtifactSet> artifacts(String version) {
      return List.of(
          new ArtifactSet("tables " + version, List.of(), List.of(), List.of(), List.of()));
    }

    @Override
    public Support supports(EngineRequest request) {
      if (request.work().map(w -> w.query().text("tables").isEmpty()).orElse(false)) {
        return Support.no("tables cannot add up");
      }
      boolean exactly = request.guarantee().equals(Optional.of(Guarantee.EXACTLY_ONCE));
      return exactly && request.broker().isPresent()
          ? Support.no("there are no transactions")
          : Support.yes();
    }

    @Override
    public String dialect() {
      return "tables";
    }

    @Override
    public Map<String, String> faults() {
      return Map.of("kill-worker", "one worker is killed and started again");
    }

    @Override
    public Support rescales() {
      return Support.yes();
    }

    @Override
    public EngineCluster launch(EngineLaunch request, ServerHost host) {
      throw new UnavailableException("not here");
    }

    @Override
    public EngineCluster connect(EngineConnect request, ServerHost host) {
      throw new UnavailableException("not here");
    }
  }

  /** Runs elsewhere, and goes with no broker that is at hand. */
  public static final class Cloud extends Tables {
    @Override
    public String name() {
      return "cloud";
    }

    @Override
    public List<ArtifactSet> artifacts(String version) {
      return List.of();
    }

    @Override
    public Support supports(EngineRequest request) {
      if (request.place().equals(Optional.of(EngineRequest.Place.LOCAL))) {
        return Support.no("a cloud is no machine of yours");
      }
      return request.broker().isPresent() ? Support.no("clouds rain only") : Support.yes();
    }

    @Override
    public Map<String, String> faults() {
      return Map.of();
    }

    @Override
    public Support rescales() {
      return Support.no("a cloud is as large as it is");
    }
  }

  /** Has the name of the workload that engines are given by default. */
  public static final class Meters implements Workload {
    @Override
    public String name() {
      return Defaults.ENGINE_WORKLOAD;
    }

    @Override
    public String description() {
      return "meters";
    }

    @Override
    public List<OptionSpec> options() {
      return List.of(
          OptionSpec.of("stream", OptionType.STRING, "readings", "The stream's name."),
          OptionSpec.of("trace", OptionType.BOOLEAN, "false", "Whether it has its own time."));
    }

    @Override
    public List<StreamSpec> streams(Settings settings) {
      return List.of(
          StreamSpec.of(
              settings.require("stream"),
              Encoding.JSON,
              Schema.of("reading", Schema.Field.of("x", Schema.Type.DOUBLE))));
    }

    @Override
    public boolean ownEventTimes(Settings settings) {
      return settings.flag("trace");
    }

    @Override
    public List<Query> queries() {
      return List.of(
          new Asked("every", "every reading", 0, 0, Set.of("tables")),
          new Asked("count-20s", "how many", 20, 20, Set.of("tables")),
          new Asked("most-20s", "the most", 20, 5, Set.of("tables")),
          new Asked("sum", "their sum", 0, 0, Set.of()));
    }

    @Override
    public OpenWorkload open(WorkloadRequest request) {
      throw new UnavailableException("not here");
    }
  }

  /** A query of some seconds. */
  public record Asked(
      String name, String description, int windowS, int slideS, Set<String> dialects)
      implements Query {
    @Override
    public List<String> inputs() {
      return List.of("readings");
    }

    @Override
    public ResultSchema result() {
      return new ResultSchema(
          List.of(Schema.Field.of("n", Schema.Type.INT64)), List.of(), ResultSchema.Mode.APPEND);
    }

    @Override
    public Duration window() {
      return Duration.ofSeconds(windowS);
    }

    @Override
    public Duration slide() {
      return Duration.ofSeconds(slideS);
    }

    @Override
    public Optional<String> text(String dialect) {
      return dialects.contains(dialect) ? Optional.of("SELECT") : Optional.empty();
    }

    @Override
    public Oracle oracle(Settings settings) {
      throw new UnavailableException("not here");
    }
  }
}
