/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.source;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The highest index that any of a run's sources has made a record of. Any thread; each {@link #one}
 * is written by one thread.
 */
public final class Highest {
  private final List<AtomicLong> all = new CopyOnWriteArrayList<>();

  /** What one source keeps its highest index in, by {@link AtomicLong#setRelease}; −1 at first. */
  public AtomicLong one() {
    AtomicLong one = new AtomicLong(-1);
    all.add(one);
    return one;
  }

  /** The highest of all; −1 if there is none yet. */
  public long value() {
    return all.stream().mapToLong(AtomicLong::getAcquire).max().orElse(-1);
  }
}
