/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.core.experiment.TrafficFacts;
import io.weir.core.experiment.Within;
import io.weir.spi.Mix;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/** A window that is cut into slots, each with a count of records. */
final class SlotTraffic implements WindowTraffic {
  /** Sets these times apart from other numbers that are made of the same seed. */
  private static final long PURPOSE = 0x706f6973736f6e73L;

  private final Grid grid;
  private final Supplier<LongSupplier> counts;
  private final Within within;
  private final long seed;
  private final TrafficFacts facts;

  /**
   * Where slots lie.
   *
   * @param slots how many
   * @param lengthNs of one, for people
   * @param border where slot k begins, ns from the window's start; of {@code slots} the window's
   *     end
   */
  record Grid(int slots, double lengthNs, LongUnaryOperator border) {
    /** Slots of equal length, as far as whole nanoseconds go: borders at floor(k · window / n). */
    static Grid even(int slots, long windowNs) {
      long wholeNs = windowNs / slots;
      long restNs = windowNs % slots;
      // The product of two numbers below the number of slots cannot overflow.
      return new Grid(slots, (double) windowNs / slots, k -> k * wholeNs + k * restNs / slots);
    }

    /** Slots of a length that is given; the last ends with the window. */
    static Grid of(long lengthNs, long windowNs) {
      int slots = Math.toIntExact((windowNs + lengthNs - 1) / lengthNs);
      return new Grid(slots, lengthNs, k -> Math.min(k * lengthNs, windowNs));
    }

    long windowNs() {
      return border.applyAsLong(slots);
    }
  }

  /**
   * What floor and ceiling changed.
   *
   * @param raised slots given records
   * @param added records given
   * @param lowered slots that records were taken from
   * @param removed records taken
   */
  record Clipped(long raised, long added, long lowered, long removed) {
    static Clipped none() {
      return new Clipped(0, 0, 0, 0);
    }
  }

  /**
   * @param grid where slots lie
   * @param counts makes the same counts each time, slot by slot
   * @param within where records lie in a slot
   * @param seed of the times within a slot
   * @param clipped for the record
   */
  SlotTraffic(Grid grid, Supplier<LongSupplier> counts, Within within, long seed, Clipped clipped) {
    this.grid = grid;
    this.counts = counts;
    this.within = within;
    this.seed = Mix.mix(seed ^ PURPOSE);
    this.facts = facts(clipped);
  }

  private TrafficFacts facts(Clipped clipped) {
    LongSupplier count = counts.get();
    long records = 0;
    double peakHz = 0;
    for (int k = 0; k < grid.slots(); k++) {
      long n = count.getAsLong();
      long lengthNs = grid.border().applyAsLong(k + 1) - grid.border().applyAsLong(k);
      records += n;
      // Borders are whole nanoseconds, so that slots of one length seem to differ by one.
      boolean whole = Math.abs(lengthNs - grid.lengthNs()) < 1;
      // Counts are rounded, and a slot that the window cuts may be of any length: the rate there
      // is above (n − 1) / length for sure, and no more is known.
      peakHz = Math.max(peakHz, whole ? n * 1e9 / grid.lengthNs() : (n - 1) * 1e9 / lengthNs);
    }
    double meanHz = records * 1e9 / grid.windowNs();
    return new TrafficFacts(
        records,
        meanHz,
        Math.max(peakHz, meanHz),
        Optional.of(
            new TrafficFacts.Slots(
                grid.slots(),
                grid.lengthNs(),
                clipped.raised(),
                clipped.added(),
                clipped.lowered(),
                clipped.removed())));
  }

  @Override
  public Schedule open() {
    return within == Within.EVEN
        ? new EvenWalk(grid, counts.get())
        : new TimetableTraffic.Walk(new Poisson(grid, counts.get(), seed), grid.windowNs());
  }

  @Override
  public Optional<LongUnaryOperator> slotBorders() {
    return Optional.of(grid.border());
  }

  @Override
  public TrafficFacts facts() {
    return facts;
  }

  /** One segment a slot. */
  private static final class EvenWalk implements Schedule {
    private final Grid grid;
    private final LongSupplier counts;
    private int slot;
    private long startNs;
    private long index;

    EvenWalk(Grid grid, LongSupplier counts) {
      this.grid = grid;
      this.counts = counts;
    }

    @Override
    public Optional<Segment> nextSegment() {
      if (slot == grid.slots()) {
        return Optional.empty();
      }
      slot++;
      long endNs = grid.border().applyAsLong(slot);
      long count = counts.getAsLong();
      Segment segment =
          new Segment(
              startNs,
              endNs - startNs,
              index,
              count,
              new Spacing.Even(Math.max(1, count), endNs - startNs));
      startNs = endNs;
      index += count;
      return Optional.of(segment);
    }
  }

  /**
   * A Poisson process, given how many arrivals each slot has: independent and uniform in the slot
   * (Ross, Stochastic Processes, 2nd ed., 1996, theorem 2.3.1).
   *
   * <p>They are made in the order of time: of m uniform times in [0, 1) that are left, the least is
   * 1 − V<sup>1/m</sup> of the way from here to 1, with V uniform; the rest are uniform behind it
   * (Devroye, Non-Uniform Random Variate Generation, 1986, section V.3). StrictMath, so that every
   * machine makes the same times.
   */
  private static final class Poisson implements IntendedTimes {
    private final Grid grid;
    private final LongSupplier counts;
    private final long seed;
    private int slot = -1;
    private long startNs;
    private long endNs;
    private long slotSeed;
    private long count;
    private long made;
    private double rest;

    Poisson(Grid grid, LongSupplier counts, long seed) {
      this.grid = grid;
      this.counts = counts;
      this.seed = seed;
    }

    @Override
    public long nextNs() {
      while (made == count) {
        if (slot + 1 == grid.slots()) {
          return END;
        }
        slot++;
        startNs = endNs;
        endNs = grid.border().applyAsLong(slot + 1);
        slotSeed = Mix.of(seed, slot);
        count = counts.getAsLong();
        made = 0;
        rest = 1;
      }
      // In (0, 1], so that its logarithm is finite.
      double v = 1 - Mix.unit(Mix.of(slotSeed, made));
      rest *= StrictMath.exp(StrictMath.log(v) / (count - made));
      made++;
      return Math.min(endNs - 1, startNs + (long) ((1 - rest) * (endNs - startNs)));
    }
  }
}
