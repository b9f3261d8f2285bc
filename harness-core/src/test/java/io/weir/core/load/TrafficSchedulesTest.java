/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.experiment.Phase;
import io.weir.core.experiment.Rate;
import io.weir.core.experiment.RunSpec.LoadSpec;
import io.weir.core.experiment.TrafficFacts;
import io.weir.core.experiment.TrafficProfile;
import io.weir.core.experiment.Within;
import io.weir.spi.BModel;
import io.weir.spi.SettingException;
import io.weir.spi.Timetable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;

/** Schedules of traffic that goes up and down. */
class TrafficSchedulesTest {
  private static final long SECOND_NS = 1_000_000_000L;

  private static final Duration NONE = Duration.ZERO;

  private static Rate hz(double hz) {
    return new Rate(Math.round(hz * 1_000), 1_000 * SECOND_NS);
  }

  private static TrafficProfile.BModel bModel(double b, Duration slot, long volume, Within within) {
    return new TrafficProfile.BModel(
        b,
        slot,
        OptionalLong.of(volume),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        within);
  }

  private static LoadSpec window(TrafficProfile profile, Duration window) {
    return SchedulesTest.load(profile, NONE, window);
  }

  /** Intended offsets of the window. */
  private static long[] offsets(Schedules schedules) {
    PhasePlan plan = schedules.plan();
    long first = plan.firstIndex(Phase.WINDOW);
    long[] offsets = new long[Math.toIntExact(plan.windowRecords())];
    for (Segment segment : segments(schedules)) {
      for (long i = segment.firstIndex(); i < segment.endIndex(); i++) {
        if (i >= first && i < first + offsets.length) {
          offsets[(int) (i - first)] = segment.intendedNs(i) - plan.warmupNs();
        }
      }
    }
    return offsets;
  }

  private static List<Segment> segments(Schedules schedules) {
    List<Segment> segments = new ArrayList<>();
    Schedule walk = schedules.open().orElseThrow();
    for (Optional<Segment> s = walk.nextSegment(); s.isPresent(); s = walk.nextSegment()) {
      segments.add(s.get());
    }
    return segments;
  }

  private static long[] counts(long[] offsets, int slots, long windowNs) {
    long[] counts = new long[slots];
    for (long offset : offsets) {
      int slot = (int) ((double) offset * slots / windowNs);
      // Borders are at floor(k · window / slots).
      while (slot + 1 < slots && (slot + 1) * windowNs / slots <= offset) {
        slot++;
      }
      while (slot * windowNs / slots > offset) {
        slot--;
      }
      counts[slot]++;
    }
    return counts;
  }

  @Provide
  Arbitrary<TrafficProfile> profiles() {
    Arbitrary<Rate> rates = Arbitraries.integers().between(1, 2_000_000).map(n -> hz(n / 1_000.0));
    Arbitrary<Within> within = Arbitraries.of(Within.class);
    Arbitrary<Duration> times =
        Arbitraries.longs().between(1_000_000, 3_000_000_000L).map(Duration::ofNanos);
    Arbitrary<TrafficProfile> sines =
        Combinators.combine(rates.optional(), rates, times)
            .as(
                (low, add, period) ->
                    new TrafficProfile.Sine(
                        low,
                        hz(low.map(Rate::hz).orElse(0.0).longValue() + add.hz()),
                        period.plusSeconds(1)))
            .filter(s -> s.low().map(l -> l.hz() <= s.high().hz()).orElse(true))
            .map(s -> s);
    Arbitrary<TrafficProfile> bursts =
        Combinators.combine(rates, rates.optional(), times, times).as(TrafficProfile.OnOff::new);
    Arbitrary<TrafficProfile> users =
        Combinators.combine(
                Arbitraries.integers().between(1, 300).list().ofMinSize(1).ofMaxSize(4),
                Arbitraries.doubles().between(1.2, 4).ofScale(2),
                Arbitraries.integers().between(1, 500).map(Duration::ofMillis))
            .as(TrafficProfile.Users::new);
    Arbitrary<TrafficProfile> models =
        Combinators.combine(
                Arbitraries.doubles().between(0.5, 0.95).ofScale(3),
                Arbitraries.integers().between(5, 1_000).map(Duration::ofMillis),
                Arbitraries.longs().between(1, 5_000),
                rates.optional(),
                rates.optional(),
                within)
            .as(
                (b, slot, volume, floor, over, how) ->
                    new TrafficProfile.BModel(
                        b,
                        slot,
                        OptionalLong.of(volume),
                        Optional.empty(),
                        Optional.empty(),
                        floor,
                        over.map(o -> hz(Math.ceil(o.hz() + floor.map(Rate::hz).orElse(50.0)))),
                        how));
    return Arbitraries.oneOf(sines, bursts, users, models);
  }

