/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.robots;

import io.weir.spi.Event;
import io.weir.spi.EventSource;
import io.weir.spi.Mix;
import io.weir.spi.StreamSpec;
import io.weir.workloads.encoding.RecordWriter;
import io.weir.workloads.source.Draws;
import io.weir.workloads.source.Normal;
import io.weir.workloads.source.StreamWriters;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes what robots send. Without bursts record i is of stream i mod 3 and of robot i div 3 mod
 * their number; with them the active robots of a step take their turns so. A robot is somewhere in
 * its {@link Motion}, by event time and by a phase of its own; each cycle it carries another load.
 */
final class RobotsSource implements EventSource {
  static final int POWER = 0;
  static final int ACCEL = 1;
  private static final int STREAMS = 3;

  /** Values are sent with this many decimals. */
  private static final int DECIMALS = 3;

  private static final double SCALE = 1000;

  private static final double CYCLE_NS = Motion.CYCLE_S * 1e9;
  private static final double ELECTRONICS_W = 25;
  private static final double ROBOT_KG = 60;
  private static final double MOST_LOAD_KG = 30;
  private static final double POWER_NOISE_W = 4;

  /** Standard deviations standing still, and what shaking at cruising speed adds. */
  private static final double ACCEL_NOISE = 0.02;

  private static final double ACCEL_SHAKE = 0.25;
  private static final double GYRO_NOISE = 0.005;
  private static final double GYRO_SHAKE = 0.04;

  private final StreamWriters writers;
  private final byte[][] ids;
  private final Motion motion;
  private final Normal normal;
  private final long phases;
  private final long loads;
  private final long noise;
  private final @Nullable ActiveRobots walk;
  private final AtomicLong made;

  RobotsSource(
      List<StreamSpec> streams,
      byte[][] ids,
      Motion motion,
      Normal normal,
      long seed,
      Optional<ActiveRobots> walk,
      AtomicLong made) {
    this.writers = new StreamWriters(streams);
    this.ids = ids;
    this.motion = motion;
    this.normal = normal;
    this.phases = Draws.seedFor(seed, "phases");
    this.loads = Draws.seedFor(seed, "loads");
    this.noise = Draws.seedFor(seed, "noise");
    this.walk = walk.orElse(null);
    this.made = made;
  }

  @Override
  public void fill(long index, int publisher, long sequence, long intendedNs, Event into) {
    int robot = robot(index);
    int stream = (int) (index % STREAMS);
    double cycles = Mix.unit(Mix.of(phases, robot)) + intendedNs / CYCLE_NS;
    long cycle = (long) cycles;
    int at = (int) ((cycles - cycle) * Motion.STEPS);
    RecordWriter record = writers.begin(stream, intendedNs, into);
    record.putText(ids[robot]);
    if (stream == POWER) {
      double load = MOST_LOAD_KG * Mix.unit(Mix.of(loads ^ robot, cycle));
      double watts = ELECTRONICS_W + (ROBOT_KG + load) * motion.wattsPerKg[at];
      put(record, Math.max(0, watts + POWER_NOISE_W * draw(index, 0)));
    } else if (stream == ACCEL) {
      double sd = ACCEL_NOISE + ACCEL_SHAKE * motion.shake[at];
      put(record, motion.forward[at] + sd * draw(index, 0));
      put(record, motion.left[at] + sd * draw(index, 1));
      put(record, Motion.GRAVITY + sd * draw(index, 2));
    } else {
      double sd = GYRO_NOISE + GYRO_SHAKE * motion.shake[at];
      put(record, sd * draw(index, 0));
      put(record, sd * draw(index, 1));
      put(record, motion.turn[at] + sd * draw(index, 2));
    }
    record.end(into);
    into.key = ids[robot];
    into.keyIndex = robot;
    made.setRelease(index);
  }

  @Override
  public void tick(int stream, long index, long offsetNs, long aheadMs, Event into) {
    writers.tick(stream, offsetNs, aheadMs, into);
  }

  private int robot(long index) {
    if (walk == null) {
      return (int) (index / STREAMS % ids.length);
    }
    // Steps begin at multiples of three, so the stream is index mod 3 here too.
    while (index >= walk.nextIndex()) {
      walk.next();
    }
    return walk.robot((int) (index - walk.firstIndex()) / STREAMS);
  }

  private double draw(long index, int axis) {
    return normal.of(Mix.of(noise, index * STREAMS + axis));
  }

  private static void put(RecordWriter record, double value) {
    record.putDecimal(Math.round(value * SCALE), DECIMALS);
  }
}
