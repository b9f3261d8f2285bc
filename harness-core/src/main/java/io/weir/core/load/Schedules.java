/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.core.experiment.Rate;
import io.weir.core.experiment.RunKey;
import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.RunSpec.LoadSpec;
import io.weir.core.experiment.TrafficFacts;
import io.weir.core.experiment.TrafficProfile;
import io.weir.spi.BModel;
import io.weir.spi.SettingException;
import io.weir.spi.Timetable;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/**
 * The schedule of a run: warm-up at the profile's mean rate, the profile over the window, then the
 * mean rate again for as long as it may be needed. Made once, walked as often as needed. Immutable;
 * safe for use by any thread.
 */
public final class Schedules {
  private static final long SECOND_NS = 1_000_000_000L;

  private final PhasePlan plan;
  private final TrafficFacts facts;
  private final Optional<LongUnaryOperator> slotBorders;
  private final Optional<Supplier<Schedule>> walks;

  private Schedules(
      PhasePlan plan,
      TrafficFacts facts,
      Optional<LongUnaryOperator> slotBorders,
      Optional<Supplier<Schedule>> walks) {
    this.plan = plan;
    this.facts = facts;
    this.slotBorders = slotBorders;
    this.walks = walks;
  }

  private static PhasePlan plan(LoadSpec load, long warmupRecords, long windowRecords) {
    return new PhasePlan(
        load.warmup().toNanos(),
        load.window().toNanos(),
        load.cooldown().plus(load.drainLimit()).toNanos(),
        warmupRecords,
        windowRecords);
  }

  /** The schedule of a run. */
  public static Schedules of(RunSpec spec) {
    return of(spec.load(), spec.seed());
  }

  /**
   * The schedule of a load. A trace is read here.
   *
   * @param seed fixes what is random
   * @throws SettingException if a trace cannot be read, or nothing is intended in the window
   */
  public static Schedules of(LoadSpec load, long seed) {
    if (load.profile().closedLoop()) {
      return new Schedules(
          plan(load, 0, 0), TrafficFacts.none(), Optional.empty(), Optional.empty());
    }
    WindowTraffic window = of(load.profile(), load.window(), seed);
    TrafficFacts facts = checked(load.profile(), window.facts());
    Rate rate = meanRate(load.profile(), facts);
    PhasePlan plan = plan(load, recordsIn(rate, load.warmup().toNanos()), facts.records());
    return new Schedules(
        plan,
        facts,
        window.slotBorders(),
        Optional.of(
            () ->
                new Joined(
                    List.of(
                        steady(rate, plan.warmupNs()),
                        window.open(),
                        steady(rate, plan.cooldownLimitNs())))));
  }

  /**
   * A schedule with a workload's own times, through all phases: only what lies in the window is
   * judged.
   *
   * @param times makes the same timetable each time it is asked
   * @throws SettingException if nothing is intended in the window
   */
  public static Schedules own(LoadSpec load, Supplier<? extends Timetable> times) {
    PhasePlan lengths = plan(load, 0, 0);
    long fromNs = lengths.window().startNs();
    long untilNs = lengths.window().endNs();
    Offsets before = new Offsets(times.get());
    long warmupRecords = before.skipTo(fromNs);
    TrafficFacts facts =
        checked(
            load.profile(),
            TimetableTraffic.facts(() -> before.nextNs() - fromNs, untilNs - fromNs));
    return new Schedules(
        plan(load, warmupRecords, facts.records()),
        facts,
        Optional.empty(),
        Optional.of(
            () ->
                new TimetableTraffic.Walk(
                    new Offsets(times.get()), untilNs + lengths.cooldownLimitNs())));
  }

  private static TrafficFacts checked(TrafficProfile profile, TrafficFacts facts) {
    if (facts.records() == 0) {
      throw new SettingException(
          RunKey.PROFILE.flag(),
          profile.name(),
          "one with a record in the window at least",
          "take a higher rate, or a longer window");
    }
    return facts;
  }

  private static WindowTraffic of(TrafficProfile profile, Duration length, long seed) {
    long windowNs = length.toNanos();
    if (profile instanceof TrafficProfile.Constant constant) {
      return even(List.of(new EvenTraffic.Part(windowNs, Optional.of(constant.rate()))));
    }
    if (profile instanceof TrafficProfile.Steps steps) {
      return steps(steps, windowNs);
    }
    if (profile instanceof TrafficProfile.Ramp ramp) {
      return new RampTraffic(ramp, windowNs);
    }
    if (profile instanceof TrafficProfile.Sine sine) {
      return new SineTraffic(sine, windowNs);
    }
    if (profile instanceof TrafficProfile.OnOff onOff) {
      return new OnOffTraffic(onOff, windowNs);
    }
    if (profile instanceof TrafficProfile.Trace trace) {
      TraceCounts counts = TraceCounts.of(trace, length);
      return new SlotTraffic(
          counts.grid(), counts::counts, trace.within(), seed, SlotTraffic.Clipped.none());
    }
    if (profile instanceof TrafficProfile.Users users) {
      return new TimetableTraffic(() -> new UserTimes(users, windowNs, seed), windowNs);
    }
    if (profile instanceof TrafficProfile.BModel model) {
      return bModel(model, length, seed);
    }
    throw new IllegalArgumentException(
        "the profile " + profile.name() + " has no times of its own");
  }

