/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.BrokerCluster;
import io.weir.spi.ClientTuning;
import io.weir.spi.ClusterDescription;
import io.weir.spi.Compression;
import io.weir.spi.ConfigValue;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.EngineAdapter;
import io.weir.spi.EngineCluster;
import io.weir.spi.EngineJob;
import io.weir.spi.EngineMetric;
import io.weir.spi.EngineRequest;
import io.weir.spi.Event;
import io.weir.spi.EventSource;
import io.weir.spi.Guarantee;
import io.weir.spi.JobSpec;
import io.weir.spi.JobState;
import io.weir.spi.OpenWorkload;
import io.weir.spi.OptionSpec;
import io.weir.spi.Oracle;
import io.weir.spi.Publisher;
import io.weir.spi.PublisherSpec;
import io.weir.spi.Query;
import io.weir.spi.ResultSchema;
import io.weir.spi.Row;
import io.weir.spi.ServerProcess;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import io.weir.spi.Subscriber;
import io.weir.spi.SubscriberSpec;
import io.weir.spi.SubscriptionKind;
import io.weir.spi.Support;
import io.weir.spi.TopicSpec;
import io.weir.spi.UnavailableException;
import io.weir.spi.Workload;
import io.weir.spi.WorkloadRequest;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every engine plugin promises, as tests against a running engine and a running broker. An
 * engine that passes can be measured: it answers all rows and only right ones, says what it does,
 * and leaves nothing behind.
 *
 * <p>A plugin's test extends this class and says which engine and broker to use, what runs on them
 * ({@link #perRecord}, {@link #windowed}), and how to look at the engine past the plugin ({@link
 * #left}). Engine and broker may be shared by all tests: each makes topics and jobs of its own.
 *
 * <p>Nothing is asked of how an engine works: a job may be a process of its own, run in batches, or
 * plan its text only after it was submitted. Rows are compared here with what {@link Query#oracle}
 * expects, by a comparison of its own. Tests with the tag {@code extended} take a minute or so
 * each.
 */
public abstract class EngineContract {
  /** How long anything that must happen may take: engines start, plan, and take checkpoints. */
  protected static final Duration LIMIT = Duration.ofSeconds(90);

  private static final Duration CANCEL_LIMIT = Duration.ofSeconds(30);
  private static final Duration CHECKPOINTS = Duration.ofSeconds(1);
  private static final Duration WATERMARK_DELAY = Duration.ofSeconds(1);
  private static final int PARTITIONS = 2;
  private static final int PARALLELISM = 2;
  private static final int RECORDS = 3_000;
  private static final long INTERVAL_NS = 1_000_000;
  private static final long SEED = 11;
  private static final int RUN_TAG = 77;

  /** The adapter under test. */
  protected abstract EngineAdapter adapter();

  /** A running engine of it, with room for a job of parallelism 2. */
  protected abstract EngineCluster engine();

  /**
   * The same engine once more, as the harness reaches one that was there before; closed by the
   * suite.
   */
  protected abstract EngineCluster reached();

  /** Protocol of {@link #broker}. */
  protected final String protocol() {
    return broker().endpoint().protocol();
  }

  /** A running broker, of any driver, that the engine reads and writes. */
  protected abstract BrokerCluster broker();

  /** Options of the plugin that differ from the defaults. */
  protected Map<String, String> options() {
    return Map.of();
  }

  /** A workload without times of its own. */
  protected abstract Workload workload();

  /** Name of a query of it that answers record by record, with a row for many of them. */
  protected abstract String perRecord();

  /** Name of a query of it with a window of at most a few seconds. */
  protected abstract String windowed();

  /**
   * What jobs leave on the engine, by the engine's own telling and not through the plugin: jobs
   * that run, files that were uploaded. Empty if there is nothing.
   */
  protected abstract List<String> left();

  /**
   * Those of the names that {@link EngineMetric} has which this engine does not tell. Every other
   * one must come, and none of these.
   */
  protected Set<String> untold() {
    return Set.of();
  }

  /** The defaults of options, as the harness binds them. */
  protected static Settings defaultSettings(List<OptionSpec> options) {
    return BoundDefaults.settings(options);
  }

  /** Given by JUnit before each test. */
  @TempDir private Path directory = Path.of("");

  @Test
  void theServiceLoaderFindsTheAdapter() {
    assertThat(ServiceLoader.load(EngineAdapter.class))
        .anyMatch(found -> found.getClass().equals(adapter().getClass()));
  }

  @Test
  void factsAskedForBeforeAnythingStartsAreComplete() {
    EngineAdapter adapter = adapter();
    assertThat(adapter.name()).matches("[a-z][a-z0-9-]*");
    assertThat(adapter.description()).isNotBlank().doesNotContain("\n");
    assertThat(adapter.defaultVersion()).isNotBlank();
    assertThat(adapter.dialect()).isNotBlank();
    assertThat(adapter.options()).extracting(OptionSpec::name).doesNotHaveDuplicates();
    assertThat(adapter.options()).allSatisfy(o -> assertThat(o.help()).isNotBlank());
    adapter
        .faults()
        .forEach(
            (name, text) -> {
              assertThat(name).matches("[a-z][a-z-]*");
              assertThat(text).isNotBlank().doesNotContain("\n");
            });
    assertThat(adapter.rescales()).isNotNull();
    adapter
        .nativeSections()
        .forEach((name, text) -> assertThat(text).isNotBlank().doesNotContain("\n"));
  }

  @Test
  void whatItSupportsDependsOnTheRequestAloneAndEveryNoHasAReason() {
    assertThat(supports(EngineRequest.any())).isInstanceOf(Support.Yes.class);
    EngineRequest broker = EngineRequest.any().broker("any", protocol());
    assertThat(supports(broker)).isInstanceOf(Support.Yes.class);
    assertThat(supports(EngineRequest.any().broker("any", "no-such-protocol")))
        .isInstanceOf(Support.No.class);
    for (String name : List.of(perRecord(), windowed())) {
      assertThat(supports(broker.query(workload(), query(name)))).isInstanceOf(Support.Yes.class);
    }
    assertThat(supports(broker.query(workload(), new Unwritten(query(perRecord())))))
        .isInstanceOfSatisfying(
            Support.No.class, no -> assertThat(no.reason()).contains(Unwritten.REASON));
    for (Query query : workload().queries()) {
      assertThat(supports(broker.query(workload(), query)) instanceof Support.No)
          .as(query.name())
          .isEqualTo(query.text(adapter().dialect()).isEmpty());
    }
  }

  private Support supports(EngineRequest request) {
    Support answer = adapter().supports(request);
    assertThat(adapter().supports(request)).isEqualTo(answer);
    return answer;
  }

  /** A query that is written in no dialect. */
  private record Unwritten(Query of) implements Query {
    static final String REASON = "nobody has written it";

    @Override
    public String name() {
      return of.name();
    }

    @Override
    public String description() {
      return of.description();
    }

    @Override
    public List<String> inputs() {
      return of.inputs();
    }

    @Override
    public ResultSchema result() {
      return of.result();
    }

    @Override
    public Duration window() {
      return of.window();
    }

    @Override
    public Set<String> dialects() {
      return Set.of();
    }

    @Override
    public Optional<String> text(String dialect) {
      return Optional.empty();
    }

    @Override
    public Optional<String> reason(String dialect) {
      return Optional.of(REASON);
    }

    @Override
    public Oracle oracle(Settings settings) {
      return of.oracle(settings);
    }
  }

  @Test
  void theDescriptionNamesVersionAndProcesses() {
    ClusterDescription described = engine().describe();
    assertThat(described.system()).isEqualTo(adapter().name());
    assertThat(described.version()).isNotBlank();
    assertThat(described.nodes()).isNotEmpty();
    assertThat(described.nodes()).extracting(ClusterDescription.Node::id).doesNotHaveDuplicates();
    assertThat(described.nodes()).allSatisfy(n -> assertThat(n.configuration()).isNotEmpty());
    assertThat(engine().servers()).allMatch(ServerProcess::alive);
  }

  @Test
  void everyRowOfAQueryPerRecordComesAndIsRight() {
    assertTruth(perRecord());
  }

  @Test
  void everyRowOfAWindowedQueryComesAndIsRight() {
    assertTruth(windowed());
  }

  private void assertTruth(String name) {
    try (Bench bench = new Bench(name, Guarantee.AT_LEAST_ONCE)) {
      EngineJob job = bench.submit(engine(), PARALLELISM);
      bench.awaitRunning();
      assertThat(job.id()).isNotBlank();
      assertThat(job.text()).contains(bench.output);
      assertThat(job.configuration()).isNotEmpty();
      bench.publish(RECORDS);
      bench.publishClosingTicks();
      bench.awaitTruth();
      assertThat(bench.expected()).as("rows that are expected").isNotEmpty();
      assertFigures(bench, job, told(query(name)));
      assertThat(job.metrics())
          .allSatisfy(m -> assertThat(m.name()).matches("[a-z][a-z0-9_]*"))
          .allSatisfy(m -> assertThat(m.value()).isNotNaN())
          .extracting(m -> m.entity() + "/" + m.name())
          .doesNotHaveDuplicates();
      bench.publish(RECORDS / 10);
      bench.publishClosingTicks();
      bench.awaitTruth();
      assertThat(job.state()).isInstanceOf(JobState.Running.class);
    }
    assertThat(left()).isEmpty();
  }

  /** The shared names that figures of a query's job must have. */
  private Set<String> told(Query query) {
    Set<String> told =
        new HashSet<>(
            Set.of(
                EngineMetric.RECORDS_READ,
                EngineMetric.ROWS_WRITTEN,
                EngineMetric.RESTARTS,
                EngineMetric.BUSY,
                EngineMetric.BACK_PRESSURED,
                EngineMetric.CHECKPOINTS,
                EngineMetric.CHECKPOINT_DURATION,
                EngineMetric.CHECKPOINT_SIZE,
                EngineMetric.WATERMARK));
    if (!query.window().isZero()) {
      // Only a window can be missed.
      told.add(EngineMetric.LATE_DROPPED);
    }
    told.removeAll(untold());
    return told;
  }

  /** Figures follow what they are of. */
  private void assertFigures(Bench bench, EngineJob job, Set<String> told) {
    Conditions.await(
        () -> names(job).containsAll(told), LIMIT, () -> told + " must be told: " + job.metrics());
    if (told.contains(EngineMetric.RECORDS_READ)) {
      Conditions.await(
          () -> bench.metric(EngineMetric.RECORDS_READ).orElse(-1) == bench.published(),
          LIMIT,
          () -> bench.published() + " records were published: " + job.metrics());
    }
    if (told.contains(EngineMetric.ROWS_WRITTEN)) {
      // Without updates as many as are expected; with updates rather more.
      Conditions.await(
          () -> bench.metric(EngineMetric.ROWS_WRITTEN).orElse(-1) >= bench.expected().size(),
          LIMIT,
          () -> bench.expected().size() + " rows are expected: " + job.metrics());
    }
    assertThat(names(job)).noneMatch(untold()::contains);
  }

  private static Set<String> names(EngineJob job) {
    return job.metrics().stream().map(EngineMetric::name).collect(Collectors.toSet());
  }

  @Test
  void aJobThatWasCancelledHasEndedAndCancellingItAgainDoesNothing() {
    try (Bench bench = new Bench(perRecord(), Guarantee.AT_LEAST_ONCE)) {
      EngineJob job = bench.submit(engine(), 1);
      bench.awaitRunning();
      job.cancel(CANCEL_LIMIT);
      assertThat(left()).isEmpty();
      assertThat(job.state()).isInstanceOf(JobState.Ended.class);
      job.cancel(CANCEL_LIMIT);
      assertThat(job.state()).isInstanceOf(JobState.Ended.class);
    }
  }

  @Test
  void aJobThatIsCancelledBeforeItRunsLeavesNothing() {
    try (Bench bench = new Bench(windowed(), Guarantee.AT_LEAST_ONCE)) {
      bench.submit(engine(), 1).cancel(CANCEL_LIMIT);
      assertThat(left()).isEmpty();
    }
  }

  /** An engine may plan before it takes a job or afterwards. */
  @Test
  void aTextThatCannotBePlannedIsRefusedWithItsCauseAndLeavesNothing() {
    try (Bench bench = new Bench(perRecord(), Guarantee.AT_LEAST_ONCE)) {
      String said;
      try {
        EngineJob job =
            bench.submit(engine(), 1, "SELECT no_such_column FROM " + bench.firstTable());
        Conditions.await(
            () -> job.state() instanceof JobState.Failed, LIMIT, () -> job.state().toString());
        said = job.state() instanceof JobState.Failed failed ? failed.cause() : "";
        job.cancel(CANCEL_LIMIT);
      } catch (UnavailableException e) {
        said = String.valueOf(e.getMessage());
      }
      assertThat(said).contains("no_such_column").doesNotContain("\n");
    }
    assertThat(left()).isEmpty();
  }

  @Test
  void closingAnEngineThatWasThereBeforeLeavesNothingOnItAndItRunsOn() {
    try (Bench bench = new Bench(windowed(), Guarantee.AT_LEAST_ONCE)) {
      try (EngineCluster reached = reached()) {
        // At most helpers of it.
        assertThat(reached.servers()).allMatch(ServerProcess::alive);
        bench.submit(reached, 1);
        bench.awaitRunning();
        bench.publish(100);
      }
      assertThat(left()).isEmpty();
    }
    assertThat(engine().describe().nodes()).isNotEmpty();
  }

  @Test
  void whatIsNotOfferedIsRefused() {
    if (adapter().rescales() instanceof Support.No) {
      try (Bench bench = new Bench(perRecord(), Guarantee.AT_LEAST_ONCE)) {
        EngineJob job = bench.submit(engine(), 1);
        assertThatThrownBy(() -> job.rescale(2, LIMIT))
            .isInstanceOf(UnsupportedOperationException.class);
      }
    }
    assertThatThrownBy(() -> engine().strike("no-such-fault"))
        .isInstanceOfAny(UnsupportedOperationException.class, IllegalArgumentException.class);
  }

  @Test
  @Tag("extended")
  void afterEachFaultEveryRowIsThereOnceUnderExactlyOnce() {
    Assumptions.assumeTrue(offers(Guarantee.EXACTLY_ONCE), "exactly-once is not offered");
    forEachFault(
        fault -> {
          RowBags.Difference difference = after(fault, windowed(), Guarantee.EXACTLY_ONCE);
          assertThat(difference.none()).as(fault + ": " + difference).isTrue();
        });
  }

  @Test
  @Tag("extended")
  void afterEachFaultEveryRowIsThereUnderAtLeastOnce() {
    Assumptions.assumeTrue(offers(Guarantee.AT_LEAST_ONCE), "at-least-once is not offered");
    forEachFault(
        fault -> {
          RowBags.Difference difference = after(fault, perRecord(), Guarantee.AT_LEAST_ONCE);
          assertThat(difference.duplicatesOnly()).as(fault + ": " + difference).isTrue();
        });
  }

  private boolean offers(Guarantee guarantee) {
    return supports(EngineRequest.any().broker("any", protocol()).guarantee(guarantee))
        instanceof Support.Yes;
  }

  private void forEachFault(Consumer<String> test) {
    Assumptions.assumeFalse(adapter().faults().isEmpty(), "no faults are offered");
    Assumptions.assumeFalse(engine().servers().isEmpty(), "the engine is not a local one");
    new TreeSet<>(adapter().faults().keySet()).forEach(test);
  }

  /** Between what is expected and what is there after a fault, which is all of it at least. */
  private RowBags.Difference after(String fault, String name, Guarantee guarantee) {
    try (Bench bench = new Bench(name, guarantee)) {
      EngineJob job = bench.submit(engine(), PARALLELISM);
      bench.awaitRunning();
      bench.publish(RECORDS);
      bench.publishClosingTicks();
      bench.awaitAllThere();
      bench.publish(RECORDS);
      assertThat(engine().strike(fault)).isNotEmpty();
      bench.publish(RECORDS);
      engine().recover(LIMIT);
      assertThat(engine().servers()).allMatch(ServerProcess::alive);
      bench.awaitRunning();
      if (!untold().contains(EngineMetric.RESTARTS)) {
        assertThat(job.state())
            .isInstanceOfSatisfying(
                JobState.Running.class, s -> assertThat(s.restarts()).isPositive());
      }
      bench.publish(RECORDS);
      bench.publishClosingTicks();
      bench.awaitAllThere();
      // What comes twice came before this.
      bench.publish(RECORDS / 10);
      bench.publishClosingTicks();
      bench.awaitAllThere();
      return bench.difference();
    } finally {
      assertThat(left()).isEmpty();
    }
  }

  @Test
  @Tag("extended")
  void aJobThatGoesOnWithAnotherParallelismKeepsItsRowsRight() {
    Assumptions.assumeTrue(
        adapter().rescales() instanceof Support.Yes, "parallelism cannot be changed");
    try (Bench bench = new Bench(windowed(), Guarantee.AT_LEAST_ONCE)) {
      EngineJob job = bench.submit(engine(), 1);
      bench.awaitRunning();
      bench.publish(RECORDS);
      Map<String, Duration> parts = job.rescale(PARALLELISM, LIMIT);
      assertThat(parts).isNotEmpty();
      assertThat(parts.values()).allMatch(part -> !part.isNegative());
      assertThat(job.state()).isInstanceOf(JobState.Running.class);
      assertThat(job.id()).isNotBlank();
      bench.publish(RECORDS);
      bench.publishClosingTicks();
      bench.awaitTruth();
      if (!untold().contains(EngineMetric.RECORDS_READ)) {
        Conditions.await(
            () -> bench.metric(EngineMetric.RECORDS_READ).orElse(-1) > 0,
            LIMIT,
            () -> job.metrics().toString());
      }
    }
    assertThat(left()).isEmpty();
  }

  private Query query(String name) {
    return workload().queries().stream()
        .filter(query -> query.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no query " + name));
  }

  /** One query with topics of its own, what was published to them, and what came out. */
  private final class Bench implements AutoCloseable {
    private final Query query;
    private final Guarantee guarantee;
    private final Settings workloadSettings = BoundDefaults.settings(workload().options());
    private final OpenWorkload open =
        workload().open(new WorkloadRequest(workloadSettings, SEED, directory));
    private final EventSource source = open.newSource();
    private final EventSource ticks = open.newSource();
    private final String name = "weir-" + UUID.randomUUID();
    private final String output = name + "-result";
    private final RecordedAnswers answers = new RecordedAnswers();
    private final List<StreamSpec> streams = new ArrayList<>();
    private final List<Publisher> publishers = new ArrayList<>();
    private final List<Subscriber> subscribers = new ArrayList<>();

    /** As the oracle takes them. */
    private final List<Made> made = new ArrayList<>();

    private Optional<EngineJob> job = Optional.empty();
    private Optional<ReadRows> rows = Optional.empty();
    private long index;
    private long offsetNs;
    private int published;

    private record Made(int input, ByteBuffer payload, long intendedNs) {}

    Bench(String query, Guarantee guarantee) {
      this.query = query(query);
      this.guarantee = guarantee;
      for (String input : this.query.inputs()) {
        StreamSpec stream =
            open.streams().stream()
                .filter(s -> s.name().equals(input))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no stream " + input));
        streams.add(stream);
        broker().createTopic(new TopicSpec(topic(stream), PARTITIONS, DurabilityLevel.DEFAULT));
        publishers.add(
            broker()
                .openPublisher(
                    new PublisherSpec(
                        topic(stream),
                        PARTITIONS,
                        0,
                        1,
                        1 << 14,
                        DurabilityLevel.DEFAULT,
                        new ClientTuning(16 * 1024, Duration.ZERO, Compression.NONE, 8L << 20)),
                    answers));
      }
      broker().createTopic(new TopicSpec(output, PARTITIONS, DurabilityLevel.DEFAULT));
    }

    private String topic(StreamSpec stream) {
      return name + "-" + stream.name();
    }

    String firstTable() {
      return streams.get(0).schema().orElseThrow().name();
    }

    EngineJob submit(EngineCluster to, int parallelism) {
      return submit(to, parallelism, query.text(adapter().dialect()).orElseThrow());
    }

    EngineJob submit(EngineCluster to, int parallelism, String text) {
      Map<String, ConfigValue> options =
          new HashMap<>(BoundDefaults.settings(adapter().options()).options());
      options().forEach((option, value) -> options.put(option, ConfigValue.plain(value)));
      EngineJob submitted =
          to.submit(
              new JobSpec(
                  name,
                  text,
                  streams.stream()
                      .map(
                          s ->
                              new JobSpec.Input(
                                  topic(s), PARTITIONS, s.encoding(), s.schema().orElseThrow()))
                      .toList(),
                  new JobSpec.Output(output, PARTITIONS, query.result()),
                  broker().endpoint(),
                  guarantee,
                  parallelism,
                  CHECKPOINTS,
                  WATERMARK_DELAY,
                  new Settings(options, Map.of())));
      job = Optional.of(submitted);
      ReadRows read = new ReadRows(query.result(), submitted.format());
      rows = Optional.of(read);
      subscribers.add(
          broker()
              .openSubscriber(
                  new SubscriberSpec(
                      List.of(output),
                      PARTITIONS,
                      name + "-reader",
                      0,
                      1,
                      SubscriptionKind.EXCLUSIVE,
                      guarantee == Guarantee.EXACTLY_ONCE
                          ? SubscriberSpec.Isolation.READ_COMMITTED
                          : SubscriberSpec.Isolation.READ_UNCOMMITTED,
                      SubscriberSpec.Start.EARLIEST),
                  read));
      return submitted;
    }

    void awaitRunning() {
      EngineJob started = job.orElseThrow();
      Conditions.await(
          () -> {
            JobState state = started.state();
            assertThat(state).isNotInstanceOfAny(JobState.Failed.class, JobState.Ended.class);
            return state instanceof JobState.Running;
          },
          LIMIT,
          () -> String.valueOf(started.state()));
    }

    /** Publishes the next records of the workload, those of other streams passed over. */
    void publish(int records) {
      Event event = new Event();
      for (int i = 0; i < records; i++, index++, offsetNs += INTERVAL_NS) {
        source.fill(index, 0, index, offsetNs, event);
        StreamSpec stream = open.streams().get(event.stream);
        int input = streams.indexOf(stream);
        if (input < 0) {
          continue;
        }
        int partition =
            event.partition >= 0
                ? event.partition
                : (int) ((event.keyIndex >= 0 ? event.keyIndex : index) % PARTITIONS);
        send(input, partition, event, index);
        byte[] payload = new byte[event.length];
        System.arraycopy(event.payload, 0, payload, 0, event.length);
        made.add(new Made(input, ByteBuffer.wrap(payload), offsetNs));
      }
      awaitAnswers();
    }

    /** Lets every window close that has records; what is published later is later than these. */
    void publishClosingTicks() {
      long aheadMs =
          query.window().toMillis() + 2 * WATERMARK_DELAY.toMillis() + CHECKPOINTS.toMillis();
      Event event = new Event();
      for (int input = 0; input < streams.size(); input++) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
          ticks.tick(open.streams().indexOf(streams.get(input)), index, offsetNs, aheadMs, event);
          event.key = null;
          send(input, partition, event, -1);
        }
      }
      awaitAnswers();
      offsetNs += 2 * aheadMs * 1_000_000;
    }

    private void send(int input, int partition, Event event, long sequence) {
      streams.get(input).encoding().stamp(event.payload, RUN_TAG, 0, sequence, offsetNs);
      publishers
          .get(input)
          .publish(partition, event.key, event.payload, 0, event.length, published);
      published++;
    }

    private void awaitAnswers() {
      publishers.forEach(Publisher::flush);
      Conditions.await(
          () -> answers.count() >= published,
          LIMIT,
          () -> answers.count() + " of " + published + " records answered");
      assertThat(answers.failures()).isEmpty();
    }

    int published() {
      return published;
    }

    List<Row> expected() {
      Oracle oracle = query.oracle(workloadSettings);
      List<Row> all = new ArrayList<>();
      for (Made one : made) {
        oracle.accept(
            one.input(), one.payload().duplicate(), one.intendedNs(), row -> all.add(row.row()));
      }
      oracle.finish(row -> all.add(row.row()));
      return all;
    }

    /** Between what is expected and what is there. */
    RowBags.Difference difference() {
      return RowBags.compare(expected(), rows.orElseThrow().now());
    }

    /** Waits until every row is there, and no other. */
    void awaitTruth() {
      awaitAllThere();
      assertThat(difference().none()).as(difference().toString()).isTrue();
    }

    /** Waits until every row is there. */
    void awaitAllThere() {
      List<Row> expected = expected();
      ReadRows read = rows.orElseThrow();
      Conditions.await(
          () ->
              read.now().size() >= expected.size()
                  && RowBags.compare(expected, read.now()).missing().isEmpty(),
          LIMIT,
          () ->
              RowBags.compare(expected, read.now())
                  + " of "
                  + expected.size()
                  + "; "
                  + read.failures()
                  + "; "
                  + job.orElseThrow().state());
      assertThat(read.failures()).isEmpty();
    }

    OptionalDouble metric(String metric) {
      return job.orElseThrow().metrics().stream()
          .filter(m -> m.entity().equals(EngineMetric.JOB) && m.name().equals(metric))
          .mapToDouble(EngineMetric::value)
          .findFirst();
    }

    @Override
    public void close() {
      try {
        job.ifPresent(j -> j.cancel(CANCEL_LIMIT));
      } finally {
        subscribers.forEach(Subscriber::close);
        publishers.forEach(Publisher::close);
        streams.forEach(s -> broker().deleteTopic(topic(s)));
        broker().deleteTopic(output);
        open.close();
      }
    }
  }
}
