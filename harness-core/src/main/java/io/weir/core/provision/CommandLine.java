/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision;

import io.weir.spi.ServerSpec;
import io.weir.spi.UnavailableException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A server's specification as program and arguments. Pure but for looking for the program. */
final class CommandLine {
  private CommandLine() {}

  /**
   * Program and arguments.
   *
   * @throws UnavailableException if the program is not there or cannot be executed
   */
  static List<String> of(ServerSpec spec) {
    List<String> command = new ArrayList<>();
    if (spec instanceof ServerSpec.Jvm jvm) {
      Path home = jvm.javaHome().orElseGet(() -> Path.of(System.getProperty("java.home")));
      command.add(executable(spec, home.resolve("bin").resolve("java")));
      command.addAll(jvm.jvmFlags());
      if (!jvm.classPath().isEmpty()) {
        command.add("-cp");
        command.add(
            jvm.classPath().stream()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator)));
      }
      command.add(jvm.mainClass());
    } else if (spec instanceof ServerSpec.Native program) {
      Path binary = program.binary();
      // A bare name is looked up in PATH by the shell.
      command.add(binary.getNameCount() > 1 ? executable(spec, binary) : binary.toString());
    }
    command.addAll(spec.arguments());
    return List.copyOf(command);
  }

  private static String executable(ServerSpec spec, Path program) {
    Path resolved = spec.workingDirectory().resolve(program);
    if (!Files.isExecutable(resolved)) {
      throw new UnavailableException(
          spec.id() + " cannot be started: " + resolved + " is missing or not executable");
    }
    return resolved.toString();
  }
}
