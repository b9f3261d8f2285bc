/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision;

import eu.maveniverse.maven.mima.context.ContextOverrides;
import io.weir.spi.ArtifactSet;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Resolves artifact sets into the user's local Maven repository. The user's {@code settings.xml} is
 * honoured: mirrors, proxies, credentials, local repository, offline mode.
 *
 * <p>Methods may be called from any thread; resolving happens one set at a time. The resolver is
 * loaded when a set is first not found in the cache of class path lists, and closed with this.
 */
public final class MavenArtifacts implements AutoCloseable {
  private final ClassPathCache cache;
  private final Supplier<MavenResolver> resolvers;
  private @Nullable MavenResolver resolver;

  /**
   * @param cacheDirectory where class path lists are kept between runs
   */
  public MavenArtifacts(Path cacheDirectory) {
    this(
        cacheDirectory,
        () -> new MavenResolver(ContextOverrides.create().withUserSettings(true).build()));
  }

  MavenArtifacts(Path cacheDirectory, Supplier<MavenResolver> resolvers) {
    this.cache = new ClassPathCache(cacheDirectory);
    this.resolvers = resolvers;
  }

  /**
   * Where class path lists are kept unless told otherwise: {@code weir/classpaths} under {@code
   * $XDG_CACHE_HOME}, or under {@code ~/.cache}.
   *
   * @param environment the process's variables
   */
  public static Path defaultCacheDirectory(Map<String, String> environment) {
    String base = environment.getOrDefault("XDG_CACHE_HOME", "");
    // The XDG specification: a relative path is to be ignored.
    Path cache =
        base.startsWith("/") ? Path.of(base) : Path.of(System.getProperty("user.home"), ".cache");
    return cache.resolve("weir").resolve("classpaths");
  }

  /**
   * Resolves jars.
   *
   * @return their paths, in class path order
   * @throws UnavailableException in one line: the set, the coordinates that cannot be had, why, and
   *     what to do
   */
  public synchronized List<Path> resolve(ArtifactSet artifacts) {
    List<Path> files = cache.get(artifacts).orElseGet(() -> resolveAnew(artifacts));
    files.stream()
        .filter(file -> file.toString().endsWith(".jar"))
        .forEach(jar -> requireWhole(artifacts, jar));
    return files;
  }

  /** A jar's table of contents is at its end: one that was cut off has none. */
  private static void requireWhole(ArtifactSet artifacts, Path jar) {
    try (ZipFile whole = new ZipFile(jar.toFile())) {
      whole.size();
    } catch (IOException e) {
      throw new UnavailableException(
          artifacts.name()
              + " cannot be started: "
              + jar
              + " is damaged ("
              + e.getMessage()
              + "); delete its directory, and it is fetched anew",
          e);
    }
  }

  @Override
  public synchronized void close() {
    if (resolver != null) {
      resolver.close();
      resolver = null;
    }
  }

  private MavenResolver resolver(ArtifactSet artifacts) {
    try {
      return resolvers.get();
    } catch (IllegalStateException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw new UnavailableException(
          artifacts.name()
              + " cannot be had from Maven: "
              + String.valueOf(cause.getMessage()).replaceAll("\\s*\\R\\s*", " ")
              + "; repair your settings.xml (~/.m2/settings.xml)",
          e);
    }
  }

  private synchronized List<Path> resolveAnew(ArtifactSet artifacts) {
    // The caller may be a plugin with a context class loader that does not know the resolver.
    Thread thread = Thread.currentThread();
    ClassLoader caller = thread.getContextClassLoader();
    thread.setContextClassLoader(MavenArtifacts.class.getClassLoader());
    try {
      if (resolver == null) {
        resolver = resolver(artifacts);
      }
      List<Path> jars = resolver.resolve(artifacts);
      cache.put(artifacts, jars);
      return jars;
    } finally {
      thread.setContextClassLoader(caller);
    }
  }
}
