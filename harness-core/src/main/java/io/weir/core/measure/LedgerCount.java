/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import io.weir.core.experiment.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How many indices of a set each phase has, and the first few of them. Immutable. */
final class LedgerCount {

  private final Map<Phase, Long> counts;
  private final Map<Phase, List<LedgerRecord>> examples;

  private LedgerCount(Map<Phase, Long> counts, Map<Phase, List<LedgerRecord>> examples) {
    this.counts = counts;
    this.examples = examples;
  }

  static LedgerCount of(LedgerLayout layout, LedgerBlocks blocks) {
    Map<Phase, Long> counts = new EnumMap<>(Phase.class);
    Map<Phase, List<LedgerRecord>> examples = new EnumMap<>(Phase.class);
    long[] words = LedgerWords.block();
    long limit = blocks.blockLimit();
    for (Phase phase : Phase.values()) {
      counts.put(phase, 0L);
      examples.put(phase, new ArrayList<>());
    }
    for (long block = 0; block < limit; block++) {
      LedgerBlocks.Content content = blocks.read(block, words);
      if (content == LedgerBlocks.Content.EMPTY) {
        continue;
      }
      if (content == LedgerBlocks.Content.FULL) {
        Arrays.fill(words, -1L);
      }
      long start = block * LedgerBlocks.BLOCK_INDICES;
      for (Phase phase : Phase.values()) {
        int from = clamp(layout.startOf(phase) - start);
        int to = clamp(layout.endOf(phase) - start);
        int count =
            content == LedgerBlocks.Content.FULL
                ? Math.max(0, to - from)
                : LedgerWords.cardinality(words, from, to);
        if (count > 0) {
          counts.merge(phase, (long) count, Long::sum);
          examples.computeIfPresent(phase, (p, kept) -> keep(layout, kept, words, start, from, to));
        }
      }
    }
    return new LedgerCount(counts, examples);
  }

  long of(Phase phase) {
    return counts.getOrDefault(phase, 0L);
  }

  List<LedgerRecord> examples(Phase phase) {
    return examples.getOrDefault(phase, List.of());
  }

  private static int clamp(long position) {
    return (int) Math.max(0, Math.min(LedgerBlocks.BLOCK_INDICES, position));
  }

  private static List<LedgerRecord> keep(
      LedgerLayout layout, List<LedgerRecord> kept, long[] words, long start, int from, int to) {
    for (int i = from; i < to && kept.size() < LedgerTally.EXAMPLES; i++) {
      if ((words[i >>> 6] >>> i & 1) != 0) {
        kept.add(new LedgerRecord(layout.publisherOf(start + i), layout.sequenceOf(start + i)));
      }
    }
    return kept;
  }
}