  @Property(tries = 300)
  void segmentsAreContiguousAndOffsetsNeverGoBack(
      @ForAll("profiles") TrafficProfile profile,
      @ForAll @IntRange(max = 1_500) int warmupMs,
      @ForAll @IntRange(min = 1_000, max = 4_000) int windowMs,
      @ForAll long seed) {
    LoadSpec load =
        SchedulesTest.load(profile, Duration.ofMillis(warmupMs), Duration.ofMillis(windowMs));
    Schedules schedules;
    try {
      schedules = Schedules.of(load, seed);
    } catch (SettingException e) {
      assertThat(e).hasMessageContaining("a record in the window");
      return;
    }
    PhasePlan plan = schedules.plan();
    long timeNs = 0;
    long index = 0;
    long lastNs = -1;
    for (Segment segment : segments(schedules)) {
      assertThat(segment.startNs()).isEqualTo(timeNs);
      assertThat(segment.lengthNs()).isPositive();
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
    assertThat(plan.windowRecords()).isEqualTo(schedules.facts().records());
  }

  @Property(tries = 100)
  void aSeedGivesOneScheduleHoweverOftenItIsWalked(
      @ForAll("profiles") TrafficProfile profile, @ForAll long seed) {
    LoadSpec load = window(profile, Duration.ofSeconds(2));
    Schedules schedules;
    try {
      schedules = Schedules.of(load, seed);
    } catch (SettingException e) {
      return;
    }
    long[] first = offsets(schedules);
    assertThat(offsets(schedules)).isEqualTo(first);
    assertThat(offsets(Schedules.of(load, seed))).isEqualTo(first);
  }

  @Property(tries = 100)
  void publishersAndThreadsTogetherSendTheWholeSchedule(
      @ForAll("profiles") TrafficProfile profile,
      @ForAll @IntRange(min = 1, max = 7) int publishers,
      @ForAll long seed) {
    Schedules schedules;
    try {
      schedules = Schedules.of(window(profile, Duration.ofSeconds(2)), seed);
    } catch (SettingException e) {
      return;
    }
    long[] whole = offsets(schedules);
    List<Long> thinned = new ArrayList<>();
    for (int p = 0; p < publishers; p++) {
      // As a load thread walks: each share in a walk of its own.
      Schedule walk = schedules.open().orElseThrow();
      Optional<Segment> segment = walk.nextSegment();
      for (long i = p; i < whole.length; i += publishers) {
        while (i >= segment.orElseThrow().endIndex()) {
          segment = walk.nextSegment();
        }
        thinned.add(segment.orElseThrow().intendedNs(i));
      }
    }
    assertThat(thinned.stream().sorted().mapToLong(t -> t).toArray()).isEqualTo(whole);
  }

  @Property(tries = 100)
  void aBModelHasTheModelsCountsInItsSlots(
      @ForAll @IntRange(min = 1_000, max = 20_000) int windowMs,
      @ForAll @IntRange(min = 7, max = 400) int slotMs,
      @ForAll @IntRange(max = 20_000) int records,
      @ForAll Within within,
      @ForAll long seed) {
    Duration window = Duration.ofMillis(windowMs).plusNanos(windowMs % 7);
    TrafficProfile.BModel profile =
        bModel(0.7, Duration.ofMillis(slotMs), Math.max(1, records), within);
    Schedules schedules = Schedules.of(window(profile, window), seed);
    TrafficFacts.Slots slots = schedules.facts().slots().orElseThrow();
    int n = profile.levels(window);
    assertThat(slots.count()).isEqualTo(1L << n);
    assertThat(slots.lengthNs()).isEqualTo((double) window.toNanos() / (1L << n));
    // Within a factor of √2 of what was asked for.
    assertThat(Math.abs(Math.log(slots.lengthNs() / (slotMs * 1e6)) / Math.log(2)))
        .isLessThanOrEqualTo(0.5 + 1e-9);
    BModel model = new BModel(Math.max(1, records), n, 0.7, seed);
    long[] expected = new long[1 << n];
    for (int k = 0; k < expected.length; k++) {
      expected[k] = model.nextCount();
    }
    assertThat(counts(offsets(schedules), 1 << n, window.toNanos())).isEqualTo(expected);
    assertThat(schedules.facts().peakHz())
        .isCloseTo(model.peak() * 1e9 / slots.lengthNs(), within(1e-6 * (1 + model.peak())));
  }

  @Example
  void theVolumeFollowsFromTheMeanOrFromThePeak() {
    Duration window = Duration.ofSeconds(1_024);
    Duration slot = Duration.ofSeconds(1);
    Schedules byMean =
        Schedules.of(
            window(
                new TrafficProfile.BModel(
                    0.705,
                    slot,
                    OptionalLong.empty(),
                    Optional.of(hz(500)),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Within.EVEN),
                window),
            1);
    assertThat(byMean.facts().records()).isEqualTo(512_000);
    assertThat(byMean.facts().peakHz() / 500).isCloseTo(Math.pow(1.41, 10), within(0.05));
    Schedules byPeak =
        Schedules.of(
            window(
                new TrafficProfile.BModel(
                    0.705,
                    slot,
                    OptionalLong.empty(),
                    Optional.empty(),
                    Optional.of(hz(20_000)),
                    Optional.empty(),
                    Optional.empty(),
                    Within.EVEN),
                window),
            1);
    assertThat(byPeak.facts().peakHz()).isCloseTo(20_000, within(2.0));
    assertThat(byPeak.facts().meanHz()).isCloseTo(20_000 / Math.pow(1.41, 10), within(0.01));
  }

  @Example
  void floorAndCeilingClipAndSayWhatTheyDid() {
    Duration window = Duration.ofSeconds(64);
    TrafficProfile.BModel free = bModel(0.75, Duration.ofSeconds(1), 64_000, Within.EVEN);
    long[] before = counts(offsets(Schedules.of(window(free, window), 3)), 64, window.toNanos());
    TrafficProfile.BModel clipped =
        new TrafficProfile.BModel(
            0.75,
            Duration.ofSeconds(1),
            OptionalLong.of(64_000),
            Optional.empty(),
            Optional.empty(),
            Optional.of(hz(200)),
            Optional.of(hz(3_000)),
            Within.EVEN);
    Schedules schedules = Schedules.of(window(clipped, window), 3);
    long[] after = counts(offsets(schedules), 64, window.toNanos());
    assertThat(after)
        .isEqualTo(Arrays.stream(before).map(n -> Math.min(3_000, Math.max(200, n))).toArray());
    TrafficFacts.Slots slots = schedules.facts().slots().orElseThrow();
    assertThat(slots.raised()).isEqualTo(Arrays.stream(before).filter(n -> n < 200).count());
    assertThat(slots.added())
        .isEqualTo(Arrays.stream(before).filter(n -> n < 200).map(n -> 200 - n).sum())
        .isPositive();
    assertThat(slots.lowered()).isEqualTo(Arrays.stream(before).filter(n -> n > 3_000).count());
    assertThat(slots.removed())
        .isEqualTo(Arrays.stream(before).filter(n -> n > 3_000).map(n -> n - 3_000).sum())
        .isPositive();
    assertThat(schedules.facts().records()).isEqualTo(64_000 + slots.added() - slots.removed());
    assertThat(schedules.facts().peakHz()).isEqualTo(3_000);
  }

  @Example
  void withinASlotPoissonTimesAreIndependentAndUniform() {
    // One slot: the whole window.
    Duration window = Duration.ofSeconds(10);
    long[] offsets =
        offsets(Schedules.of(window(bModel(0.7, window, 20_000, Within.POISSON), window), 17));
    assertThat(offsets).hasSize(20_000).isSorted();
    double[] sample = Arrays.stream(offsets).mapToDouble(t -> t / 1e10).toArray();
    KolmogorovSmirnovTest test = new KolmogorovSmirnovTest();
    assertThat(test.kolmogorovSmirnovTest(new UniformRealDistribution(0, 1), sample))
        .isGreaterThan(0.01);
    // Even times are too regular for that, and gaps of a Poisson process are exponential.
    double[] gaps = new double[sample.length - 1];
    double squares = 0;
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = (sample[i + 1] - sample[i]) * 20_001;
      squares += gaps[i] * gaps[i];
    }
    assertThat(squares / gaps.length).isCloseTo(2, within(0.1));
  }

