/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server to be started as a child process; structured, so that the harness can add an agent. */
public sealed interface ServerSpec {
  /** Unique within the run; names its log file and its rows in metrics. */
  String id();

  /** What it does, e.g. {@code broker}. */
  String role();

  /** Arguments of its main. */
  List<String> arguments();

  /** Variables added to the environment. */
  Map<String, String> environment();

  /** Where it runs. */
  Path workingDirectory();

  /**
   * A JVM.
   *
   * @param javaHome whose java runs it; empty for the harness's own
   * @param classPath its jars, in order
   * @param mainClass its main
   * @param jvmFlags heap, system properties and other flags
   */
  record Jvm(
      String id,
      String role,
      Optional<Path> javaHome,
      List<Path> classPath,
      String mainClass,
      List<String> jvmFlags,
      List<String> arguments,
      Map<String, String> environment,
      Path workingDirectory)
      implements ServerSpec {
    public Jvm {
      classPath = List.copyOf(classPath);
      jvmFlags = List.copyOf(jvmFlags);
      arguments = List.copyOf(arguments);
      environment = Map.copyOf(environment);
    }
  }

  /**
   * A program.
   *
   * @param binary what runs
   */
  record Native(
      String id,
      String role,
      Path binary,
      List<String> arguments,
      Map<String, String> environment,
      Path workingDirectory)
      implements ServerSpec {
    public Native {
      arguments = List.copyOf(arguments);
      environment = Map.copyOf(environment);
    }
  }
}
