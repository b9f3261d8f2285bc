/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.powerloss.agent;

import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts the agent in place and tests it. */
public final class Start {
  private Start() {}

  /**
   * Called once, before the server's main.
   *
   * @param prefix of the record's path
   * @throws IOException if there can be no record
   */
  public static void record(String prefix, Instrumentation instrumentation) throws IOException {
    long pid = ProcessHandle.current().pid();
    File file = new File(prefix + "." + pid + ".log").getAbsoluteFile();
    RecordLog log = new RecordLog(file);
    log.begin(pid, System.getProperty("java.version", "unknown"));
    try {
      log.test(tested(log, file, instrumentation));
    } catch (Throwable e) {
      log.fault("the agent could not be put in place: " + e);
    }
  }

  /** Empty if all is well. */
  private static String tested(RecordLog log, File file, Instrumentation instrumentation)
      throws Throwable {
    open(instrumentation);
    Hooks hooks = new Hooks();
    instrumentation.addTransformer(hooks, true);
    instrumentation.retransformClasses(present());
    instrumentation.removeTransformer(hooks);
    List<String> missing = hooks.missing();
    if (!missing.isEmpty()) {
      return "this Java is not as the agent knows it: no " + String.join(", no ", missing);
    }
    instrumentation.addTransformer(new CallSites(), false);
    Recorder.install(log);
    return new SelfTest(file).run();
  }

  private static void open(Instrumentation instrumentation) {
    Set<Module> here = Set.of(Start.class.getModule());
    instrumentation.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of("jdk.internal.misc", here),
        Map.of("java.io", here, "sun.nio.ch", here),
        Set.of(),
        Map.of());
  }

  /** Those of the classes to change that this Java has. */
  private static Class<?>[] present() {
    List<Class<?>> present = new ArrayList<>();
    for (String name : Hooks.classes()) {
      try {
        present.add(Class.forName(name, false, null));
      } catch (ClassNotFoundException e) {
        // Of another version; hooks that are not found elsewhere are missed later.
      }
    }
    return present.toArray(new Class<?>[0]);
  }
}
