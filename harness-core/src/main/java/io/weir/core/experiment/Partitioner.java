/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import java.util.Locale;

/** Who chooses a record's partition. */
public enum Partitioner {
  /** The harness: by key, or round-robin; the same on every broker. */
  HARNESS,
  /** The broker's client, by its own hash. */
  CLIENT;

  /** As the user writes it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