  @Example
  void thePoissonTimesOfSlotsDifferFromSlotToSlotAndFromSeedToSeed() {
    Duration window = Duration.ofSeconds(2);
    TrafficProfile profile = bModel(0.5, Duration.ofSeconds(1), 200, Within.POISSON);
    long[] offsets = offsets(Schedules.of(window(profile, window), 5));
    long[] first = Arrays.copyOf(offsets, 100);
    long[] second = Arrays.stream(offsets, 100, 200).map(t -> t - SECOND_NS).toArray();
    assertThat(first).isNotEqualTo(second);
    assertThat(offsets(Schedules.of(window(profile, window), 6))).isNotEqualTo(offsets);
  }

  @Property(tries = 50)
  void aSineReachesEachRecordWhereTheIntegralOfTheRateDoes(
      @ForAll @IntRange(max = 500) int low,
      @ForAll @IntRange(min = 1, max = 3_000) int more,
      @ForAll @IntRange(min = 1_000, max = 9_000) int periodMs) {
    TrafficProfile.Sine sine =
        new TrafficProfile.Sine(
            low == 0 ? Optional.empty() : Optional.of(hz(low)),
            hz(low + more),
            Duration.ofMillis(periodMs));
    long[] offsets = offsets(Schedules.of(window(sine, Duration.ofSeconds(5)), 1));
    double mean = low + more / 2.0;
    double swing = more / 2.0;
    double period = periodMs / 1e3;
    for (int j = 0; j < offsets.length; j++) {
      double from = offsets[j] / 1e9;
      // Not reached at the nanosecond that is given, reached at the next.
      assertThat(due(mean, swing, period, from)).isLessThanOrEqualTo(j + 1e-6);
      assertThat(due(mean, swing, period, from + 1e-9)).isGreaterThanOrEqualTo(j - 1e-6);
    }
    assertThat(due(mean, swing, period, 5)).isLessThanOrEqualTo(offsets.length + 1e-6);
  }

