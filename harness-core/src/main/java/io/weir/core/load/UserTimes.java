/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.core.experiment.TrafficProfile;
import io.weir.spi.Mix;
import java.util.List;

/**
 * The records of concurrent users: each user is a renewal process of its own, whose next intended
 * time is the last intended time plus a time to think, whatever became of the record.
 *
 * <p>The time to think is Pareto, P(X &gt; x) = (m/x)<sup>α</sup> for x ≥ m, with mean μ = αm/(α −
 * 1): the think time of web users with α about 1.5 (Barford and Crovella, "Generating
 * Representative Web Workloads for Network and Server Performance Evaluation", SIGMETRICS 1998).
 *
 * <p>A user's first time is drawn from the equilibrium distribution of the residual time, F(x) =
 * ∫₀ˣ P(X &gt; u) du / μ, so that the expected rate is users/μ from the very start (Cox, Renewal
 * Theory, 1962, section 5.2): F(x) = x/μ up to m, and 1 − (m/x)<sup>α−1</sup>/α from there.
 *
 * <p>Where the number of users rises, further ones come in so; where it falls, those with the
 * highest numbers go, and the record that they would have sent next is none. Every draw is a
 * function of seed, user and number of the draw alone. StrictMath, so that every machine makes the
 * same times.
 */
final class UserTimes implements IntendedTimes {
  /** Sets these draws apart from other numbers that are made of the same seed. */
  private static final long PURPOSE = 0x75736572732e2e2eL;

  private static final long NEVER = 1L << 62;

  private final double alpha;
  private final double leastNs;
  private final double meanNs;

  /** A stay is one user from when it comes to when it goes. */
  private final long[] endsNs;

  private final long[] seeds;
  private final int[] draws;

  /** A binary heap of stays by their next time. */
  private final long[] heapNs;

  private final int[] heapStay;
  private int size;

  UserTimes(TrafficProfile.Users users, long windowNs, long seed) {
    this.alpha = users.thinkAlpha();
    this.leastNs = users.thinkMin().toNanos();
    this.meanNs = users.meanThinkSeconds() * 1e9;
    List<Integer> counts = users.users();
    int stays = Math.toIntExact(users.arrivals());
    this.endsNs = new long[stays];
    this.seeds = new long[stays];
    this.draws = new int[stays];
    this.heapNs = new long[stays];
    this.heapStay = new int[stays];
    comeAndGo(counts, windowNs, Mix.mix(seed ^ PURPOSE));
  }

  private void comeAndGo(List<Integer> counts, long windowNs, long seed) {
    SlotTraffic.Grid parts = SlotTraffic.Grid.even(counts.size(), windowNs);
    int[] present = new int[counts.stream().mapToInt(n -> n).max().orElse(0)];
    int here = 0;
    int stay = 0;
    for (int part = 0; part < counts.size(); part++) {
      long startNs = parts.border().applyAsLong(part);
      int count = counts.get(part);
      while (here > count) {
        endsNs[present[--here]] = startNs;
      }
      while (here < count) {
        seeds[stay] = Mix.of(Mix.of(seed, here), part);
        endsNs[stay] = windowNs;
        present[here++] = stay;
        add(later(startNs, residualNs(draw(stay))), stay);
        stay++;
      }
    }
  }

  private double draw(int stay) {
    return Mix.unit(Mix.of(seeds[stay], draws[stay]++));
  }

  /** The inverse of F. */
  private double residualNs(double u) {
    return u <= 1 - 1 / alpha
        ? u * meanNs
        : leastNs * StrictMath.exp(-StrictMath.log(alpha * (1 - u)) / (alpha - 1));
  }

  /** The inverse of 1 − (m/x)^α. */
  private double thinkNs(double u) {
    return leastNs * StrictMath.exp(-StrictMath.log(1 - u) / alpha);
  }

  /** Some users never come back; a time beyond all windows stands for that. */
  private static long later(long atNs, double waitNs) {
    return waitNs >= NEVER ? NEVER : atNs + (long) waitNs;
  }

  @Override
  public long nextNs() {
    while (size > 0) {
      int stay = heapStay[0];
      long atNs = heapNs[0];
      if (atNs >= endsNs[stay]) {
        size--;
        if (size > 0) {
          sink(heapNs[size], heapStay[size]);
        }
        continue;
      }
      sink(later(atNs, thinkNs(draw(stay))), stay);
      return atNs;
    }
    return END;
  }

  private void add(long atNs, int stay) {
    int at = size++;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (heapNs[parent] <= atNs) {
        break;
      }
      heapNs[at] = heapNs[parent];
      heapStay[at] = heapStay[parent];
      at = parent;
    }
    heapNs[at] = atNs;
    heapStay[at] = stay;
  }

  /** Puts an entry in place of the first. */
  private void sink(long atNs, int stay) {
    int at = 0;
    for (int child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && heapNs[child + 1] < heapNs[child]) {
        child++;
      }
      if (heapNs[child] >= atNs) {
        break;
      }
      heapNs[at] = heapNs[child];
      heapStay[at] = heapStay[child];
      at = child;
    }
    heapNs[at] = atNs;
    heapStay[at] = stay;
  }
}
