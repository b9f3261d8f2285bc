/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import io.weir.core.experiment.Phase;

/** What one load thread sends. */
public final class SendLane extends Lane {
  /** A record later than this is late: its delay is split into blocked and own time. */
  public static final long LATE_NS = 1_000_000;

  private final Counters sent = new Counters();
  private final Counters sentBytes = new Counters();
  private final Counters lateBlockedNs = new Counters();
  private final Counters lateOwnNs = new Counters();
  private final Counters behindInWindowNs = new Counters();
  private final Counters blockedNs = new Counters();
  private final boolean openLoop;

  /** Of the load thread alone. */
  private long behindUntilNs = Long.MIN_VALUE;

  SendLane(PhaseWindow window, boolean openLoop) {
    super(window, "", LatencyMetric.SCHEDULE_DELAY);
    this.openLoop = openLoop;
  }

  /**
   * A record is handed to the client.
   *
   * @param intendedNs its intended offset
   * @param sentNs the offset just before the client call
   * @param bytes of its value
   */
  public void sent(long intendedNs, long sentNs, int bytes) {
    int phase = window().phaseOf(intendedNs);
    sent.add(phase, 1);
    sentBytes.add(phase, bytes);
    if (openLoop) {
      record(phase, 0, sentNs - intendedNs);
    }
  }

  /**
   * A late record: its delay, in two parts. Records come in the order of their intended times.
   *
   * @param sentNs when it was sent at last
   * @param blocked part of the delay that was spent in the client
   * @param own the rest of it
   */
  public void late(long intendedNs, long sentNs, long blocked, long own) {
    int phase = window().phaseOf(intendedNs);
    lateBlockedNs.add(phase, blocked);
    lateOwnNs.add(phase, own);
    // The union of the times from intended to sent: both ascend, so what overlaps lies at the
    // start.
    long fromNs = Math.max(window().startNs(), Math.max(intendedNs, behindUntilNs));
    long untilNs = Math.min(window().endNs(), sentNs);
    behindInWindowNs.add(Phase.WINDOW.ordinal(), Math.max(0, untilNs - fromNs));
    behindUntilNs = Math.max(behindUntilNs, sentNs);
  }

  /** Time spent inside the client call or waiting for a free in-flight slot. */
  public void blocked(long intendedNs, long ns) {
    blockedNs.add(window().phaseOf(intendedNs), ns);
  }

  /** Records handed to the client. */
  public long sent(Phase phase) {
    return sent.get(phase.ordinal());
  }

  /** Bytes of the values of these records. */
  public long sentBytes(Phase phase) {
    return sentBytes.get(phase.ordinal());
  }

  /** Of the delay of late records, the part that was blocked. */
  public long lateBlockedNs(Phase phase) {
    return lateBlockedNs.get(phase.ordinal());
  }

  /** Of the delay of late records, the harness's own part. */
  public long lateOwnNs(Phase phase) {
    return lateOwnNs.get(phase.ordinal());
  }

  /** Time of the window in which a record of any phase was late and not sent yet. */
  public long behindInWindowNs() {
    return behindInWindowNs.get(Phase.WINDOW.ordinal());
  }

  /** All time inside the client call or waiting for a free in-flight slot. */
  public long blockedNs(Phase phase) {
    return blockedNs.get(phase.ordinal());
  }
}
