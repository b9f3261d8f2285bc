/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * One thread of the harness over the window.
 *
 * @param role what it does
 * @param name the thread's name
 * @param cpuShare CPU time over wall time, 0 to 1; empty if not known
 * @param runQueueShare time spent runnable without a CPU over wall time; empty if not known
 */
public record ThreadShare(
    Role role, String name, OptionalDouble cpuShare, OptionalDouble runQueueShare) {
  /** What a thread does. */
  public enum Role {
    /** Makes and publishes records. */
    LOAD,
    /** A client's I/O thread that reports acknowledgements. */
    ACK,
    /** Hands records to the subscriber's handler. */
    RECEIVE;

    /** As results write it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
