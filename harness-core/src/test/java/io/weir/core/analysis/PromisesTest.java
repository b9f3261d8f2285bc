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
          # copies | before ack | reached | kill-one | kill-majority | pause-one | power-loss
          1 | 1 | OS_CACHE | true  | true  | true  | false
          1 | 1 | DISK     | true  | true  | true  | true
          1 | 1 | MEMORY   | false | false | true  | false
          1 | 1 | OS_CACHE | true  | true  | true  | false
          3 | 1 | OS_CACHE | false | false | false | false
          3 | 1 | DISK     | false | false | false | false
          3 | 2 | OS_CACHE | true  | true  | true  | false
          3 | 2 | DISK     | true  | true  | true  | true
          3 | 2 | MEMORY   | false | false | true  | false
          3 | 3 | MEMORY   | false | false | true  | false
          2 | 2 | DISK     | true  | true  | true  | true
          3 | 2 | UNKNOWN  | false | false | false | false
          1 | 1 | UNKNOWN  | false | false | false | false
          3 | 0 | OS_CACHE | false | false | false | false
          """)
  void theRules(
      int copies,
      int before,
      Reached reached,
      boolean killOne,
      boolean killMajority,
      boolean pauseOne,
      boolean powerLoss) {
    Durability effective = new Durability(copies, before, reached, 1);
    assertThat(promised(Fault.KILL_ONE, effective)).isEqualTo(killOne);
    assertThat(promised(Fault.KILL_MAJORITY, effective)).isEqualTo(killMajority);
    assertThat(promised(Fault.PAUSE_ONE, effective)).isEqualTo(pauseOne);
    assertThat(promised(Fault.POWER_LOSS, effective)).isEqualTo(powerLoss);
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
          KILL_ONE   | 3 | 2 | MEMORY   | an acknowledged copy has reached the process's memory, which ends with the process, on all 2 copies that acknowledge
          KILL_ONE   | 1 | 1 | MEMORY   | an acknowledged copy has reached the process's memory, which ends with the process, and no other copy need exist
          PAUSE_ONE  | 1 | 1 | MEMORY   | a pause destroys nothing, and it is the only copy
          KILL_ONE   | 3 | 0 | OS_CACHE | records are acknowledged before any copy exists
          PAUSE_ONE  | 1 | 1 | UNKNOWN  | it is not known what an acknowledged copy has reached, memory or disk
          """)
  void theReasons(Fault fault, int copies, int before, Reached reached, String reason) {
    FaultPromise promise = Promises.of(fault, new Durability(copies, before, reached, 1));
    assertThat(promise.reason()).isEqualTo(reason);
  }

  /** Each fault takes all that the one before it takes, from as many nodes. */
  @Property
  void aWorseFaultIsPromisedNothingThatALesserIsNot(
      @ForAll @IntRange(min = 1, max = 5) int copies,
      @ForAll @IntRange(min = 0, max = 5) int before,
      @ForAll Reached reached) {
    Assume.that(before <= copies);
    Durability effective = new Durability(copies, before, reached, 1);
    Fault[] worse = {Fault.PAUSE_ONE, Fault.KILL_ONE, Fault.KILL_MAJORITY, Fault.POWER_LOSS};
    for (int i = 1; i < worse.length; i++) {
      if (promised(worse[i], effective)) {
        assertThat(promised(worse[i - 1], effective)).isTrue();
      }
    }
  }

  @Property
  void moreDurabilityNeverPromisesLess(
      @ForAll Fault fault,
      @ForAll @IntRange(min = 1, max = 5) int copies,
      @ForAll @IntRange(min = 1, max = 5) int before,
      @ForAll Reached reached) {
    Assume.that(before <= copies && reached != Reached.UNKNOWN);
    if (!promised(fault, new Durability(copies, before, reached, 1))) {
      return;
    }
    Arrays.stream(Reached.values())
        .filter(more -> more.compareTo(reached) > 0 && more != Reached.UNKNOWN)
        .forEach(
            more -> assertThat(promised(fault, new Durability(copies, before, more, 1))).isTrue());
    for (int more = before; more <= copies; more++) {
      assertThat(promised(fault, new Durability(copies, more, reached, 1))).isTrue();
    }
  }

  private static boolean promised(Fault fault, Durability effective) {
    return Promises.of(fault, effective).promised();
  }
}
