/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run measured.
 *
 * @param publish one entry a phase
 * @param subscriptions one entry a phase and subscription
 * @param unrecognised records that this run did not publish, by subscription
 * @param errors failed records of all phases by kind
 * @param latencies one entry a series
 * @param scheduleDelay who made records late, one entry a phase
 * @param goodput of the cohort
 * @param order what became of the global order, by subscription; empty if there is none
 * @param threads of the harness over the window
 * @param resources that the run cost
 */
public record RunOutcome(
    List<PublishTotals> publish,
    List<SubscriptionTotals> subscriptions,
    Map<String, Long> unrecognised,
    Map<String, Long> errors,
    List<LatencySummary> latencies,
    List<ScheduleDelaySplit> scheduleDelay,
    Goodput goodput,
    List<OrderSummary> order,
    List<ThreadShare> threads,
    ResourceTotals resources) {
  public RunOutcome {
    publish = List.copyOf(publish);
    subscriptions = List.copyOf(subscriptions);
    unrecognised = Collections.unmodifiableMap(new TreeMap<>(unrecognised));
    errors = Collections.unmodifiableMap(new TreeMap<>(errors));
    latencies = List.copyOf(latencies);
    scheduleDelay = List.copyOf(scheduleDelay);
    order = List.copyOf(order);
    threads = List.copyOf(threads);
  }
}
