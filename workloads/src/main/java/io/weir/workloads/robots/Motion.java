/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.robots;

/**
 * What a wheeled robot does over and over, as tables over one cycle: it stands, accelerates,
 * cruises, turns, cruises on, brakes. Shares of a cycle are those of 20 s; quantities follow from
 * speed and turn rate by elementary mechanics. Immutable; any thread.
 */
final class Motion {
  /** Entries of a table: 5 ms of a cycle of 20 s. */
  static final int STEPS = 4096;

  static final double CYCLE_S = 20;
  static final double GRAVITY = 9.81;

  private static final double ACCELERATE_FROM_S = 3;
  private static final double CRUISE_FROM_S = 6;
  private static final double TURN_FROM_S = 10;
  private static final double TURN_UNTIL_S = 13;
  private static final double BRAKE_FROM_S = 17;
  private static final double CRUISE_M_PER_S = 2.4;

  /** A quarter turn within the time of a turn. */
  private static final double QUARTER = Math.PI / 2;

  private static final double ROLLING = 0.03;
  private static final double EFFICIENCY = 0.7;

  /** Share of the braking power that is fed back. */
  private static final double FEEDBACK = 0.3;

  /** Power to drive 1 kg, W; negative where braking feeds back. */
  final double[] wattsPerKg = new double[STEPS];

  /** Acceleration forward and to the left, m/s². */
  final double[] forward = new double[STEPS];

  final double[] left = new double[STEPS];

  /** Turn rate around the vertical, rad/s. */
  final double[] turn = new double[STEPS];

  /** How much it shakes: 0 standing, 1 at cruising speed. */
  final double[] shake = new double[STEPS];

  Motion() {
    for (int i = 0; i < STEPS; i++) {
      double t = (i + 0.5) * CYCLE_S / STEPS;
      double v = speed(t);
      double a = acceleration(t);
      forward[i] = a;
      turn[i] = turnRate(t);
      left[i] = v * turn[i];
      shake[i] = v / CRUISE_M_PER_S;
      double force = a + (v > 0 ? ROLLING * GRAVITY : 0);
      wattsPerKg[i] = force > 0 ? force * v / EFFICIENCY : force * v * FEEDBACK;
    }
  }

  private static double speed(double t) {
    if (t < ACCELERATE_FROM_S) {
      return 0;
    }
    if (t < CRUISE_FROM_S) {
      return CRUISE_M_PER_S * (t - ACCELERATE_FROM_S) / (CRUISE_FROM_S - ACCELERATE_FROM_S);
    }
    return t < BRAKE_FROM_S
        ? CRUISE_M_PER_S
        : CRUISE_M_PER_S * (CYCLE_S - t) / (CYCLE_S - BRAKE_FROM_S);
  }

  private static double acceleration(double t) {
    if (t >= ACCELERATE_FROM_S && t < CRUISE_FROM_S) {
      return CRUISE_M_PER_S / (CRUISE_FROM_S - ACCELERATE_FROM_S);
    }
    return t < BRAKE_FROM_S ? 0 : -CRUISE_M_PER_S / (CYCLE_S - BRAKE_FROM_S);
  }

  /** Rises and falls as a half sine squared, whose mean is a half. */
  private static double turnRate(double t) {
    if (t < TURN_FROM_S || t >= TURN_UNTIL_S) {
      return 0;
    }
    double s = StrictMath.sin(Math.PI * (t - TURN_FROM_S) / (TURN_UNTIL_S - TURN_FROM_S));
    return 2 * QUARTER / (TURN_UNTIL_S - TURN_FROM_S) * s * s;
  }
}
