/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import java.time.Duration;

/**
 * A moment by which something must have happened.
 *
 * @param atNs of {@link System#nanoTime}
 */
record Deadline(long atNs) {
  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** At least 1 ns. */
  Duration left() {
    return Duration.ofNanos(Math.max(1, atNs - System.nanoTime()));
  }

  /** So much earlier: what comes after it needs time too. */
  Deadline before(Duration time) {
    return new Deadline(atNs - time.toNanos());
  }

  /** So much later. */
  Deadline after(Duration time) {
    return new Deadline(atNs + time.toNanos());
  }

  /** This, or so far from now if that is later. */
  Deadline orAtLeast(Duration time) {
    Deadline later = in(time);
    return later.atNs - atNs > 0 ? later : this;
  }

  boolean passed() {
    return System.nanoTime() - atNs >= 0;
  }
}
