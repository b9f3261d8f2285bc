/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.robots;

import io.weir.spi.Encoding;
import io.weir.spi.OptionSpec;
import io.weir.spi.OptionType;
import io.weir.spi.Settings;
import io.weir.workloads.source.OptionChecks;
import java.util.List;
import java.util.Optional;

/**
 * What can be set of the robots. Immutable.
 *
 * @param robots how many there are
 * @param encoding of all streams
 * @param bursts how many of them are active; empty for all, always
 */
record RobotsOptions(int robots, Encoding encoding, Optional<Bursts> bursts) {
  static final String WORKLOAD = "robots";

  /** Records a second of an active robot: three streams at 10 Hz. */
  static final int RATE_HZ = 30;

  /** What robots do, they do every 100 ms. */
  static final long STEP_NS = 100_000_000;

  private static final int MOST_ROBOTS = 1_000_000;
  private static final int MOST_LEVELS = 30;
  private static final String ALL = "all";
  private static final String B_MODEL = "b-model";

  static final List<OptionSpec> SPECS =
      List.of(
          OptionSpec.of(
              WORKLOAD, OptionType.INTEGER, "10", "how many robots there are, 1 to " + MOST_ROBOTS),
          OptionChecks.encodingOption(),
          OptionSpec.choice(
              "active",
              "how many robots send: all of them always, or a number that follows a b-model, in"
                  + " which case the workload has its own schedule",
              ALL,
              B_MODEL),
          OptionSpec.optional(
              "mean-active",
              OptionType.NUMBER,
              "with active=b-model: robots that send on average, above 0; a quarter of all unless"
                  + " set"),
          OptionSpec.of(
              "bias",
              OptionType.NUMBER,
              "0.705",
              "with active=b-model: the share b that one half of a span of time gets, at least 0.5"
                  + " and below 1"),
          OptionSpec.of(
              "slot",
              OptionType.DURATION,
              "100ms",
              "with active=b-model: how long a number of active robots lasts, a multiple of 100ms"),
          OptionSpec.of(
              "levels",
              OptionType.INTEGER,
              "8",
              "with active=b-model: a b-model is over 2^levels slots, then comes another; 1 to "
                  + MOST_LEVELS));

  /**
   * A number of active robots that follows one b-model after the other.
   *
   * @param bias b
   * @param slotSteps steps of {@link #STEP_NS} in a slot
   * @param levels of divisions in each b-model
   * @param volume robots summed over the slots of a b-model, at least 1
   */
  record Bursts(double bias, long slotSteps, int levels, long volume) {
    double meanActive() {
      return (double) volume / (1L << levels);
    }
  }

  static RobotsOptions of(Settings settings) {
    OptionChecks checks = new OptionChecks(WORKLOAD, settings);
    int robots = checks.integer(WORKLOAD, 1, MOST_ROBOTS);
    Optional<Bursts> bursts =
        settings.require("active").equals(ALL)
            ? Optional.empty()
            : Optional.of(bursts(checks, robots));
    return new RobotsOptions(robots, checks.encoding(), bursts);
  }

  /** Records a second over all streams, on average. */
  double rateHz() {
    return RATE_HZ * bursts.map(Bursts::meanActive).orElse((double) robots);
  }

  private static Bursts bursts(OptionChecks checks, int robots) {
    Settings settings = checks.settings();
    double mean =
        settings.get("mean-active").isEmpty()
            ? robots / 4.0
            : checks.number(
                "mean-active",
                Double.MIN_VALUE,
                robots,
                "above 0 and at most the " + robots + " robots");
    double bias =
        checks.number("bias", 0.5, Math.nextDown(1.0), "a number of at least 0.5 and below 1");
    long slotNs = settings.integer("slot");
    if (slotNs <= 0 || slotNs % STEP_NS != 0) {
      throw checks.refused("slot", slotNs + "ns", "a multiple of 100ms", "");
    }
    int levels = checks.integer("levels", 1, MOST_LEVELS);
    long volume = Math.round(mean * (1L << levels));
    if (volume < 1) {
      throw checks.refused(
          "mean-active",
          settings.require("mean-active"),
          "what comes to one active robot at least in 2^" + levels + " slots",
          "raise it or robots.levels");
    }
    return new Bursts(bias, slotNs / STEP_NS, levels, volume);
  }
}
