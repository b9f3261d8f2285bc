/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import io.weir.core.experiment.Phase;
import java.util.List;

/**
 * What became of the records of one phase on their way to one subscription. All counts are exact.
 * Always sent = acked + failed + unanswered and received = acked − lost + indeterminateReceived +
 * neverSent.
 *
 * @param subscription who received
 * @param phase by intended time
 * @param sent handed to a client
 * @param acked acknowledged
 * @param failed the client reported an error
 * @param unanswered neither acknowledged nor failed when the drain ended
 * @param received records that arrived, copies not counted
 * @param lost acknowledged, never received
 * @param duplicates extra copies
 * @param reordered first copies below a sequence already seen in their publisher and partition
 * @param indeterminateReceived failed or unanswered, yet received
 * @param neverSent received, though not handed to a client of this process: another process's
 *     share, or a corrupt stamp
 * @param lostExamples the first few
 * @param duplicateExamples the first few, each once
 * @param reorderedExamples the first few
 */
public record LedgerTotals(
    String subscription,
    Phase phase,
    long sent,
    long acked,
    long failed,
    long unanswered,
    long received,
    long lost,
    long duplicates,
    long reordered,
    long indeterminateReceived,
    long neverSent,
    List<LedgerRecord> lostExamples,
    List<LedgerRecord> duplicateExamples,
    List<LedgerRecord> reorderedExamples) {

  public LedgerTotals {
    lostExamples = List.copyOf(lostExamples);
    duplicateExamples = List.copyOf(duplicateExamples);
    reorderedExamples = List.copyOf(reorderedExamples);
  }

  /** Sent, with an unknown fate: failed or unanswered. Neither loss nor duplicate. */
  public long indeterminate() {
    return failed + unanswered;
  }
}
