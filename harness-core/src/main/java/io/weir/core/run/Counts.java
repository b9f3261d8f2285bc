/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.experiment.Phase;
import io.weir.core.measure.AckLane;
import io.weir.core.measure.ReceiveLane;
import io.weir.core.measure.Recorders;
import io.weir.core.measure.SendLane;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Sums over all lanes at one moment, by phase. Taken in the order received, acknowledged, sent,
 * due, so that no record is counted as received before it counts as sent.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never leaves this package
record Counts(
    long[] due,
    long[] sent,
    long[] acked,
    long[] failed,
    long[] blockedNs,
    long[][] received,
    long[][] duplicates) {
  private static final Phase[] PHASES = Phase.values();

  /** Nothing yet. */
  static Counts none(int subscriptions) {
    int phases = PHASES.length;
    return new Counts(
        new long[phases],
        new long[phases],
        new long[phases],
        new long[phases],
        new long[phases],
        new long[subscriptions][phases],
        new long[subscriptions][phases]);
  }

  /** Without what was due. */
  static Counts take(Recorders recorders, int subscriptions) {
    return take(recorders, subscriptions, () -> 0, new long[PHASES.length]);
  }

  /**
   * @param due asked last: records due over all phases
   * @param phaseStarts index of each phase's first record
   */
  static Counts take(Recorders recorders, int subscriptions, LongSupplier due, long[] phaseStarts) {
    long[][] received = new long[subscriptions][];
    long[][] duplicates = new long[subscriptions][];
    for (int s = 0; s < subscriptions; s++) {
      List<ReceiveLane> lanes = recorders.receiveLanes(s);
      received[s] = sums(lanes, ReceiveLane::received);
      duplicates[s] = sums(lanes, ReceiveLane::duplicates);
    }
    List<AckLane> acks = recorders.ackLanes();
    long[] acked = sums(acks, AckLane::acked);
    long[] failed = sums(acks, AckLane::failed);
    List<SendLane> sends = recorders.sendLanes();
    long[] sent = sums(sends, SendLane::sent);
    long[] blockedNs = sums(sends, SendLane::blockedNs);
    long dueInAll = due.getAsLong();
    long[] dueByPhase = new long[PHASES.length];
    for (int p = 0; p < PHASES.length; p++) {
      long end = p + 1 < PHASES.length ? phaseStarts[p + 1] : Long.MAX_VALUE;
      dueByPhase[p] = Math.max(0, Math.min(dueInAll, end) - phaseStarts[p]);
    }
    return new Counts(dueByPhase, sent, acked, failed, blockedNs, received, duplicates);
  }

  /** The same with other counts of what was due. */
  Counts withDue(long[] other) {
    return new Counts(other, sent, acked, failed, blockedNs, received, duplicates);
  }

  /** True if nothing happened to a phase's records since the earlier counts. */
  boolean samePhase(Counts earlier, int phase) {
    boolean same =
        due[phase] == earlier.due[phase]
            && sent[phase] == earlier.sent[phase]
            && acked[phase] == earlier.acked[phase]
            && failed[phase] == earlier.failed[phase]
            && blockedNs[phase] == earlier.blockedNs[phase];
    for (int s = 0; s < received.length; s++) {
      same &=
          received[s][phase] == earlier.received[s][phase]
              && duplicates[s][phase] == earlier.duplicates[s][phase];
    }
    return same;
  }

  /** Everything that has arrived or was answered, copies included. */
  long arrivals() {
    long sum = sum(acked) + sum(failed);
    for (int s = 0; s < received.length; s++) {
      sum += sum(received[s]) + sum(duplicates[s]);
    }
    return sum;
  }

  static long sum(long[] byPhase) {
    long sum = 0;
    for (long count : byPhase) {
      sum += count;
    }
    return sum;
  }

  private static <L> long[] sums(List<L> lanes, Count<L> count) {
    long[] byPhase = new long[PHASES.length];
    for (L lane : lanes) {
      for (int p = 0; p < PHASES.length; p++) {
        byPhase[p] += count.of(lane, PHASES[p]);
      }
    }
    return byPhase;
  }

  private interface Count<L> {
    long of(L lane, Phase phase);
  }
}
