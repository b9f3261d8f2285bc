/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

/**
 * The one clock of the process: nanoseconds since the Unix epoch, monotonic, seeded once and never
 * corrected. Every time that a plugin hands to the harness is read from it. Any thread may read it.
 */
public interface NanoClock {
  /** Now, in nanoseconds since the Unix epoch. */
  long epochNs();
}
