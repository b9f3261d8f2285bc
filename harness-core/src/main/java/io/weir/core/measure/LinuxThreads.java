/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The kernel's view of this process's threads. Stateless. */
public final class LinuxThreads {

  private LinuxThreads() {}

  /** The kernel's id of the calling thread; empty off Linux. */
  public static OptionalLong currentTid() {
    try {
      Path self = Files.readSymbolicLink(Path.of("/proc/thread-self"));
      return OptionalLong.of(Long.parseLong(self.getFileName().toString()));
    } catch (IOException | UnsupportedOperationException | NumberFormatException notLinux) {
      return OptionalLong.empty();
    }
  }
}