  private static double due(double mean, double swing, double period, double t) {
    double angle = 2 * Math.PI / period;
    return mean * t + swing / angle * (1 - Math.cos(angle * t));
  }

  @Example
  void aSineSaysItsMeanAndPeak() {
    TrafficProfile sine =
        new TrafficProfile.Sine(Optional.of(hz(100)), hz(300), Duration.ofSeconds(10));
    TrafficFacts facts = Schedules.of(window(sine, Duration.ofSeconds(20)), 1).facts();
    assertThat(facts).isEqualTo(new TrafficFacts(4_000, 200, 300, Optional.empty()));
    // A window that is over before noon.
    TrafficFacts morning = Schedules.of(window(sine, Duration.ofSeconds(1)), 1).facts();
    assertThat(morning.peakHz()).isCloseTo(200 + 100 * Math.sin(0.2 * Math.PI), within(1e-6));
  }

  @Example
  void thereMayBeNothingBetweenBursts() {
    TrafficProfile onOff =
        new TrafficProfile.OnOff(
            hz(1_000), Optional.empty(), Duration.ofMillis(250), Duration.ofMillis(750));
    Schedules schedules = Schedules.of(window(onOff, Duration.ofMillis(2_100)), 1);
    long[] offsets = offsets(schedules);
    assertThat(offsets).hasSize(250 + 250 + 100);
    assertThat(offsets[0]).isZero();
    assertThat(offsets[249]).isEqualTo(249_000_000);
    assertThat(offsets[250]).isEqualTo(SECOND_NS);
    assertThat(offsets[500]).isEqualTo(2 * SECOND_NS);
    assertThat(schedules.facts().peakHz()).isEqualTo(1_000);
    assertThat(schedules.facts().meanHz()).isCloseTo(600 / 2.1, within(1e-9));
  }

