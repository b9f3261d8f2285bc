/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import io.weir.core.experiment.NearMisses;
import io.weir.core.plugin.PluginManifest.UnusableException;
import io.weir.spi.BrokerDriver;
import io.weir.spi.SettingException;
import io.weir.spi.Spi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The plugins that were found. A plugin that cannot be loaded is recorded and hinders no other.
 *
 * <p>Immutable but for {@link #close}, after which no plugin may be used any more.
 */
public final class Plugins implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

  private final Map<String, LoadedDriver> drivers = new TreeMap<>();
  private final List<Failure> failures = new ArrayList<>();
  private final List<PluginClassLoader> classLoaders = new ArrayList<>();

  private Plugins() {}

  /**
   * A plugin, or a part of one, that cannot be used.
   *
   * @param name the plugin's directory name
   * @param reason why, in one line
   */
  public record Failure(String name, String reason) {}

  /**
   * Loads every plugin: each sub-directory of each of the directories is one. Where two plugins
   * have drivers of one name, the first directory's wins and the other is a failure.
   */
  public static Plugins load(List<Path> directories) {
    Plugins plugins = new Plugins();
    for (Path directory : directories) {
      for (Path plugin : plugins.subdirectories(directory)) {
        plugins.loadPlugin(plugin);
      }
    }
    return plugins;
  }

  /** The drivers, by name. */
  public List<LoadedDriver> drivers() {
    return List.copyOf(drivers.values());
  }

  /** What could not be loaded, in the order of loading. */
  public List<Failure> failures() {
    return List.copyOf(failures);
  }

  /**
   * The driver of a name.
   *
   * @throws SettingException naming the drivers there are, near misses, and why a plugin of that
   *     name could not be loaded
   */
  public LoadedDriver driver(String name) {
    LoadedDriver driver = drivers.get(name);
    if (driver != null) {
      return driver;
    }
    String advice =
        failures.stream()
            .filter(failure -> failure.name().equals(name))
            .findFirst()
            .map(failure -> "the plugin " + name + " could not be loaded: " + failure.reason())
            .orElseGet(() -> NearMisses.advice(NearMisses.of(name, drivers.keySet())));
    String allowed =
        drivers.isEmpty()
            ? "nothing, since no driver is installed"
            : String.join(", ", drivers.keySet());
    throw new SettingException("--driver", name, allowed, advice);
  }

  /** Closes the plugins' jars. */
  @Override
  public void close() {
    for (PluginClassLoader classLoader : classLoaders) {
      try {
        classLoader.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private List<Path> subdirectories(Path directory) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, Files::isDirectory)) {
      entries.forEach(found::add);
    } catch (IOException e) {
      failures.add(new Failure(directory.toString(), "the plugins directory cannot be read: " + e));
    }
    Collections.sort(found);
    return found;
  }

  private void loadPlugin(Path directory) {
    String plugin = directory.getFileName().toString();
    try {
      PluginManifest manifest = PluginManifest.read(directory);
      PluginClassLoader classLoader =
          new PluginClassLoader(plugin, urls(manifest.jars()), Spi.class.getClassLoader());
      classLoaders.add(classLoader);
      PluginContext context = new PluginContext(classLoader);
      context.run(() -> addDrivers(plugin, directory, manifest.version(), classLoader, context));
    } catch (UnusableException e) {
      failures.add(new Failure(plugin, String.valueOf(e.getMessage())));
    }
  }

  private void addDrivers(
      String plugin,
      Path directory,
      String version,
      PluginClassLoader classLoader,
      PluginContext context) {
    Iterator<ServiceLoader.Provider<BrokerDriver>> providers =
        ServiceLoader.load(BrokerDriver.class, classLoader).stream().iterator();
    boolean more = true;
    while (more) {
      try {
        more = providers.hasNext();
        if (more) {
          BrokerDriver driver = new ContextDriver(providers.next().get(), context);
          add(plugin, new LoadedDriver(driver.name(), directory, version, driver, classLoader));
        }
      } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
        // One provider of the plugin; the iterator goes on behind it.
        failures.add(new Failure(plugin, reason(e)));
      }
    }
  }

  private void add(String plugin, LoadedDriver driver) {
    if (!NAME.matcher(driver.name()).matches()) {
      failures.add(
          new Failure(
              plugin,
              "its driver's name \""
                  + driver.name()
                  + "\" is not made of lower case letters, digits and dashes"));
      return;
    }
    LoadedDriver first = drivers.putIfAbsent(driver.name(), driver);
    if (first != null) {
      failures.add(
          new Failure(
              plugin,
              "its driver " + driver.name() + " is provided by " + first.directory() + " already"));
    }
  }

  /** A service error says which provider; its cause says why. */
  private static String reason(Throwable failure) {
    Throwable cause = failure.getCause();
    return (cause == null ? failure.toString() : failure.getMessage() + ": " + cause)
        .lines()
        .findFirst()
        .orElse("");
  }

  private static URL[] urls(List<Path> jars) {
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
      try {
        urls[i] = jars.get(i).toUri().toURL();
      } catch (MalformedURLException e) {
        throw new IllegalStateException("a file has a URL always", e);
      }
    }
    return urls;
  }
}
