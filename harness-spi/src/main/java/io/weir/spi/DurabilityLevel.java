/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.Locale;

/** The promise asked for; what it means per system is the {@link Durability} tuple. */
public enum DurabilityLevel {
  /** Whatever a cluster set up by the book gives. */
  DEFAULT,
  /** Three copies, acknowledged by one, from the OS cache. */
  WEAK,
  /** Every acknowledged record survives power loss of all nodes, and the loss of any one node. */
  STRONG,
  /** The setting of the Flow study, for reproduction. */
  FLOW_WEAK;

  /** As the user writes it: lower case with dashes. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
