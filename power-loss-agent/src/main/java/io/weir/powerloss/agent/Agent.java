/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.powerloss.agent;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.security.CodeSource;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Begins the record of this JVM: {@code -javaagent:power-loss-agent.jar=PREFIX} writes it to {@code
 * PREFIX.<process id>.log}. Whatever goes wrong is said in the record, and the server runs as
 * without the agent; only if there can be no record, a line goes to standard error.
 *
 * <p>All classes of this jar must come from the bootstrap loader. With {@code
 * -Xbootclasspath/a:power-loss-agent.jar} they do; without, this one is the system loader's, and
 * the JVM complains of the class data that it cannot use any more.
 */
public final class Agent {
  private Agent() {}

  /** Called by the JVM before the server's main. */
  public static void premain(@Nullable String prefix, Instrumentation instrumentation) {
    try {
      CodeSource source = Agent.class.getProtectionDomain().getCodeSource();
      if (source != null) {
        File jar = new File(source.getLocation().toURI());
        instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(jar));
      }
      Start.record(prefix == null ? "power-loss" : prefix, instrumentation);
    } catch (Throwable e) {
      System.err.println("power-loss agent: there can be no record: " + e);
    }
  }
}
