/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Where a command looks for plugins. */
final class PluginPath {
  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      description = "A further directory of plugins. Repeatable.")
  private List<Path> directories = List.of();

  /** Those that come with the harness, then those named. */
  List<Path> all() {
    List<Path> path = new ArrayList<>(Home.plugins());
    path.addAll(directories);
    return path;
  }
}
