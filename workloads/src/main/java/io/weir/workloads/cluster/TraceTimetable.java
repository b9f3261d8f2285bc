/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.cluster;

import io.weir.spi.Timetable;

/** The trace's own times as intended times; endless. Reads the whole trace for them. */
final class TraceTimetable implements Timetable {
  private final RepeatedTrace trace;
  private final TraceClock clock;

  TraceTimetable(RepeatedTrace trace, TraceClock clock) {
    this.trace = trace;
    this.clock = clock;
  }

  @Override
  public int next(long[] offsetsNs) {
    for (int i = 0; i < offsetsNs.length; i++) {
      trace.next();
      offsetsNs[i] = clock.offsetNs(trace.eventUs());
    }
    return offsetsNs.length;
  }
}
