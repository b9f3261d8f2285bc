/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import io.weir.core.plugin.Plugins.Failure;
import io.weir.core.plugin.WorkloadFacts.QueryFacts;
import io.weir.spi.BrokerDriver;
import io.weir.spi.Capabilities;
import io.weir.spi.EngineAdapter;
import io.weir.spi.EngineRequest;
import io.weir.spi.Guarantee;
import io.weir.spi.Query;
import io.weir.spi.SettingException;
import io.weir.spi.StreamSpec;
import io.weir.spi.Support;
import io.weir.spi.SystemPlugin;
import io.weir.spi.Workload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What all plugins say of themselves, and what goes with what. Immutable.
 *
 * @param drivers by name
 * @param engines by name
 * @param workloads by name
 * @param pairs every driver with every engine
 * @param runs every engine with every query, whatever the driver
 * @param failures plugins, or parts of them, that cannot be used
 */
public record Catalog(
    List<DriverFacts> drivers,
    List<EngineFacts> engines,
    List<WorkloadFacts> workloads,
    List<Pair> pairs,
    List<QueryRun> runs,
    List<Failure> failures) {
  public Catalog {
    drivers = List.copyOf(drivers);
    engines = List.copyOf(engines);
    workloads = List.copyOf(workloads);
    pairs = List.copyOf(pairs);
    runs = List.copyOf(runs);
    failures = List.copyOf(failures);
  }

  /** A driver and what its system can do. */
  public record DriverFacts(SystemFacts system, Capabilities can) {}

  /**
   * An engine and what it can do.
   *
   * @param system what it says of itself
   * @param dialect of the queries that it runs
   * @param local whether it can be started on this machine
   * @param existing whether a running one can be used
   * @param rescales whether a job can go on with another parallelism
   * @param faults of a local one, each with what it does in one line
   */
  public record EngineFacts(
      SystemFacts system,
      String dialect,
      Support local,
      Support existing,
      Support rescales,
      Map<String, String> faults) {
    public EngineFacts {
      faults = Collections.unmodifiableMap(new TreeMap<>(faults));
    }

    /** As the user writes it. */
    public String name() {
      return system.name();
    }
  }

  /**
   * Whether an engine goes with a driver's brokers.
   *
   * @param guarantees whether it does under each of them
   */
  public record Pair(
      String driver, String engine, Support support, Map<Guarantee, Support> guarantees) {
    public Pair {
      guarantees = Collections.unmodifiableMap(new EnumMap<>(guarantees));
    }
  }

  /** Whether an engine runs a query. */
  public record QueryRun(String engine, String workload, String query, Support support) {}

  /** Asks every plugin. One that fails to answer is among the failures, and hinders no other. */
  public static Catalog of(Plugins plugins) {
    List<Failure> failures = new ArrayList<>(plugins.failures());
    List<DriverFacts> drivers = new ArrayList<>();
    List<EngineFacts> engineFacts = new ArrayList<>();
    List<EngineAdapter> engines = new ArrayList<>();
    List<WorkloadFacts> workloads = new ArrayList<>();
    List<Work> works = new ArrayList<>();
    for (LoadedDriver loaded : plugins.drivers()) {
      ask(
          failures,
          loaded.origin(),
          "driver " + loaded.name(),
          BrokerDriver.class,
          () ->
              drivers.add(
                  new DriverFacts(
                      facts(loaded.name(), loaded.origin(), loaded.driver()),
                      loaded.driver().capabilities())));
    }
    for (LoadedEngine loaded : plugins.engines()) {
      ask(
          failures,
          loaded.origin(),
          "engine " + loaded.name(),
          EngineAdapter.class,
          () -> {
            engineFacts.add(facts(loaded));
            engines.add(loaded.engine());
          });
    }
    for (LoadedWorkload loaded : plugins.workloads()) {
      ask(
          failures,
          loaded.origin(),
          "workload " + loaded.name(),
          Workload.class,
          () -> {
            List<Query> queries = loaded.workload().queries();
            workloads.add(
                new WorkloadFacts(
                    loaded.name(),
                    loaded.workload().description(),
                    loaded.origin(),
                    loaded.workload().options(),
                    streams(loaded),
                    queries.stream().map(Catalog::facts).toList()));
            queries.forEach(query -> works.add(new Work(loaded, query, query.name())));
          });
    }
    return new Catalog(
        drivers,
        engineFacts,
        workloads,
        pairs(drivers, engineFacts, engines),
        runs(engineFacts, engines, works),
        failures);
  }

  /**
   * The part that is about one name: of a driver, engine or workload, or of a plugin's directory.
   *
   * @throws SettingException if there is none of that name
   */
  public Catalog about(String name, Plugins plugins) {
    List<DriverFacts> itsDrivers =
        drivers.stream().filter(d -> isOf(name, d.system().name(), d.system().origin())).toList();
    List<EngineFacts> itsEngines =
        engines.stream().filter(e -> isOf(name, e.name(), e.system().origin())).toList();
    List<WorkloadFacts> itsWorkloads =
        workloads.stream().filter(w -> isOf(name, w.name(), w.origin())).toList();
    if (itsDrivers.isEmpty() && itsEngines.isEmpty() && itsWorkloads.isEmpty()) {
      throw plugins.unknown("plugin", name, names(), "plugin");
    }
    Set<String> systems =
        Stream.concat(
                itsDrivers.stream().map(d -> d.system().name()),
                itsEngines.stream().map(EngineFacts::name))
            .collect(Collectors.toSet());
    Set<String> works = itsWorkloads.stream().map(WorkloadFacts::name).collect(Collectors.toSet());
    Set<String> directories =
        Stream.of(
                itsDrivers.stream().map(d -> d.system().origin()),
                itsEngines.stream().map(e -> e.system().origin()),
                itsWorkloads.stream().map(WorkloadFacts::origin))
            .flatMap(origins -> origins)
            .map(Origin::plugin)
            .collect(Collectors.toSet());
    return new Catalog(
        itsDrivers,
        itsEngines,
        itsWorkloads,
        pairs.stream()
            .filter(p -> systems.contains(p.driver()) || systems.contains(p.engine()))
            .toList(),
        runs.stream()
            .filter(r -> systems.contains(r.engine()) || works.contains(r.workload()))
            .toList(),
        failures.stream().filter(f -> directories.contains(f.name())).toList());
  }

  private static boolean isOf(String name, String service, Origin origin) {
    return service.equals(name) || origin.plugin().equals(name);
  }

  private Set<String> names() {
    Set<String> names = new TreeSet<>();
    drivers.forEach(d -> names.add(d.system().name()));
    engines.forEach(e -> names.add(e.name()));
    workloads.forEach(w -> names.add(w.name()));
    return names;
  }

  private record Work(LoadedWorkload workload, Query query, String name) {}

  private static void ask(
      List<Failure> failures, Origin origin, String what, Class<?> service, Runnable question) {
    try {
      question.run();
    } catch (LinkageError | RuntimeException e) {
      failures.add(
          new Failure(
              origin.plugin(),
              "its " + what + " cannot be described: " + LoadFailure.reason(service, e)));
    }
  }

  private static EngineFacts facts(LoadedEngine loaded) {
    EngineAdapter engine = loaded.engine();
    return new EngineFacts(
        facts(loaded.name(), loaded.origin(), engine),
        engine.dialect(),
        support(engine, EngineRequest.any().place(EngineRequest.Place.LOCAL)),
        support(engine, EngineRequest.any().place(EngineRequest.Place.EXISTING)),
        engine.rescales(),
        engine.faults());
  }

  private static SystemFacts facts(String name, Origin origin, SystemPlugin plugin) {
    return new SystemFacts(
        name,
        plugin.description(),
        origin,
        plugin.defaultVersion(),
        plugin.options(),
        plugin.nativeSections());
  }

  private static List<StreamSpec> streams(LoadedWorkload loaded) {
    try {
      Workload workload = loaded.workload();
      return workload.streams(
          new SettingsBinder(Map.of())
              .bind(loaded.name(), workload.options(), Map.of(), List.of(loaded.name())));
    } catch (SettingException e) {
      // It needs a setting that has no default.
      return List.of();
    }
  }

  private static QueryFacts facts(Query query) {
    return new QueryFacts(
        query.name(),
        query.description(),
        query.inputs(),
        query.result().mode(),
        query.window(),
        query.dialects().stream().sorted().toList());
  }

  private static List<Pair> pairs(
      List<DriverFacts> drivers, List<EngineFacts> names, List<EngineAdapter> engines) {
    List<Pair> pairs = new ArrayList<>();
    for (DriverFacts driver : drivers) {
      String name = driver.system().name();
      EngineRequest request = EngineRequest.any().broker(name, driver.can().protocol());
      for (int e = 0; e < engines.size(); e++) {
        EngineAdapter engine = engines.get(e);
        Map<Guarantee, Support> guarantees = new EnumMap<>(Guarantee.class);
        for (Guarantee guarantee : Guarantee.values()) {
          guarantees.put(guarantee, support(engine, request.guarantee(guarantee)));
        }
        pairs.add(new Pair(name, names.get(e).name(), support(engine, request), guarantees));
      }
    }
    return pairs;
  }

  private static List<QueryRun> runs(
      List<EngineFacts> names, List<EngineAdapter> engines, List<Work> works) {
    List<QueryRun> runs = new ArrayList<>();
    for (Work work : works) {
      EngineRequest request = EngineRequest.any().query(work.workload().workload(), work.query());
      for (int e = 0; e < engines.size(); e++) {
        EngineAdapter engine = engines.get(e);
        runs.add(
            new QueryRun(
                names.get(e).name(),
                work.workload().name(),
                work.name(),
                support(engine, request)));
      }
    }
    return runs;
  }

  /** What an engine answers; one that fails to is an engine that cannot. */
  public static Support support(EngineAdapter engine, EngineRequest request) {
    try {
      return engine.supports(request);
    } catch (LinkageError | RuntimeException e) {
      return Support.no(
          "the engine failed to answer: " + LoadFailure.reason(EngineAdapter.class, e));
    }
  }
}
