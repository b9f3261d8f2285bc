/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

/**
 * The start of a run, T0, from which all its times are offsets. Fixed once, after clients are open
 * and before load begins; read by any thread.
 */
public final class Origin {
  private volatile long epochNs;

  /** Fixes T0, in ns since the Unix epoch. */
  public void set(long t0EpochNs) {
    if (epochNs != 0) {
      throw new IllegalStateException("the start of the run is fixed already");
    }
    epochNs = t0EpochNs;
  }

  /** T0 in ns since the Unix epoch; 0 before it is fixed. */
  public long epochNs() {
    return epochNs;
  }

  /** Whether T0 is fixed: before that there are no offsets. */
  public boolean fixed() {
    return epochNs != 0;
  }

  /** The offset of an epoch time, in ns. */
  public long offsetNs(long atEpochNs) {
    return atEpochNs - epochNs;
  }
}
