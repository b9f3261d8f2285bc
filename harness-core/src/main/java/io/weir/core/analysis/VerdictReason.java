/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis;

import io.weir.core.results.VerdictEntry;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A verdict and why.
 *
 * @param verdict what is said
 * @param sentence why, with numbers and units
 * @param figures the numbers behind it, by name with unit
 */
public record VerdictReason(Verdict verdict, String sentence, Map<String, Double> figures) {
  public VerdictReason {
    figures = Collections.unmodifiableMap(new TreeMap<>(figures));
  }

  /** As kept in the run's directory. */
  public VerdictEntry entry() {
    return new VerdictEntry(verdict.name(), sentence, figures);
  }
}
