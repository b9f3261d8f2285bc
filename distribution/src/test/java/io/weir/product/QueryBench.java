/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.analysis.output.Change;
import io.weir.core.analysis.output.OutputComparer;
import io.weir.core.analysis.output.OutputReport;
import io.weir.core.analysis.output.RowDecoder;
import io.weir.core.plugin.Plugins;
import io.weir.core.plugin.SettingsBinder;
import io.weir.core.provision.LocalHost;
import io.weir.core.provision.MavenArtifacts;
import io.weir.spi.AckHandler;
import io.weir.spi.BrokerCluster;
import io.weir.spi.BrokerDriver;
import io.weir.spi.ClientTuning;
import io.weir.spi.Compression;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.EngineAdapter;
import io.weir.spi.EngineCluster;
import io.weir.spi.EngineJob;
import io.weir.spi.EngineLaunch;
import io.weir.spi.EngineMetric;
import io.weir.spi.Event;
import io.weir.spi.EventSource;
import io.weir.spi.ExpectedRow;
import io.weir.spi.Guarantee;
import io.weir.spi.JobSpec;
import io.weir.spi.JobState;
import io.weir.spi.LaunchRequest;
import io.weir.spi.NanoClock;
import io.weir.spi.OpenWorkload;
import io.weir.spi.Oracle;
import io.weir.spi.Publisher;
import io.weir.spi.PublisherSpec;
import io.weir.spi.Query;
import io.weir.spi.RecordHandler;
import io.weir.spi.RowFormat;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import io.weir.spi.Subscriber;
import io.weir.spi.SubscriberSpec;
import io.weir.spi.SubscriptionKind;
import io.weir.spi.TopicSpec;
import io.weir.spi.Workload;
import io.weir.spi.WorkloadRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Has a real engine answer queries over a real broker, and compares all rows with what the oracle
 * expects: a minute of event time, published as fast as may be, a job that reads it from its
 * beginning. Servers are launched when first needed. For one thread.
 */
