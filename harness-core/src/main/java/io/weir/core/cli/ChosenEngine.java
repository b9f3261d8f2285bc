/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.experiment.Defaults;
import io.weir.core.experiment.EngineSpec;
import io.weir.core.experiment.EngineSpec.EngineFault;
import io.weir.core.experiment.EngineSpec.Rescale;
import io.weir.core.experiment.RunKey;
import io.weir.core.experiment.RunSettings;
import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.SpecTexts;
import io.weir.core.experiment.Units;
import io.weir.core.plugin.Catalog;
import io.weir.core.plugin.LoadedDriver;
import io.weir.core.plugin.LoadedEngine;
import io.weir.core.plugin.Plugins;
import io.weir.core.plugin.SettingsBinder;
import io.weir.core.run.EngineWork;
import io.weir.core.run.RunPlan;
import io.weir.spi.EngineAdapter;
import io.weir.spi.EngineRequest;
import io.weir.spi.Guarantee;
import io.weir.spi.NearMisses;
import io.weir.spi.Query;
import io.weir.spi.Schema;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import io.weir.spi.Support;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The stream engine of a run, with its settings and its query, and what follows from it for the
 * run. Immutable.
 */
final class ChosenEngine {
  private final Plugins plugins;
  private final LoadedEngine loaded;
  private final Settings settings;
  private final LoadedDriver driver;
  private final ChosenWorkload workload;
  private final Query query;

  private ChosenEngine(
      Plugins plugins,
      LoadedEngine loaded,
      Settings settings,
      LoadedDriver driver,
      ChosenWorkload workload,
      Query query) {
    this.plugins = plugins;
    this.loaded = loaded;
    this.settings = settings;
    this.driver = driver;
    this.workload = workload;
    this.query = query;
  }

  /**
   * The engine that the settings name, if they name one.
   *
   * @throws SettingException if there is none of that name
   */
  static Optional<LoadedEngine> named(Plugins plugins, RunSettings run) {
    return SpecTexts.engineName(run).map(plugins::engine);
  }

  /** The settings, with a workload that engines can be asked about if they name none. */
  static RunSettings withWorkload(RunSettings run) {
    return run.has(RunKey.ENGINE)
        ? run.over(
            RunSettings.builder()
                .put(RunKey.WORKLOAD, List.of(Defaults.ENGINE_WORKLOAD), "default with an engine")
                .build())
        : run;
  }

  /**
   * An engine with what it is to do.
   *
   * @param loaded as {@link #named}
   * @param driver of the broker that it reads from
   * @param workload whose records it reads
   * @throws SettingException if the workload has no such query, or one of the engine's options
   *     cannot be used
   */
  static ChosenEngine of(
      Plugins plugins,
      LoadedEngine loaded,
      RunSettings run,
      SettingsBinder binder,
      LoadedDriver driver,
      ChosenWorkload workload) {
    return new ChosenEngine(
        plugins,
        loaded,
        binder.bind(loaded.engine(), run.pairs(), List.of(driver.name(), workload.name())),
        driver,
        workload,
        query(run, workload));
  }

  private static Query query(RunSettings run, ChosenWorkload workload) {
    List<Query> queries = workload.workload().queries();
    if (queries.isEmpty()) {
      throw new SettingException(
          RunKey.WORKLOAD.flag(),
          workload.name(),
          "a workload with queries with " + RunKey.ENGINE.flag(),
          workload.isPayload()
              ? "payload's records have no fields to ask about"
              : "harness plugins lists them");
    }
    if (workload.streams().stream().anyMatch(s -> s.name().equals(RunPlan.RESULT))) {
      throw new SettingException(
          RunKey.WORKLOAD.flag(),
          workload.name(),
          "a workload without a stream " + RunPlan.RESULT + " with " + RunKey.ENGINE.flag(),
          "the engine's result topic has that name");
    }
    if (!run.has(RunKey.QUERY)) {
      return queries.get(0);
    }
    String name = run.text(RunKey.QUERY);
    List<String> names = queries.stream().map(Query::name).toList();
    return queries.stream()
        .filter(q -> q.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new SettingException(
                    RunKey.QUERY.flag(),
                    name,
                    "one of workload " + workload.name() + ": " + String.join(", ", names),
                    NearMisses.advice(NearMisses.of(name, names))));
  }

  /** What a run is given. */
  EngineWork work() {
    return new EngineWork(loaded, settings, workload.workload(), workload.settings(), query);
  }

  String name() {
    return loaded.name();
  }

  Settings settings() {
    return settings;
  }

  /** The settings, with the query if they leave it open. */
  RunSettings completed(RunSettings run) {
    return run.over(
        RunSettings.builder()
            .put(RunKey.QUERY, List.of(query.name()), "workload " + workload.name())
            .build());
  }

  /**
   * The run, with the version that will run and load for as long after the window as the query
   * needs.
   *
   * @param spec as {@link io.weir.core.experiment.RunSpecs#check} let it pass
   * @throws SettingException naming what the engine cannot do, and why
   */
  RunSpec checked(RunSpec spec) {
    EngineSpec asked = spec.engine().orElseThrow();
    refuseUnsupported(asked);
    asked.fault().ifPresent(this::refuseUnknownFault);
    asked.rescale().ifPresent(this::refuseRescale);
    refuseWithoutWholeWindow(spec);
    RunSpec versioned = spec.withEngine(withVersion(asked));
    Duration least = leastCooldown(asked);
    return least.compareTo(spec.load().cooldown()) > 0 ? versioned.withCooldown(least) : versioned;
  }

  /**
   * Windows that began within the measured window close under load, those before it all the more.
   */
  private Duration leastCooldown(EngineSpec asked) {
    return query.window().plus(asked.watermarkDelay()).plus(Defaults.ENGINE_COOLDOWN);
  }