  private static WindowTraffic even(List<EvenTraffic.Part> parts) {
    return new EvenTraffic(parts::iterator);
  }

  private static WindowTraffic steps(TrafficProfile.Steps steps, long windowNs) {
    List<EvenTraffic.Part> parts = new ArrayList<>();
    int n = steps.rates().size();
    for (int i = 0; i < n; i++) {
      // Parts differ by at most one nanosecond and sum to the window exactly.
      long lengthNs = windowNs / n + (i < windowNs % n ? 1 : 0);
      parts.add(new EvenTraffic.Part(lengthNs, Optional.of(steps.rates().get(i))));
    }
    return even(parts);
  }

  private static WindowTraffic bModel(TrafficProfile.BModel model, Duration window, long seed) {
    int levels = model.levels(window);
    SlotTraffic.Grid grid = SlotTraffic.Grid.even(1 << levels, window.toNanos());
    long volume = volume(model, window, levels);
    Supplier<Clip> counts =
        () -> {
          BModel slots = new BModel(volume, levels, model.b(), seed);
          return new Clip(slots::nextCount, grid, model.floor(), model.ceiling());
        };
    Clip all = counts.get();
    for (int k = 0; k < grid.slots(); k++) {
      long unused = all.getAsLong();
    }
    Supplier<LongSupplier> walks = counts::get;
    return new SlotTraffic(grid, walks, model.within(), seed, all.clipped());
  }

  /** V, where the mean or the peak V·bⁿ in a slot is given. */
  private static long volume(TrafficProfile.BModel model, Duration window, int levels) {
    double seconds = window.toNanos() / 1e9;
    double volume =
        model.volume().isPresent()
            ? model.volume().getAsLong()
            : model
                .rate()
                .map(mean -> mean.hz() * seconds)
                .orElseGet(
                    () ->
                        model.peakRate().map(Rate::hz).orElse(0.0)
                            * seconds
                            / StrictMath.pow(2 * model.b(), levels));
    return Math.round(Math.min(volume, BModel.MOST_VOLUME));
  }

  /** The phases: their offsets and index ranges. Of a closed loop only the offsets. */
  public PhasePlan plan() {
    return plan;
  }

  /** What is intended in the window; nothing in a closed loop. */
  public TrafficFacts facts() {
    return facts;
  }

  /**
   * Of a profile that is made of slots: where slot k begins, ns from the window's start; of the
   * number of slots the window's end.
   */
  public Optional<LongUnaryOperator> slotBorders() {
    return slotBorders;
  }

  /**
   * A fresh walk of the whole schedule, the same each time; of a closed loop, none.
   *
   * @return from the start of the run, at index 0
   */
  public Optional<Schedule> open() {
    return walks.map(Supplier::get);
  }

  private static Schedule steady(Rate rate, long lengthNs) {
    return new EvenTraffic.Walk(
        List.of(new EvenTraffic.Part(lengthNs, Optional.of(rate))).iterator());
  }

  /** The mean rate as an exact one: whole records a second from 1,000 on, else thousandths. */
  private static Rate meanRate(TrafficProfile profile, TrafficFacts facts) {
    if (profile instanceof TrafficProfile.Constant constant) {
      return constant.rate();
    }
    double hz =
        profile instanceof TrafficProfile.Steps steps
            ? steps.rates().stream().mapToDouble(Rate::hz).average().orElse(0)
            : facts.meanHz();
    return hz >= 1_000
        ? Rate.perSecond(Math.round(hz))
        : new Rate(Math.max(1, Math.round(hz * 1_000)), 1_000 * SECOND_NS);
  }

  /** Records at a rate that fit into a length, the first at 0. */
  static long recordsIn(Rate rate, long lengthNs) {
    BigInteger perNs = BigInteger.valueOf(rate.perNs());
    return BigInteger.valueOf(lengthNs)
        .multiply(BigInteger.valueOf(rate.records()))
        .add(perNs)
        .subtract(BigInteger.ONE)
        .divide(perNs)
        .longValueExact();
  }

  /** Walks that begin at 0 each, one behind the other. */
  private static final class Joined implements Schedule {
    private final Iterator<Schedule> walks;
    private Schedule now;
    private long fromNs;
    private long fromIndex;
    private long endNs;
    private long endIndex;

    Joined(List<Schedule> walks) {
      this.walks = walks.iterator();
      this.now = this.walks.next();
    }

    @Override
    public Optional<Segment> nextSegment() {
      Optional<Segment> next = now.nextSegment();
      while (next.isEmpty() && walks.hasNext()) {
        now = walks.next();
        fromNs = endNs;
        fromIndex = endIndex;
        next = now.nextSegment();
      }
      if (next.isEmpty()) {
        return next;
      }
      Segment s = next.get();
      Segment placed =
          new Segment(
              fromNs + s.startNs(),
              s.lengthNs(),
              fromIndex + s.firstIndex(),
              s.count(),
              s.spacing());
      endNs = placed.startNs() + placed.lengthNs();
      endIndex = placed.endIndex();
      return Optional.of(placed);
    }
  }
}