final class QueryBench implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(2);
  private static final Duration COUNT_LIMIT = Duration.ofSeconds(20);
  private static final Duration DELAY = Duration.ofSeconds(5);
  private static final int EVENTS = 6_000;
  private static final long SPACING_NS = 10_000_000;
  private static final int PARTITIONS = 2;
  private static final int PARALLELISM = 2;
  private static final int RUN_TAG = 7;
  private static final int JOBS_EACH = 8;
  private static final byte[] FENCE = "fence".getBytes(StandardCharsets.UTF_8);

  private final Path directory;
  private final long seedNs = System.currentTimeMillis() * 1_000_000 - System.nanoTime();
  private final NanoClock clock = () -> seedNs + System.nanoTime();
  private final Plugins plugins;
  private final MavenArtifacts artifacts;
  private final LocalHost host;
  private final String engineName;
  private final Map<String, BrokerCluster> brokers = new HashMap<>();
  private @Nullable EngineCluster engine;
  private @Nullable LocalHost engineHost;
  private int jobs;
  private int number;

  QueryBench(Path directory, String engineName) {
    this.directory = directory;
    this.engineName = engineName;
    plugins = Plugins.load(List.of(Path.of(System.getProperty("weir.dist")).resolve("plugins")));
    artifacts = new MavenArtifacts(MavenArtifacts.defaultCacheDirectory(System.getenv()));
    host = new LocalHost(directory, artifacts);
  }

  /**
   * A query over a broker.
   *
   * @param options of the workload
   */
  record Asked(
      String driver,
      Workload workload,
      Query query,
      Map<String, String> options,
      Guarantee guarantee) {
    @Override
    public String toString() {
      return driver
          + " "
          + workload.name()
          + " "
          + query.name()
          + " "
          + options.getOrDefault("encoding", "json")
          + " "
          + guarantee.text();
    }
  }

  EngineAdapter adapter() {
    return (EngineAdapter) plugins.system("--engine", engineName);
  }

  /** Every query that is written in the engine's dialect, in each encoding that there is. */
  List<Asked> all(String driver, Guarantee guarantee) {
    List<Asked> all = new ArrayList<>();
    plugins
        .workloads()
        .forEach(
            loaded -> {
              Workload workload = loaded.workload();
              for (String encoding : encodings(workload)) {
                for (Query query : workload.queries()) {
                  if (query.text(adapter().dialect()).isPresent()) {
                    Map<String, String> options = new HashMap<>();
                    if (!encoding.isEmpty()) {
                      options.put("encoding", encoding);
                    }
                    if (workload.name().equals("shop")) {
                      // So few that they meet each other within a minute.
                      options.putAll(Map.of("users", "50", "products", "10", "open-orders", "5"));
                    }
                    all.add(new Asked(driver, workload, query, options, guarantee));
                  }
                }
              }
            });
    return all;
  }

  private static List<String> encodings(Workload workload) {
    return workload.options().stream()
        .filter(option -> option.name().equals("encoding"))
        .findFirst()
        .map(option -> option.allowed())
        .orElse(List.of(""));
  }

  /**
   * What came of it.
   *
   * @param published records in the source topics
   * @param read records that the engine says it has read; empty if it does not say
   */
  record Answer(
      OutputReport report,
      RowFormat format,
      JobState state,
      Set<String> unwell,
      long published,
      OptionalLong read) {
    @Override
    public String toString() {
      return report.outcome() + " " + format + " " + state + " " + unwell + " " + report.lines();
    }
  }

  /** Asks. */
  Answer answer(Asked asked) throws IOException, InterruptedException {
    return answer(asked, Map.of(), PARALLELISM);
  }

  /**
   * Asks.
   *
   * @param engineOptions of the engine's plugin
   */
  Answer answer(Asked asked, Map<String, String> engineOptions, int parallelism)
      throws IOException, InterruptedException {
    Settings settings =
        new SettingsBinder(Map.of())
            .bind(
                asked.workload().name(),
                asked.workload().options(),
                prefixed(asked.workload().name(), asked.options()),
                List.of(asked.workload().name()));
    BrokerCluster broker = broker(asked.driver());
    Query query = asked.query();
    String id = "q" + ++number;
    List<ExpectedRow> expected = new ArrayList<>();
    Published source;
    try (OpenWorkload workload =
        asked.workload().open(new WorkloadRequest(settings, 42, directory.resolve(id)))) {
      source = publish(id, broker, workload, query, query.oracle(settings), expected);
    }
    String result = id + "-result";
    broker.createTopic(new TopicSpec(result, PARTITIONS, DurabilityLevel.DEFAULT));
    JobSpec spec =
        new JobSpec(
            "weir-" + id,
            query.text(adapter().dialect()).orElseThrow(),
            source.inputs(),
            new JobSpec.Output(result, PARTITIONS, query.result()),
            broker.endpoint(),
            asked.guarantee(),
            parallelism,
            Duration.ofSeconds(1),
            DELAY,
            engineSettings(engineOptions));
    EngineJob job = engine().submit(spec);
    Arrived arrived = new Arrived(PARTITIONS);
    try (Subscriber subscriber =
        broker.openSubscriber(subscription(id, result, asked.guarantee()), arrived)) {
      assertThat(subscriber.awaitReady(START_LIMIT)).isTrue();
      awaitAnswer(query, job, expected, arrived);
      JobState state = job.state();
      OptionalLong read = awaitRead(job, source.records());
      job.cancel(Duration.ofSeconds(30));
      // What comes after is no answer: the fence stands behind all that the job has written.
      try (Publisher fence = publisher(broker, result, PARTITIONS)) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
          fence.publish(partition, null, FENCE, 0, FENCE.length, partition);
        }
        fence.flush();
        assertThat(arrived.awaitFences(ANSWER_LIMIT)).as("the end of the result").isTrue();
      }
      OutputReport report = compare(query, job.format(), expected, arrived.records());
      return new Answer(report, job.format(), state, arrived.failures(), source.records(), read);
    } finally {
      job.cancel(Duration.ofSeconds(30));
    }
  }

  /** The source topics, and how many records they have in all. */
  private record Published(List<JobSpec.Input> inputs, long records) {}

  private Published publish(
      String id,
      BrokerCluster broker,
      OpenWorkload workload,
      Query query,
      Oracle oracle,
      List<ExpectedRow> expected) {
    List<StreamSpec> streams = workload.streams();
    long records = 0;
    List<JobSpec.Input> inputs = new ArrayList<>();
    List<Publisher> publishers = new ArrayList<>();
    try {
      for (String name : query.inputs()) {
        StreamSpec stream = streams.get(index(streams, name));
        int partitions = stream.partitions().orElse(PARTITIONS);
        String topic = id + "-" + name;
        broker.createTopic(new TopicSpec(topic, partitions, DurabilityLevel.DEFAULT));
        inputs.add(
            new JobSpec.Input(topic, partitions, stream.encoding(), stream.schema().orElseThrow()));
        publishers.add(publisher(broker, topic, partitions));
      }
      EventSource source = workload.newSource();
      Event event = new Event();
      for (int i = 0; i < EVENTS; i++) {
        long intendedNs = i * SPACING_NS;
        source.fill(i, 0, i, intendedNs, event);
        StreamSpec stream = streams.get(event.stream);
        int input = query.inputs().indexOf(stream.name());
        if (input >= 0) {
          stream.encoding().stamp(event.payload, RUN_TAG, 0, i, intendedNs);
          int partition =
              event.partition >= 0 ? event.partition : i % inputs.get(input).partitions();
          publishers.get(input).publish(partition, event.key, event.payload, 0, event.length, i);
          records++;
          oracle.accept(
              input,
              ByteBuffer.wrap(Arrays.copyOf(event.payload, event.length)),
              intendedNs,
              expected::add);
        }
      }
      oracle.finish(expected::add);
      long endNs = EVENTS * SPACING_NS;
      long aheadMs = query.window().plus(DELAY).plusSeconds(10).toMillis();
      for (int input = 0; input < inputs.size(); input++) {
        source.tick(index(streams, query.inputs().get(input)), EVENTS, endNs, aheadMs, event);
        inputs.get(input).encoding().stamp(event.payload, RUN_TAG, -1, 0, endNs);
        for (int partition = 0; partition < inputs.get(input).partitions(); partition++) {
          publishers
              .get(input)
              .publish(partition, null, event.payload, 0, event.length, EVENTS + partition);
          records++;
        }
        publishers.get(input).flush();
      }
      return new Published(inputs, records);
    } finally {
      publishers.forEach(Publisher::close);
    }
  }

  private static int index(List<StreamSpec> streams, String name) {
    for (int i = 0; i < streams.size(); i++) {
      if (streams.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new AssertionError("no stream " + name);
  }

  /** What an engine counts is told a while later; it may be more than was published. */
  private static OptionalLong awaitRead(EngineJob job, long published) throws InterruptedException {
    long deadlineNs = System.nanoTime() + COUNT_LIMIT.toNanos();
    while (true) {
      OptionalLong read =
          job.metrics().stream()
              .filter(metric -> metric.name().equals(EngineMetric.RECORDS_READ))
              .mapToLong(metric -> (long) metric.value())
              .findFirst();
      if (read.isPresent() && read.getAsLong() >= published || System.nanoTime() > deadlineNs) {
        return read;
      }
      Thread.sleep(100);
    }
  }

  /** Returns when the answer is right, when the job cannot go on, or when it is late. */
  private void awaitAnswer(Query query, EngineJob job, List<ExpectedRow> expected, Arrived arrived)
      throws IOException, InterruptedException {
    long deadlineNs = System.nanoTime() + ANSWER_LIMIT.toNanos();
    int seen = 0;
    while (System.nanoTime() < deadlineNs) {
      List<Arrived.Record> records = arrived.awaitMore(seen);
      if (records.size() == seen) {
        JobState state = job.state();
        if (state instanceof JobState.Failed || state instanceof JobState.Ended) {
          return;
        }
      } else if (records.size() >= expected.size()
          && compare(query, job.format(), expected, records).right()) {
        return;
      }
      seen = records.size();
    }
  }

  private OutputReport compare(
      Query query, RowFormat format, List<ExpectedRow> expected, List<Arrived.Record> records)
      throws IOException {
    RowDecoder decoder = new RowDecoder(query.result());
    try (OutputComparer comparer =
        new OutputComparer(
            query.result(),
            // Nothing fails here, so that nothing may come twice whatever is asked for.
            Guarantee.EXACTLY_ONCE,
            row -> true,
            directory.resolve("compared"),
            OutputComparer.DEFAULT_BUDGET_BYTES,
            OutputComparer.DEFAULT_EXAMPLES)) {
      for (ExpectedRow row : expected) {
        comparer.expect(row, true);
      }
      for (Arrived.Record record : records) {
        RowDecoder.Decoded decoded =
            switch (format) {
              case PLAIN -> decoder.plain(record.value(), Long.MAX_VALUE);
              case KEYED -> decoder.upsert(record.key(), record.value(), Long.MAX_VALUE);
              case DEBEZIUM -> decoder.debezium(record.value(), Long.MAX_VALUE);
            };
        if (decoded instanceof RowDecoder.Decoded.Changes changes) {
          for (Change change : changes.changes()) {
            comparer.arrived(change);
          }
        } else if (decoded instanceof RowDecoder.Decoded.Failed failed) {
          comparer.unreadable(failed.finding());
        }
      }
      return comparer.compare((row, ns) -> {});
    }
  }

  private static SubscriberSpec subscription(String id, String topic, Guarantee guarantee) {
    return new SubscriberSpec(
        List.of(topic),
        PARTITIONS,
        "weir-" + id + "-answers",
        0,
        1,
        SubscriptionKind.EXCLUSIVE,
        guarantee == Guarantee.EXACTLY_ONCE
            ? SubscriberSpec.Isolation.READ_COMMITTED
            : SubscriberSpec.Isolation.READ_UNCOMMITTED,
        SubscriberSpec.Start.EARLIEST);
  }

  private static Publisher publisher(BrokerCluster broker, String topic, int partitions) {
    return broker.openPublisher(
        new PublisherSpec(
            topic,
            partitions,
            0,
            1,
            1 << 14,
            DurabilityLevel.DEFAULT,
            new ClientTuning(16 * 1024, Duration.ofMillis(5), Compression.NONE, 8L << 20)),
        new AckHandler() {
          @Override
          public void onAck(long token, int partition, long ackedNs) {}

          @Override
          public void onError(long token, ErrorKind kind, Throwable cause) {
            // A lost record is seen in the comparison.
            cause.printStackTrace();
          }
        });
  }

  private BrokerCluster broker(String name) {
    return brokers.computeIfAbsent(
        name,
        any -> {
          BrokerDriver driver = plugins.driver(name).driver();
          return driver.launch(
              new LaunchRequest(
                  driver.defaultVersion(),
                  driver.nodesFor(DurabilityLevel.DEFAULT),
                  DurabilityLevel.DEFAULT,
                  true,
                  new SettingsBinder(Map.of()).bind(driver, Map.of(), List.of(name)),
                  clock,
                  START_LIMIT),
              host);
        });
  }

  /**
   * Another one after some jobs: what a Pulsar client leaves behind in a worker when its job ends,
   * classes and buffers, adds up, and runs have one job each.
   */
  private EngineCluster engine() {
    if (jobs++ % JOBS_EACH == 0) {
      closeEngine();
    }
    EngineCluster running = engine;
    if (running == null) {
      LocalHost itsHost = new LocalHost(directory.resolve("engine-" + jobs), artifacts);
      engineHost = itsHost;
      Path jars =
          Path.of(System.getProperty("weir.dist")).resolve("plugins/" + engineName + "/job");
      running =
          adapter()
              .launch(
                  new EngineLaunch(
                      adapter().defaultVersion(),
                      1,
                      4,
                      jars,
                      engineSettings(Map.of()),
                      START_LIMIT),
                  itsHost);
      engine = running;
    }
    return running;
  }

  private Settings engineSettings(Map<String, String> options) {
    return new SettingsBinder(Map.of())
        .bind(adapter(), prefixed(engineName, options), List.of(engineName));
  }

  private static Map<String, String> prefixed(String name, Map<String, String> options) {
    Map<String, String> prefixed = new HashMap<>();
    options.forEach((key, value) -> prefixed.put(name + "." + key, value));
    return prefixed;
  }

  @Override
  public void close() {
    try {
      closeEngine();
      brokers.values().forEach(BrokerCluster::close);
    } finally {
      host.close();
      artifacts.close();
      plugins.close();
    }
  }

  private void closeEngine() {
    try {
      if (engine != null) {
        engine.close();
      }
    } finally {
      if (engineHost != null) {
        engineHost.close();
      }
      engine = null;
      engineHost = null;
    }
  }

  /** The result as it comes. */
  private static final class Arrived implements RecordHandler {
    private final int partitions;
    private final List<Record> records = new ArrayList<>();
    private final Set<Integer> fenced = new HashSet<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    record Record(byte @Nullable [] key, byte[] value) {}

    Arrived(int partitions) {
      this.partitions = partitions;
    }

    @Override
    public synchronized void onRecord(
        int topic,
        int partition,
        @Nullable ByteBuffer key,
        ByteBuffer payload,
        long brokerTimestampMs,
        long receivedNs) {
      byte[] value = bytes(payload);
      if (Arrays.equals(value, FENCE)) {
        fenced.add(partition);
      } else {
        records.add(new Record(key == null ? null : bytes(key), value));
      }
      notifyAll();
    }

    private static byte[] bytes(ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    }

    @Override
    public void onFailure(Throwable cause) {
      failure.compareAndSet(null, cause);
    }

    /** All, once there are more than so many, or a moment has passed. */
    synchronized List<Record> awaitMore(int seen) throws InterruptedException {
      if (records.size() == seen) {
        wait(500);
      }
      return List.copyOf(records);
    }

    synchronized boolean awaitFences(Duration timeLimit) throws InterruptedException {
      long deadlineNs = System.nanoTime() + timeLimit.toNanos();
      while (fenced.size() < partitions) {
        long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
        if (leftMs <= 0) {
          return false;
        }
        wait(leftMs);
      }
      return true;
    }

    synchronized List<Record> records() {
      return List.copyOf(records);
    }

    Set<String> failures() {
      Throwable cause = failure.get();
      return cause == null ? Set.of() : Set.of(cause.toString());
    }
  }
}
