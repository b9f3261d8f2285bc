/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import java.net.URL;
import java.net.URLClassLoader;

/**
 * The classes of one plugin: its own jars, the Java platform, and the plug point. Nothing else of
 * the harness shines through, so a plugin may use any version of any library. Thread-safe.
 */
final class PluginClassLoader extends URLClassLoader {
  private static final String PLUG_POINT = "io.weir.spi.";

  static {
    // Threads of a client that load classes at once must not wait for each other.
    ClassLoader.registerAsParallelCapable();
  }

  private final ClassLoader harness;

  /**
   * @param name of the plugin, for stack traces
   * @param jars its jars
   * @param harness where the plug point's classes are taken from
   */
  PluginClassLoader(String name, URL[] jars, ClassLoader harness) {
    super(name, jars, ClassLoader.getPlatformClassLoader());
    this.harness = harness;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith(PLUG_POINT)) {
      // Even if the plugin brings a copy of its own: a second copy would be another type.
      return harness.loadClass(name);
    }
    return super.loadClass(name, resolve);
  }
}
