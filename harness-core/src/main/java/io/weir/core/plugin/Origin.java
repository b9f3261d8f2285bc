/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where something that was found comes from.
 *
 * @param directory the plugin's; empty if it is part of the harness
 * @param version of the plugin, or the harness; {@code unknown} if its jar does not say
 */
public record Origin(Optional<Path> directory, String version) {
  /** The plugin's name: its directory's; {@code harness} for what is part of the harness. */
  public String plugin() {
    return directory.map(path -> String.valueOf(path.getFileName())).orElse("harness");
  }
}
