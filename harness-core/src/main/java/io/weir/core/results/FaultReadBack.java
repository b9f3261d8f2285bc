/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.core.results.SubscriptionTotals.Example;
import java.util.List;

/**
 * What a new subscription read after one fault, compared with what was published.
 *
 * @param received different records read
 * @param lost acknowledged, never read back
 * @param appeared failed or unanswered, but read back
 * @param duplicates further copies read
 * @param reordered records whose sequence went backwards within publisher and partition
 * @param neverSent read, though no client was given them
 * @param examples a few of those lost, duplicated and reordered
 */
public record FaultReadBack(
    long received,
    long lost,
    long appeared,
    long duplicates,
    long reordered,
    long neverSent,
    List<Example> examples) {
  public FaultReadBack {
    examples = List.copyOf(examples);
  }
}
