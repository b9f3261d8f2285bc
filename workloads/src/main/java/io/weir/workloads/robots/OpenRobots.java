/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.robots;

import io.weir.spi.EventSource;
import io.weir.spi.OpenWorkload;
import io.weir.spi.StreamSpec;
import io.weir.spi.Timetable;
import io.weir.workloads.robots.RobotsOptions.Bursts;
import io.weir.workloads.source.Highest;
import io.weir.workloads.source.Ids;
import io.weir.workloads.source.Normal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The robots of one run. */
final class OpenRobots implements OpenWorkload {
  private final RobotsOptions options;
  private final List<StreamSpec> streams;
  private final long seed;
  private final byte[][] ids;
  private final Motion motion = new Motion();
  private final Normal normal = new Normal();
  private final Highest made = new Highest();

  OpenRobots(RobotsOptions options, List<StreamSpec> streams, long seed) {
    this.options = options;
    this.streams = streams;
    this.seed = seed;
    this.ids = Ids.of("robot-", options.robots(), 4);
  }

  @Override
  public List<StreamSpec> streams() {
    return streams;
  }

  @Override
  public EventSource newSource() {
    return new RobotsSource(
        streams, ids, motion, normal, seed, options.bursts().map(this::walk), made.one());
  }

  @Override
  public Optional<Timetable> timetable() {
    return options.bursts().map(bursts -> new RobotsTimetable(walk(bursts)));
  }

  @Override
  public Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("robots", Integer.toString(options.robots()));
    options.bursts().ifPresent(bursts -> tell(bursts, facts));
    return facts;
  }

  private void tell(Bursts bursts, Map<String, String> facts) {
    ActiveRobots walk = walk(bursts);
    long last = made.value();
    long asked = 0;
    long clipped = 0;
    long clippedSteps = 0;
    long steps = 0;
    while (walk.nextIndex() <= last) {
      walk.next();
      steps++;
      asked += walk.asked();
      clipped += walk.asked() - walk.active();
      clippedSteps += walk.asked() > walk.active() ? 1 : 0;
    }
    facts.put("active robots asked for, summed over steps of 100 ms", Long.toString(asked));
    facts.put("active robots above all there are, left out", Long.toString(clipped));
    facts.put("steps of 100 ms with robots left out", clippedSteps + " of " + steps);
  }

  private ActiveRobots walk(Bursts bursts) {
    return new ActiveRobots(bursts, options.robots(), seed);
  }
}