  @Property(tries = 200)
  void burstsReachEachRecordWhereTheIntegralOfTheRateDoes(
      @ForAll @IntRange(min = 1, max = 3_000_000) int onMilliHz,
      @ForAll @IntRange(max = 3_000_000) int offMilliHz,
      @ForAll @IntRange(min = 1, max = 700) int onMs,
      @ForAll @IntRange(min = 1, max = 700) int offMs,
      @ForAll @IntRange(min = 1_000, max = 3_000) int windowMs,
      @ForAll boolean wholeHz) {
    Rate on = wholeHz ? Rate.perSecond(1 + onMilliHz / 1_000) : hz(onMilliHz / 1e3);
    Optional<Rate> off = offMilliHz == 0 ? Optional.empty() : Optional.of(hz(offMilliHz / 1e3));
    TrafficProfile onOff =
        new TrafficProfile.OnOff(on, off, Duration.ofMillis(onMs), Duration.ofMillis(offMs));
    Schedules schedules = Schedules.of(window(onOff, Duration.ofMillis(windowMs)), 1);
    // In millionths of a record: a rate of x/1000 a second makes x of them a millisecond.
    long onPerMs = on.records() * 1_000 * SECOND_NS / on.perNs();
    List<Long> expected = new ArrayList<>();
    long next = 0;
    long before = 0;
    for (int ms = 0; ms < windowMs; ms++) {
      long perMs = ms % (onMs + offMs) < onMs ? onPerMs : offMilliHz;
      while (next < before + perMs) {
        expected.add(ms * 1_000_000L + (next - before) * 1_000_000 / perMs);
        next += 1_000_000;
      }
      before += perMs;
    }
    assertThat(offsets(schedules))
        .isEqualTo(expected.stream().mapToLong(offset -> offset).toArray());
    assertThat(schedules.facts().records()).isEqualTo(expected.size());
    assertThat(schedules.facts().meanHz())
        .isCloseTo(expected.size() * 1e3 / windowMs, within(1e-6));
  }

  @Example
  void burstsShorterThanARecordsDistanceAreSentAtTheirRate() {
    TrafficProfile rare =
        new TrafficProfile.OnOff(
            hz(100), Optional.empty(), Duration.ofMillis(1), Duration.ofMillis(99));
    assertThat(Schedules.of(window(rare, Duration.ofSeconds(10)), 1).facts())
        .isEqualTo(new TrafficFacts(10, 1, 100, Optional.empty()));
    // 86 million parts, which need not be walked to know what they come to.
    TrafficProfile fast =
        new TrafficProfile.OnOff(
            hz(10), Optional.empty(), Duration.ofMillis(1), Duration.ofMillis(1));
    assertThat(Schedules.of(window(fast, Duration.ofHours(24)), 1).facts())
        .isEqualTo(new TrafficFacts(432_000, 5, 10, Optional.empty()));
    // The highest rates and the longest window.
    TrafficProfile high =
        new TrafficProfile.OnOff(
            Rate.perSecond(Rate.MAX_PER_SECOND),
            Optional.of(hz(0.001)),
            Duration.ofDays(1),
            Duration.ofDays(6));
    Schedules schedules = Schedules.of(window(high, Duration.ofDays(7)), 1);
    assertThat(schedules.facts().records())
        .isEqualTo(86_400L * 100_000_000 + 6 * 86_400 / 1_000 + 1);
    Segment first = schedules.open().orElseThrow().nextSegment().orElseThrow();
    assertThat(first.intendedNs(first.endIndex() - 1)).isEqualTo(first.lengthNs() - 10);
  }

