/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import io.weir.core.experiment.Phase;

/**
 * How the records of a run are numbered: the record with sequence s of publisher p has the global
 * index s · publishers + p. Indices ascend with intended time, so each phase is one range of them.
 * Immutable.
 *
 * @param publishers over all processes of the run
 * @param windowStart the first index of the measured window: how many records warm-up has
 * @param cooldownStart the first index after the window
 */
public record LedgerLayout(int publishers, long windowStart, long cooldownStart) {

  public LedgerLayout {
    if (publishers < 1 || windowStart < 0 || cooldownStart < windowStart) {
      throw new IllegalArgumentException(
          "publishers " + publishers + ", window " + windowStart + " to " + cooldownStart);
    }
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
    if (index < windowStart) {
      return Phase.WARMUP;
    }
    return index < cooldownStart ? Phase.WINDOW : Phase.COOLDOWN;
  }

  /** The first index of a phase. */
  public long startOf(Phase phase) {
    return switch (phase) {
      case WARMUP -> 0;
      case WINDOW -> windowStart;
      case COOLDOWN -> cooldownStart;
    };
  }

  /** One past the last index of a phase; {@link Long#MAX_VALUE} for the last phase. */
  public long endOf(Phase phase) {
    return switch (phase) {
      case WARMUP -> windowStart;
      case WINDOW -> cooldownStart;
      case COOLDOWN -> Long.MAX_VALUE;
    };
  }
}
