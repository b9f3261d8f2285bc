/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.robots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.spi.BModel;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import io.weir.spi.Workload;
import io.weir.workloads.source.Bound;
import io.weir.workloads.source.SourceContract;
import io.weir.workloads.source.Walk;
import io.weir.workloads.source.Walk.Made;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Example;

class RobotsTest extends SourceContract {
  private static final double LIMIT_W = 250;

  @Override
  protected Workload workload() {
    return new RobotsWorkload();
  }

  @Override
  protected List<Settings> variants() {
    return List.of(
        settings("robots", "10"),
        settings("robots", "50", "encoding", "avro"),
        settings("robots", "20", "active", "b-model", "mean-active", "3", "slot", "200ms"));
  }

  private Settings settings(String... optionsAndValues) {
    return Bound.settings(workload(), optionsAndValues);
  }

  @Example
  void everyRobotSendsThreeRecordsEveryTenthOfASecond() {
    Settings settings = settings("robots", "7");
    double rateHz = workload().rateHz(settings).orElseThrow();
    assertThat(rateHz).isEqualTo(210);
    Walk walk = new Walk(workload(), settings, 3, 2_100, rateHz);
    Map<String, Long> perSecond =
        walk.make().stream()
            .collect(
                Collectors.groupingBy(
                    m -> m.intendedNs() / 1_000_000_000 + " " + m.stream() + " " + m.key(),
                    TreeMap::new,
                    Collectors.counting()));
    assertThat(perSecond).hasSize(10 * 3 * 7);
    assertThat(perSecond.values()).containsOnly(10L);
    assertThat(perSecond).containsKey("9 2 robot-0006");
  }

  @Example
  void powerIsAboveALimitAFewPercentOfTheTime() {
    Walk walk = new Walk(workload(), settings("robots", "100"), 8, 300_000, 3_000);
    double[] power =
        walk.make(i -> i % 3 == 0).stream()
            .mapToDouble(m -> (double) walk.value(m, RobotsSchemas.POWER_W))
            .toArray();
    double above = 0;
    for (double watts : power) {
      assertThat(watts).isBetween(0.0, 450.0);
      above += watts > LIMIT_W ? 1 : 0;
    }
    assertThat(above / power.length).isBetween(0.01, 0.06);
  }

  @Example
  void motionIsPlausible() {
    Motion motion = new Motion();
    double step = Motion.CYCLE_S / Motion.STEPS;
    double speed = 0;
    double angle = 0;
    for (int i = 0; i < Motion.STEPS; i++) {
      speed += motion.forward[i] * step;
      angle += motion.turn[i] * step;
    }
    assertThat(speed).as("stands again at the end").isCloseTo(0, within(0.01));
    assertThat(angle).as("a quarter turn").isCloseTo(Math.PI / 2, within(0.01));
  }

  @Example
  void gravityIsFeltOnAverage() {
    Walk walk = new Walk(workload(), settings(), 8, 30_000, 300);
    assertThat(
            walk.make(i -> i % 3 == 1).stream()
                .mapToDouble(m -> (double) walk.value(m, RobotsSchemas.Z))
                .average()
                .orElseThrow())
        .isCloseTo(9.81, within(0.02));
  }

  @Example
  void activeRobotsFollowTheBModelAndAreClippedAtAll() {
    int robots = 6;
    Settings settings =
        settings(
            "robots",
            "6",
            "active",
            "b-model",
            "mean-active",
            "2",
            "levels",
            "5",
            "bias",
            "0.7",
            "slot",
            "200ms");
    assertThat(workload().rateHz(settings).orElseThrow()).isEqualTo(60.0);
    Walk walk = new Walk(workload(), settings, 4, 10_000, 1);
    List<Made> made = walk.make();
    Map<Long, List<Made>> steps =
        made.stream()
            .collect(
                Collectors.groupingBy(
                    m -> m.intendedNs() / 100_000_000, TreeMap::new, Collectors.toList()));
    long last = made.get(made.size() - 1).intendedNs() / 100_000_000;
    ActiveRobots expected =
        new ActiveRobots(RobotsOptions.of(settings).bursts().orElseThrow(), robots, 4);
    List<Long> asked = new ArrayList<>();
    long clipped = 0;
    for (long step = 0; step < last; step++) {
      expected.next();
      List<Made> of = steps.getOrDefault(step, List.of());
      assertThat(of).hasSize(3 * expected.active());
      assertThat(of.stream().map(m -> m.stream() + " " + m.key()).distinct()).hasSize(of.size());
      for (int j = 1; j < of.size(); j++) {
        assertThat(of.get(j).intendedNs() - of.get(j - 1).intendedNs())
            .isBetween(100_000_000L / of.size(), 100_000_000L / of.size() + 1);
      }
      asked.add(expected.asked());
      assertThat(expected.active()).isEqualTo((int) Math.min(robots, expected.asked()));
      clipped += expected.asked() - expected.active();
    }
    assertThat(clipped).isPositive();
    // Two steps a slot, 32 slots: the masses of each model are those of any with its volume.
    assertThat(slots(asked, 0).stream().sorted().toList())
        .isEqualTo(masses(new BModel(64, 5, 0.7, 0)));
    assertThat(slots(asked, 64).stream().sorted().toList())
        .isEqualTo(masses(new BModel(64, 5, 0.7, 0)));
    assertThat(slots(asked, 64)).isNotEqualTo(slots(asked, 0));
    Map<String, String> facts = walk.open().facts();
    assertThat(Long.parseLong(facts.get("active robots above all there are, left out")))
        .isGreaterThanOrEqualTo(clipped);
  }

  private static List<Long> slots(List<Long> asked, int fromStep) {
    return IntStream.range(0, 32).mapToObj(slot -> asked.get(fromStep + 2 * slot)).toList();
  }

  private static List<Long> masses(BModel model) {
    return LongStream.range(0, model.slots()).map(model::countAt).sorted().boxed().toList();
  }

  @Example
  void aMillionRobotsHaveAKeyEach() {
    Walk walk = new Walk(workload(), settings("robots", "1000000"), 1, 3_000_000, 3e7);
    assertThat(walk.make(i -> i == 2_999_999).get(0).key()).isEqualTo("robot-999999");
  }

  @Example
  void optionsOutOfRangeAreRefusedInOneLine() {
    refused("robots.robots=0 ", "robots", "0");
    refused("robots.robots=1000001 ", "robots", "1000001");
    refused("robots.bias=1 ", "active", "b-model", "bias", "1");
    refused("robots.slot=150000000ns ", "active", "b-model", "slot", "150ms");
    refused("robots.mean-active=11 ", "active", "b-model", "mean-active", "11");
    refused("robots.mean-active=0.0001 ", "active", "b-model", "mean-active", "0.0001");
    refused("robots.levels=31 ", "active", "b-model", "levels", "31");
  }

  private void refused(String start, String... optionsAndValues) {
    assertThatThrownBy(() -> workload().streams(settings(optionsAndValues)))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith(start.toLowerCase(Locale.ROOT))
        .hasMessageNotContaining("\n");
  }
}