  private EngineSpec withVersion(EngineSpec asked) {
    EngineAdapter adapter = loaded.engine();
    boolean versioned = !adapter.artifacts(adapter.defaultVersion()).isEmpty();
    if (asked.version().isPresent() && !versioned) {
      throw new SettingException(
          RunKey.ENGINE.flag(),
          loaded.name() + "@" + asked.version().get(),
          loaded.name(),
          "it starts no servers that have versions");
    }
    return versioned && asked.local() && asked.version().isEmpty()
        ? asked.withVersion(adapter.defaultVersion())
        : asked;
  }

  /** Asks step by step, so that what is refused is what was added last. */
  private void refuseUnsupported(EngineSpec asked) {
    EngineRequest request = EngineRequest.any();
    reason(request)
        .ifPresent(
            reason -> {
              throw refused(RunKey.ENGINE, loaded.name(), engines(EngineRequest.any()), "", reason);
            });

    EngineRequest there =
        request.place(asked.local() ? EngineRequest.Place.LOCAL : EngineRequest.Place.EXISTING);
    reason(there)
        .ifPresent(
            reason -> {
              throw new SettingException(
                  RunKey.ENGINE_URL.flag(),
                  asked.local() ? "(none)" : String.join(",", asked.addresses()),
                  asked.local() ? "the address of a running engine" : "no address",
                  reason);
            });

    String protocol = driver.driver().capabilities().protocol();
    EngineRequest reading = there.broker(driver.name(), protocol);
    reason(reading)
        .ifPresent(
            reason -> {
              throw refused(
                  RunKey.ENGINE,
                  loaded.name(),
                  engines(reading),
                  " with " + RunKey.DRIVER.flag() + " " + driver.name(),
                  reason);
            });

    EngineRequest asking = reading.query(workload.workload(), query);
    reason(asking)
        .ifPresent(
            reason -> {
              throw refused(
                  RunKey.QUERY,
                  query.name(),
                  workload.workload().queries().stream()
                      .filter(q -> reason(reading.query(workload.workload(), q)).isEmpty())
                      .map(Query::name),
                  withEngine(),
                  reason);
            });

    reason(asking.guarantee(asked.guarantee()))
        .ifPresent(
            reason -> {
              throw refused(
                  RunKey.GUARANTEE,
                  asked.guarantee().text(),
                  Arrays.stream(Guarantee.values())
                      .filter(g -> reason(asking.guarantee(g)).isEmpty())
                      .map(Guarantee::text),
                  withEngine(),
                  reason);
            });
  }

  private String withEngine() {
    return " with " + RunKey.ENGINE.flag() + " " + loaded.name();
  }

  private Optional<String> reason(EngineRequest request) {
    return Catalog.support(loaded.engine(), request) instanceof Support.No no
        ? Optional.of(no.reason())
        : Optional.empty();
  }

  /** The installed engines that can do what is asked. */
  private Stream<String> engines(EngineRequest request) {
    Predicate<LoadedEngine> can =
        engine -> Catalog.support(engine.engine(), request) instanceof Support.Yes;
    return plugins.engines().stream().filter(can).map(LoadedEngine::name);
  }

  private static SettingException refused(
      RunKey key, String value, Stream<String> others, String with, String reason) {
    String allowed = others.collect(Collectors.joining(", "));
    return new SettingException(
        key.flag(), value, (allowed.isEmpty() ? "none" : allowed) + with, reason);
  }

  private void refuseUnknownFault(EngineFault fault) {
    TreeSet<String> known = new TreeSet<>(loaded.engine().faults().keySet());
    if (!known.contains(fault.name())) {
      throw new SettingException(
          RunKey.FAULT.flag(),
          fault.text(),
          known.isEmpty()
              ? "none" + withEngine() + ", which knows no faults"
              : String.join(", ", known) + withEngine(),
          NearMisses.advice(NearMisses.of(fault.name(), known)));
    }
  }

  private void refuseRescale(Rescale rescale) {
    if (loaded.engine().rescales() instanceof Support.No no) {
      throw new SettingException(
          RunKey.RESCALE.flag(), rescale.text(), "none" + withEngine(), no.reason());
    }
  }

  /**
   * Judged are windows that lie wholly in the measured one. Where these are follows from the
   * schedule, unless records bring event times of their own.
   */
  private void refuseWithoutWholeWindow(RunSpec spec) {
    long sizeMs = query.window().toMillis();
    if (sizeMs == 0 || workload.workload().ownEventTimes(workload.settings())) {
      return;
    }
    Duration warmup = spec.load().warmup();
    Duration window = spec.load().window();
    long slideMs = query.slide().toMillis();
    // Whole milliseconds: of one that the warm-up shares, some records are not of the cohort.
    long fromMs = Schema.eventMs(warmup.toNanos() + 999_999);
    long untilMs = Schema.eventMs(warmup.plus(window).toNanos());
    long startMs = fromMs + Math.floorMod(-fromMs, slideMs);
    if (startMs + sizeMs <= untilMs) {
      return;
    }
    Duration start = Duration.ofMillis(startMs - Schema.FIRST_EVENT_MS);
    throw new SettingException(
        RunKey.DURATION.flag(),
        Units.text(window),
        "at least "
            + Units.text(start.plusMillis(sizeMs).minus(warmup))
            + " with "
            + RunKey.WARMUP.flag()
            + " "
            + Units.text(warmup)
            + ", so that a window of "
            + Units.text(query.window())
            + " of query "
            + query.name()
            + " lies wholly in it",
        window.toMillis() >= sizeMs
            ? "or take " + RunKey.WARMUP.flag() + " " + Units.text(start)
            : "");
  }
}
