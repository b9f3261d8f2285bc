/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import java.util.Locale;

/** How a slot's records lie within it, where a profile says only how many a slot has. */
public enum Within {
  /** At equal distances, the first at the slot's start. */
  EVEN,
  /** As a Poisson process with that many arrivals: independent and uniform, by the seed. */
  POISSON;

  /** As the user writes it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
