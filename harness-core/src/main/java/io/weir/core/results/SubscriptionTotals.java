/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.core.experiment.Phase;
import java.util.List;

/**
 * What one subscription made of one phase's records, by intended time.
 *
 * @param phase which
 * @param subscription which
 * @param received different records received: first copies
 * @param lost acknowledged and never received
 * @param duplicates further copies received
 * @param reordered records whose sequence went backwards within publisher and partition
 * @param indeterminateReceived received though they failed or were never answered
 * @param examples a few of them, to look them up in logs
 */
public record SubscriptionTotals(
    Phase phase,
    String subscription,
    long received,
    long lost,
    long duplicates,
    long reordered,
    long indeterminateReceived,
    List<Example> examples) {
  public SubscriptionTotals {
    examples = List.copyOf(examples);
  }

  /**
   * One record that something happened to.
   *
   * @param kind {@code lost}, {@code duplicate}, {@code reordered}
   * @param publisher that published it
   * @param sequence within that publisher
   */
  public record Example(String kind, int publisher, long sequence) {}
}
