/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import io.weir.core.experiment.Phase;
import java.util.Comparator;

/**
 * One recorded series: a metric of the records of one phase, and for end-to-end latency of one
 * subscription.
 *
 * @param phase by intended time
 * @param metric what is recorded
 * @param subscription its name; empty for metrics of the publish side
 */
public record LatencySeries(Phase phase, LatencyMetric metric, String subscription)
    implements Comparable<LatencySeries> {
  private static final Comparator<LatencySeries> ORDER =
      Comparator.comparing(LatencySeries::phase)
          .thenComparing(LatencySeries::metric)
          .thenComparing(LatencySeries::subscription);

  /** A series of the publish side. */
  public static LatencySeries of(Phase phase, LatencyMetric metric) {
    return new LatencySeries(phase, metric, "");
  }

  /** The tag in the histogram log: {@code window.end_to_end_latency.sub-0}. */
  public String tag() {
    return phase.text() + "." + metric.text() + (subscription.isEmpty() ? "" : "." + subscription);
  }

  @Override
  public int compareTo(LatencySeries other) {
    return ORDER.compare(this, other);
  }
}
