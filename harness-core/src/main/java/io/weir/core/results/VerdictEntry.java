/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One verdict on a run as kept in its directory.
 *
 * @param verdict its name
 * @param reason a plain sentence with numbers and units
 * @param figures the finite numbers behind it, by name; others are left out
 */
public record VerdictEntry(String verdict, String reason, Map<String, Double> figures) {
  public VerdictEntry {
    TreeMap<String, Double> finite = new TreeMap<>(figures);
    // JSON has no such numbers, and the sentence says what is missing.
    finite.values().removeIf(figure -> !Double.isFinite(figure));
    figures = Collections.unmodifiableMap(finite);
  }
}
