/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

/** The longest time between two successive events, ns. Safe for any thread. */
final class LongestGap {
  private long lastNs = Long.MAX_VALUE;
  private long longestNs;

  synchronized void happened(long epochNs) {
    if (epochNs > lastNs) {
      longestNs = Math.max(longestNs, epochNs - lastNs);
    }
    lastNs = epochNs;
  }

  synchronized long ns() {
    return longestNs;
  }
}
