/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.core.experiment.Phase;
import io.weir.core.experiment.Rate;
import io.weir.core.experiment.RunSpec.LoadSpec;
import io.weir.core.experiment.TrafficProfile;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the schedule of a run from its traffic profile. */
public final class Schedules {
  private static final long SECOND_NS = 1_000_000_000L;

  private Schedules() {}

  /** The plan of an open-loop run. */
  public static PhasePlan plan(LoadSpec load) {
    long warmupNs = load.warmup().toNanos();
    long windowNs = load.window().toNanos();
    long warmup = 0;
    long window = 0;
    if (!load.profile().closedLoop()) {
      warmup = count(new Phased(load, Phase.WARMUP));
      window = count(new Phased(load, Phase.WINDOW));
    }
    return new PhasePlan(
        warmupNs, windowNs, load.cooldown().plus(load.drainLimit()).toNanos(), warmup, window);
  }

  /**
   * The whole schedule: warm-up at the profile's mean rate, the profile over the window, then the
   * mean rate again for as long as it may be needed.
   */
  public static Schedule of(LoadSpec load) {
    return new Phased(load, null);
  }

  /** The mean rate as an exact one: whole records a second from 1,000 on, else thousandths. */
  static Rate meanRate(LoadSpec load) {
    if (load.profile() instanceof TrafficProfile.Constant constant) {
      return constant.rate();
    }
    double hz = load.profile().meanHz(load.window());
    return hz >= 1_000
        ? Rate.perSecond(Math.round(hz))
        : new Rate(Math.max(1, Math.round(hz * 1_000)), 1_000 * SECOND_NS);
  }

  private static long count(Schedule schedule) {
    long count = 0;
    for (Optional<Segment> s = schedule.nextSegment(); s.isPresent(); s = schedule.nextSegment()) {
      count += s.get().count();
    }
    return count;
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

  /** A part of the schedule at one rate or along one ramp. */
  private record Part(long lengthNs, Rate rate, Optional<TrafficProfile.Ramp> ramp) {}

  private static List<Part> parts(LoadSpec load, Phase phase) {
    if (phase != Phase.WINDOW) {
      long lengthNs =
          phase == Phase.WARMUP
              ? load.warmup().toNanos()
              : load.cooldown().plus(load.drainLimit()).toNanos();
      return List.of(new Part(lengthNs, meanRate(load), Optional.empty()));
    }
    long windowNs = load.window().toNanos();
    if (load.profile() instanceof TrafficProfile.Steps steps) {
      List<Part> parts = new ArrayList<>();
      int n = steps.rates().size();
      for (int i = 0; i < n; i++) {
        // Parts differ by at most one nanosecond and sum to the window exactly.
        long lengthNs = windowNs / n + (i < windowNs % n ? 1 : 0);
        parts.add(new Part(lengthNs, steps.rates().get(i), Optional.empty()));
      }
      return parts;
    }
    if (load.profile() instanceof TrafficProfile.Ramp ramp) {
      return List.of(new Part(windowNs, ramp.from(), Optional.of(ramp)));
    }
    return List.of(new Part(windowNs, meanRate(load), Optional.empty()));
  }

  /** Walks phases, parts and, within a part at one rate, periods of that rate. */
  private static final class Phased implements Schedule {
    private final List<Part> parts = new ArrayList<>();
    private int part;
    private long intoPartNs;
    private long startNs;
    private long index;

    /**
     * @param only the one phase wanted, or null for all
     */
    Phased(LoadSpec load, @Nullable Phase only) {
      for (Phase phase : Phase.values()) {
        if (only == null || only == phase) {
          parts.addAll(parts(load, phase));
        }
      }
    }

    @Override
    public Optional<Segment> nextSegment() {
      while (part < parts.size() && intoPartNs >= parts.get(part).lengthNs()) {
        part++;
        intoPartNs = 0;
      }
      if (part == parts.size()) {
        return Optional.empty();
      }
      Part now = parts.get(part);
      Segment segment = now.ramp().isPresent() ? ramp(now, now.ramp().get()) : period(now);
      intoPartNs += segment.lengthNs();
      startNs += segment.lengthNs();
      index += segment.count();
      return Optional.of(segment);
    }

    private Segment period(Part now) {
      Rate rate = now.rate();
      long lengthNs = Math.min(rate.perNs(), now.lengthNs() - intoPartNs);
      long count = lengthNs == rate.perNs() ? rate.records() : Schedules.recordsIn(rate, lengthNs);
      return new Segment(
          startNs, lengthNs, index, count, new Spacing.Even(rate.records(), rate.perNs()));
    }

    private Segment ramp(Part now, TrafficProfile.Ramp ramp) {
      long lengthNs = now.lengthNs();
      Spacing.Linear spacing = new Spacing.Linear(ramp.from().hz(), ramp.to().hz(), lengthNs);
      long count = Math.round((ramp.from().hz() + ramp.to().hz()) / 2 * lengthNs / SECOND_NS);
      // Rounding may put the last record on the end, which belongs to what follows.
      while (count > 0 && spacing.offsetNs(count - 1) >= lengthNs) {
        count--;
      }
      return new Segment(startNs, lengthNs, index, count, spacing);
    }
  }
}
