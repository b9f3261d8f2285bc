/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.experiment.Pacing;
import io.weir.core.experiment.Partitioner;
import io.weir.core.experiment.Phase;
import io.weir.core.experiment.Rate;
import io.weir.core.experiment.RunSpec.LoadSpec;
import io.weir.core.experiment.TrafficProfile;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class SchedulesTest {
  private static final long SECOND_NS = 1_000_000_000L;

  static LoadSpec load(TrafficProfile profile, Duration warmup, Duration window) {
    return new LoadSpec(
        profile,
        warmup,
        window,
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Pacing.PRECISE,
        1,
        1,
        1024,
        Partitioner.HARNESS);
  }

  private static List<Segment> all(Schedule schedule) {
    List<Segment> segments = new ArrayList<>();
    Optional<Segment> next = schedule.nextSegment();
    while (next.isPresent()) {
      segments.add(next.get());
      next = schedule.nextSegment();
    }
    return segments;
  }

  @Example
  void threeMillionASecondIsNotRoundedToAWholeInterval() {
    Spacing even = new Spacing.Even(3_000_000, SECOND_NS);
    assertThat(even.offsetNs(1)).isEqualTo(333);
    assertThat(even.offsetNs(3)).isEqualTo(1_000);
    assertThat(even.offsetNs(2_999_999)).isEqualTo(999_999_666);
  }

  @Property(tries = 200)
  void evenOffsetsAreTheExactFloor(
      @ForAll @LongRange(min = 1, max = 100_000_000) long records,
      @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long perNs,
      @ForAll @LongRange(min = 0, max = 99_999_999) long j) {
    long at = j % records;
    BigInteger exact =
        BigInteger.valueOf(at)
            .multiply(BigInteger.valueOf(perNs))
            .divide(BigInteger.valueOf(records));
    assertThat(new Spacing.Even(records, perNs).offsetNs(at)).isEqualTo(exact.longValueExact());
  }

  @Property(tries = 1_000)
  void evenOffsetsAreTheExactFloorOfAnyNumberOfRecords(
      @ForAll @LongRange(min = 3_000_000_000L, max = 1L << 59) long records,
      @ForAll @LongRange(min = 1, max = (1L << 52) - 1) long perNs,
      @ForAll @LongRange(min = 0, max = (1L << 59) - 1) long j) {
    for (long at : new long[] {j % records, records - 1, records / 2}) {
      assertThat(new Spacing.Even(records, perNs).offsetNs(at))
          .isEqualTo(
              BigInteger.valueOf(at)
                  .multiply(BigInteger.valueOf(perNs))
                  .divide(BigInteger.valueOf(records))
                  .longValueExact());
    }
  }

  @Property(tries = 100)
  void constantRateHasNoAccumulatedRounding(
      @ForAll @IntRange(min = 1, max = 20_000) int milliHz,
      @ForAll @IntRange(min = 1, max = 40) int seconds) {
    Rate rate = new Rate(milliHz, 1_000 * SECOND_NS);
    LoadSpec load =
        load(new TrafficProfile.Constant(rate), Duration.ZERO, Duration.ofSeconds(seconds));
    PhasePlan plan = Schedules.of(load, 42).plan();
    Schedule schedule = Schedules.of(load, 42).open().orElseThrow();
    Segment segment = schedule.nextSegment().orElseThrow();
    for (long i = 0; i < plan.windowRecords(); i++) {
      while (i >= segment.endIndex()) {
        segment = schedule.nextSegment().orElseThrow();
      }
      long exact =
          BigInteger.valueOf(i)
              .multiply(BigInteger.valueOf(rate.perNs()))
              .divide(BigInteger.valueOf(rate.records()))
              .longValueExact();
      assertThat(segment.intendedNs(i)).isEqualTo(exact).isLessThan(seconds * SECOND_NS);
    }
    long next = plan.windowRecords() * rate.perNs() / rate.records();
    assertThat(next).isGreaterThanOrEqualTo(seconds * SECOND_NS);
  }

  @Property(tries = 100)
  void segmentsAreContiguousAndOffsetsNeverGoBack(
      @ForAll @IntRange(min = 0, max = 3) int kind,
      @ForAll @IntRange(min = 1, max = 5_000) int a,
      @ForAll @IntRange(min = 1, max = 5_000) int b,
      @ForAll @IntRange(min = 0, max = 2_500) int warmupMs,
      @ForAll @IntRange(min = 1_000, max = 4_000) int windowMs) {
    TrafficProfile profile =
        switch (kind) {
          case 0 -> new TrafficProfile.Constant(Rate.perSecond(a));
          case 1 -> new TrafficProfile.Ramp(Rate.perSecond(a), Rate.perSecond(b));
          case 2 ->
              new TrafficProfile.Steps(
                  List.of(Rate.perSecond(a), Rate.perSecond(b), Rate.perSecond(a)));
          default -> new TrafficProfile.Constant(new Rate(a, 1_000 * SECOND_NS));
        };
    LoadSpec load = load(profile, Duration.ofMillis(warmupMs), Duration.ofMillis(windowMs));
    PhasePlan plan = Schedules.of(load, 42).plan();
    long timeNs = 0;
    long index = 0;
    long lastNs = -1;
    for (Segment segment : all(Schedules.of(load, 42).open().orElseThrow())) {
      assertThat(segment.startNs()).isEqualTo(timeNs);
      assertThat(segment.firstIndex()).isEqualTo(index);
      for (long i = segment.firstIndex(); i < segment.endIndex(); i++) {
        long intendedNs = segment.intendedNs(i);
        assertThat(intendedNs).isGreaterThanOrEqualTo(lastNs).isGreaterThanOrEqualTo(timeNs);
        assertThat(intendedNs).isLessThan(timeNs + segment.lengthNs());
        int phase = plan.window().phaseOf(intendedNs);
        assertThat(i).isGreaterThanOrEqualTo(plan.firstIndex(Phase.values()[phase]));
        if (phase < 2) {
          assertThat(i).isLessThan(plan.firstIndex(Phase.values()[phase + 1]));
        }
        lastNs = intendedNs;
      }
      timeNs += segment.lengthNs();
      index = segment.endIndex();
    }
    assertThat(timeNs).isEqualTo(plan.warmupNs() + plan.windowNs() + plan.cooldownLimitNs());
  }

  @Example
  void rampReachesEachRecordWhereTheIntegralOfTheRateDoes() {
    LoadSpec load =
        load(
            new TrafficProfile.Ramp(Rate.perSecond(100), Rate.perSecond(300)),
            Duration.ZERO,
            Duration.ofSeconds(10));
    assertThat(Schedules.of(load, 42).plan().windowRecords()).isEqualTo(2_000);
    Segment ramp = Schedules.of(load, 42).open().orElseThrow().nextSegment().orElseThrow();
    // 100 t + 10 t² = 750 at t = 5: the first half at the lower rates.
    assertThat(ramp.intendedNs(750)).isEqualTo(5 * SECOND_NS);
    assertThat(ramp.intendedNs(0)).isZero();
  }

  @Example
  void stepsGiveEachRateItsPartOfTheWindow() {
    LoadSpec load =
        load(
            new TrafficProfile.Steps(
                List.of(Rate.perSecond(10), Rate.perSecond(100), Rate.perSecond(1_000))),
            Duration.ZERO,
            Duration.ofSeconds(30));
    assertThat(Schedules.of(load, 42).plan().windowRecords()).isEqualTo(100 + 1_000 + 10_000);
  }
}