  @Example
  void stepsSayTheMeanAndPeakThatAreSent() {
    TrafficProfile steps = new TrafficProfile.Steps(List.of(hz(0.5), hz(0.5), hz(0.5)));
    TrafficFacts facts = Schedules.of(window(steps, Duration.ofSeconds(3)), 1).facts();
    // Each step begins with a record.
    assertThat(facts).isEqualTo(new TrafficFacts(3, 1, 1, Optional.empty()));
  }

  @Example
  void noSlotIsAboveTheCeilingHoweverShort() {
    for (int ceiling : new int[] {1_024, 1_500, 2_047, 5_000}) {
      TrafficProfile.BModel model =
          new TrafficProfile.BModel(
              0.705,
              Duration.ofMillis(1),
              OptionalLong.empty(),
              Optional.of(hz(1_500)),
              Optional.empty(),
              Optional.of(hz(700)),
              Optional.of(hz(ceiling)),
              Within.EVEN);
      Schedules schedules = Schedules.of(window(model, Duration.ofSeconds(1)), 1);
      // 1,024 slots: a record in one is 1,024 records/s.
      assertThat(schedules.facts().peakHz()).isEqualTo((double) (ceiling - ceiling % 1_024));
      assertThat(offsets(schedules)).hasSizeGreaterThanOrEqualTo(700);
    }
  }

  @Example
  void usersAreAtTheirMeanRateFromTheStart() {
    int users = 2_000;
    TrafficProfile.Users profile =
        new TrafficProfile.Users(List.of(users), 1.6, Duration.ofMillis(1_875));
    assertThat(profile.meanThinkSeconds()).isCloseTo(5, within(1e-12));
    long[] offsets = offsets(Schedules.of(window(profile, Duration.ofSeconds(100)), 11));
    // The count has a long-tailed variance; five times that of a Poisson process is far out.
    assertThat((double) offsets.length).isCloseTo(40_000, within(1_000.0));
    long[] perTen = counts(offsets, 10, 100 * SECOND_NS);
    for (long count : perTen) {
      assertThat((double) count).isCloseTo(4_000, within(320.0));
    }
  }

  @Example
  void theTimeBetweenAUsersRecordsIsParetoWhateverElseHappens() {
    // One user at a time, so that the gaps are its own.
    TrafficProfile.Users profile = new TrafficProfile.Users(List.of(1), 2.5, Duration.ofMillis(10));
    long[] offsets = offsets(Schedules.of(window(profile, Duration.ofSeconds(200)), 5));
    double[] transformed = new double[offsets.length - 1];
    for (int i = 0; i < transformed.length; i++) {
      double gap = offsets[i + 1] - offsets[i];
      // To the nanosecond below.
      assertThat(gap).isGreaterThanOrEqualTo(10_000_000 - 1);
      transformed[i] = 1 - Math.pow(10_000_000 / Math.max(gap, 10_000_000), 2.5);
    }
    assertThat(
            new KolmogorovSmirnovTest()
                .kolmogorovSmirnovTest(new UniformRealDistribution(0, 1), transformed))
        .isGreaterThan(0.01);
  }

