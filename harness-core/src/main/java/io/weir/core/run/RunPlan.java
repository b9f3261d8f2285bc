/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.experiment.Phase;
import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.TrafficFacts;
import io.weir.core.load.PhasePlan;
import io.weir.core.load.Schedules;
import io.weir.core.plugin.LoadedDriver;
import io.weir.spi.ArtifactSet;
import io.weir.spi.ConfigValue;
import io.weir.spi.Durability;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a run would do, worked out without starting anything. Immutable.
 *
 * @param driver plugin name
 * @param driverVersion the plugin's
 * @param version of the local servers; empty for a running cluster
 * @param nodes local servers
 * @param addresses of a running cluster; empty if servers are started
 * @param level of durability
 * @param promise the tuple that the level stands for; empty for a running cluster, which is asked
 * @param artifacts what local servers are made of
 * @param options the plugin's options and native settings: {@code <plugin>.<key>} to value
 * @param closedLoop true if records are sent as fast as the system takes them
 * @param meanHz over the window, records a second; 0 in a closed loop
 * @param peakHz over the window, records a second; 0 in a closed loop
 * @param slots of a profile that is made of slots
 * @param phases in order
 * @param topics their names
 * @param subscriptions their names
 */
public record RunPlan(
    String driver,
    String driverVersion,
    Optional<String> version,
    int nodes,
    List<String> addresses,
    DurabilityLevel level,
    Optional<Durability> promise,
    List<String> artifacts,
    Map<String, ConfigValue> options,
    boolean closedLoop,
    double meanHz,
    double peakHz,
    Optional<TrafficFacts.Slots> slots,
    List<PlannedPhase> phases,
    List<String> topics,
    List<String> subscriptions) {

  /**
   * A phase of the load.
   *
   * @param phase which
   * @param startNs from the start of the load
   * @param endNs from the start of the load; the latest one for the cool-down
   * @param records intended in it; empty in a closed loop, and for the cool-down
   */
  public record PlannedPhase(Phase phase, long startNs, long endNs, OptionalLong records) {}

  /**
   * The plan of a run.
   *
   * @param spec checked
   * @param driver that would run it
   * @param settings of the driver and of the workload, bound, by the plugin's name
   * @param streams of the workload, a topic each; empty if topics are numbered
   * @param runId stands in the names of topics; a placeholder is fine
   */
  public static RunPlan of(
      RunSpec spec,
      LoadedDriver driver,
      Map<String, Settings> settings,
      List<StreamSpec> streams,
      String runId) {
    boolean local = spec.broker().addresses().isEmpty();
    Optional<String> version =
        local
            ? Optional.of(spec.broker().version().orElseGet(driver.driver()::defaultVersion))
            : Optional.empty();
    String prefix = Run.topicPrefix(spec, runId);
    Schedules schedules = Schedules.of(spec);
    return new RunPlan(
        driver.name(),
        driver.version(),
        version,
        spec.broker().nodes(),
        spec.broker().addresses(),
        spec.broker().durability(),
        local
            ? Optional.of(
                driver.driver().durability(spec.broker().durability(), spec.broker().nodes()))
            : Optional.empty(),
        version.stream()
            .flatMap(v -> driver.driver().artifacts(v).stream())
            .map(ArtifactSet::name)
            .toList(),
        options(settings),
        spec.load().profile().closedLoop(),
        schedules.facts().meanHz(),
        schedules.facts().peakHz(),
        schedules.facts().slots(),
        phases(spec, schedules.plan()),
        Run.topicNames(prefix, streams, spec.topics().topics()),
        Run.subscriptionNames(spec));
  }

  /** What the schedule comes to. */
  public TrafficFacts traffic() {
    long records =
        phases.stream()
            .filter(p -> p.phase() == Phase.WINDOW)
            .flatMapToLong(p -> p.records().stream())
            .sum();
    return new TrafficFacts(records, meanHz, peakHz, slots);
  }

  private static Map<String, ConfigValue> options(Map<String, Settings> settings) {
    Map<String, ConfigValue> all = new TreeMap<>();
    settings.forEach((plugin, its) -> addOptions(plugin, its, all));
    return all;
  }

  private static void addOptions(String plugin, Settings settings, Map<String, ConfigValue> all) {
    settings.options().forEach((name, value) -> all.put(plugin + "." + name, value));
    settings
        .sections()
        .forEach(
            (section, natives) ->
                natives.forEach(
                    (key, value) -> all.put(plugin + "." + section + "." + key, value)));
  }

  private static List<PlannedPhase> phases(RunSpec spec, PhasePlan plan) {
    boolean closed = spec.load().profile().closedLoop();
    long windowEndNs = plan.window().endNs();
    return List.of(
        new PlannedPhase(Phase.WARMUP, 0, plan.warmupNs(), records(closed, plan.warmupRecords())),
        new PlannedPhase(
            Phase.WINDOW, plan.warmupNs(), windowEndNs, records(closed, plan.windowRecords())),
        new PlannedPhase(
            Phase.COOLDOWN,
            windowEndNs,
            windowEndNs + plan.cooldownLimitNs(),
            OptionalLong.empty()));
  }

  private static OptionalLong records(boolean closed, long records) {
    return closed ? OptionalLong.empty() : OptionalLong.of(records);
  }
}
