/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.experiment.Rate;
import io.weir.core.experiment.RunSpec.LoadSpec;
import io.weir.core.experiment.TrafficProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class DueCounterTest {
  @Property(tries = 100)
  void countsWhatTheScheduleHoldsUpToEachMoment(
      @ForAll @IntRange(min = 1, max = 3_000) int fromHz,
      @ForAll @IntRange(min = 1, max = 3_000) int toHz,
      @ForAll @IntRange(min = 1, max = 997) int stepMs) {
    LoadSpec load =
        SchedulesTest.load(
            new TrafficProfile.Ramp(Rate.perSecond(fromHz), Rate.perSecond(toHz)),
            Duration.ofMillis(300),
            Duration.ofSeconds(2));
    List<Long> intended = new ArrayList<>();
    Schedule schedule = Schedules.of(load, 42).open().orElseThrow();
    for (Optional<Segment> s = schedule.nextSegment(); s.isPresent(); s = schedule.nextSegment()) {
      for (long i = s.get().firstIndex(); i < s.get().endIndex(); i++) {
        intended.add(s.get().intendedNs(i));
      }
    }
    DueCounter due = new DueCounter(Schedules.of(load, 42).open().orElseThrow());
    int exact = 0;
    for (long atNs = 0; atNs < 7_000_000_000L; atNs += stepMs * 1_000_003L) {
      while (exact < intended.size() && intended.get(exact) <= atNs) {
        exact++;
      }
      assertThat(due.dueAt(atNs)).isEqualTo(exact);
    }
  }
}
