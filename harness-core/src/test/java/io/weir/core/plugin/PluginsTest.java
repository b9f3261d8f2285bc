/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.BrokerDriver;
import io.weir.spi.SettingException;
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
          .containsExactly("garbled", "hollow", "lost", "old", "silent", "unnamed");
      assertThat(reason(plugins, "garbled")).contains("broken.jar");
      assertThat(reason(plugins, "hollow")).contains("META-INF/services/");
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
      assertThat(plugins.failures().get(0).reason()).contains("Base");
      assertThat(plugins.failures().get(1).reason()).contains("p.Third");
      assertThat(plugins.failures().get(2).reason()).contains("p.Fourth");
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
