/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.experiment.EngineSpec;
import io.weir.core.experiment.RunSpec;
import io.weir.core.load.Ticks;
import io.weir.core.measure.Origin;
import io.weir.core.measure.PhaseWindow;
import io.weir.core.measure.Sample;
import io.weir.core.provision.LocalServer;
import io.weir.core.results.EngineFacts;
import io.weir.core.results.RunDirectory;
import io.weir.core.results.SystemFacts;
import io.weir.spi.BrokerCluster;
import io.weir.spi.ClusterDescription;
import io.weir.spi.Encoding;
import io.weir.spi.EngineJob;
import io.weir.spi.Guarantee;
import io.weir.spi.JobSpec;
import io.weir.spi.NanoClock;
import io.weir.spi.Query;
import io.weir.spi.ServerSpec;
import io.weir.spi.StreamSpec;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The part of a run that is about its engine: the job, its result topic, and what came of it.
 *
 * <p>Thread contract: by the run's thread, but {@link #drain} and {@link #ended}, by any.
 */
final class EngineRun implements AutoCloseable {
  private static final Duration JOB_LIMIT = Duration.ofSeconds(60);
  private static final long POLL_NS = 5_000_000;

  private final Place place;
  private final EngineDeployment deployment;
  private final EngineSpec spec;
  private final Query query;
  private final EngineStage stage;
  private final EngineAnswers answers;
  private EngineFacts facts;
  private Optional<EngineJob> job = Optional.empty();

  /**
   * Where it happens.
   *
   * @param run the whole of it
   * @param runId names the job and what it needs
   * @param runTag tells this run's records from others
   * @param directory of the run
   * @param streams of the workload
   * @param topics of the streams, in their order
   * @param resultTopic where the rows go
   * @param window where the measured window lies
   * @param origin start of the run
   */
  record Place(
      RunSpec run,
      String runId,
      int runTag,
      RunDirectory directory,
      List<StreamSpec> streams,
      List<String> topics,
      String resultTopic,
      PhaseWindow window,
      Origin origin,
      NanoClock clock,
      RunListener listener) {
    Place {
      streams = List.copyOf(streams);
      topics = List.copyOf(topics);
    }
  }

