/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.spi.NearMisses;
import io.weir.spi.SettingException;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Named runs that come with plugins: {@code presets/<name>.yaml} in a plugin's directory, a run
 * file whose first lines are a comment that says what it stands for. Immutable.
 */
final class Presets {
  private static final String SUFFIX = ".yaml";

  private final Map<String, Preset> byName;

  private Presets(Map<String, Preset> byName) {
    this.byName = byName;
  }

  /**
   * A preset.
   *
   * @param description what it stands for, one paragraph
   * @param file a run file
   */
  record Preset(String name, String description, Path file) {}

  /**
   * All presets of the plugins in these directories. Where two have one name, the first wins, as
   * with plugins.
   */
  static Presets in(List<Path> pluginDirectories) {
    Map<String, Preset> found = new TreeMap<>();
    for (Path directory : pluginDirectories) {
      for (Path plugin : entries(directory, "*")) {
        for (Path file : entries(plugin.resolve("presets"), "*" + SUFFIX)) {
          String fileName = file.getFileName().toString();
          String name = fileName.substring(0, fileName.length() - SUFFIX.length());
          found.putIfAbsent(name, new Preset(name, description(file), file));
        }
      }
    }
    return new Presets(found);
  }

  /** In the order of their names. */
  List<Preset> all() {
    return List.copyOf(byName.values());
  }

  /**
   * The preset of a name.
   *
   * @throws SettingException if there is none
   */
  Preset named(String setting, String name) {
    Preset preset = byName.get(name);
    if (preset == null) {
      throw new SettingException(
          setting,
          name,
          byName.isEmpty()
              ? "nothing, since no preset is installed"
              : String.join(", ", byName.keySet()),
          NearMisses.advice(NearMisses.of(name, byName.keySet())));
    }
    return preset;
  }

  private static List<Path> entries(Path directory, String glob) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<Path> paths = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, glob)) {
      entries.forEach(paths::add);
    } catch (IOException e) {
      throw new UnavailableException("presets cannot be read: " + e, e);
    }
    paths.sort(null);
    return paths;
  }

  private static String description(Path file) {
    StringBuilder text = new StringBuilder();
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        String body = line.startsWith("#") ? line.substring(1).strip() : "";
        if (body.isEmpty()) {
          break;
        }
        text.append(text.isEmpty() ? "" : " ").append(body);
      }
    } catch (IOException e) {
      throw new UnavailableException("the preset cannot be read: " + file + ": " + e, e);
    }
    return text.toString();
  }
}
