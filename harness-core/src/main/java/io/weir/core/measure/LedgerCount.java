/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import io.weir.core.experiment.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    Region[] regions = regions(layout);
    for (long block = 0; block < limit; block++) {
      LedgerBlocks.Content content = blocks.read(block, words);
      if (content == LedgerBlocks.Content.EMPTY) {
        continue;
      }
      if (content == LedgerBlocks.Content.FULL) {
        Arrays.fill(words, -1L);
      }
      long start = block * LedgerBlocks.BLOCK_INDICES;
      for (Region region : regions) {
        int from = clamp(region.from() - start);
        int to = clamp(region.to() - start);
        if (from < to) {
          region.count(layout, words, start, from, to, counts, examples);
        }
      }
    }
    return new LedgerCount(counts, examples);
  }

  /**
   * The index space in stretches: of one phase, or, where publishers pass from one phase into the
   * next at different sequences, of several.
   */
  private static Region[] regions(LedgerLayout layout) {
    long windowFirst = layout.firstIndex(Phase.WINDOW);
    long windowSettled = layout.settledIndex(Phase.WINDOW);
    long cooldownFirst = layout.firstIndex(Phase.COOLDOWN);
    long cooldownSettled = layout.settledIndex(Phase.COOLDOWN);
    Region warmup = new Region(0, windowFirst, Optional.of(Phase.WARMUP));
    Region cooldown = new Region(cooldownSettled, Long.MAX_VALUE, Optional.of(Phase.COOLDOWN));
    return windowSettled <= cooldownFirst
        ? new Region[] {
          warmup,
          new Region(windowFirst, windowSettled, Optional.empty()),
          new Region(windowSettled, cooldownFirst, Optional.of(Phase.WINDOW)),
          new Region(cooldownFirst, cooldownSettled, Optional.empty()),
          cooldown
        }
        : new Region[] {
          warmup, new Region(windowFirst, cooldownSettled, Optional.empty()), cooldown
        };
  }

  /**
   * @param phase of all its records; empty if they are of several
   */
  private record Region(long from, long to, Optional<Phase> phase) {
    void count(
        LedgerLayout layout,
        long[] words,
        long start,
        int from,
        int to,
        Map<Phase, Long> counts,
        Map<Phase, List<LedgerRecord>> examples) {
      if (phase.isPresent()) {
        counts.merge(phase.get(), (long) LedgerWords.cardinality(words, from, to), Long::sum);
        examples.computeIfPresent(
            phase.get(), (p, kept) -> keep(layout, kept, words, start, from, to));
        return;
      }
      for (int i = from; i < to; i++) {
        if ((words[i >>> 6] >>> i & 1) != 0) {
          int at = i;
          Phase its = layout.phaseOf(start + i);
          counts.merge(its, 1L, Long::sum);
          examples.computeIfPresent(its, (p, kept) -> keep(layout, kept, words, start, at, at + 1));
        }
      }
    }
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
