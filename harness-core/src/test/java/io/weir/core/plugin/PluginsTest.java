/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.BrokerDriver;
import io.weir.spi.Query;
import io.weir.spi.SettingException;
import io.weir.spi.Support;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsTest {
  @TempDir Path directory;

  @Test
  void aDirectoryOfJarsIsAPlugin() throws IOException {
    PluginJar.driver("p.Driver", "one", "\"does it\"").write(jar("first", "driver"));
    try (Plugins plugins = load()) {
      assertThat(plugins.failures()).isEmpty();
      LoadedDriver driver = plugins.driver("one");
      assertThat(driver.name()).isEqualTo("one");
      assertThat(driver.version()).isEqualTo("7.8");
      assertThat(driver.directory()).isEqualTo(directory.resolve("first"));
      assertThat(driver.driver().description()).isEqualTo("does it");
    }
  }

  @Test
  void pluginsHaveLibrariesOfTheirOwn() throws IOException {
    for (String version : List.of("1", "2")) {
      PluginJar.driver("p.Driver", "v" + version, "lib.Library.version()")
          .source("lib.Library", library(version))
          .without("lib.Library")
          .write(jar("plugin" + version, "driver"));
      PluginJar.empty()
          .source("lib.Library", library(version))
          .write(jar("plugin" + version, "library"));
    }
    try (Plugins plugins = load()) {
      assertThat(plugins.driver("v1").driver().description()).isEqualTo("1");
      assertThat(plugins.driver("v2").driver().description()).isEqualTo("2");
    }
  }

  @Test
  void nothingOfTheHarnessShinesThroughButThePlugPoint() throws IOException {
    String sees =
        "sees(\"org.HdrHistogram.Histogram\") + \" \" + sees(\"io.weir.core.plugin.Plugins\")"
            + " + \" \" + sees(\"org.slf4j.Logger\") + \" \" + sees(\"java.sql.Connection\")"
            + " + \" \" + sees(\"io.weir.spi.BrokerDriver\")";
    PluginJar.driver("p.Driver", "one", sees).write(jar("one", "driver"));
    assertThat(org.HdrHistogram.Histogram.class.getClassLoader())
        .isEqualTo(Plugins.class.getClassLoader());
    try (Plugins plugins = load()) {
      LoadedDriver driver = plugins.driver("one");
      assertThat(driver.driver().description()).isEqualTo("false false false true true");
      assertThat(driver.classLoader().getResource("org/HdrHistogram/Histogram.class")).isNull();
      assertThat(driver.classLoader().getResource("io/weir/core/plugin/Plugins.class")).isNull();
    }
  }

  @Test
  void aCopyOfThePlugPointInAPluginIsPassedOver() throws Exception {
    PluginJar.driver("p.Driver", "one", "\"x\"")
        .source("io.weir.spi.Spi", "package io.weir.spi; public class Spi { }")
        .write(jar("one", "driver"));
    try (Plugins plugins = load()) {
      Class<?> spi = plugins.driver("one").classLoader().loadClass("io.weir.spi.Spi");
      assertThat(spi).isEqualTo(io.weir.spi.Spi.class);
    }
  }

  @Test
  void everyCallIsInThePluginsContext() throws IOException {
    PluginJar.driver(
            "p.Driver",
            "one",
            "String.valueOf(Thread.currentThread().getContextClassLoader()"
                + " == Driver.class.getClassLoader())")
        .write(jar("one", "driver"));
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (Plugins plugins = load()) {
      assertThat(plugins.driver("one").driver().description()).isEqualTo("true");
      assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }
  }

  @Test
  void brokenPluginsAreRecordedAndHinderNoOther() throws IOException {
    Files.createDirectories(directory.resolve("garbled"));
    Files.writeString(jar("garbled", "broken"), "no zip");
    Files.createDirectories(directory.resolve("hollow"));
    PluginJar.driver("p.Driver", "lost", "\"x\"").without("p.Driver").write(jar("lost", "d"));
    PluginJar.empty().source("p.Some", "package p; class Some { }").write(jar("mute", "d"));
    PluginJar.driver("p.Driver", "newer", "\"x\"").forJava(99).write(jar("newer", "d"));
    PluginJar.driver("p.Driver", "old", "\"x\"")
        .manifest("Weir-Spi-Version", "0")
        .write(jar("old", "d"));
    PluginJar.driver("p.Driver", "silent", "\"x\"")
        .withoutManifest("Weir-Spi-Version")
        .write(jar("silent", "d"));
    PluginJar.driver("p.Driver", "Shouting", "\"x\"").write(jar("unnamed", "d"));
    PluginJar.driver("p.Driver", "works", "\"x\"").write(jar("works", "d"));

    try (Plugins plugins = load()) {
      assertThat(plugins.drivers()).extracting(LoadedDriver::name).containsExactly("works");
      assertThat(plugins.failures())
          .extracting(Plugins.Failure::name)
          .containsExactly(
              "garbled", "hollow", "lost", "mute", "newer", "old", "silent", "unnamed");
      assertThat(plugins.failures()).allMatch(failure -> failure.reason().lines().count() == 1);
      assertThat(reason(plugins, "garbled")).contains("broken.jar");
      assertThat(reason(plugins, "hollow")).contains("has no jar");
      assertThat(reason(plugins, "mute"))
          .contains("META-INF/services/io.weir.spi.BrokerDriver")
          .contains("META-INF/services/io.weir.spi.Workload");
      assertThat(reason(plugins, "newer"))
          .isEqualTo(
              "it was built for Java 99 and this is Java "
                  + Runtime.version().feature()
                  + "; run the harness with Java 99 or newer");
      assertThat(reason(plugins, "lost")).contains("p.Driver");
      assertThat(reason(plugins, "old")).contains("built for version 0", "has version 1");
      assertThat(reason(plugins, "silent")).contains("lacks Weir-Spi-Version");
      assertThat(reason(plugins, "unnamed")).contains("Shouting");
      assertThatThrownBy(() -> plugins.driver("old"))
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("--driver=old")
          .hasMessageContaining("works")
          .hasMessageContaining("built for version 0");
      assertThatThrownBy(() -> plugins.driver("wroks")).hasMessageContaining("did you mean works?");
    }
  }

  @Test
  void oneBrokenDriverOfAPluginLeavesTheOthers() throws IOException {
    PluginJar.driver("p.First", "first", "\"x\"")
        .source("p.Base", "package p; public abstract class Base { }")
        .source(
            "p.Second",
            "package p; public final class Second extends Base implements Runnable { public void run() { } }")
        .service("p.Second")
        .service("p.Third")
        .source("p.Fourth", "package p; public final class Fourth { static int x = 1 / 0; }")
        .service("p.Fourth")
        .without("p.Base")
        .write(jar("many", "d"));
    try (Plugins plugins = load()) {
      assertThat(plugins.drivers()).extracting(LoadedDriver::name).containsExactly("first");
      assertThat(plugins.failures()).hasSize(3).allMatch(failure -> failure.name().equals("many"));
      assertThat(plugins.failures())
          .extracting(Plugins.Failure::reason)
          .containsExactly(
              "none of its jars has the class p.Base",
              "META-INF/services/io.weir.spi.BrokerDriver names p.Third, a class that none of its"
                  + " jars has",
              "META-INF/services/io.weir.spi.BrokerDriver names p.Fourth, which is no BrokerDriver");
    }
  }

  @Test
  void theFirstOfTwoDriversOfOneNameWins() throws IOException {
    Path second = directory.resolve("second");
    PluginJar.driver("p.Driver", "same", "\"a\"").write(jar("first/a", "d"));
    PluginJar.driver("p.Driver", "same", "\"b\"").write(second.resolve("b").resolve("d.jar"));
    try (Plugins plugins = Plugins.load(List.of(directory.resolve("first"), second))) {
      assertThat(plugins.driver("same").driver().description()).isEqualTo("a");
      assertThat(plugins.failures()).singleElement().extracting(f -> f.name()).isEqualTo("b");
    }
  }

  @Test
  void aConstructorThatThrowsIsAFailure() throws IOException {
    PluginJar.driver("p.Driver", "works", "\"x\"")
        .source(
            "p.Angry",
            "package p; public final class Angry implements io.weir.spi.Workload {"
                + " public Angry() { throw new IllegalStateException(\"no disk\\nat all\"); }"
                + " public String name() { return \"angry\"; }"
                + " public String description() { return \"\"; }"
                + " public java.util.List<io.weir.spi.StreamSpec> streams(io.weir.spi.Settings s) {"
                + " return null; }"
                + " public io.weir.spi.OpenWorkload open(io.weir.spi.WorkloadRequest r) {"
                + " return null; }"
                + " public java.util.List<io.weir.spi.Query> queries() { return null; } }")
        .service(io.weir.spi.Workload.class, "p.Angry")
        .write(jar("mixed", "d"));
    try (Plugins plugins = load()) {
      assertThat(plugins.drivers()).extracting(LoadedDriver::name).containsExactly("works");
      assertThat(reason(plugins, "mixed"))
          .isEqualTo("p.Angry cannot be made: java.lang.IllegalStateException: no disk");
    }
  }

  @Test
  void onePluginMayHaveADriverAnEngineAndAWorkload() throws IOException {
    PluginJar.driver("p.Driver", "one", "\"x\"")
        .engine("p.Engine", "two")
        .workload("p.Work", "three", "first", "sql")
        .write(jar("all", "d"));
    try (Plugins plugins = load()) {
      assertThat(plugins.failures()).isEmpty();
      assertThat(plugins.drivers()).extracting(LoadedDriver::name).containsExactly("one");
      LoadedEngine engine = plugins.engines().get(0);
      assertThat(engine.name()).isEqualTo("two");
      assertThat(engine.origin().plugin()).isEqualTo("all");
      assertThat(engine.origin().version()).isEqualTo("7.8");
      assertThat(plugins.workloads())
          .extracting(LoadedWorkload::name)
          .containsExactly("payload", "three");
      Query query = plugins.workloads().get(1).workload().queries().get(0);
      assertThat(query.description()).as("asked in the plugin's context").isEqualTo("true");
      assertThat(plugins.system("NAME", "one").name()).isEqualTo("one");
      assertThat(plugins.system("NAME", "two").defaultVersion()).isEqualTo("2");
      assertThatThrownBy(() -> plugins.system("NAME", "twoo"))
          .isInstanceOf(SettingException.class)
          .hasMessage("NAME=twoo cannot be used: allowed is one, two; did you mean two?");
    }
  }

  @Test
  void namesAreOfOneKindForSettingsWhateverTheyName() throws IOException {
    PluginJar.driver("p.Driver", "same", "\"x\"").write(jar("a", "d"));
    PluginJar.driver("p.Driver", "other", "\"x\"")
        .engine("p.Engine", "same")
        .workload("p.Work", "same")
        .workload("p.Payload", "payload")
        .write(jar("b", "d"));
    try (Plugins plugins = load()) {
      assertThat(plugins.engines()).isEmpty();
      assertThat(plugins.workloads()).extracting(LoadedWorkload::name).containsExactly("payload");
      assertThat(plugins.failures())
          .extracting(Plugins.Failure::reason)
          .containsExactly(
              "the name of its engine same is taken by " + directory.resolve("a"),
              "the name of its workload same is taken by " + directory.resolve("a"),
              "the name of its workload payload is taken by the harness");
    }
  }

  @Test
  void queriesOfAWorkloadHaveNamesOfTheirOwn() throws IOException {
    PluginJar.driver("p.Driver", "one", "\"x\"")
        .workload("p.Twice", "twice", "q", "sql", "q", "sql")
        .workload("p.Loud", "loud", "Q1", "sql")
        .write(jar("a", "d"));
    try (Plugins plugins = load()) {
      assertThat(plugins.workloads()).extracting(LoadedWorkload::name).containsExactly("payload");
      assertThat(plugins.failures().get(0).reason()).contains("twice has two queries q");
      assertThat(plugins.failures().get(1).reason()).contains("the name \"Q1\" of its query");
    }
  }

  @Test
  void aCatalogHasAPluginsAnswersAndTheFailuresOfThoseThatHaveNone() throws IOException {
    // The driver's capabilities throw.
    PluginJar.driver("p.Driver", "one", "\"x\"")
        .engine("p.Engine", "two")
        .workload("p.Work", "three", "first", "sql", "second", "ksql")
        .write(jar("all", "d"));
    try (Plugins plugins = load()) {
      Catalog catalog = Catalog.of(plugins);
      assertThat(catalog.drivers()).isEmpty();
      assertThat(catalog.failures())
          .singleElement()
          .asString()
          .contains("driver one cannot be described", "UnsupportedOperationException");
      assertThat(catalog.runs())
          .containsExactly(
              new Catalog.QueryRun("two", "three", "first", Support.yes()),
              new Catalog.QueryRun("two", "three", "second", Support.no("no text in sql")));
      assertThat(catalog.about("all", plugins).engines()).hasSize(1);
      assertThat(catalog.about("payload", plugins).workloads()).hasSize(1);
      assertThat(catalog.about("payload", plugins).runs()).isEmpty();
      assertThat(catalog.about("three", plugins).runs()).hasSize(2);
      assertThatThrownBy(() -> catalog.about("thre", plugins))
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("plugin=thre")
          .hasMessageContaining("did you mean three?");
    }
  }

  @Test
  void aMissingPluginsDirectoryIsRecorded() {
    try (Plugins plugins = Plugins.load(List.of(directory.resolve("nowhere")))) {
      assertThat(plugins.drivers()).isEmpty();
      assertThat(plugins.failures()).singleElement().asString().contains("nowhere");
      assertThatThrownBy(() -> plugins.driver("kafka")).hasMessageContaining("no driver");
    }
  }

  @Test
  void aClassMissingAtLaunchMakesTheDriverUnavailable() throws IOException {
    PluginJar.driver("p.Driver", "one", "\"x\"").write(jar("one", "d"));
    try (Plugins plugins = load()) {
      BrokerDriver driver = plugins.driver("one").driver();
      assertThatThrownBy(() -> driver.launch(null, null))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("plugin one")
          .hasMessageContaining("x/Lost");
    }
  }

  private Plugins load() {
    return Plugins.load(List.of(directory));
  }

  private Path jar(String plugin, String name) {
    return directory.resolve(plugin).resolve(name + ".jar");
  }

  private static String library(String version) {
    return "package lib; public final class Library { public static String version() { return \""
        + version
        + "\"; } }";
  }

  private static String reason(Plugins plugins, String name) {
    return plugins.failures().stream()
        .filter(failure -> failure.name().equals(name))
        .map(Plugins.Failure::reason)
        .findFirst()
        .orElseThrow();
  }
}