  @Example
  void theFirstTimesOfUsersAreOfTheEquilibriumDistribution() {
    int users = 5_000;
    double alpha = 1.6;
    double least = 1.875;
    double mean = 5;
    TrafficProfile.Users profile =
        new TrafficProfile.Users(List.of(users), alpha, Duration.ofMillis(1_875));
    // No user has a second record before the least time: these are all first ones.
    long[] offsets = offsets(Schedules.of(window(profile, Duration.ofMillis(1_875)), 23));
    double share = (double) offsets.length / users;
    assertThat(share).isCloseTo(least / mean, within(0.02));
    double[] sample = Arrays.stream(offsets).mapToDouble(t -> t / 1.875e9).toArray();
    assertThat(
            new KolmogorovSmirnovTest()
                .kolmogorovSmirnovTest(new UniformRealDistribution(0, 1), sample))
        .isGreaterThan(0.01);
  }

  @Example
  void usersComeAndGo() {
    TrafficProfile.Users profile =
        new TrafficProfile.Users(List.of(1_000, 0, 3_000), 1.6, Duration.ofMillis(1_875));
    long[] perPart =
        counts(
            offsets(Schedules.of(window(profile, Duration.ofSeconds(90)), 3)), 3, 90 * SECOND_NS);
    assertThat((double) perPart[0]).isCloseTo(6_000, within(400.0));
    assertThat(perPart[1]).isZero();
    assertThat((double) perPart[2]).isCloseTo(18_000, within(1_000.0));
  }

  @Example
  void aWorkloadsOwnTimesGoThroughAllPhases() {
    LoadSpec load =
        SchedulesTest.load(new TrafficProfile.Own(), Duration.ofSeconds(1), Duration.ofSeconds(2));
    // In the warm-up, on both borders of the window, and behind it.
    long[] times = new long[1_700];
    Arrays.fill(times, 0, 300, 5);
    Arrays.fill(times, 300, 700, 1_000_000_000L);
    Arrays.fill(times, 700, 1_300, 2_999_999_999L);
    Arrays.fill(times, 1_300, 1_700, 3_000_000_000L);
    Schedules schedules =
        Schedules.own(
            load,
            () ->
                new Timetable() {
                  private int next;

                  @Override
                  public int next(long[] offsetsNs) {
                    int n = Math.min(offsetsNs.length, times.length - next);
                    System.arraycopy(times, next, offsetsNs, 0, n);
                    next += n;
                    return n;
                  }
                });
    List<Long> seen = new ArrayList<>();
    Schedule walk = schedules.open().orElseThrow();
    for (Optional<Segment> s = walk.nextSegment(); s.isPresent(); s = walk.nextSegment()) {
      assertThat(s.get().firstIndex()).isEqualTo(seen.size());
      for (long i = s.get().firstIndex(); i < s.get().endIndex(); i++) {
        seen.add(s.get().intendedNs(i));
      }
    }
    assertThat(seen).isEqualTo(Arrays.stream(times).boxed().toList());
    assertThat(schedules.plan().warmupRecords()).isEqualTo(300);
    assertThat(schedules.plan().windowRecords()).isEqualTo(1_000);
    assertThat(schedules.facts()).isEqualTo(new TrafficFacts(1_000, 500, 600, Optional.empty()));
    assertThatThrownBy(() -> Schedules.own(load, () -> offsets -> 0))
        .hasMessageContaining("a record in the window");
  }

