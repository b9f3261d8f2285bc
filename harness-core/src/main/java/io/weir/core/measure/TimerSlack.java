/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * How late the kernel may wake a thread to save power: 50 µs by default on Linux, which bounds how
 * precisely a parked load thread can be on time. Stateless.
 */
public final class TimerSlack {

  private TimerSlack() {}

  /**
   * Asks for the least slack for the calling thread.
   *
   * @return the former slack in ns; empty if it could not be changed, as off Linux
   */
  public static OptionalLong lowerOwn() {
    OptionalLong formerNs = ownNs();
    OptionalLong tid = LinuxThreads.currentTid();
    if (formerNs.isEmpty() || tid.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      Files.writeString(file(tid.getAsLong()), "1");
      return formerNs;
    } catch (IOException refused) {
      return OptionalLong.empty();
    }
  }

  /** The calling thread's slack in ns; empty if unknown. */
  public static OptionalLong ownNs() {
    OptionalLong tid = LinuxThreads.currentTid();
    if (tid.isEmpty()) {
      return tid;
    }
    try {
      return OptionalLong.of(Long.parseLong(Files.readString(file(tid.getAsLong())).strip()));
    } catch (IOException | NumberFormatException unknown) {
      return OptionalLong.empty();
    }
  }

  private static Path file(long tid) {
    return Path.of("/proc/" + tid + "/timerslack_ns");
  }
}
