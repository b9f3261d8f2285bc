/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import java.util.function.Supplier;

/**
 * Calls into a plugin with the plugin's class loader as the thread's context class loader, as its
 * libraries expect. Thread-safe.
 */
final class PluginContext {
  private final ClassLoader classLoader;

  PluginContext(ClassLoader classLoader) {
    this.classLoader = classLoader;
  }

  ClassLoader classLoader() {
    return classLoader;
  }

  <T> T call(Supplier<T> intoPlugin) {
    Thread thread = Thread.currentThread();
    ClassLoader caller = thread.getContextClassLoader();
    thread.setContextClassLoader(classLoader);
    try {
      return intoPlugin.get();
    } finally {
      thread.setContextClassLoader(caller);
    }
  }

  void run(Runnable intoPlugin) {
    Thread thread = Thread.currentThread();
    ClassLoader caller = thread.getContextClassLoader();
    thread.setContextClassLoader(classLoader);
    try {
      intoPlugin.run();
    } finally {
      thread.setContextClassLoader(caller);
    }
  }
}
