/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import io.weir.core.experiment.Phase;

/** What one thread has acknowledged, of any publisher. */
public final class AckLane extends Lane {
  private static final int PUBLISH = 0;
  private static final int SERVICE = 1;

  private final Counters acked = new Counters();
  private final Counters inWindow = new Counters();
  private final Counters failed = new Counters();
  private final boolean openLoop;

  AckLane(PhaseWindow window, boolean openLoop) {
    super(window, "", LatencyMetric.PUBLISH_LATENCY, LatencyMetric.PUBLISH_SERVICE_TIME);
    this.openLoop = openLoop;
  }

  /** A record was acknowledged; all times are offsets. */
  public void acked(long intendedNs, long sentNs, long ackedNs) {
    int phase = window().phaseOf(intendedNs);
    if (openLoop) {
      record(phase, PUBLISH, ackedNs - intendedNs);
    }
    record(phase, SERVICE, ackedNs - sentNs);
    acked.add(phase, 1);
    if (phase == Phase.WINDOW.ordinal() && window().contains(ackedNs)) {
      inWindow.add(phase, 1);
    }
  }

  /** A record failed. */
  public void failed(long intendedNs) {
    failed.add(window().phaseOf(intendedNs), 1);
  }

  /** Records acknowledged. */
  public long acked(Phase phase) {
    return acked.get(phase.ordinal());
  }

  /** Cohort records acknowledged inside the window: the count behind goodput. */
  public long ackedInWindow() {
    return inWindow.get(Phase.WINDOW.ordinal());
  }

  /** Records that failed. */
  public long failed(Phase phase) {
    return failed.get(phase.ordinal());
  }
}
