/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.analysis.output.JudgedSpan.EventSpan;
import io.weir.core.measure.EventClock;
import java.util.List;
import java.util.Optional;

/**
 * What was found in the source topics of a query.
 *
 * @param records of this run, every copy
 * @param ticks of this run
 * @param strangers records that this run did not publish
 * @param cohort of the records, those intended in the measured window
 * @param unclosed partitions whose closing tick was not found
 * @param span the measured window in event time; empty if it has no record
 * @param excluded windows that late records belong to, wherever they lie
 * @param lateRecords that came too late for a window within the span; of windows that overlap, once
 *     for each
 * @param lateWindows of the span that are left out because of them
 * @param worstInversionMs the furthest that one of them was behind its partition's latest event
 *     time
 * @param clock when event times were due
 */
record SourceFacts(
    long records,
    long ticks,
    long strangers,
    long cohort,
    int unclosed,
    Optional<EventSpan> span,
    List<EventSpan> excluded,
    long lateRecords,
    long lateWindows,
    long worstInversionMs,
    EventClock clock) {
  SourceFacts {
    excluded = List.copyOf(excluded);
  }
}
