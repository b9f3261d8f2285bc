/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import java.util.Locale;

/** How a load thread waits for the next intended time. Part of a run's identity. */
public enum Pacing {
  /** Wakes for every record. */
  PRECISE,
  /** Wakes every 250 to 500 µs and sends what is due: cheaper, coarser. */
  ECONOMICAL;

  /** As the user writes it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
