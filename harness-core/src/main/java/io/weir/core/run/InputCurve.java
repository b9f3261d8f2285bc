/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import java.util.Arrays;

/**
 * How many records of the source topics were due by a moment, ticks and further copies included:
 * what an engine that is never behind has read by then. Counted in slots of 100 ms, within which
 * records are taken to be spread evenly. Not thread-safe.
 */
final class InputCurve {
  private static final long SLOT_NS = 100_000_000;

  private long[] counts = new long[1 << 10];
  private int slots;

  /** Counts one that was due at an offset from the start of the run. */
  void add(long dueNs) {
    int slot = (int) (Math.max(0, dueNs) / SLOT_NS);
    if (slot >= counts.length) {
      counts = Arrays.copyOf(counts, Math.max(slot + 1, 2 * counts.length));
    }
    counts[slot]++;
    slots = Math.max(slots, slot + 1);
  }

  /**
   * Counts for ascending moments, in one pass.
   *
   * @param momentsNs offsets from the start of the run, ascending
   */
  double[] dueBy(long[] momentsNs) {
    double[] due = new double[momentsNs.length];
    long before = 0;
    int slot = 0;
    for (int i = 0; i < momentsNs.length; i++) {
      long atNs = Math.max(0, momentsNs[i]);
      while (slot < slots && (slot + 1) * SLOT_NS <= atNs) {
        before += counts[slot++];
      }
      double within =
          slot < slots ? counts[slot] * ((atNs - slot * SLOT_NS) / (double) SLOT_NS) : 0;
      due[i] = before + within;
    }
    return due;
  }
}
