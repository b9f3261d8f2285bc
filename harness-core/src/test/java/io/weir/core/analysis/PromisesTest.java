/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.experiment.Fault;
import io.weir.core.results.FaultPromise;
import io.weir.spi.Durability;
import io.weir.spi.Durability.Reached;
import java.util.Arrays;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromisesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # copies | before ack | reached | nodes | kill-one | kill-majority | pause-one | power-loss
          1 | 1 | OS_CACHE | 1 | true  | true  | true  | false
          1 | 1 | DISK     | 1 | true  | true  | true  | true
          1 | 1 | MEMORY   | 1 | false | false | true  | false
          1 | 1 | OS_CACHE | 3 | true  | true  | true  | false
          3 | 1 | OS_CACHE | 3 | false | false | false | false
          3 | 1 | DISK     | 3 | false | false | false | false
          3 | 2 | OS_CACHE | 3 | true  | true  | true  | false
          3 | 2 | DISK     | 3 | true  | true  | true  | true
          3 | 2 | MEMORY   | 3 | true  | false | true  | false
          3 | 3 | MEMORY   | 3 | true  | true  | true  | false
          2 | 2 | DISK     | 2 | true  | true  | true  | true
          3 | 2 | UNKNOWN  | 3 | false | false | false | false
          1 | 1 | UNKNOWN  | 1 | false | false | false | false
          3 | 0 | OS_CACHE | 3 | false | false | false | false
          """)
  void theRules(
      int copies,
      int before,
      Reached reached,
      int nodes,
      boolean killOne,
      boolean killMajority,
      boolean pauseOne,
      boolean powerLoss) {
    Durability effective = new Durability(copies, before, reached, 1);
    assertThat(promised(Fault.KILL_ONE, effective, nodes)).isEqualTo(killOne);
    assertThat(promised(Fault.KILL_MAJORITY, effective, nodes)).isEqualTo(killMajority);
    assertThat(promised(Fault.PAUSE_ONE, effective, nodes)).isEqualTo(pauseOne);
    assertThat(promised(Fault.POWER_LOSS, effective, nodes)).isEqualTo(powerLoss);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          KILL_ONE   | 3 | 1 | OS_CACHE | one of 3 copies acknowledges: another, which lacks the record, may lead afterwards
          POWER_LOSS | 3 | 2 | OS_CACHE | an acknowledged copy has reached the OS cache, which a loss of power takes, on all 2 copies that acknowledge
          POWER_LOSS | 1 | 1 | OS_CACHE | an acknowledged copy has reached the OS cache, which a loss of power takes, and no other copy need exist
          POWER_LOSS | 3 | 2 | DISK     | an acknowledged copy has reached the disk, which a loss of power spares, and 2 of 3 copies acknowledge
          KILL_ONE   | 1 | 1 | OS_CACHE | an acknowledged copy has reached the OS cache, which outlives the process, and it is the only copy
          KILL_ONE   | 3 | 2 | MEMORY   | 2 copies exist before an acknowledgement, and 1 node fails, and 2 of 3 copies acknowledge
          KILL_ONE   | 1 | 1 | MEMORY   | an acknowledged copy has reached the process's memory, which ends with the process, and no other copy need exist
          PAUSE_ONE  | 1 | 1 | MEMORY   | a pause destroys nothing, and it is the only copy
          KILL_ONE   | 3 | 0 | OS_CACHE | records are acknowledged before any copy exists
          PAUSE_ONE  | 1 | 1 | UNKNOWN  | it is not known what an acknowledged copy has reached, memory or disk
          """)
  void theReasons(Fault fault, int copies, int before, Reached reached, String reason) {
    FaultPromise promise =
        Promises.of(fault, new Durability(copies, before, reached, 1), fault.struck(copies));
    assertThat(promise.reason()).isEqualTo(reason);
  }

  /** Each fault takes all that the one before it takes, from as many nodes. */
  @Property
  void aWorseFaultIsPromisedNothingThatALesserIsNot(
      @ForAll @IntRange(min = 1, max = 5) int nodes,
      @ForAll @IntRange(min = 1, max = 5) int copies,
      @ForAll @IntRange(min = 0, max = 5) int before,
      @ForAll Reached reached) {
    Assume.that(copies <= nodes && before <= copies);
    Durability effective = new Durability(copies, before, reached, 1);
    Fault[] worse = {Fault.PAUSE_ONE, Fault.KILL_ONE, Fault.KILL_MAJORITY, Fault.POWER_LOSS};
    for (int i = 1; i < worse.length; i++) {
      if (promised(worse[i], effective, nodes)) {
        assertThat(promised(worse[i - 1], effective, nodes)).isTrue();
      }
    }
  }

  @Property
  void moreDurabilityNeverPromisesLess(
      @ForAll Fault fault,
      @ForAll @IntRange(min = 1, max = 5) int nodes,
      @ForAll @IntRange(min = 1, max = 5) int copies,
      @ForAll @IntRange(min = 1, max = 5) int before,
      @ForAll Reached reached) {
    Assume.that(copies <= nodes && before <= copies && reached != Reached.UNKNOWN);
    if (!promised(fault, new Durability(copies, before, reached, 1), nodes)) {
      return;
    }
    Arrays.stream(Reached.values())
        .filter(more -> more.compareTo(reached) > 0 && more != Reached.UNKNOWN)
        .forEach(
            more ->
                assertThat(promised(fault, new Durability(copies, before, more, 1), nodes))
                    .isTrue());
    for (int more = before; more <= copies; more++) {
      assertThat(promised(fault, new Durability(copies, more, reached, 1), nodes)).isTrue();
    }
  }

  private static boolean promised(Fault fault, Durability effective, int nodes) {
    return Promises.of(fault, effective, fault.struck(nodes)).promised();
  }
}