  @Example
  void aTraceIsFollowedStretchedAndScaled() throws IOException {
    Path file = Files.createTempFile("trace", ".csv");
    try {
      Files.writeString(file, "start_s,count\n0,10\n0.5,0\n1,20\n1.5,30\n");
      TrafficProfile.Trace plain =
          trace(file, Optional.empty(), false, Optional.empty(), Optional.empty());
      Duration two = Duration.ofSeconds(2);
      assertThat(counts(offsets(Schedules.of(window(plain, two), 1)), 4, two.toNanos()))
          .containsExactly(10, 0, 20, 30);
      // A window that ends within a slot has that slot's share.
      assertThat(Schedules.of(window(plain, Duration.ofMillis(1_750)), 1).facts().records())
          .isEqualTo(45);
      assertThatThrownBy(() -> Schedules.of(window(plain, Duration.ofSeconds(3)), 1))
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("--duration=3s")
          .hasMessageContaining("at most the trace's 2s")
          .hasMessageContaining("--trace-stretch");
      Duration eight = Duration.ofSeconds(8);
      TrafficProfile.Trace stretched =
          trace(file, Optional.empty(), true, Optional.of(2.5), Optional.empty());
      assertThat(counts(offsets(Schedules.of(window(stretched, eight), 1)), 4, eight.toNanos()))
          .containsExactly(25, 0, 50, 75);
      TrafficProfile.Trace toMean =
          trace(file, Optional.empty(), true, Optional.empty(), Optional.of(hz(7)));
      assertThat(Schedules.of(window(toMean, eight), 1).facts().records()).isEqualTo(56);
    } finally {
      Files.delete(file);
    }
  }

  @Example
  void aStretchedTraceLosesNoRecords() throws IOException {
    Path file = Files.createTempFile("trace", ".csv");
    try {
      // Slots of 3,333.3 ns: their borders are whole nanoseconds.
      int slots = 3_000_011;
      Files.writeString(file, "count\n" + "100\n".repeat(slots));
      TrafficProfile.Trace trace =
          trace(file, Optional.empty(), true, Optional.empty(), Optional.empty());
      assertThat(Schedules.of(window(trace, Duration.ofSeconds(10)), 1).facts().records())
          .isEqualTo(100L * slots);
    } finally {
      Files.delete(file);
    }
  }

  @Example
  void aSlotThatTheWindowCutsMakesNoFalsePeak() throws IOException {
    Path file = Files.createTempFile("trace", ".csv");
    try {
      Files.writeString(file, "start_s,count\n0,1\n1,2.45\n2,6\n");
      TrafficProfile.Trace trace =
          trace(file, Optional.empty(), false, Optional.empty(), Optional.empty());
      // 1, 2.45 and, in 10 ms, 0.06: rounded up from 3.51, one record, which is not 100 records/s.
      TrafficFacts cut = Schedules.of(window(trace, Duration.ofMillis(2_010)), 1).facts();
      assertThat(cut.records()).isEqualTo(4);
      assertThat(cut.peakHz()).isEqualTo(2);
      // In half of it 3: more than (3 − 1) / 0.5 s is certain.
      assertThat(Schedules.of(window(trace, Duration.ofMillis(2_500)), 1).facts().peakHz())
          .isBetween(4.0, 6.0);
      // Where there is no whole slot the mean is what is known.
      TrafficFacts part = Schedules.of(window(trace, Duration.ofSeconds(1)), 1).facts();
      assertThat(part.peakHz()).isEqualTo(part.meanHz());
    } finally {
      Files.delete(file);
    }
  }

  @Example
  void aTraceOfRatesKeepsItsRatesWhenItIsStretched() throws IOException {
    Path file = Files.createTempFile("trace", ".json");
    try {
      Files.writeString(file, "{\"slot\": \"1s\", \"rates_hz\": [0.5, 10, 2.25]}");
      TrafficProfile.Trace trace =
          trace(file, Optional.empty(), true, Optional.empty(), Optional.empty());
      Duration window = Duration.ofSeconds(12);
      // 2, 40 and 9 records in 4 s each.
      assertThat(counts(offsets(Schedules.of(window(trace, window), 1)), 3, window.toNanos()))
          .containsExactly(2, 40, 9);
      assertThat(Schedules.of(window(trace, window), 1).facts().peakHz()).isEqualTo(10);
    } finally {
      Files.delete(file);
    }
  }

  private static TrafficProfile.Trace trace(
      Path file,
      Optional<Duration> slot,
      boolean stretch,
      Optional<Double> scale,
      Optional<Rate> rate) {
    return new TrafficProfile.Trace(file.toString(), slot, stretch, scale, rate, Within.EVEN);
  }
}
