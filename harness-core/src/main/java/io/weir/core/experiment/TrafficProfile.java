/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** How intended publish times are laid over the measured window. */
public sealed interface TrafficProfile {
  /** The name of {@link Own}. */
  String OWN = "own";

  /** The profile's name, as the user writes it. */
  String name();

  /** True if the intended rate is the same throughout. */
  default boolean constantRate() {
    return this instanceof Constant;
  }

  /** True if records are sent as fast as the system takes them. */
  default boolean closedLoop() {
    return this instanceof Max;
  }

  /** True if the schedule is known without the workload. */
  default boolean knownBefore() {
    return !(this instanceof Own || this instanceof Max);
  }

  /**
   * True if the rate goes up and down, so that a system may fall behind for a while and still carry
   * the load. Steps and ramp are not of this kind: they look for the rate at which it no longer
   * does.
   */
  default boolean bursty() {
    return !(this instanceof Constant
        || this instanceof Steps
        || this instanceof Ramp
        || this instanceof Max);
  }

  /** One rate throughout. */
  record Constant(Rate rate) implements TrafficProfile {
    @Override
    public String name() {
      return "constant";
    }
  }

  /** Rates one after the other, each for an equal part of the window. */
  record Steps(List<Rate> rates) implements TrafficProfile {
    public Steps {
      rates = List.copyOf(rates);
    }

    @Override
    public String name() {
      return "steps";
    }
  }

  /** From one rate to another in a straight line over the window. */
  record Ramp(Rate from, Rate to) implements TrafficProfile {
    @Override
    public String name() {
      return "ramp";
    }
  }

  /**
   * Day and night: the rate follows a sine that starts at its mean, going up.
   *
   * @param low the rate at night; empty for none
   * @param high the rate at noon
   * @param period of one day and night
   */
  record Sine(Optional<Rate> low, Rate high, Duration period) implements TrafficProfile {
    @Override
    public String name() {
      return "sine";
    }
  }

  /**
   * Bursts of equal length at equal distances; the window starts with one.
   *
   * @param on the rate within a burst
   * @param off the rate between; empty for none
   * @param onTime how long a burst is
   * @param offTime how long the time between two is
   */
  record OnOff(Rate on, Optional<Rate> off, Duration onTime, Duration offTime)
      implements TrafficProfile {
    @Override
    public String name() {
      return "on-off";
    }
  }

  /**
   * The counts or rates of a file, slot by slot.
   *
   * @param file CSV or JSON
   * @param slot length of a slot of the trace; empty if the file says it
   * @param stretch lay the whole trace over the window, however long either is
   * @param scale times the trace's counts or rates; empty for once, or with {@code rate}
   * @param rate mean over the window that the trace is scaled to; empty to leave it
   * @param within where records lie within a slot
   */
  record Trace(
      String file,
      Optional<Duration> slot,
      boolean stretch,
      Optional<Double> scale,
      Optional<Rate> rate,
      Within within)
      implements TrafficProfile {
    @Override
    public String name() {
      return "trace";
    }

    /** The same trace from a copy of its file. */
    public Trace from(String copy) {
      return new Trace(copy, slot, stretch, scale, rate, within);
    }
  }

  /**
   * Users that publish, think and publish again, each by itself; the time to think is Pareto.
   *
   * @param users how many there are at a time, each count for an equal part of the window
   * @param thinkAlpha shape of the Pareto distribution, above 1
   * @param thinkMin its least value
   */
  record Users(List<Integer> users, double thinkAlpha, Duration thinkMin)
      implements TrafficProfile {
    public Users {
      users = List.copyOf(users);
    }

    @Override
    public String name() {
      return "users";
    }

    /** How often users come in, over all parts. */
    public long arrivals() {
      long arrivals = 0;
      int before = 0;
      for (int count : users) {
        arrivals += Math.max(0, count - before);
        before = count;
      }
      return arrivals;
    }

    /** Mean time to think, in seconds: α·m / (α − 1). */
    public double meanThinkSeconds() {
      return thinkAlpha * (thinkMin.toNanos() / 1e9) / (thinkAlpha - 1);
    }
  }

  /**
   * The b-model: see {@link io.weir.spi.BModel}. Exactly one of volume, rate and peakRate is there.
   *
   * @param b share of the favoured half, 0.5 (even) to below 1
   * @param slot length wanted; the window has 2<sup>n</sup> slots of about that length
   * @param volume records of the window
   * @param rate mean over the window
   * @param peakRate in the fullest slot
   * @param floor least rate of a slot
   * @param ceiling highest rate of a slot
   * @param within where records lie within a slot
   */
  record BModel(
      double b,
      Duration slot,
      OptionalLong volume,
      Optional<Rate> rate,
      Optional<Rate> peakRate,
      Optional<Rate> floor,
      Optional<Rate> ceiling,
      Within within)
      implements TrafficProfile {
    public BModel {
      if ((volume.isPresent() ? 1 : 0) + (rate.isPresent() ? 1 : 0) + (peakRate.isPresent() ? 1 : 0)
          != 1) {
        throw new IllegalArgumentException("one of volume, rate and peakRate");
      }
    }

    @Override
    public String name() {
      return "b-model";
    }

    /** n: 2<sup>n</sup> slots come nearest, on the scale of logarithms, to the length wanted. */
    public int levels(Duration window) {
      double slots = (double) window.toNanos() / Math.max(1, slot.toNanos());
      return (int) Math.max(0, Math.round(Math.log(slots) / Math.log(2)));
    }
  }

  /** The workload says itself when its records are due, through all phases. */
  record Own() implements TrafficProfile {
    @Override
    public String name() {
      return OWN;
    }
  }

  /** Closed loop: as fast as bounded in-flight records allow. */
  record Max() implements TrafficProfile {
    @Override
    public String name() {
      return "max";
    }
  }
}
