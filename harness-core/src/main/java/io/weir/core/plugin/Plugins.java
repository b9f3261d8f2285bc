/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import io.weir.core.plugin.PluginManifest.UnusableException;
import io.weir.spi.BrokerDriver;
import io.weir.spi.EngineAdapter;
import io.weir.spi.NearMisses;
import io.weir.spi.Query;
import io.weir.spi.SettingException;
import io.weir.spi.Spi;
import io.weir.spi.SystemPlugin;
import io.weir.spi.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The plugins that were found. A plugin that cannot be loaded is recorded and hinders no other.
 *
 * <p>Immutable but for {@link #close}, after which no plugin may be used any more.
 */
public final class Plugins implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

  private final Map<String, LoadedDriver> drivers = new TreeMap<>();
  private final Map<String, LoadedEngine> engines = new TreeMap<>();
  private final Map<String, LoadedWorkload> workloads = new TreeMap<>();
  private final List<Failure> failures = new ArrayList<>();
  private final List<PluginClassLoader> classLoaders = new ArrayList<>();

  private Plugins() {
    Workload payload = new PayloadWorkload();
    String version = Plugins.class.getPackage().getImplementationVersion();
    Origin harness = new Origin(Optional.empty(), version == null ? "development" : version);
    workloads.put(payload.name(), new LoadedWorkload(payload.name(), harness, payload));
  }

  /**
   * A plugin, or a part of one, that cannot be used.
   *
   * @param name the plugin's directory name
   * @param reason why, in one line
   */
  public record Failure(String name, String reason) {}

  /**
   * Loads every plugin: each sub-directory of each of the directories is one. Where two drivers or
   * engines, or two workloads, have one name, the first wins and the other is a failure.
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

  /** The stream engines' adapters, by name; none has the name of a driver. */
  public List<LoadedEngine> engines() {
    return List.copyOf(engines.values());
  }

  /** The workloads, by name, the harness's own among them. */
  public List<LoadedWorkload> workloads() {
    return List.copyOf(workloads.values());
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
    throw unknown("--driver", name, drivers.keySet(), "driver");
  }

  /**
   * The stream engine's adapter of a name.
   *
   * @throws SettingException as {@link #driver}
   */
  public LoadedEngine engine(String name) {
    LoadedEngine engine = engines.get(name);
    if (engine != null) {
      return engine;
    }
    throw unknown("--engine", name, engines.keySet(), "engine");
  }

  /**
   * The driver or engine of a name.
   *
   * @param setting what the user named it by
   * @throws SettingException as {@link #driver}
   */
  public SystemPlugin system(String setting, String name) {
    LoadedDriver driver = drivers.get(name);
    LoadedEngine engine = engines.get(name);
    if (driver != null) {
      return driver.driver();
    }
    if (engine != null) {
      return engine.engine();
    }
    TreeSet<String> known = new TreeSet<>(drivers.keySet());
    known.addAll(engines.keySet());
    throw unknown(setting, name, known, "driver or engine");
  }

  /**
   * The workload of a name.
   *
   * @throws SettingException as {@link #driver}
   */
  public LoadedWorkload workload(String name) {
    LoadedWorkload workload = workloads.get(name);
    if (workload != null) {
      return workload;
    }
    throw unknown("--workload", name, workloads.keySet(), "workload");
  }

  /** The refusal of a name that is none of those known. */
  SettingException unknown(String setting, String name, Collection<String> known, String kind) {
    String advice =
        failures.stream()
            .filter(failure -> failure.name().equals(name))
            .findFirst()
            .map(failure -> "the plugin " + name + " could not be loaded: " + failure.reason())
            .orElseGet(() -> NearMisses.advice(NearMisses.of(name, known)));
    String allowed =
        known.isEmpty() ? "nothing, since no " + kind + " is installed" : String.join(", ", known);
    return new SettingException(setting, name, allowed, advice);
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
      Origin origin = new Origin(Optional.of(directory), manifest.version());
      context.run(
          () -> {
            each(plugin, BrokerDriver.class, classLoader, d -> addDriver(origin, d, context));
            each(plugin, EngineAdapter.class, classLoader, e -> addEngine(origin, e, context));
            each(plugin, Workload.class, classLoader, w -> addWorkload(origin, w, context));
          });
    } catch (UnusableException e) {
      failures.add(new Failure(plugin, String.valueOf(e.getMessage())));
    }
  }

  private <T> void each(String plugin, Class<T> service, ClassLoader classLoader, Consumer<T> add) {
    Iterator<ServiceLoader.Provider<T>> providers =
        ServiceLoader.load(service, classLoader).stream().iterator();
    boolean more = true;
    while (more) {
      try {
        more = providers.hasNext();
        if (more) {
          add.accept(providers.next().get());
        }
      } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
        // One provider of the plugin; the iterator goes on behind it.
        failures.add(new Failure(plugin, LoadFailure.reason(service, e)));
      }
    }
  }

  private void addDriver(Origin origin, BrokerDriver found, PluginContext context) {
    BrokerDriver driver = new ContextDriver(found, context);
    String name = driver.name();
    if (isNamed(origin, "driver", name) && isFreeForAll(origin, "driver", name)) {
      Path directory = origin.directory().orElseThrow();
      drivers.put(
          name, new LoadedDriver(name, directory, origin.version(), driver, context.classLoader()));
    }
  }

  private void addEngine(Origin origin, EngineAdapter found, PluginContext context) {
    EngineAdapter engine = new ContextEngine(found, context);
    String name = engine.name();
    if (isNamed(origin, "engine", name) && isFreeForAll(origin, "engine", name)) {
      engines.put(name, new LoadedEngine(name, origin, engine));
    }
  }

  private void addWorkload(Origin origin, Workload found, PluginContext context) {
    Workload workload = new ContextWorkload(found, context);
    String name = workload.name();
    if (!isNamed(origin, "workload", name) || !queriesAreNamed(origin, workload)) {
      return;
    }
    if (isFreeForAll(origin, "workload", name)) {
      workloads.put(name, new LoadedWorkload(name, origin, workload));
    }
  }

  private boolean queriesAreNamed(Origin origin, Workload workload) {
    Set<String> names = new HashSet<>();
    for (Query query : workload.queries()) {
      String name = query.name();
      if (!isNamed(origin, "query", name)) {
        return false;
      }
      if (!names.add(name)) {
        fail(origin, "its workload " + workload.name() + " has two queries " + name);
        return false;
      }
    }
    return true;
  }

  private boolean isNamed(Origin origin, String kind, String name) {
    boolean named = NAME.matcher(name).matches();
    if (!named) {
      fail(
          origin,
          "the name \""
              + name
              + "\" of its "
              + kind
              + " is not made of lower case letters, digits and dashes, a letter first");
    }
    return named;
  }

  /** A setting begins with the name of a plugin's part, so it must say which is meant. */
  private boolean isFreeForAll(Origin origin, String kind, String name) {
    Optional<Origin> driver = Optional.ofNullable(drivers.get(name)).map(LoadedDriver::origin);
    Optional<Origin> engine = Optional.ofNullable(engines.get(name)).map(LoadedEngine::origin);
    Optional<Origin> workload =
        Optional.ofNullable(workloads.get(name)).map(LoadedWorkload::origin);
    return isFree(origin, kind, name, driver.or(() -> engine).or(() -> workload));
  }

  private boolean isFree(Origin origin, String kind, String name, Optional<Origin> first) {
    first.ifPresent(
        by ->
            fail(
                origin,
                "the name of its "
                    + kind
                    + " "
                    + name
                    + " is taken by "
                    + by.directory().map(Path::toString).orElse("the harness")));
    return first.isEmpty();
  }

  private void fail(Origin origin, String reason) {
    failures.add(new Failure(origin.plugin(), reason));
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
