/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.experiment.EngineSpec;
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
import io.weir.spi.EngineAdapter;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

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
 * @param engine that works on the records; empty for a run of the broker alone
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
    List<String> subscriptions,
    Optional<PlannedEngine> engine) {
  /** Ends the name of the topic that an engine writes to; no stream of a workload has it. */
  public static final String RESULT = "result";

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
   * A stream engine and what it would do.
   *
   * @param name plugin name
   * @param pluginVersion the plugin's
   * @param asked of it
   * @param artifacts what a local engine is made of
   * @param queryDescription one line
   * @param queryWindow the query's longest; zero without windows
   * @param fault what the fault does, one line; empty without one
   * @param resultTopic that it writes to
   * @param idleTasks of its sources at the most, since partitions are fewer
   */
  public record PlannedEngine(
      String name,
      String pluginVersion,
      EngineSpec asked,
      List<String> artifacts,
      String queryDescription,
      Duration queryWindow,
      Optional<String> fault,
      String resultTopic,
      int idleTasks) {}

  /**
   * The topic that an engine writes to.
   *
   * @param prefix of the run's topics
   */
  public static String resultTopic(String prefix) {
    return prefix + "-" + RESULT;
  }

  /**
   * The plan of a run.
   *
   * @param spec checked
   * @param driver that would run it
   * @param settings of the driver, the workload and the engine, bound, by the plugin's name
   * @param streams of the workload, a topic each; empty if topics are numbered
   * @param engine exactly if the run has one
   * @param runId stands in the names of topics; a placeholder is fine
   */
  public static RunPlan of(
      RunSpec spec,
      LoadedDriver driver,
      Map<String, Settings> settings,
      List<StreamSpec> streams,
      Optional<EngineWork> engine,
      String runId) {
    boolean local = spec.broker().addresses().isEmpty();
    Optional<String> version =
        local
            ? Optional.of(spec.broker().version().orElseGet(driver.driver()::defaultVersion))
            : Optional.empty();
    String prefix = Run.topicPrefix(spec, runId);
    Optional<Schedules> schedules =
        spec.load().profile().knownBefore() ? Optional.of(Schedules.of(spec)) : Optional.empty();
    TrafficFacts facts = schedules.map(Schedules::facts).orElseGet(TrafficFacts::none);
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
        facts.meanHz(),
        facts.peakHz(),
        facts.slots(),
        phases(spec, schedules.map(Schedules::plan)),
        Run.topicNames(prefix, streams, spec.topics().topics()),
        Run.subscriptionNames(spec),
        engine.map(work -> planned(spec, work, prefix)));
  }

  private static PlannedEngine planned(RunSpec spec, EngineWork work, String prefix) {
    EngineSpec asked = spec.engine().orElseThrow();
    EngineAdapter adapter = work.engine().engine();
    List<String> artifacts =
        asked.local()
            ? adapter.artifacts(asked.version().orElseGet(adapter::defaultVersion)).stream()
                .map(ArtifactSet::name)
                .toList()
            : List.of();
    return new PlannedEngine(
        work.engine().name(),
        work.engine().origin().version(),
        asked,
        artifacts,
        work.query().description(),
        work.query().window(),
        asked.fault().map(fault -> adapter.faults().getOrDefault(fault.name(), "")),
        resultTopic(prefix),
        Math.max(0, asked.slots() - spec.topics().partitions()));
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

  private static List<PlannedPhase> phases(RunSpec spec, Optional<PhasePlan> plan) {
    long warmupNs = spec.load().warmup().toNanos();
    long windowEndNs = warmupNs + spec.load().window().toNanos();
    long lastNs = windowEndNs + spec.load().cooldown().plus(spec.load().drainLimit()).toNanos();
    return List.of(
        new PlannedPhase(Phase.WARMUP, 0, warmupNs, records(plan, PhasePlan::warmupRecords)),
        new PlannedPhase(
            Phase.WINDOW, warmupNs, windowEndNs, records(plan, PhasePlan::windowRecords)),
        new PlannedPhase(Phase.COOLDOWN, windowEndNs, lastNs, OptionalLong.empty()));
  }

  private static OptionalLong records(Optional<PhasePlan> plan, ToLongFunction<PhasePlan> records) {
    return plan.isPresent()
        ? OptionalLong.of(records.applyAsLong(plan.get()))
        : OptionalLong.empty();
  }
}
