/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.core.measure.LatencySeries;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * A run as found in its directory.
 *
 * @param directory where it is
 * @param document what run.json says
 * @param summary the row of summary.csv; empty if the run did not come so far
 * @param latencies the sum of each series in latency.hlog and engine.hlog; empty if there is none.
 *     A snapshot: do not change the histograms
 * @param flaws what is damaged or missing, a line each: the file and why; it is left out here
 */
public record RunResult(
    RunDirectory directory,
    RunDocument document,
    Optional<SummaryRow> summary,
    SortedMap<LatencySeries, Histogram> latencies,
    List<String> flaws) {
  public RunResult {
    latencies = Collections.unmodifiableSortedMap(new TreeMap<>(latencies));
    flaws = List.copyOf(flaws);
  }
}
