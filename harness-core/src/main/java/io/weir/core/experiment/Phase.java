/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import java.util.Locale;

/**
 * The part of a run that a record belongs to, by its intended publish time. Only {@link #WINDOW}'s
 * records, the cohort, are judged and compared.
 */
public enum Phase {
  WARMUP,
  WINDOW,
  COOLDOWN;

  /** As log tags and CSV columns write it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
