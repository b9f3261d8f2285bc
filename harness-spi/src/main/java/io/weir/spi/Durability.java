/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.Locale;

/**
 * What is in force for a topic, as a tuple.
 *
 * @param copies copies kept of each record
 * @param copiesBeforeAck copies that must exist before the acknowledgement; for a broker that waits
 *     for its whole in-sync set, the least that set may be
 * @param reached what an acknowledged copy has reached
 * @param copiesToAccept copies that must be available for a write to be accepted
 */
public record Durability(int copies, int copiesBeforeAck, Reached reached, int copiesToAccept) {
  /** Where an acknowledged copy is. */
  public enum Reached {
    MEMORY,
    OS_CACHE,
    DISK,
    UNKNOWN
  }

  /** {@code copies/before ack/reached/to accept}, as results print it. */
  public String text() {
    return copies
        + "/"
        + copiesBeforeAck
        + "/"
        + reached.name().toLowerCase(Locale.ROOT).replace('_', '-')
        + "/"
        + copiesToAccept;
  }
}
