/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.robots;

import io.weir.spi.Timetable;

/** When active robots send: each once every 100 ms, the records of a step evenly over it. */
final class RobotsTimetable implements Timetable {
  private final ActiveRobots walk;

  /** The record of the walk's step that comes next. */
  private long next;

  RobotsTimetable(ActiveRobots walk) {
    this.walk = walk;
  }

  @Override
  public int next(long[] offsetsNs) {
    for (int i = 0; i < offsetsNs.length; i++) {
      // Ends: a b-model has one active robot at least.
      while (next == walk.records()) {
        walk.next();
        next = 0;
      }
      offsetsNs[i] =
          walk.step() * RobotsOptions.STEP_NS + next * RobotsOptions.STEP_NS / walk.records();
      next++;
    }
    return offsetsNs.length;
  }
}
