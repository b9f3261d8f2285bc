/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.analysis.Verdict;
import io.weir.core.analysis.VerdictReason;
import io.weir.core.analysis.Verdicts;
import io.weir.core.experiment.LoadAssignment;
import io.weir.core.experiment.Phase;
import io.weir.core.experiment.RunSpec;
import io.weir.core.load.DueCounter;
import io.weir.core.load.PhasePlan;
import io.weir.core.load.Schedules;
import io.weir.core.measure.LedgerBudget;
import io.weir.core.measure.LedgerLayout;
import io.weir.core.measure.LedgerSet;
import io.weir.core.measure.Origin;
import io.weir.core.measure.Recorders;
import io.weir.core.provision.LocalServer;
import io.weir.core.results.ClientFacts;
import io.weir.core.results.DurabilityFacts;
import io.weir.core.results.LatencyLog;
import io.weir.core.results.MetricsCsv;
import io.weir.core.results.PercentilesCsv;
import io.weir.core.results.PhaseSpan;
import io.weir.core.results.RunDirectory;
import io.weir.core.results.RunDocument;
import io.weir.core.results.RunJson;
import io.weir.core.results.RunOutcome;
import io.weir.core.results.SummaryCsv;
import io.weir.core.results.SummaryRow;
import io.weir.core.results.SystemFacts;
import io.weir.core.results.TimeSeriesCsv;
import io.weir.spi.BrokerCluster;
import io.weir.spi.ClusterDescription;
import io.weir.spi.ConfigValue;
import io.weir.spi.DurabilityReport;
import io.weir.spi.NanoClock;
import io.weir.spi.ServerSpec;
import io.weir.spi.TopicSpec;
import io.weir.spi.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One run, from its directory to its verdict: opens the deployment, makes topics and clients,
 * offers the load through warm-up, window and cool-down, drains, judges, writes, and undoes all it
 * did.
 *
 * <p>Thread contract: {@link #execute} once, by one thread; {@link #interrupt} by any.
 */
public final class Run {
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);

  /** Where nobody wants to wait, or nothing is to be waited for. */
  private static final Duration SHORT_DRAIN = Duration.ofSeconds(3);

  private static final long LEAD_NS = 100_000_000;
  private static final long POLL_NS = 5_000_000;

  /** Quiet time after the last expected record: further copies of it would come now. */
  private static final long SETTLE_NS = 300_000_000;

  private final RunSpec spec;
  private final RunDirectory directory;
  private final Deployment deployment;
  private final RunListener listener;
  private final NanoClock clock;
  private final RunJson json;
  private final PhasePlan plan;
  private final List<String> topics;
  private final List<String> subscriptions;
  private final LedgerBudget ledgerBudget;
  private final List<String> problems = new ArrayList<>();
  private RunDocument document;
  private volatile boolean interrupted;
  private volatile @Nullable Thread setupThread;

  /**
   * @param begun what is known before anything starts; written at once
   * @param directory the run's, new
   * @param deployment opened here if it is not open
   * @param listener follows
   * @param secrets literal texts that must not be kept
   */
  public Run(
      RunDocument begun,
      RunDirectory directory,
      Deployment deployment,
      RunListener listener,
      Set<String> secrets) {
    this(begun, directory, deployment, listener, secrets, LedgerBudget.standard());
  }

  /**
   * With another memory budget of the ledger.
   *
   * @param ledgerBudget beyond which the ledger moves exceptions into files
   */
  public Run(
      RunDocument begun,
      RunDirectory directory,
      Deployment deployment,
      RunListener listener,
      Set<String> secrets,
      LedgerBudget ledgerBudget) {
    this.spec = begun.spec();
    this.document = begun;
    this.directory = directory;
    this.deployment = deployment;
    this.listener = listener;
    this.ledgerBudget = ledgerBudget;
    this.clock = deployment.clock();
    this.json = new RunJson(directory, secrets);
    this.plan = Schedules.plan(spec.load());
    this.topics =
        IntStream.range(0, spec.topics().topics())
            .mapToObj(t -> "weir-" + begun.identity().runId() + "-" + t)
            .toList();
    this.subscriptions =
        IntStream.range(0, spec.topics().subscriptions()).mapToObj(s -> "sub-" + s).toList();
    json.write(begun);
  }

  /** Ends the run soon: load stops, a short drain, and what was measured is written. */
  public void interrupt() {
    interrupted = true;
    Thread setup = setupThread;
    if (setup != null) {
      setup.interrupt();
    }
  }

  /**
   * Runs.
   *
   * @return the document as last written
   * @throws UnavailableException if the system cannot be started or reached; the directory says so
   */
  public RunDocument execute() {
    setupThread = Thread.currentThread();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    List<String> created = new ArrayList<>();
    try {
      open();
      createTopics(created);
      measure();
      return document;
    } catch (RuntimeException e) {
      setupThread = null;
      String reason =
          interrupted
              ? "interrupted before the load started"
              : "ended early: " + Objects.requireNonNullElse(e.getMessage(), e.toString());
      write(document.withVerdict(List.of(incomplete(reason).entry())));
      if (interrupted) {
        return document;
      }
      throw e;
    } finally {
      setupThread = null;
      // Left over from an interrupt in setting up; undoing must not be cut short by it.
      boolean ignored = Thread.interrupted();
      if (!spec.topics().keep()) {
        deleteTopics(created);
      }
    }
  }

  private void open() {
    listener.stage(
        spec.broker().addresses().isEmpty()
            ? "starting " + spec.broker().driver() + " on " + nodes(spec.broker().nodes())
            : "connecting to " + String.join(",", spec.broker().addresses()));
    deployment.openOnce();
    SystemFacts system = describe();
    listener.stage(
        system.system() + " " + system.systemVersion() + " on " + nodes(system.nodes().size()));
    write(document.withSystem(system));
  }

  private static String nodes(int n) {
    return n == 1 ? "1 node" : n + " nodes";
  }

  private SystemFacts describe() {
    ClusterDescription cluster = deployment.cluster().describe();
    return new SystemFacts(
        spec.broker().driver(),
        deployment.driver().version(),
        cluster.system(),
        cluster.version(),
        cluster.clientVersion(),
        cluster.nodes(),
        deployment.servers().stream()
            .map(
                s ->
                    new SystemFacts.Server(
                        s.id(),
                        s.role(),
                        s.spec() instanceof ServerSpec.Jvm jvm ? jvm.jvmFlags() : List.of()))
            .toList());
  }

  private void createTopics(List<String> created) {
    BrokerCluster cluster = deployment.cluster();
    DurabilityReport weakest = null;
    List<DurabilityReport.Setting> settings = new ArrayList<>();
    for (String topic : topics) {
      if (cluster.topicExists(topic)) {
        throw new UnavailableException(
            "topic " + topic + " exists already; a run uses new topics only");
      }
      created.add(topic);
      cluster.createTopic(
          new TopicSpec(topic, spec.topics().partitions(), spec.broker().durability()));
      DurabilityReport report = cluster.durabilityOf(topic, spec.broker().durability());
      settings.addAll(report.settings());
      if (weakest == null || report.effective().copies() < weakest.effective().copies()) {
        weakest = report;
      }
    }
    if (weakest != null) {
      write(
          document.withDurability(
              new DurabilityFacts(
                  spec.broker().durability(),
                  weakest.requested(),
                  weakest.effective(),
                  settings.stream().distinct().toList())));
    }
  }

  private void deleteTopics(List<String> created) {
    if (serversGone()) {
      // They took the topics with them, and a client would wait long for their answer.
      return;
    }
    for (int t = 0; t < created.size(); t++) {
      try {
        deployment.cluster().deleteTopic(created.get(t));
      } catch (RuntimeException e) {
        // The run's outcome stands. Each further one would take as long to fail.
        String more = t + 1 < created.size() ? " and " + (created.size() - t - 1) + " more" : "";
        listener.stage(
            "topic " + created.get(t) + more + " could not be removed: " + e.getMessage());
        return;
      }
    }
  }

  private void measure() {
    boolean openLoop = !spec.load().profile().closedLoop();
    Origin origin = new Origin();
    LoadAssignment assignment = LoadAssignment.whole(spec.load().publishers());
    LedgerLayout layout =
        openLoop
            ? new LedgerLayout(
                assignment.publishers(),
                plan.firstIndex(Phase.WINDOW),
                plan.firstIndex(Phase.COOLDOWN))
            : LedgerLayout.closedLoop(assignment.publishers());
    Ledgers ledgers =
        Ledgers.create(
            layout,
            spec.topics().topics() * spec.topics().partitions(),
            subscriptions,
            ledgerBudget,
            directory.ledger().resolve("spill"));
    try (Resources resources =
            new Resources(() -> origin.offsetNs(clock.epochNs()), deployment.servers());
        LedgerSet ledger =
            new LedgerSet(layout, ledgers.acked(), ledgers.subscriptions(), System::nanoTime);
        Traffic traffic =
            new Traffic(
                spec,
                deployment.cluster(),
                deployment.driver().classLoader(),
                clock,
                ledgers,
                new Recorders(plan.window(), subscriptions, openLoop, resources::register),
                origin,
                runTag(),
                assignment,
                topics)) {
      Recorders recorders = traffic.recorders();
      listener.stage("opening clients");
      traffic.openSubscribers(
          subscriptions, "weir-" + document.identity().runId() + "-", READY_LIMIT);
      traffic.openPublishers();
      Map<String, Map<String, ConfigValue>> clients = traffic.configurations();
      setupThread = null;
      boolean ignored = Thread.interrupted();
      origin.set(clock.epochNs() + LEAD_NS);
      write(
          document
              .withClients(
                  new ClientFacts(
                      clients.getOrDefault("publisher", Map.of()),
                      clients.getOrDefault("subscriber", Map.of())))
              .withPhases(origin.epochNs(), plannedPhases()));
      Observation observation =
          new Observation(
              new Observation.Parts(
                  origin,
                  clock,
                  plan,
                  openLoop
                      ? Optional.of(new DueCounter(Schedules.of(spec.load())))
                      : Optional.empty(),
                  subscriptions,
                  recorders,
                  ledger,
                  directory.ledger(),
                  traffic,
                  LatencyLog.create(directory, origin.epochNs()),
                  TimeSeriesCsv.create(directory),
                  MetricsCsv.create(directory),
                  resources::sample,
                  listener));
      observe(openLoop, origin, layout, ledger, traffic, recorders, resources, observation);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted", e);
    }
  }

  private void observe(
      boolean openLoop,
      Origin origin,
      LedgerLayout layout,
      LedgerSet ledger,
      Traffic traffic,
      Recorders recorders,
      Resources resources,
      Observation observation)
      throws InterruptedException {
    long endNs;
    try {
      observation.start();
      traffic.start();
      listener.stage("warm-up");
      awaitOffset(origin, plan.window().startNs(), traffic, observation);
      resources.windowOpened();
      listener.windowOpened();
      listener.stage("measuring");
      awaitOffset(origin, plan.window().endNs(), traffic, observation);
      resources.windowClosed();
      listener.stage("draining");
      awaitCohort(origin, traffic, recorders, observation);
      traffic.stopLoad();
      boolean joined = traffic.joinLoad(drainLimit());
      endNs = origin.offsetNs(clock.epochNs());
      awaitAnswers(traffic, recorders, observation);
      if (!joined) {
        problems.add("a load thread was still blocked in the client when the drain ended");
      }
      traffic.noteUnanswered();
    } finally {
      traffic.close();
      observation.finish();
    }
    listener.stage("judging");
    observation.failure().ifPresent(f -> problems.add("observing failed: " + f));
    traffic.failures().forEach(f -> problems.add("failed: " + f));
    long[] sent = traffic.sent();
    layout.complete(sent);
    Figures figures =
        new Figures(
            spec,
            plan,
            subscriptions,
            recorders,
            ledger.finish(directory.ledger(), sent),
            traffic,
            observation,
            resources);
    problems.addAll(figures.disagreements());
    if (interrupted) {
      problems.add("interrupted");
    }
    if (openLoop && figures.unsent() > 0) {
      problems.add(
          figures.unsent() + " records of the window were not sent before the drain limit");
    }
    RunOutcome outcome = figures.outcome();
    List<VerdictReason> verdict =
        Verdicts.judge(
            figures.evidence(
                document.durability().map(DurabilityFacts::settings).orElse(List.of()),
                deployment.driver().driver().capabilities().ordering(),
                problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems))));
    PercentilesCsv.write(directory, figures.latencies());
    RunDocument judged =
        document
            .withPhases(origin.epochNs(), figures.phases(layout, endNs))
            .withOutcome(outcome)
            .withVerdict(verdict.stream().map(VerdictReason::entry).toList());
    SummaryCsv.write(directory.summaryCsv(), List.of(SummaryRow.of(judged)));
    write(interrupted ? judged : judged.completed());
  }

  /** Waits for a moment of the run, unless something ends it before. */
  private void awaitOffset(Origin origin, long offsetNs, Traffic traffic, Observation observation) {
    while (!over(traffic, observation)) {
      long leftNs = offsetNs - origin.offsetNs(clock.epochNs());
      if (leftNs <= 0) {
        return;
      }
      LockSupport.parkNanos(Math.min(leftNs, POLL_NS));
    }
  }

  private boolean over(Traffic traffic, Observation observation) {
    if (interrupted || observation.failure().isPresent() || !traffic.failures().isEmpty()) {
      return true;
    }
    if (serversGone()) {
      List<LocalServer> servers = deployment.servers();
      String last = servers.get(servers.size() - 1).id();
      String gone = "no server was alive any more; see logs/" + last + ".log";
      if (!problems.contains(gone)) {
        problems.add(gone);
      }
      return true;
    }
    return false;
  }

  /** True if there were local servers and none is alive. */
  private boolean serversGone() {
    List<LocalServer> servers = deployment.servers();
    return !servers.isEmpty() && servers.stream().noneMatch(LocalServer::alive);
  }

  /** Load goes on until the whole cohort was answered and has arrived, or time is up. */
  private void awaitCohort(
      Origin origin, Traffic traffic, Recorders recorders, Observation observation) {
    long leastNs = plan.window().endNs() + spec.load().cooldown().toNanos();
    long mostNs = leastNs + spec.load().drainLimit().toNanos();
    while (!over(traffic, observation)) {
      long nowNs = origin.offsetNs(clock.epochNs());
      if (nowNs >= mostNs || (nowNs >= leastNs && cohortArrived(recorders))) {
        return;
      }
      LockSupport.parkNanos(POLL_NS);
    }
  }

  private boolean cohortArrived(Recorders recorders) {
    Counts counts = Counts.take(recorders, subscriptions.size());
    int window = Phase.WINDOW.ordinal();
    boolean closed = spec.load().profile().closedLoop();
    long wanted = closed ? counts.sent()[window] : plan.windowRecords();
    boolean answered = counts.acked()[window] + counts.failed()[window] >= wanted;
    return answered
        && IntStream.range(0, subscriptions.size())
            .allMatch(s -> counts.received()[s][window] >= counts.acked()[window]);
  }

  /**
   * After the load: until every record is answered and received, and quiet since, or time is up.
   */
  private void awaitAnswers(Traffic traffic, Recorders recorders, Observation observation) {
    long deadlineNs = System.nanoTime() + drainLimit().toNanos();
    long quietSinceNs = System.nanoTime();
    long lastSeen = -1;
    while (!overButInterrupted(traffic, observation) && System.nanoTime() < deadlineNs) {
      Counts counts = Counts.take(recorders, subscriptions.size());
      long seen = counts.arrivals();
      if (seen != lastSeen) {
        lastSeen = seen;
        quietSinceNs = System.nanoTime();
      }
      boolean answered =
          Counts.sum(counts.acked()) + Counts.sum(counts.failed()) >= Counts.sum(counts.sent());
      boolean received =
          IntStream.range(0, subscriptions.size())
              .allMatch(s -> Counts.sum(counts.received()[s]) >= Counts.sum(counts.acked()));
      if (answered && received && System.nanoTime() - quietSinceNs >= SETTLE_NS) {
        return;
      }
      LockSupport.parkNanos(POLL_NS);
    }
  }

  private boolean overButInterrupted(Traffic traffic, Observation observation) {
    return !interrupted && over(traffic, observation);
  }

  private Duration drainLimit() {
    return interrupted || serversGone() ? SHORT_DRAIN : spec.load().drainLimit();
  }

  private List<PhaseSpan> plannedPhases() {
    return List.of(
        new PhaseSpan(Phase.WARMUP, 0, plan.warmupNs(), 0, plan.warmupRecords()),
        new PhaseSpan(
            Phase.WINDOW,
            plan.window().startNs(),
            plan.window().endNs(),
            plan.firstIndex(Phase.WINDOW),
            plan.windowRecords()));
  }

  /** Tells this run's records from any others on the same topics; never 0. */
  private int runTag() {
    return document.identity().runId().hashCode() | 1;
  }

  private VerdictReason incomplete(String reason) {
    return new VerdictReason(Verdict.INCOMPLETE, reason, Map.of());
  }

  private void write(RunDocument next) {
    document = next;
    json.write(next);
  }
}
