/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.robots;

import io.weir.spi.BModel;
import io.weir.spi.Mix;
import io.weir.workloads.robots.RobotsOptions.Bursts;
import io.weir.workloads.source.Draws;

/**
 * Walks over the steps of a run whose number of active robots follows a b-model: how many there are
 * in each and which. One b-model of 2<sup>levels</sup> slots follows the other without an end, each
 * with coins of its own. Not thread-safe.
 */
final class ActiveRobots {
  private final Bursts bursts;
  private final int robots;
  private final long seed;
  private BModel model;
  private long models;
  private long slot = -1;
  private long stepsLeft;
  private long step = -1;
  private long firstIndex;
  private long asked;
  private int active;
  private int first;

  ActiveRobots(Bursts bursts, int robots, long seed) {
    this.bursts = bursts;
    this.robots = robots;
    this.seed = Draws.seedFor(seed, "active robots");
    this.model = model(0);
  }

  /** Goes on to the next step. */
  void next() {
    firstIndex = nextIndex();
    step++;
    if (stepsLeft == 0) {
      nextSlot();
      stepsLeft = bursts.slotSteps();
    }
    stepsLeft--;
  }

  /** The step, from 0: each is {@link RobotsOptions#STEP_NS} long. */
  long step() {
    return step;
  }

  /** Index of the step's first record. */
  long firstIndex() {
    return firstIndex;
  }

  /** Index of the next step's first record. */
  long nextIndex() {
    return firstIndex + records();
  }

  /** Records of this step: three of each active robot. */
  long records() {
    return 3L * active;
  }

  /** Active robots by the b-model. */
  long asked() {
    return asked;
  }

  /** Active robots: at most all there are. */
  int active() {
    return active;
  }

  /**
   * An active robot.
   *
   * @param n 0 to {@link #active} − 1
   */
  int robot(int n) {
    int robot = first + n;
    return robot < robots ? robot : robot - robots;
  }

  private void nextSlot() {
    if (!model.hasNext()) {
      model = model(++models);
    }
    asked = model.nextCount();
    active = (int) Math.min(asked, robots);
    slot++;
    first = Draws.below(Mix.of(seed, slot), robots);
  }

  private BModel model(long number) {
    return new BModel(bursts.volume(), bursts.levels(), bursts.bias(), Mix.of(~seed, number));
  }
}
