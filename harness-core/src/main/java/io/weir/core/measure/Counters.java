/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import io.weir.core.experiment.Phase;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts by phase, written by one thread and read by any. A reader may lag, and never sees a count
 * go back.
 */
public final class Counters {
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  /** Cells lie a cache line apart from those of other lanes. */
  private static final int PAD = 8;

  private static final int PHASES = Phase.values().length;

  private final long[] cells = new long[PAD + PHASES + PAD];

  /** Adds to a phase's count; by the owning thread only. */
  public void add(int phase, long n) {
    CELL.setRelease(cells, PAD + phase, cells[PAD + phase] + n);
  }

  /** A phase's count. */
  public long get(int phase) {
    return (long) CELL.getAcquire(cells, PAD + phase);
  }
}
