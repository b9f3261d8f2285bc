/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import java.util.Locale;

/**
 * How records get keys.
 *
 * @param distribution how the key of a record is chosen
 * @param keys how many different keys there are; at least 1 unless there are none
 * @param exponent of the Zipf distribution; unused otherwise
 */
public record KeySpec(Distribution distribution, int keys, double exponent) {
  /** How the key of a record is chosen. */
  public enum Distribution {
    NONE,
    ROUND_ROBIN,
    UNIFORM,
    ZIPF;

    /** As the user writes it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** No keys. */
  public static KeySpec none() {
    return new KeySpec(Distribution.NONE, 0, 0);
  }
}
