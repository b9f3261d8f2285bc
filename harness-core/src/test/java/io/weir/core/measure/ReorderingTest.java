/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.experiment.Phase;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;

/** Type-P-Reordered of RFC 4737. */
final class ReorderingTest {

  private static final LedgerLayout LAYOUT = new LedgerLayout(2, 10, 20);

  @Test
  void inOrderNothingIsReordered() {
    assertThat(reordered(0, 1, 2, 3, 4)).isZero();
  }

  @Test
  void aGapReordersNothing() {
    assertThat(reordered(0, 1, 5, 6, 100)).isZero();
  }

  @Test
  void ofTwoSwappedNeighboursOneIsReordered() {
    assertThat(reordered(0, 2, 1, 3)).isEqualTo(1);
  }

  @Test
  void theLastArrivingFirstReordersAllOthers() {
    assertThat(reordered(4, 0, 1, 2, 3)).isEqualTo(4);
  }

  @Test
  void theFirstArrivingLastIsReorderedAlone() {
    assertThat(reordered(1, 2, 3, 4, 0)).isEqualTo(1);
  }

  @Test
  void publishersAndPartitionsHaveTheirOwnOrder() {
    Reordering reordering = new Reordering(LAYOUT, 2);
    assertThat(reordering.arrive(0, 0, 5)).isFalse();
    assertThat(reordering.arrive(0, 1, 4)).isFalse();
    assertThat(reordering.arrive(1, 0, 3)).isFalse();
    assertThat(reordering.arrive(0, 0, 2)).isTrue();
    assertThat(reordering.reordered()).isEqualTo(1);
  }

  @Test
  void countsBelongToThePhaseOfTheLateRecord() {
    Reordering reordering = new Reordering(LAYOUT, 1);
    reordering.arrive(0, 0, 12);
    reordering.arrive(0, 0, 1);
    reordering.arrive(0, 0, 6);
    reordering.arrive(0, 0, 7);
    reordering.arrive(0, 0, 11);
    assertThat(reordering.tally().count(Phase.WARMUP)).isEqualTo(1);
    assertThat(reordering.tally().count(Phase.WINDOW)).isEqualTo(2);
    assertThat(reordering.tally().count(Phase.COOLDOWN)).isEqualTo(1);
    assertThat(reordering.tally().examples(Phase.WINDOW))
        .containsExactly(new LedgerRecord(0, 6), new LedgerRecord(0, 7));
  }

  @Property(tries = 300)
  void aRecordIsReorderedIfSomeEarlierArrivalWasHigher(
      @ForAll @Size(max = 60) @UniqueElements List<@IntRange(max = 60) Integer> arrivals) {
    Reordering reordering = new Reordering(LAYOUT, 1);
    for (int i = 0; i < arrivals.size(); i++) {
      int sequence = arrivals.get(i);
      boolean higherBefore =
          arrivals.subList(0, i).stream().anyMatch(earlier -> earlier > sequence);
      assertThat(reordering.arrive(0, 1, sequence)).isEqualTo(higherBefore);
    }
  }

  private static long reordered(long... sequences) {
    Reordering reordering = new Reordering(LAYOUT, 1);
    for (long sequence : sequences) {
      reordering.arrive(0, 0, sequence);
    }
    return reordering.reordered();
  }
}
