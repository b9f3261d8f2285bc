/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import io.weir.core.experiment.Phase;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Counts of one kind of event per phase, with the first few records to look at. Thread-safe. */
final class LedgerTally {

  /** Records kept per phase. */
  static final int EXAMPLES = 10;

  private final LedgerLayout layout;
  private final Map<Phase, Counter> counters = new EnumMap<>(Phase.class);

  LedgerTally(LedgerLayout layout) {
    this.layout = layout;
    for (Phase phase : Phase.values()) {
      counters.put(phase, new Counter());
    }
  }

  void add(long index) {
    Counter counter = counter(layout.phaseOf(index));
    counter.count.incrementAndGet();
    if (!counter.enough) {
      counter.keep(new LedgerRecord(layout.publisherOf(index), layout.sequenceOf(index)));
    }
  }

  /** Over all phases. */
  long count() {
    long sum = 0;
    for (Counter counter : counters.values()) {
      sum += counter.count.get();
    }
    return sum;
  }

  long count(Phase phase) {
    return counter(phase).count.get();
  }

  List<LedgerRecord> examples(Phase phase) {
    return counter(phase).examples();
  }

  private Counter counter(Phase phase) {
    Counter counter = counters.get(phase);
    if (counter == null) {
      throw new IllegalStateException("phase " + phase);
    }
    return counter;
  }

  private static final class Counter {
    final AtomicLong count = new AtomicLong();
    private final List<LedgerRecord> kept = new ArrayList<>();

    /** Read without the lock, so that a stream of events does not contend once it is set. */
    volatile boolean enough;

    synchronized void keep(LedgerRecord example) {
      if (kept.size() < EXAMPLES && !kept.contains(example)) {
        kept.add(example);
        enough = kept.size() == EXAMPLES;
      }
    }

    synchronized List<LedgerRecord> examples() {
      return List.copyOf(kept);
    }
  }
}
