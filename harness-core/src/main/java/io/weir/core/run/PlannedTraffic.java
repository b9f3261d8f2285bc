/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.experiment.Phase;
import io.weir.core.experiment.RunSpec.LoadSpec;
import io.weir.core.experiment.TrafficFacts;
import io.weir.core.load.PhasePlan;
import io.weir.core.load.Schedule;
import io.weir.core.load.Schedules;
import io.weir.core.load.Segment;
import io.weir.spi.SettingException;
import java.util.Optional;

/** The traffic of a load's window as counts, without a run. Immutable. */
public final class PlannedTraffic {
  private static final int MOST_SLOTS = 1 << 24;

  private final Schedules schedules;

  private PlannedTraffic(Schedules schedules) {
    this.schedules = schedules;
  }

  /**
   * The traffic of a load that is no closed loop.
   *
   * @throws SettingException as {@link Schedules#of(LoadSpec, long)}
   */
  public static PlannedTraffic of(LoadSpec load, long seed) {
    return new PlannedTraffic(Schedules.of(load, seed));
  }

  /** What it comes to. */
  public TrafficFacts facts() {
    return schedules.facts();
  }

  /** Length of the window. */
  public long windowNs() {
    return schedules.plan().windowNs();
  }

  /** Slots of the profile, or as many as one of this length goes into the window, rounded up. */
  public int slots(long otherwiseNs) {
    long slots =
        facts()
            .slots()
            .map(TrafficFacts.Slots::count)
            .orElseGet(() -> (windowNs() + otherwiseNs - 1) / otherwiseNs);
    if (slots > MOST_SLOTS) {
      throw new SettingException(
          "--every", otherwiseNs + "ns", "at most " + MOST_SLOTS + " slots", "take longer ones");
    }
    return (int) slots;
  }

  /**
   * Where slot k of some begins: of the profile's own where they are, else floor(k · window /
   * slots).
   */
  public long borderNs(int k, int slots) {
    if (own(slots)) {
      return schedules.slotBorders().orElseThrow().applyAsLong(k);
    }
    long windowNs = windowNs();
    return k * (windowNs / slots) + k * (windowNs % slots) / slots;
  }

  private boolean own(int slots) {
    return facts().slots().map(s -> s.count() == slots).orElse(false);
  }

  /** Length of one of so many slots; the profile's last may be cut by the window's end. */
  public double slotNs(int slots) {
    return own(slots) ? facts().slots().orElseThrow().lengthNs() : (double) windowNs() / slots;
  }

  /**
   * Records intended in each of so many slots: the profile's own if it has so many, else slots of
   * equal length.
   */
  public long[] counts(int slots) {
    PhasePlan plan = schedules.plan();
    long first = plan.firstIndex(Phase.WINDOW);
    long end = plan.firstIndex(Phase.COOLDOWN);
    long[] counts = new long[slots];
    int slot = 0;
    long slotEndNs = plan.warmupNs() + borderNs(1, slots);
    Schedule walk = schedules.open().orElseThrow();
    Optional<Segment> next = walk.nextSegment();
    while (next.isPresent() && next.get().firstIndex() < end) {
      Segment segment = next.get();
      for (long i = Math.max(first, segment.firstIndex()); i < segment.endIndex() && i < end; i++) {
        long atNs = segment.intendedNs(i);
        while (atNs >= slotEndNs) {
          slot++;
          slotEndNs = plan.warmupNs() + borderNs(slot + 1, slots);
        }
        counts[slot]++;
      }
      next = walk.nextSegment();
    }
    return counts;
  }
}
