/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.cluster;

import io.weir.spi.Schema;

/**
 * What time of the trace it is at an offset of a run that replays it at its own pace. Immutable.
 *
 * @param firstUs time of the trace at offset 0, µs
 * @param speed seconds of the trace in a second of the run; above 0
 */
record TraceClock(long firstUs, double speed) {
  /** When a time of the trace is due, ns from the start of the run; ascends with the time. */
  long offsetNs(long eventUs) {
    return (long) ((eventUs - firstUs) * (1_000 / speed));
  }

  /** The time of the trace at an offset, µs: not after that of any record that is due later. */
  long eventUs(long offsetNs) {
    // Less one, since either way of calculating rounds by itself.
    return firstUs + Math.max(0, (long) (offsetNs * (speed / 1_000)) - 1);
  }

  /** The event time of a time of the trace, ms since the Unix epoch. */
  static long eventMs(long eventUs) {
    return Schema.FIRST_EVENT_MS + eventUs / 1_000;
  }
}
