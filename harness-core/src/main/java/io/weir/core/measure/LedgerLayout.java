/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import io.weir.core.experiment.Phase;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How the records of a run are numbered: the record with sequence s of publisher p has the global
 * index s · publishers + p. Of each publisher, a phase is one range of sequences.
 *
 * <p>In an open loop the ranges follow from the schedule and are known before the start. In a
 * closed loop each publisher enters a phase where the time finds it: the thread that sends says so
 * by {@link #begin} before it sends the phase's first record.
 *
 * <p>Thread contract: {@link #begin} by the thread that sends for a publisher; the rest by any.
 */
public final class LedgerLayout {
  private static final long NOT_BEGUN = Long.MAX_VALUE;

  private final int publishers;

  /** By publisher, the first sequence of the window. */
  private final AtomicLongArray windowFirst;

  /** By publisher, the first sequence after the window. */
  private final AtomicLongArray cooldownFirst;

  /**
   * The layout of an open loop.
   *
   * @param publishers over all processes of the run
   * @param windowStart the first index of the measured window: how many records warm-up has
   * @param cooldownStart the first index after the window
   */
  public LedgerLayout(int publishers, long windowStart, long cooldownStart) {
    this(publishers);
    if (windowStart < 0 || cooldownStart < windowStart) {
      throw new IllegalArgumentException("window " + windowStart + " to " + cooldownStart);
    }
    for (int p = 0; p < publishers; p++) {
      windowFirst.set(p, firstSequence(p, windowStart));
      cooldownFirst.set(p, firstSequence(p, cooldownStart));
    }
  }

  private LedgerLayout(int publishers) {
    if (publishers < 1) {
      throw new IllegalArgumentException("publishers " + publishers);
    }
    this.publishers = publishers;
    this.windowFirst = new AtomicLongArray(publishers);
    this.cooldownFirst = new AtomicLongArray(publishers);
  }

  /** The layout of a closed loop: every publisher is in its warm-up until it says otherwise. */
  public static LedgerLayout closedLoop(int publishers) {
    LedgerLayout layout = new LedgerLayout(publishers);
    for (int p = 0; p < publishers; p++) {
      layout.windowFirst.set(p, NOT_BEGUN);
      layout.cooldownFirst.set(p, NOT_BEGUN);
    }
    return layout;
  }

  /** A publisher's next record, with this sequence, is the first of a phase, or of a later one. */
  public void begin(Phase phase, int publisher, long sequence) {
    if (phase != Phase.WARMUP) {
      windowFirst.compareAndSet(publisher, NOT_BEGUN, sequence);
    }
    if (phase == Phase.COOLDOWN) {
      cooldownFirst.compareAndSet(publisher, NOT_BEGUN, sequence);
    }
  }

  /**
   * Closes the ranges of publishers that did not reach a phase.
   *
   * @param sent by publisher: how many sequences there are
   */
  public void complete(long[] sent) {
    for (int p = 0; p < publishers; p++) {
      begin(Phase.COOLDOWN, p, sent[p]);
    }
  }

  /** How many publishers the run has. */
  public int publishers() {
    return publishers;
  }

  /** The global index of a record. */
  public long indexOf(int publisher, long sequence) {
    return sequence * publishers + publisher;
  }

  /** The publisher of the record with a global index. */
  public int publisherOf(long index) {
    return (int) (index % publishers);
  }

  /** The sequence, within its publisher, of the record with a global index. */
  public long sequenceOf(long index) {
    return index / publishers;
  }

  /** The phase of the record with a global index. */
  public Phase phaseOf(long index) {
    int publisher = publisherOf(index);
    long sequence = sequenceOf(index);
    if (sequence < windowFirst.get(publisher)) {
      return Phase.WARMUP;
    }
    return sequence < cooldownFirst.get(publisher) ? Phase.WINDOW : Phase.COOLDOWN;
  }

  /** The first index of a phase: no record below it is of the phase. */
  public long firstIndex(Phase phase) {
    return switch (phase) {
      case WARMUP -> 0;
      case WINDOW -> least(windowFirst);
      case COOLDOWN -> least(cooldownFirst);
    };
  }

  /** The index from which no record is of a phase before this one. */
  public long settledIndex(Phase phase) {
    return switch (phase) {
      case WARMUP -> 0;
      case WINDOW -> greatest(windowFirst);
      case COOLDOWN -> greatest(cooldownFirst);
    };
  }

  private long least(AtomicLongArray firsts) {
    long least = NOT_BEGUN;
    for (int p = 0; p < publishers; p++) {
      least = Math.min(least, index(p, firsts.get(p)));
    }
    return least;
  }

  private long greatest(AtomicLongArray firsts) {
    long greatest = 0;
    for (int p = 0; p < publishers; p++) {
      greatest = Math.max(greatest, index(p, firsts.get(p)));
    }
    return greatest;
  }

  private long index(int publisher, long sequence) {
    return sequence == NOT_BEGUN ? NOT_BEGUN : indexOf(publisher, sequence);
  }

  private long firstSequence(int publisher, long index) {
    return Math.max(0, Math.floorDiv(index - publisher + publishers - 1, (long) publishers));
  }
}