  /**
   * What came of it.
   *
   * @param facts of the engine, with all that is known at the end
   * @param answers judged; empty if they could not be
   * @param problems why the run is incomplete
   */
  record Found(
      EngineFacts facts, Optional<EngineJudgement.Answers> answers, List<String> problems) {
    Found {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Waits until the engine is open.
   *
   * @throws UnavailableException if it cannot be
   */
  EngineRun(Place place, EngineDeployment deployment) {
    this.place = place;
    this.deployment = deployment;
    this.spec = place.run().engine().orElseThrow();
    this.query = deployment.work().query();
    ClusterDescription described = deployment.await().describe();
    this.facts =
        EngineFacts.of(
            spec.name(),
            deployment.work().engine().origin().version(),
            described.system(),
            described.version(),
            described.nodes(),
            deployment.servers().stream().map(EngineRun::server).toList());
    this.stage = new EngineStage(spec, deployment, place.origin(), place.clock(), place.listener());
    this.answers = new EngineAnswers(place.directory(), place.origin());
    place.listener().stage(described.system() + " " + described.version() + ", " + query.name());
  }

  private static SystemFacts.Server server(LocalServer s) {
    return new SystemFacts.Server(
        s.id(), s.role(), s.spec() instanceof ServerSpec.Jvm jvm ? jvm.jvmFlags() : List.of());
  }

  /** The engine as far as it is known. */
  EngineFacts facts() {
    return facts;
  }

  /**
   * Hands the job over and opens what receives its rows. Does not wait for either.
   *
   * @throws UnavailableException if the engine does not take it
   */
  void submit(BrokerCluster cluster) {
    JobSpec wanted = jobSpec(cluster);
    EngineJob submitted = stage.submit(wanted);
    job = Optional.of(submitted);
    facts = facts.withJob(submitted.configuration(), kept(submitted.text()));
    answers.open(
        cluster,
        place.resultTopic(),
        place.run().topics().partitions(),
        wanted.name() + "-result",
        spec.guarantee() == Guarantee.EXACTLY_ONCE);
  }

  /** What was submitted stands in the run's directory, so that it can be read and repeated. */
  private String kept(String text) {
    String name = "job.sql";
    try {
      Files.writeString(place.directory().path().resolve(name), text);
      return name;
    } catch (IOException e) {
      throw place.directory().unwritable(new UncheckedIOException(e));
    }
  }

  private JobSpec jobSpec(BrokerCluster cluster) {
    int partitions = place.run().topics().partitions();
    return new JobSpec(
        "weir-" + place.runId(),
        query.text(deployment.work().engine().engine().dialect()).orElseThrow(),
        inputs().stream()
            .map(
                s ->
                    new JobSpec.Input(
                        place.topics().get(s),
                        partitions,
                        place.streams().get(s).encoding(),
                        place.streams().get(s).schema().orElseThrow()))
            .toList(),
        new JobSpec.Output(place.resultTopic(), partitions, query.result()),
        cluster.endpoint(),
        spec.guarantee(),
        spec.parallelism(),
        spec.checkpointInterval(),
        spec.watermarkDelay(),
        deployment.work().settings());
  }

  /** The query's inputs as indices of streams. */
  private List<Integer> inputs() {
    return query.inputs().stream()
        .map(
            input ->
                IntStream.range(0, place.streams().size())
                    .filter(s -> place.streams().get(s).name().equals(input))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no stream " + input)))
        .toList();
  }

  /**
   * Waits until the job runs and its rows would be received.
   *
   * @throws UnavailableException if that does not come
   */
  void awaitRunning(Duration readyLimit, BooleanSupplier over) {
    stage.awaitRunning(JOB_LIMIT, over);
    answers.awaitReady(readyLimit);
  }

  /** From here on the job is watched, and what the run does to it is done at its time. */
  void start() {
    stage.start(place.window().startNs());
  }

  /** Readings of the engine since the last call. */
  List<Sample> drain() {
    return stage.drain();
  }

  /** Rows received so far. */
  long received() {
    return answers.received();
  }

  /** Why nothing more can come, if that is so: one line. */
  Optional<String> ended() {
    Optional<String> ended = stage.ended();
    return ended.isPresent()
        ? ended
        : answers.failure().map(f -> "the result topic cannot be read: " + f.getMessage());
  }

  /**
   * When publishing has ended: waits for what is still to come, ends the job, and judges.
   *
   * @param ticks of the run
   * @param limit the longest wait for results
   * @param over asked again and again: whether to end early
   * @param resources of the engine over the window
   */
  Found finish(
      BrokerCluster cluster,
      Optional<Ticks> ticks,
      Duration limit,
      BooleanSupplier over,
      EngineFacts.Resources resources) {
    List<String> problems = new ArrayList<>();
    Optional<EngineJudgement.Answers> judged = Optional.empty();
    EngineCourse course = EngineCourse.of(List.of(), new InputCurve());
    try (EngineJudgement judgement = judgement()) {
      place.listener().stage("reading the engine's input");
      long publishedNs = nowNs();
      judgement.readSource(cluster, source(ticks), over);
      place.listener().stage("waiting for the engine");
      boolean complete = await(judgement, publishedNs, limit, over);
      long endedNs = nowNs();
      boolean unread = !complete && !hasRead(judgement, endedNs);
      problems.addAll(stage.shortfalls());
      ended().filter(why -> !problems.contains(why)).ifPresent(problems::add);
      // The last word comes now.
      stage.endWatching();
      answers.stop();
      stage.close();
      course =
          EngineCourse.of(
              stage.watch().map(EngineWatch::points).orElse(List.of()), judgement.inputCurve());
      if (over.getAsBoolean()) {
        // Part of the input, or of the rows, says nothing of the engine.
        return new Found(facts, Optional.empty(), problems);
      }
      place.listener().stage("comparing answers");
      EngineJudgement.Answers found = judgement.judge(endedNs, unread, course.columns());
      problems.addAll(found.problems());
      judged = Optional.of(withBacklog(found, course));
      note(found, course, judgement.sourceRecords());
    } catch (UnavailableException e) {
      problems.add(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      problems.add(place.directory().unwritable(new UncheckedIOException(e)).getMessage());
    }
    facts =
        facts.withCourse(
            stage.watch().map(w -> OptionalInt.of(w.restarts())).orElse(OptionalInt.empty()),
            resources,
            disturbed() ? OptionalLong.empty() : course.mostBacklog(place.window()));
    return new Found(facts, judged, problems);
  }

  private EngineJudgement judgement() {
    return new EngineJudgement(
        new EngineJudgement.Parts(
            place.directory(),
            query,
            deployment.work().workloadSettings(),
            spec,
            place.window(),
            !place.run().load().profile().closedLoop(),
            place.origin(),
            job.orElseThrow().format(),
            answers.log()));
  }

  private SourceReading.Source source(Optional<Ticks> ticks) {
    List<Integer> inputs = inputs();
    List<String> topics = inputs.stream().map(place.topics()::get).toList();
    List<Encoding> encodings = inputs.stream().map(s -> place.streams().get(s).encoding()).toList();
    boolean closed = ticks.isPresent() && ticks.get().failure().isEmpty();
    return new SourceReading.Source(
        topics,
        encodings,
        place.run().topics().partitions(),
        "weir-" + place.runId() + "-oracle",
        place.runTag(),
        closed ? ticks.get().closingNumber() : OptionalLong.empty());
  }

  /** False if something else than the last result ended the waiting. */
  private boolean await(
      EngineJudgement judgement, long publishedNs, Duration limit, BooleanSupplier over) {
    long deadlineNs = System.nanoTime() + limit.toNanos();
    long settledNs = publishedNs;
    while (!over.getAsBoolean() && ended().isEmpty() && System.nanoTime() < deadlineNs) {
      long nowNs = nowNs();
      if (stage.disturbed() || !stage.watch().map(EngineWatch::running).orElse(true)) {
        settledNs = nowNs;
      } else if (judgement.complete(nowNs)) {
        // Silence tells something only of an engine that runs and has nothing left to read.
        boolean silent = nowNs - settledNs >= judgement.leastQuietNs() && hasRead(judgement, nowNs);
        if (silent || (judgement.counted() && !disturbed())) {
          return true;
        }
      }
      LockSupport.parkNanos(POLL_NS);
    }
    return false;
  }

  /**
   * Whether the engine has read its input, as far as it tells. After a restart its counts are no
   * longer those of the topics; then it has if it reads no more.
   */
  private boolean hasRead(EngineJudgement judgement, long nowNs) {
    Optional<EngineWatch> watch = stage.watch().filter(w -> w.read() >= 0);
    if (watch.isEmpty()) {
      return true;
    }
    return disturbed()
        ? nowNs - watch.get().readRoseNs() >= judgement.leastQuietNs()
        : watch.get().read() >= judgement.sourceRecords();
  }

  /** Whether the engine's counts are no longer those of its topics. */
  private boolean disturbed() {
    return spec.fault().isPresent()
        || spec.rescale().isPresent()
        || stage.watch().map(w -> w.restarts() > 0).orElse(false);
  }

  private long nowNs() {
    return place.origin().offsetNs(place.clock().epochNs());
  }

  private EngineJudgement.Answers withBacklog(EngineJudgement.Answers found, EngineCourse course) {
    return course.backlogBySecond().isEmpty() || disturbed()
        ? found
        : new EngineJudgement.Answers(
            found.outcome(),
            found.latencies(),
            found.seconds(),
            found.evidence().withBacklog(course.overdue(place.window())),
            found.problems());
  }

  /** What became of a fault and of another parallelism. */
  private void note(EngineJudgement.Answers found, EngineCourse course, long sourceRecords) {
    Consumer<EngineEvents.Fault> struck =
        fault -> {
          boolean counted = course.lastRead().isPresent();
          long again = counted ? course.lastRead().getAsLong() - sourceRecords : 0;
          facts =
              facts.withFault(
                  new EngineFacts.FaultOutcome(
                      fault.name(),
                      fault.atNs(),
                      recovery(found, fault.atNs()),
                      counted && again > 0 ? OptionalLong.of(again) : OptionalLong.empty(),
                      OptionalLong.of(found.outcome().count("duplicate")),
                      stage.watch().flatMap(EngineWatch::lastCause)));
        };
    stage.events().flatMap(EngineEvents::fault).ifPresent(struck);
    stage
        .events()
        .flatMap(EngineEvents::rescaling)
        .ifPresent(
            rescaling ->
                facts =
                    facts.withRescale(
                        new EngineFacts.RescaleOutcome(
                            spec.parallelism(),
                            rescaling.parallelism(),
                            rescaling.atNs(),
                            parts(rescaling.parts()),
                            recovery(found, rescaling.atNs()))));
  }

  private static List<EngineFacts.RescaleOutcome.Part> parts(Map<String, Duration> parts) {
    return parts.entrySet().stream()
        .map(e -> new EngineFacts.RescaleOutcome.Part(e.getKey(), e.getValue().toNanos()))
        .toList();
  }

  private OptionalLong recovery(EngineJudgement.Answers found, long disturbedNs) {
    return EngineCourse.recovery(
        found.seconds(), !query.window().isZero(), place.window(), disturbedNs);
  }

  /** Ends the job, if it has not ended, and closes what is open. */
  @Override
  public void close() {
    try {
      answers.close();
    } finally {
      stage.close();
    }
  }
}
