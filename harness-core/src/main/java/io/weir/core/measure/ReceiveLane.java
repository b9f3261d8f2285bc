/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import io.weir.core.experiment.Phase;

/** What one thread receives for one subscription. */
public final class ReceiveLane extends Lane {
  private final int subscription;
  private final Counters received = new Counters();
  private final Counters inWindow = new Counters();
  private final Counters duplicates = new Counters();
  private final Counters reordered = new Counters();
  private final Counters unrecognised = new Counters();
  private final boolean openLoop;

  ReceiveLane(PhaseWindow window, int subscription, String name, boolean openLoop) {
    super(window, name, LatencyMetric.END_TO_END_LATENCY);
    this.subscription = subscription;
    this.openLoop = openLoop;
  }

  /** The first copy of a record has arrived; times are offsets. */
  public void received(long intendedNs, long receivedNs) {
    int phase = window().phaseOf(intendedNs);
    if (openLoop) {
      record(phase, 0, receivedNs - intendedNs);
    }
    received.add(phase, 1);
    if (phase == Phase.WINDOW.ordinal() && window().contains(receivedNs)) {
      inWindow.add(phase, 1);
    }
  }

  /** A further copy of a record has arrived. */
  public void duplicate(long intendedNs) {
    duplicates.add(window().phaseOf(intendedNs), 1);
  }

  /** A first copy arrived behind a later record of its publisher and partition. */
  public void reordered(long intendedNs) {
    reordered.add(window().phaseOf(intendedNs), 1);
  }

  /** A record arrived that this run did not send, or whose stamp cannot be read. */
  public void unrecognised() {
    unrecognised.add(Phase.WINDOW.ordinal(), 1);
  }

  /** Index of the subscription. */
  public int subscription() {
    return subscription;
  }

  /** First copies. */
  public long received(Phase phase) {
    return received.get(phase.ordinal());
  }

  /** Cohort records delivered inside the window: the count behind goodput. */
  public long receivedInWindow() {
    return inWindow.get(Phase.WINDOW.ordinal());
  }

  /** Further copies. */
  public long duplicates(Phase phase) {
    return duplicates.get(phase.ordinal());
  }

  /** Records behind a later one. */
  public long reordered(Phase phase) {
    return reordered.get(phase.ordinal());
  }

  /** Records that were not this run's, in any phase. */
  public long unrecognisedTotal() {
    return unrecognised.get(Phase.WINDOW.ordinal());
  }
}
