/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.spi.Schema;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EventClockTest {
  private static final long MS = 1_000_000;
  private static final long SECOND = 1_000 * MS;

  @Test
  void eventTimeThatIsTiedToIntendedTimeIsExactEverywhere() {
    EventClock clock = new EventClock();
    clock.add(Schema.eventMs(5 * SECOND + 7), 5 * SECOND + 7);
    clock.add(Schema.eventMs(3 * SECOND), 3 * SECOND);

    assertThat(clock.exact()).isTrue();
    assertThat(clock.offsetNs(Schema.FIRST_EVENT_MS)).hasValue(0);
    assertThat(clock.offsetNs(Schema.FIRST_EVENT_MS + 60_000)).hasValue(60 * SECOND);
  }

  @Test
  void oneRecordOfAnotherTimeMakesItATrace() {
    EventClock clock = new EventClock();
    clock.add(1_000, 1 * SECOND);
    clock.add(Schema.eventMs(2 * SECOND), 2 * SECOND);

    assertThat(clock.exact()).isFalse();
  }

  @Test
  void knowsNothingBeyondWhatItLearned() {
    EventClock clock = new EventClock();
    assertThat(clock.exact()).isFalse();
    assertThat(clock.offsetNs(5)).isEmpty();
    clock.add(1_000, 1 * SECOND);
    clock.add(2_000, 2 * SECOND);

    assertThat(clock.offsetNs(999)).isEmpty();
    assertThat(clock.offsetNs(1_000)).hasValue(1 * SECOND);
    assertThat(clock.offsetNs(1_250)).hasValue(1 * SECOND + 250 * MS);
    assertThat(clock.offsetNs(2_001)).isEmpty();
  }

  @Test
  void aLateRecordDoesNotTurnTimeBack() {
    EventClock clock = new EventClock();
    clock.add(1_000, 1 * SECOND);
    clock.add(10, 1 * SECOND + 500 * MS);
    clock.add(3_000, 3 * SECOND);

    assertThat(clock.offsetNs(2_000)).hasValue(2 * SECOND);
  }

  @Test
  void aRunOfDaysTakesNoMoreMemoryAndIsKnownToItsEnds() {
    EventClock clock = new EventClock();
    long hours = 72;
    for (long s = 0; s <= hours * 3_600; s += 10) {
      clock.add(10_000 + 600 * s, s * SECOND);
    }

    assertThat(clock.offsetNs(10_000 + 600 * 3_600).orElseThrow())
        .isCloseTo(3_600 * SECOND, within(5 * SECOND));
    assertThat(clock.offsetNs(10_000 + 600 * hours * 3_600)).hasValue(hours * 3_600 * SECOND);
  }

  /** A trace that runs at any speed, with records in any order. */
  @Property(tries = 200)
  void aTraceIsInterpolated(
      @ForAll @DoubleRange(min = 0.01, max = 1_000) double speed,
      @ForAll @IntRange(min = 2, max = 500) int records,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    EventClock clock = new EventClock();
    long lastNs = 0;
    for (int i = 0; i < records; i++) {
      long offsetNs = random.nextLong(60 * SECOND);
      clock.add((long) (offsetNs / 1e6 * speed), offsetNs);
      lastNs = Math.max(lastNs, offsetNs);
    }
    clock.add(0, 0);
    long askedMs = random.nextLong((long) (lastNs / 1e6 * speed) + 1);

    long toleranceNs = 10 * MS + (long) (2 * MS / speed);
    assertThat(clock.offsetNs(askedMs).orElseThrow())
        .isCloseTo((long) (askedMs / speed * 1e6), within(toleranceNs));
  }
}
