/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import io.weir.core.experiment.Phase;

/**
 * Where the measured window lies; tells a record's phase from its intended offset.
 *
 * @param startNs first offset of the window, ns from the start of the run
 * @param endNs first offset after it
 */
public record PhaseWindow(long startNs, long endNs) {
  /** The ordinal of the {@link Phase} of a record with this intended offset. */
  public int phaseOf(long intendedNs) {
    return intendedNs < startNs ? 0 : intendedNs < endNs ? 1 : 2;
  }

  /** True if the offset lies in the window. */
  public boolean contains(long offsetNs) {
    return offsetNs >= startNs && offsetNs < endNs;
  }
}
