/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * What a user who wrote an unknown name may have meant.
 *
 * <p>Distance is the least number of single-character insertions, deletions and substitutions and
 * of swaps of neighbours, no part of the text being edited twice (F. J. Damerau, "A technique for
 * computer detection and correction of spelling errors", CACM 7(3), 1964; the restricted form).
 */
public final class NearMisses {
  private static final int MOST = 3;

  private NearMisses() {}

  /** At most three of the known names, the nearest first; none if none is near. */
  public static List<String> of(String written, Collection<String> known) {
    return known.stream()
        .filter(name -> isNear(written, name))
        .sorted(
            Comparator.comparingInt((String name) -> distance(written, name))
                .thenComparing(Comparator.naturalOrder()))
        .limit(MOST)
        .toList();
  }

  /** As an advice: {@code did you mean a or b?}; empty if there is none. */
  public static String advice(List<String> suggestions) {
    return suggestions.isEmpty() ? "" : "did you mean " + String.join(" or ", suggestions) + "?";
  }

  /** The edit distance; 0 for equal texts. */
  static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(last[j], row[j - 1]) + 1, last[j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] spare = beforeLast;
      beforeLast = last;
      last = row;
      row = spare;
    }
    return last[b.length()];
  }

  private static boolean isNear(String written, String name) {
    int allowed = Math.max(1, Math.max(written.length(), name.length()) / 3);
    return distance(written, name) <= allowed;
  }
}
