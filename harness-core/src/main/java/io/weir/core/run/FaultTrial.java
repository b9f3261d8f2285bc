/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.analysis.FaultVerdicts;
import io.weir.core.analysis.Promises;
import io.weir.core.experiment.Fault;
import io.weir.core.experiment.FaultPlan;
import io.weir.core.experiment.LoadAssignment;
import io.weir.core.experiment.Phase;
import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.Units;
import io.weir.core.load.AckWatch;
import io.weir.core.load.DueCounter;
import io.weir.core.load.PayloadRecords;
import io.weir.core.load.PhasePlan;
import io.weir.core.load.Schedules;
import io.weir.core.measure.LedgerBudget;
import io.weir.core.measure.LedgerLayout;
import io.weir.core.measure.LedgerRecord;
import io.weir.core.measure.LedgerSet;
import io.weir.core.measure.LedgerTotals;
import io.weir.core.measure.Origin;
import io.weir.core.measure.Recorders;
import io.weir.core.results.ClientFacts;
import io.weir.core.results.DurabilityFacts;
import io.weir.core.results.FaultEvent;
import io.weir.core.results.FaultLoad;
import io.weir.core.results.FaultPromise;
import io.weir.core.results.FaultReadBack;
import io.weir.core.results.FaultResult;
import io.weir.core.results.FaultVerdict;
import io.weir.core.results.LatencyLog;
import io.weir.core.results.MetricsCsv;
import io.weir.core.results.PowerLossFacts;
import io.weir.core.results.RunDirectory;
import io.weir.core.results.SubscriptionTotals.Example;
import io.weir.core.results.SystemFacts;
import io.weir.core.results.TimeSeriesCsv;
import io.weir.spi.BrokerCluster;
import io.weir.spi.DurabilityReport;
import io.weir.spi.NanoClock;
import io.weir.spi.ServerProcess;
import io.weir.spi.SettingException;
import io.weir.spi.TopicSpec;
import io.weir.spi.UnavailableException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One fault on one fresh cluster: load, the promise, the fault, the return of the servers, more
 * load, and everything read back and compared with what was acknowledged.
 *
 * <p>Thread contract: {@link #execute} once, by one thread; {@link #interrupt} by any.
 */
public final class FaultTrial {
  private static final String SUBSCRIPTION = "read-back";

  /** What a broker that is slow at first is given to acknowledge its first record. */
  private static final Duration FIRST_ANSWER_LIMIT = Duration.ofSeconds(20);

  /** Several JVMs recover at once on few cores, and a broker may be known by its old session. */
  private static final Duration RESTART_LIMIT = Duration.ofMinutes(2);

  /** The longest that load goes on beyond what is planned. */
  public static final Duration LONGEST_RETURN =
      RESTART_LIMIT.plus(FIRST_ANSWER_LIMIT).plusSeconds(30);

  /** For what is unanswered when the load has ended: all servers have answered for a while then. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

  private static final Duration SHORT_LIMIT = Duration.ofSeconds(3);
  private static final long LEAD_NS = 250_000_000;
  private static final long POLL_NS = 5_000_000;

  private final Fault fault;
  private final FaultPlan times;
  private final RunSpec spec;
  private final String id;
  private final RunDirectory directory;
  private final Deployment deployment;
  private final Optional<PowerLossRig> powerLoss;
  private final RunListener listener;
  private final Consumer<FaultResult> kept;
  private final NanoClock clock;
  private final Schedules schedules;
  private final PhasePlan plan;
  private final String topic;
  private final Origin origin = new Origin();
  private List<ServerProcess> struck = List.of();
  private long faultNs = Long.MAX_VALUE;
  private FaultResult result;
  private volatile boolean interrupted;
  private @Nullable Thread interruptible;

  /**
   * @param fault to be injected
   * @param times when
   * @param spec the system and the load; its warm-up ends with the fault
   * @param id tells its topic and records from others
   * @param directory of this trial
   * @param deployment fresh; opened here, closed by the caller
   * @param powerLoss simulates the loss of power; for that fault alone
   * @param listener told what happens
   * @param kept given every state of the result, to be written
   */
  public FaultTrial(
      Fault fault,
      FaultPlan times,
      RunSpec spec,
      String id,
      RunDirectory directory,
      Deployment deployment,
      Optional<PowerLossRig> powerLoss,
      RunListener listener,
      Consumer<FaultResult> kept) {
    if (powerLoss.isPresent() != (fault == Fault.POWER_LOSS)) {
      throw new IllegalArgumentException("a loss of power is what the simulation is for");
    }
    this.fault = fault;
    this.times = times;
    this.spec = spec;
    this.id = id;
    this.directory = directory;
    this.deployment = deployment;
    this.powerLoss = powerLoss;
    this.listener = listener;
    this.kept = kept;
    this.clock = deployment.clock();
    this.schedules = Schedules.of(spec);
    this.plan = schedules.plan();
    this.topic = "weir-" + id;
    this.result = FaultResult.begin(fault);
  }

  /** Ends the trial soon; what was measured is kept. */
  public synchronized void interrupt() {
    interrupted = true;
    if (interruptible != null) {
      interruptible.interrupt();
    }
  }

  /** A step that an interrupt cuts short. Nothing may be written in it. */
  private <T> T interruptible(Supplier<T> step) {
    synchronized (this) {
      interruptible = Thread.currentThread();
      if (interrupted) {
        interruptible.interrupt();
      }
    }
    try {
      return step.get();
    } finally {
      synchronized (this) {
        interruptible = null;
        boolean unused = Thread.interrupted();
      }
    }
  }

  private void interruptible(Runnable step) {
    Object unused =
        interruptible(
            () -> {
              step.run();
              return this;
            });
  }

  /**
   * Carries the trial out.
   *
   * @return the result as last kept; {@link FaultVerdict#INCOMPLETE} also if the system failed once
   *     it had been started
   * @throws UnavailableException if the system cannot be started
   * @throws SettingException if it has no servers that could fail
   */
  public FaultResult execute() {
    try {
      open();
      if (!controlled()) {
        return result;
      }
      promise();
      measure();
    } catch (UnavailableException | UncheckedIOException | CompletionException e) {
      String said = Objects.requireNonNullElse(e.getMessage(), e.toString());
      incomplete(interrupted ? "interrupted" : said);
      if (result.system().isEmpty() && !interrupted) {
        throw e;
      }
    }
    return result;
  }

  private void open() {
    listener.stage(
        fault.text()
            + ": starting "
            + spec.broker().driver()
            + " on "
            + Run.nodes(spec.broker().nodes()));
    interruptible(deployment::open);
    BrokerCluster cluster = deployment.cluster();
    struck = chosen(cluster);
    SystemFacts system = interruptible(deployment::describe);
    keep(result.withSystem(system, struck.stream().map(ServerProcess::id).toList()));
  }

  /** The seed chooses which nodes are struck. */
  private List<ServerProcess> chosen(BrokerCluster cluster) {
    List<ServerProcess> nodes = new ArrayList<>(cluster.storageServers());
    if (nodes.isEmpty()) {
      throw new SettingException(
          "--driver",
          spec.broker().driver(),
          "a driver whose broker runs in processes of its own",
          "this one keeps records in the harness's own process, where nothing can fail alone");
    }
    if (fault == Fault.POWER_LOSS) {
      return cluster.servers();
    }
    Collections.shuffle(nodes, new Random(spec.seed()));
    return List.copyOf(nodes.subList(0, fault.struck(nodes.size())));
  }

  /** False if the simulation of a power loss is not shown to work here: its finding is void. */
  private boolean controlled() {
    if (powerLoss.isEmpty()) {
      return true;
    }
    PowerLossRig rig = powerLoss.get();
    listener.stage(fault.text() + ": showing that the simulation works, on known losses");
    interruptible(() -> rig.runControls(deployment.servers()));
    PowerLossFacts facts = rig.facts();
    keep(result.withPowerLoss(facts));
    if (!facts.sound()) {
      keepVoid(facts, "");
    }
    return facts.sound();
  }

  private void keepVoid(PowerLossFacts facts, String found) {
    keep(
        result.withVerdict(
            FaultVerdict.VOID,
            "the simulation of power loss is not shown to work here: " + facts.flaw() + found));
    listener.stage(fault.text() + ": " + result.verdict() + ": " + result.reason());
  }

  private void promise() {
    BrokerCluster cluster = deployment.cluster();
    DurabilityReport report =
        interruptible(
            () -> {
              cluster.createTopic(
                  new TopicSpec(topic, spec.topics().partitions(), spec.broker().durability()));
              return cluster.durabilityOf(topic, spec.broker().durability());
            });
    if (powerLoss.isPresent()) {
      PowerLossRig rig = powerLoss.get();
      interruptible(rig::baseline);
    }
    FaultPromise promise = Promises.of(fault, report.effective());
    keep(
        result.withPromise(
            new DurabilityFacts(
                spec.broker().durability(),
                report.requested(),
                report.effective(),
                report.settings()),
            promise));
    if (!report.mismatches().isEmpty()) {
      listener.stage(
          fault.text()
              + ": durability "
              + spec.broker().durability().text()
              + " is not in force; judged is what is: "
              + report.effective().text());
    }
    listener.stage(
        fault.text()
            + (promise.promised()
                ? ": promised: every acknowledged record survives, since "
                : ": nothing is promised, since ")
            + promise.reason());
  }

  private void measure() {
    LoadAssignment assignment = LoadAssignment.whole(spec.load().publishers());
    LedgerLayout layout =
        new LedgerLayout(
            assignment.publishers(),
            plan.firstIndex(Phase.WINDOW),
            plan.firstIndex(Phase.COOLDOWN));
    Ledgers ledgers =
        Ledgers.create(
            layout,
            spec.topics().partitions(),
            List.of(SUBSCRIPTION),
            LedgerBudget.standard(),
            directory.ledger());
    int runTag = (id + topic).hashCode() | 1;
    CompletableFuture<Resources> reading =
        CompletableFuture.supplyAsync(
            () -> new Resources(origin, clock, deployment::servers, List::of));
    try (Resources resources = reading.join();
        LedgerSet ledger =
            new LedgerSet(layout, ledgers.acked(), ledgers.subscriptions(), System::nanoTime);
        Traffic traffic =
            new Traffic(
                spec,
                deployment.cluster(),
                deployment.driver().classLoader(),
                clock,
                ledgers,
                new Recorders(plan.window(), List.of(), true, resources::register),
                origin,
                runTag,
                assignment,
                List.of(topic),
                new PayloadRecords(spec.payload(), spec.seed()),
                schedules,
                List.of())) {
      AckWatch watch = new AckWatch(spec.topics().partitions(), origin);
      publish(traffic, watch, ledger, resources);
      readBack(traffic, ledgers, ledger, layout, runTag);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted", e);
    }
  }

  private void publish(Traffic traffic, AckWatch watch, LedgerSet ledger, Resources resources)
      throws InterruptedException {
    interruptible(() -> traffic.openPublishers(watch::watching));
    traffic.prepare();
    origin.set(clock.epochNs() + LEAD_NS);
    keep(
        result.withStart(
            new ClientFacts(traffic.configurations().getOrDefault("publisher", Map.of()), Map.of()),
            origin.epochNs()));
    Observation observation =
        new Observation(
            new Observation.Parts(
                origin,
                clock,
                plan,
                schedules.open().map(DueCounter::new),
                schedules.open().map(DueCounter::new),
                List.of(),
                traffic.recorders(),
                ledger,
                directory.ledger(),
                traffic,
                LatencyLog.create(directory, origin.epochNs()),
                TimeSeriesCsv.create(directory),
                MetricsCsv.create(directory),
                resources::sample,
                // A run's phases and latencies mean nothing to who follows a fault.
                RunListener.silent()));
    long ackedBefore = 0;
    boolean through = false;
    try {
      observation.start();
      traffic.start();
      listener.stage(
          fault.text() + ": load for " + Units.text(times.before()) + " before the fault");
      awaitNs(plan.window().startNs(), traffic, observation);
      awaitFirstAnswer(traffic, observation);
      ackedBefore = acked(traffic);
      if (!over(traffic, observation)) {
        strike(watch);
        awaitNs(faultNs + outage().toNanos(), traffic, observation);
      }
      if (!over(traffic, observation)) {
        restore();
        awaitNs(nowNs() + times.after().toNanos(), traffic, observation);
      }
      through = !over(traffic, observation);
    } finally {
      traffic.stopLoad();
      boolean joined = traffic.joinLoad(through ? ANSWER_LIMIT : SHORT_LIMIT);
      awaitAnswers(traffic, joined && through ? ANSWER_LIMIT : SHORT_LIMIT);
      traffic.closePublishers();
      observation.finish();
      // Not before the clients are closed: until then a late answer may still settle a record.
      traffic.noteUnanswered();
      event(FaultEvent.What.LOAD_ENDED, List.of());
      keepLoad(traffic, watch, ledger, ackedBefore);
    }
    observation
        .failure()
        .ifPresent(
            e -> {
              throw new UnavailableException(
                  Objects.requireNonNullElse(e.getMessage(), e.toString()), e);
            });
    for (Throwable failure : traffic.failures()) {
      throw new UnavailableException("a client failed: " + failure, failure);
    }
    if (!through) {
      throw new UnavailableException("it was ended early");
    }
  }

  /** After a loss of power nobody waits. */
  private Duration outage() {
    return fault == Fault.POWER_LOSS ? Duration.ZERO : times.outage();
  }

  private void strike(AckWatch watch) {
    List<String> ids = struck.stream().map(ServerProcess::id).toList();
    faultNs = nowNs();
    switch (fault) {
      case KILL_ONE, KILL_MAJORITY -> killAll(struck);
      case PAUSE_ONE -> struck.forEach(ServerProcess::pause);
      case POWER_LOSS -> powerLoss.orElseThrow().strike(deployment.servers());
    }
    long downNs = nowNs();
    watch.begin(downNs);
    event(FaultEvent.What.FAULT, faultNs, ids);
    event(FaultEvent.What.DOWN, downNs, ids);
    listener.stage(
        fault.text()
            + ": "
            + String.join(", ", ids)
            + (fault == Fault.PAUSE_ONE ? " paused" : " killed")
            + (fault == Fault.POWER_LOSS ? ", and what was not forced to disk taken away" : ""));
    powerLoss.ifPresent(rig -> keep(result.withPowerLoss(rig.facts())));
  }

  /** All in the same moment: a kill waits until the process is gone. */
  private static void killAll(List<ServerProcess> servers) {
    CompletableFuture<?>[] kills =
        servers.stream()
            .map(
                server -> {
                  CompletableFuture<Void> gone = new CompletableFuture<>();
                  Thread killer =
                      new Thread(
                          () -> {
                            try {
                              server.kill();
                              gone.complete(null);
                            } catch (RuntimeException | Error e) {
                              gone.completeExceptionally(e);
                            }
                          },
                          "weir-kill-" + server.id());
                  killer.setDaemon(true);
                  killer.start();
                  return gone;
                })
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(kills).join();
  }

  private void restore() {
    List<String> ids = struck.stream().map(ServerProcess::id).toList();
    event(FaultEvent.What.RESTART, ids);
    listener.stage(
        fault.text()
            + ": "
            + String.join(", ", ids)
            + (fault == Fault.PAUSE_ONE ? " goes on" : " started again"));
    BrokerCluster cluster = deployment.cluster();
    if (fault == Fault.PAUSE_ONE) {
      struck.forEach(ServerProcess::resume);
      interruptible(() -> cluster.restart(List.of(), RESTART_LIMIT));
    } else {
      interruptible(() -> cluster.restart(struck, RESTART_LIMIT));
    }
    event(FaultEvent.What.ANSWERING, List.of());
    listener.stage(
        fault.text() + ": all servers answer; load for another " + Units.text(times.after()));
  }

  private void readBack(
      Traffic traffic, Ledgers ledgers, LedgerSet ledger, LedgerLayout layout, int runTag) {
    FaultLoad load = result.load().orElseThrow();
    event(FaultEvent.What.READ_BACK, List.of());
    listener.stage(fault.text() + ": reading everything back");
    ReadBack readBack =
        new ReadBack(
            spec,
            plan,
            deployment.cluster(),
            List.of(topic),
            "weir-" + id + "-" + SUBSCRIPTION,
            ledgers,
            ledger,
            origin,
            runTag);
    interruptible(() -> readBack.read(load.acked(), load.sent(), times.quiet(), () -> interrupted));
    if (interrupted) {
      throw new UnavailableException("interrupted");
    }
    event(FaultEvent.What.READ_BACK_ENDED, List.of());
    long[] sent = traffic.sent();
    layout.complete(sent);
    FaultReadBack found = found(ledger.finish(directory.ledger(), sent));
    FaultVerdicts.Judged judged = FaultVerdicts.judge(result.promise().orElseThrow(), load, found);
    keep(result.withReadBack(found));
    Optional<PowerLossFacts> flawed = result.powerLoss().filter(facts -> !facts.sound());
    if (flawed.isPresent()) {
      keepVoid(flawed.get(), "; what was found does not count: " + judged.reason());
      return;
    }
    keep(result.withVerdict(judged.verdict(), judged.reason()));
    listener.stage(fault.text() + ": " + judged.verdict() + ": " + judged.reason());
  }

  private static FaultReadBack found(List<LedgerTotals> phases) {
    List<Example> examples = new ArrayList<>();
    for (LedgerTotals phase : phases) {
      phase.lostExamples().forEach(record -> examples.add(example("lost", record)));
      phase.duplicateExamples().forEach(record -> examples.add(example("duplicate", record)));
      phase.reorderedExamples().forEach(record -> examples.add(example("reordered", record)));
    }
    return new FaultReadBack(
        phases.stream().mapToLong(LedgerTotals::received).sum(),
        phases.stream().mapToLong(LedgerTotals::lost).sum(),
        phases.stream().mapToLong(LedgerTotals::indeterminateReceived).sum(),
        phases.stream().mapToLong(LedgerTotals::duplicates).sum(),
        phases.stream().mapToLong(LedgerTotals::reordered).sum(),
        phases.stream().mapToLong(LedgerTotals::neverSent).sum(),
        examples);
  }

  private static Example example(String kind, LedgerRecord record) {
    return new Example(kind, record.publisher(), record.sequence());
  }

  /** From the ledger, as the read-back is, so that both sides add up. */
  private void keepLoad(Traffic traffic, AckWatch watch, LedgerSet ledger, long ackedBefore) {
    List<LedgerTotals> phases = ledger.totals(traffic.sent());
    Map<String, String> errors = new TreeMap<>();
    traffic.errors().firstCauses().forEach((kind, cause) -> errors.put(kind.name(), cause));
    FaultLoad load =
        new FaultLoad(
            phases.stream().mapToLong(LedgerTotals::sent).sum(),
            phases.stream().mapToLong(LedgerTotals::acked).sum(),
            ackedBefore,
            phases.stream().mapToLong(LedgerTotals::failed).sum(),
            phases.stream().mapToLong(LedgerTotals::unanswered).sum(),
            sinceFault(watch.first()),
            sinceFault(watch.allPartitions()),
            errors);
    keep(result.withLoad(load));
  }

  private OptionalDouble sinceFault(OptionalLong atNs) {
    return atNs.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of((atNs.getAsLong() - faultNs) / 1e9);
  }

  private void incomplete(String reason) {
    keep(result.withVerdict(FaultVerdict.INCOMPLETE, reason));
  }

  private void keep(FaultResult next) {
    result = next;
    kept.accept(next);
  }

  private void event(FaultEvent.What what, List<String> servers) {
    event(what, nowNs(), servers);
  }

  private void event(FaultEvent.What what, long atNs, List<String> servers) {
    keep(result.withEvent(new FaultEvent(atNs / 1e9, what, servers)));
  }

  private long nowNs() {
    return origin.offsetNs(clock.epochNs());
  }

  /** Waits for a moment of the trial, unless something ends it before. */
  private void awaitNs(long offsetNs, Traffic traffic, Observation observation) {
    while (!over(traffic, observation)) {
      long leftNs = offsetNs - nowNs();
      if (leftNs <= 0) {
        return;
      }
      LockSupport.parkNanos(Math.min(leftNs, POLL_NS));
    }
  }

  /** A fault before anything was acknowledged would show nothing. */
  private void awaitFirstAnswer(Traffic traffic, Observation observation) {
    long deadlineNs = nowNs() + FIRST_ANSWER_LIMIT.toNanos();
    while (acked(traffic) == 0 && nowNs() < deadlineNs && !over(traffic, observation)) {
      LockSupport.parkNanos(POLL_NS);
    }
  }

  private boolean over(Traffic traffic, Observation observation) {
    return interrupted || observation.failure().isPresent() || !traffic.failures().isEmpty();
  }

  private long acked(Traffic traffic) {
    return Counts.sum(Counts.take(traffic.recorders(), 0).acked());
  }

  private void awaitAnswers(Traffic traffic, Duration limit) {
    long deadlineNs = System.nanoTime() + limit.toNanos();
    while (!interrupted && System.nanoTime() < deadlineNs) {
      Counts counts = Counts.take(traffic.recorders(), 0);
      if (Counts.sum(counts.acked()) + Counts.sum(counts.failed()) >= Counts.sum(counts.sent())) {
        return;
      }
      LockSupport.parkNanos(POLL_NS);
    }
  }
}
