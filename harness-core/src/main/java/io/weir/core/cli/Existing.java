/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** What is there of a path that is still to be made. */
final class Existing {
  private Existing() {}

  /** The directory itself or, if it is still to be made, the nearest above it. */
  static Path above(Path directory) {
    Path at = directory.toAbsolutePath().normalize();
    while (!Files.exists(at) && at.getParent() != null) {
      at = at.getParent();
    }
    return at;
  }
}
