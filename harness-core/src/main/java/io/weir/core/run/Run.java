/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.analysis.Lags;
import io.weir.core.analysis.Verdict;
import io.weir.core.analysis.VerdictReason;
import io.weir.core.analysis.Verdicts;
import io.weir.core.experiment.LoadAssignment;
import io.weir.core.experiment.Phase;
import io.weir.core.experiment.RunSpec;
import io.weir.core.load.DueCounter;
import io.weir.core.load.PhasePlan;
import io.weir.core.load.Schedules;
import io.weir.core.load.Ticks;
import io.weir.core.measure.LedgerBudget;
import io.weir.core.measure.LedgerLayout;
import io.weir.core.measure.LedgerSet;
import io.weir.core.measure.LedgerTotals;
import io.weir.core.measure.OrderBound;
import io.weir.core.measure.OrderProbe;
import io.weir.core.measure.Origin;
import io.weir.core.measure.Recorders;
import io.weir.core.provision.LocalServer;
import io.weir.core.results.ClientFacts;
import io.weir.core.results.DurabilityFacts;
import io.weir.core.results.LatencyLog;
import io.weir.core.results.MetricsCsv;
import io.weir.core.results.OrderCsv;
import io.weir.core.results.OrderSummary;
import io.weir.core.results.PercentilesCsv;
import io.weir.core.results.PhaseSpan;
import io.weir.core.results.RunDirectory;
import io.weir.core.results.RunDocument;
import io.weir.core.results.RunJson;
import io.weir.core.results.RunOutcome;
import io.weir.core.results.Secrets;
import io.weir.core.results.SummaryCsv;
import io.weir.core.results.SummaryRow;
import io.weir.core.results.SystemFacts;
import io.weir.core.results.TimeSeriesCsv;
import io.weir.core.results.WorkloadFacts;
import io.weir.spi.BrokerCluster;
import io.weir.spi.ConfigValue;
import io.weir.spi.DurabilityReport;
import io.weir.spi.NanoClock;
import io.weir.spi.SettingException;
import io.weir.spi.StreamSpec;
import io.weir.spi.TopicSpec;
import io.weir.spi.UnavailableException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
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
  private static final Comparator<DurabilityReport> WEAKEST_FIRST =
      Comparator.<DurabilityReport>comparingInt(r -> -r.mismatches().size())
          .thenComparingInt(r -> r.effective().copies())
          .thenComparingInt(r -> r.effective().copiesBeforeAck());

  private static final Logger LOG = Logger.getLogger(Run.class.getName());
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);

  /** Where nobody wants to wait, or nothing is to be waited for. */
  private static final Duration SHORT_DRAIN = Duration.ofSeconds(3);

  /** Beyond the last window's end, the closing ticks pass what engines wait for late records. */
  private static final Duration CLOSING_AHEAD = Duration.ofSeconds(10);

  private static final long LEAD_NS = 250_000_000;
  private static final long POLL_NS = 5_000_000;

  /** Within so long after the window an overload at its end shows whether it is worked off. */
  private static final long SHOWS_NS = 2_500_000_000L;

  /** How often, while load runs, to look whether it must end; seldom, since each look costs CPU. */
  private static final long WATCH_NS = 50_000_000;

  /** Quiet time after the last expected record: further copies of it would come now. */
  private static final long SETTLE_NS = 300_000_000;

  /**
   * The same where records failed: some of them may arrive, and stand in the sums for acknowledged
   * ones that have not.
   */
  private static final long SETTLE_AFTER_FAILURES_NS = 5_000_000_000L;

  private final RunSpec spec;
  private final RunDirectory directory;
  private final Deployment deployment;
  private final RunWorkload workload;
  private final RunListener listener;
  private final NanoClock clock;
  private final RunJson json;
  private final Schedules schedules;
  private final PhasePlan plan;
  private final List<String> topics;
  private final List<String> subscriptions;
  private final LedgerBudget ledgerBudget;
  private final List<String> problems = new ArrayList<>();
  private RunDocument document;
  private Optional<String> fullDisk = Optional.empty();
  private boolean ledgerUnwritten;
  private volatile boolean interrupted;
  private @Nullable Thread setupThread;

  /**
   * @param begun what is known before anything starts; written at once
   * @param directory the run's, new
   * @param deployment opened here if it is not open
   * @param workload of the run; left to the caller to close
   * @param listener follows
   * @param secrets that must not be kept
   */
  public Run(
      RunDocument begun,
      RunDirectory directory,
      Deployment deployment,
      RunWorkload workload,
      RunListener listener,
      Secrets secrets) {
    this(begun, directory, deployment, workload, listener, secrets, LedgerBudget.standard());
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
      RunWorkload workload,
      RunListener listener,
      Secrets secrets,
      LedgerBudget ledgerBudget) {
    this.spec = begun.spec();
    this.schedules = workload.schedules();
    this.document =
        spec.load().profile().closedLoop() ? begun : begun.withTraffic(schedules.facts());
    this.directory = directory;
    this.deployment = deployment;
    this.workload = workload;
    this.listener = listener;
    this.ledgerBudget = ledgerBudget;
    this.clock = deployment.clock();
    this.json = new RunJson(directory, secrets);
    this.plan = schedules.plan();
    this.topics =
        topicNames(
            topicPrefix(spec, begun.identity().runId()),
            workload.streamed() ? workload.open().streams() : List.of(),
            spec.topics().topics());
    this.subscriptions = subscriptionNames(spec);
    json.write(document);
  }

  /** Ends the run soon: load stops, a short drain, and what was measured is written. */
  public synchronized void interrupt() {
    interrupted = true;
    if (setupThread != null) {
      setupThread.interrupt();
    }
  }

  private synchronized void beginSetup() {
    setupThread = Thread.currentThread();
    if (interrupted) {
      setupThread.interrupt();
    }
  }

  /** From here on an interrupt is heard by asking, and must not cut short what undoes the run. */
  private synchronized void endSetup() {
    setupThread = null;
    boolean unused = Thread.interrupted();
  }

  /**
   * Runs.
   *
   * @return the document as last written
   * @throws UnavailableException if the system cannot be started or reached; the directory says so
   */
  public RunDocument execute() {
    beginSetup();
    List<String> created = new ArrayList<>();
    Origin origin = new Origin();
    // Finding out what the host offers takes a second: beside the servers' start, not after it.
    CompletableFuture<Resources> resources =
        CompletableFuture.supplyAsync(() -> new Resources(origin, clock, deployment::servers));
    try {
      open();
      createTopics(created);
      measure(origin, resources.join());
      return document;
    } catch (RuntimeException | Error e) {
      // An interrupted thread can write no file.
      endSetup();
      String said = Objects.requireNonNullElse(e.getMessage(), e.toString());
      String reason =
          !interrupted
              ? "ended early: " + said
              : document.t0EpochNs().isEmpty()
                  ? "interrupted before the load started"
                  : "interrupted, and then " + said;
      write(document.withVerdict(List.of(incomplete(reason).entry())));
      if (interrupted && e instanceof RuntimeException) {
        return document;
      }
      throw e;
    } finally {
      // Undoing must not be cut short either.
      endSetup();
      close(resources);
      // After an interrupt nobody waits for servers to tidy up that are about to be stopped.
      boolean ending = interrupted && !deployment.servers().isEmpty();
      if (!spec.topics().keep() && !ending) {
        deleteTopics(created);
      }
    }
  }

  private static void close(CompletableFuture<Resources> resources) {
    try {
      resources.join().close();
    } catch (CompletionException e) {
      // Whoever wanted them has been told; there is nothing to close.
      LOG.log(Level.WARNING, "resources of the host cannot be read", e);
    }
  }

  private void open() {
    listener.stage(
        spec.broker().addresses().isEmpty()
            ? "starting " + spec.broker().driver() + " on " + nodes(spec.broker().nodes())
            : "connecting to " + String.join(",", spec.broker().addresses()));
    deployment.openOnce();
    SystemFacts system = deployment.describe();
    listener.stage(
        system.system() + " " + system.systemVersion() + " on " + nodes(system.nodes().size()));
    write(document.withSystem(system));
  }

  static String nodes(int n) {
    return n == 1 ? "1 node" : n + " nodes";
  }

  static List<String> subscriptionNames(RunSpec spec) {
    return IntStream.range(0, spec.topics().subscriptions()).mapToObj(s -> "sub-" + s).toList();
  }

  /**
   * Topics named by the streams, or numbered where there are none.
   *
   * @param count how many if they are numbered
   */
  static List<String> topicNames(String prefix, List<StreamSpec> streams, int count) {
    return streams.isEmpty()
        ? IntStream.range(0, count).mapToObj(t -> prefix + "-" + t).toList()
        : streams.stream().map(stream -> prefix + "-" + stream.name()).toList();
  }

  private WorkloadFacts published(OptionalDouble meanRecordBytes, Optional<Ticks> ticks) {
    List<WorkloadFacts.Stream> streams = new ArrayList<>();
    if (workload.streamed()) {
      for (int s = 0; s < topics.size(); s++) {
        StreamSpec stream = workload.open().streams().get(s);
        streams.add(new WorkloadFacts.Stream(stream.name(), topics.get(s), stream.encoding()));
      }
    }
    Map<String, String> facts = new LinkedHashMap<>(workload.open().facts());
    ticks
        .filter(t -> t.failed() > 0)
        .ifPresent(t -> facts.put("ticks that could not be published", Long.toString(t.failed())));
    return new WorkloadFacts(
        streams,
        meanRecordBytes,
        ticks.map(t -> OptionalLong.of(t.sent())).orElse(OptionalLong.empty()),
        facts);
  }

  static String topicPrefix(RunSpec spec, String runId) {
    return spec.topics().prefix().orElse("weir-" + runId);
  }

  private void createTopics(List<String> created) {
    BrokerCluster cluster = deployment.cluster();
    for (String topic : topics) {
      if (cluster.topicExists(topic)) {
        throw new SettingException(
            "--topic-prefix",
            topicPrefix(spec, document.identity().runId()),
            "a prefix of topics that are not there yet, and " + topic + " is",
            "name another or leave it out; what was there is left as it is");
      }
    }
    DurabilityReport weakest = null;
    List<DurabilityReport.Setting> settings = new ArrayList<>();
    for (String topic : topics) {
      created.add(topic);
      cluster.createTopic(
          new TopicSpec(topic, spec.topics().partitions(), spec.broker().durability()));
      DurabilityReport report = cluster.durabilityOf(topic, spec.broker().durability());
      settings.addAll(report.settings());
      if (weakest == null || WEAKEST_FIRST.compare(report, weakest) < 0) {
        weakest = report;
      }
    }
    if (spec.transactions()) {
      settings.addAll(cluster.prepareTransactions(spec.broker().durability()));
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
    if (noServerLeft()) {
      return;
    }
    for (String topic : created) {
      try {
        deployment.cluster().deleteTopic(topic);
      } catch (RuntimeException e) {
        // The run's outcome stands. Each further topic would wait as long in vain.
        listener.stage("topics could not be removed, from " + topic + " on: " + e.getMessage());
        return;
      }
    }
  }

  private void measure(Origin origin, Resources resources) {
    boolean openLoop = !spec.load().profile().closedLoop();
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
            directory.ledger());
    List<OrderProbe> order = orderProbes(openLoop, origin);
    try (LedgerSet ledger =
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
                topics,
                workload.open(),
                schedules,
                order)) {
      Recorders recorders = traffic.recorders();
      listener.stage("opening clients");
      traffic.openSubscribers(
          subscriptions, "weir-" + document.identity().runId() + "-", READY_LIMIT);
      traffic.openPublishers();
      traffic.openTicks(workload.longestWindow().plus(CLOSING_AHEAD).toMillis());
      Map<String, Map<String, ConfigValue>> clients = traffic.configurations();
      endSetup();
      traffic.prepare();
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
                  schedules.open().map(DueCounter::new),
                  schedules.open().map(DueCounter::new),
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
      observe(openLoop, origin, layout, ledger, traffic, recorders, resources, observation, order);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted", e);
    }
  }

  /** One a subscription, where the workload has an order and intended times say which it is. */
  private List<OrderProbe> orderProbes(boolean openLoop, Origin origin) {
    if (!openLoop || !workload.globallyOrdered()) {
      return List.of();
    }
    return subscriptions.stream()
        .map(
            name ->
                new OrderProbe(
                    name, plan.window(), OrderBound.TRIED, () -> origin.offsetNs(clock.epochNs())))
        .toList();
  }

  private void observe(
      boolean openLoop,
      Origin origin,
      LedgerLayout layout,
      LedgerSet ledger,
      Traffic traffic,
      Recorders recorders,
      Resources resources,
      Observation observation,
      List<OrderProbe> order)
      throws InterruptedException {
    long endNs;
    List<OrderSummary> orderFound = new ArrayList<>();
    try {
      observation.start();
      order.forEach(OrderProbe::start);
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
    } finally {
      traffic.close();
      try {
        observation.finish();
      } finally {
        for (OrderProbe probe : order) {
          orderFound.add(OrderSummary.of(probe.finish()));
          probe.failure().ifPresent(f -> problems.add("measuring the order failed: " + f));
        }
      }
    }
    // Not before the clients are closed: until then a late answer may still settle a record.
    traffic.noteUnanswered();
    listener.stage("judging");
    fullDisk = directory.fullDisk();
    if (noServerLeft()) {
      problems.addAll(deadServers());
    }
    observation.failure().map(this::described).ifPresent(problems::add);
    // Several threads may have met the same.
    traffic.failures().stream()
        .map(Run::told)
        .distinct()
        .forEach(f -> problems.add("failed: " + f));
    long[] sent = traffic.sent();
    layout.complete(sent);
    Figures figures =
        new Figures(
            spec,
            plan,
            subscriptions,
            recorders,
            ledgerTotals(ledger, sent),
            traffic,
            observation,
            resources,
            orderFound);
    problems.addAll(figures.disagreements());
    if (interrupted) {
      problems.add("interrupted");
    }
    directory.releaseReserve();
    PercentilesCsv.write(directory, figures.latencies());
    OrderCsv.write(directory, orderFound);
    RunOutcome outcome = figures.outcome();
    write(
        document
            .withWorkload(published(figures.meanRecordBytes(), traffic.ticks()))
            .withPhases(origin.epochNs(), figures.phases(layout, endNs))
            .withOutcome(outcome));
    Optional<Lags> lags = figures.lags();
    if (lags.isPresent()) {
      write(document.withOverload(lags.get().overload()));
    }
    List<VerdictReason> verdict =
        Verdicts.judge(
            figures.evidence(
                document.durability().map(DurabilityFacts::settings).orElse(List.of()),
                deployment.driver().driver().capabilities().ordering(),
                problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems))));
    if (problems.isEmpty()) {
      verdict = withShortfalls(verdict, figures, openLoop, traffic.ticks());
    }
    RunDocument judged = document.withVerdict(verdict.stream().map(VerdictReason::entry).toList());
    SummaryCsv.write(directory.summaryCsv(), List.of(SummaryRow.of(judged)));
    write(interrupted ? judged : judged.completed());
    if (ledgerUnwritten) {
      writeLedgerAsRoomAllows(ledger, sent);
    }
  }

  private void writeLedgerAsRoomAllows(LedgerSet ledger, long[] sent) {
    try {
      List<LedgerTotals> unused = ledger.finish(directory.ledger(), sent);
    } catch (UncheckedIOException e) {
      // The verdict says that the disk was full; each file is whole, or as of an earlier second.
      LOG.log(Level.SEVERE, "the ledger's files cannot be written", e);
    }
  }

  /** The counts matter more than the files: where there is no room for both, they come first. */
  private List<LedgerTotals> ledgerTotals(LedgerSet ledger, long[] sent) {
    try {
      return ledger.finish(directory.ledger(), sent);
    } catch (UncheckedIOException e) {
      LOG.log(Level.SEVERE, "the ledger's files cannot be written", e);
      ledgerUnwritten = true;
      if (problems.isEmpty()) {
        problems.add(described(e));
      }
      return ledger.totals(sent);
    }
  }

  /** What is for a person to read as it is, or else what it is too. */
  private static String told(Throwable failure) {
    return failure instanceof SettingException || failure instanceof UnavailableException
        ? String.valueOf(failure.getMessage())
        : failure.toString();
  }

  private String described(Throwable failure) {
    if (failure instanceof UnavailableException) {
      return String.valueOf(failure.getMessage());
    }
    return failure instanceof UncheckedIOException unwritable
        ? String.valueOf(directory.unwritable(unwritable).getMessage())
        : "observing failed: " + failure;
  }

  /** A run that came to its end, though not all of it: judged as it is, and said to be short. */
  private List<VerdictReason> withShortfalls(
      List<VerdictReason> verdict, Figures figures, boolean openLoop, Optional<Ticks> ticks) {
    List<String> shortfalls = new ArrayList<>(deadServers());
    ticks.flatMap(Ticks::failure).ifPresent(shortfalls::add);
    if (openLoop && figures.unsent() > 0) {
      shortfalls.add(
          figures.unsent() + " records of the window were not sent before the drain limit");
    }
    boolean explained =
        verdict.stream().anyMatch(v -> v.verdict().limit()) && deadServers().isEmpty();
    if (shortfalls.isEmpty() || explained) {
      return verdict;
    }
    List<VerdictReason> all =
        new ArrayList<>(verdict.stream().filter(v -> v.verdict() != Verdict.VALID).toList());
    all.add(incomplete(String.join("; ", shortfalls)));
    return all;
  }

  /** Waits for a moment of the run, unless something ends it before. */
  private void awaitOffset(Origin origin, long offsetNs, Traffic traffic, Observation observation) {
    while (!over(traffic, observation)) {
      long leftNs = offsetNs - origin.offsetNs(clock.epochNs());
      if (leftNs <= 0) {
        return;
      }
      LockSupport.parkNanos(Math.min(leftNs, WATCH_NS));
    }
  }

  private boolean over(Traffic traffic, Observation observation) {
    if (interrupted || observation.failure().isPresent() || !traffic.failures().isEmpty()) {
      return true;
    }
    return noServerLeft();
  }

  private boolean noServerLeft() {
    List<LocalServer> servers = deployment.servers();
    return !servers.isEmpty() && servers.stream().noneMatch(LocalServer::alive);
  }

  private List<String> deadServers() {
    return deployment.servers().stream()
        .filter(server -> !server.alive())
        .map(
            s ->
                s.id()
                    + " "
                    + s.ending()
                    + " during the run"
                    + fullDisk.map(disk -> ", and the disk " + disk + " is full").orElse("")
                    + "; see logs/"
                    + s.id()
                    + ".log")
        .toList();
  }

  /** Load goes on until the whole cohort was answered and has arrived, or time is up. */
  private void awaitCohort(
      Origin origin, Traffic traffic, Recorders recorders, Observation observation) {
    long leastNs = plan.window().endNs() + spec.load().cooldown().toNanos();
    long showsNs = plan.window().endNs() + SHOWS_NS;
    boolean bursty = spec.load().profile().bursty();
    long mostNs = leastNs + spec.load().drainLimit().toNanos();
    while (!over(traffic, observation)) {
      long nowNs = origin.offsetNs(clock.epochNs());
      boolean shown = !bursty || !observation.behind() || nowNs >= showsNs;
      if (nowNs >= mostNs || (nowNs >= leastNs && shown && cohortArrived(recorders))) {
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
      long settleNs = Counts.sum(counts.failed()) > 0 ? SETTLE_AFTER_FAILURES_NS : SETTLE_NS;
      if (answered && received && System.nanoTime() - quietSinceNs >= settleNs) {
        return;
      }
      LockSupport.parkNanos(POLL_NS);
    }
  }

  private boolean overButInterrupted(Traffic traffic, Observation observation) {
    return !interrupted && over(traffic, observation);
  }

  private Duration drainLimit() {
    return interrupted || noServerLeft() ? SHORT_DRAIN : spec.load().drainLimit();
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
