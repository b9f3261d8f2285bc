/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.core.experiment.Phase;
import java.util.Optional;

/**
 * One second of the load side for one phase and subscription. In the rows of one second and phase
 * only the first has the publish side, so that sums over rows are right.
 *
 * @param second from T0; the row is of [second, second + 1)
 * @param phase by intended time of the records counted
 * @param publish the publish side; empty in the rows of further subscriptions
 * @param receive one subscription; empty for a run without subscriptions
 */
public record TimeSeriesRow(
    long second, Phase phase, Optional<PublishSide> publish, Optional<ReceiveSide> receive) {
  /**
   * What happened to published records in the second.
   *
   * @param due intended in the second
   * @param sent in the second
   * @param acked in the second
   * @param failed in the second
   * @param blockedNs time that load threads spent inside the client's publish call or waiting for a
   *     free in-flight slot, late or not
   * @param publishLatency of those acknowledged
   * @param scheduleDelay of those sent
   * @param backlog due − acked since T0 of this phase's records, at the second's end
   */
  public record PublishSide(
      long due,
      long sent,
      long acked,
      long failed,
      long blockedNs,
      Quantiles publishLatency,
      Quantiles scheduleDelay,
      long backlog) {}

  /**
   * What one subscription received in the second.
   *
   * @param subscription its name
   * @param received first copies
   * @param duplicates further copies
   * @param endToEndLatency of the first copies
   * @param backlog acked − received since T0 of this phase's records, at the second's end
   */
  public record ReceiveSide(
      String subscription,
      long received,
      long duplicates,
      Quantiles endToEndLatency,
      long backlog) {}
}
