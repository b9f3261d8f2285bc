/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import io.weir.core.analysis.output.Change;
import io.weir.core.analysis.output.OutputComparer;
import io.weir.core.analysis.output.OutputReport;
import io.weir.core.analysis.output.RowDecoder;
import io.weir.core.plugin.Plugins;
import io.weir.core.plugin.SettingsBinder;
import io.weir.core.provision.LocalHost;
import io.weir.core.provision.MavenArtifacts;
import io.weir.spi.*;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Dev main: args driver, guarantee, then query names. */
final class QueriesDev {
  static final int EVENTS = 6_000;
  static final int PARTITIONS = 2;

  record Record(byte @Nullable [] key, byte[] value) {}

  public static void main(String[] args) throws Exception {
    Path dist = Path.of(args[0]);
    List<String> drivers = List.of(args[1].split(","));
    Guarantee guarantee = Guarantee.valueOf(args[2]);
    List<String> encodings = List.of(args[3].split(","));
    List<String> only = List.of(args).subList(4, args.length);
    Path dir = Files.createTempDirectory("flinkq");
    System.out.println(dir);
    long seedNs = System.currentTimeMillis() * 1_000_000 - System.nanoTime();
    NanoClock clock = () -> seedNs + System.nanoTime();
    try (Plugins plugins = Plugins.load(List.of(dist.resolve("plugins")));
        MavenArtifacts artifacts =
            new MavenArtifacts(MavenArtifacts.defaultCacheDirectory(System.getenv()));
        LocalHost host = new LocalHost(dir, artifacts)) {
      TestFlink flink = new TestFlink(host, dist.resolve("plugins/flink/job"));
      System.out.println("flink up");
      for (String name : drivers) {
        BrokerDriver driver = plugins.driver(name).driver();
        Settings settings =
            new SettingsBinder(Map.of())
                .bind(
                    driver,
                    name.equals("pulsar") && guarantee == Guarantee.EXACTLY_ONCE
                        ? Map.of(
                            "pulsar.broker.transactionCoordinatorEnabled",
                            "true",
                            "pulsar.broker.systemTopicEnabled",
                            "true")
                        : Map.of(),
                    List.of(name));
        BrokerCluster cluster =
            driver.launch(
                new LaunchRequest(
                    driver.defaultVersion(),
                    1,
                    DurabilityLevel.DEFAULT,
                    settings,
                    clock,
                    Duration.ofMinutes(2)),
                host);
        System.out.println(name + " up");
        for (var loaded : plugins.workloads()) {
          Workload workload = loaded.workload();
          for (String encoding : encodings) {
            Map<String, String> options = new HashMap<>();
            boolean hasEncoding =
                workload.options().stream().anyMatch(o -> o.name().equals("encoding"));
            if (hasEncoding) {
              options.put(workload.name() + ".encoding", encoding);
            } else if (!encoding.equals("json")) {
              continue;
            }
            if (workload.name().equals("shop")) {
              options.putAll(
                  Map.of("shop.users", "50", "shop.products", "10", "shop.open-orders", "5"));
            }
            for (Query query : workload.queries()) {
              if (query.text("flink").isEmpty()) continue;
              if (!only.isEmpty() && !only.contains(query.name())) continue;
              String label = name + " " + workload.name() + " " + encoding + " " + query.name();
              try {
                Settings bound =
                    new SettingsBinder(Map.of())
                        .bind(
                            workload.name(), workload.options(), options, List.of(workload.name()));
                System.out.println(
                    label
                        + " "
                        + run(
                            dir, flink, cluster, driver, workload, bound, query, guarantee, clock));
              } catch (Throwable e) {
                String text = String.valueOf(e);
                System.out.println(label + " FAILED " + text);
                if (!(e instanceof IllegalStateException)) e.printStackTrace(System.out);
              }
            }
          }
        }
        cluster.close();
      }
    }
    System.exit(0);
  }

  static int number;

  static String run(
      Path dir,
      TestFlink flink,
      BrokerCluster cluster,
      BrokerDriver driver,
      Workload workload,
      Settings settings,
      Query query,
      Guarantee guarantee,
      NanoClock clock)
      throws Exception {
    String id = "q" + ++number;
    long from = System.nanoTime();
    try (OpenWorkload open =
        workload.open(new WorkloadRequest(settings, 42, Files.createTempDirectory(dir, "trace")))) {
      List<StreamSpec> streams = open.streams();
      List<JobSpec.Input> inputs = new ArrayList<>();
      List<Publisher> publishers = new ArrayList<>();
      AckHandler acks =
          new AckHandler() {
            @Override
            public void onAck(long token, int partition, long ackedNs) {}

            @Override
            public void onError(long token, ErrorKind kind, Throwable cause) {
              cause.printStackTrace();
            }
          };
      for (String name : query.inputs()) {
        StreamSpec stream =
            streams.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
        String topic = id + "-" + name;
        int partitions = stream.partitions().orElse(PARTITIONS);
        cluster.createTopic(new TopicSpec(topic, partitions, DurabilityLevel.DEFAULT));
        inputs.add(
            new JobSpec.Input(topic, partitions, stream.encoding(), stream.schema().orElseThrow()));
        publishers.add(publisher(cluster, topic, partitions, acks));
      }
      String result = id + "-result";
      cluster.createTopic(new TopicSpec(result, PARTITIONS, DurabilityLevel.DEFAULT));
      JobSpec.Output output = new JobSpec.Output(result, PARTITIONS, query.result());
      Oracle oracle = query.oracle(settings);
      List<ExpectedRow> expected = new ArrayList<>();
      EventSource source = open.newSource();
      Event event = new Event();
      for (int i = 0; i < EVENTS; i++) {
        long ns = i * 10_000_000L;
        source.fill(i, 0, i, ns, event);
        int input = query.inputs().indexOf(streams.get(event.stream).name());
        if (input < 0) continue;
        streams.get(event.stream).encoding().stamp(event.payload, 7, 0, i, ns);
        int partition = event.partition >= 0 ? event.partition : i % inputs.get(input).partitions();
        publishers.get(input).publish(partition, event.key, event.payload, 0, event.length, i);
        oracle.accept(
            input, ByteBuffer.wrap(event.payload, 0, event.length).slice(), ns, expected::add);
      }
      oracle.finish(expected::add);
      for (int input = 0; input < inputs.size(); input++) {
        int index = -1;
        String wanted = query.inputs().get(input);
        for (int s = 0; s < streams.size(); s++)
          if (streams.get(s).name().equals(wanted)) index = s;
        source.tick(index, EVENTS, EVENTS * 10_000_000L, query.window().toMillis() + 60_000, event);
        inputs.get(input).encoding().stamp(event.payload, 7, -1, 0, EVENTS * 10_000_000L);
        for (int p = 0; p < inputs.get(input).partitions(); p++) {
          publishers.get(input).publish(p, null, event.payload, 0, event.length, EVENTS + p);
        }
        publishers.get(input).flush();
      }
      JobSpec spec =
          new JobSpec(
              "weir-" + id,
              query.text("flink").orElseThrow(),
              inputs,
              output,
              cluster.endpoint(),
              guarantee,
              2,
              Duration.ofSeconds(1),
              Duration.ofSeconds(5),
              new SettingsBinder(Map.of())
                  .bind("flink", FlinkSql.options(), Map.of(), List.of("flink")));
      FlinkSql.Submission submission = FlinkSql.of(spec);
      if (number == 1) System.out.println(submission.text());
      String job = flink.submit(submission);
      List<Record> records = new ArrayList<>();
      CountDownLatch[] fences = {new CountDownLatch(PARTITIONS)};
      RowDecoder decoder = new RowDecoder(query.result());
      try (Subscriber subscriber =
          cluster.openSubscriber(
              new SubscriberSpec(
                  List.of(result),
                  PARTITIONS,
                  "weir-" + id + "-check",
                  0,
                  1,
                  SubscriptionKind.EXCLUSIVE,
                  guarantee == Guarantee.EXACTLY_ONCE
                      ? SubscriberSpec.Isolation.READ_COMMITTED
                      : SubscriberSpec.Isolation.READ_UNCOMMITTED,
                  SubscriberSpec.Start.EARLIEST),
              new RecordHandler() {
                @Override
                public void onRecord(
                    int topic,
                    int partition,
                    @Nullable ByteBuffer key,
                    ByteBuffer payload,
                    long at,
                    long ns) {
                  byte[] value = new byte[payload.remaining()];
                  payload.get(value);
                  if (new String(value).equals("fence")) {
                    fences[0].countDown();
                    return;
                  }
                  byte[] k = null;
                  if (key != null) {
                    k = new byte[key.remaining()];
                    key.get(k);
                  }
                  synchronized (records) {
                    records.add(new Record(k, value));
                    records.notifyAll();
                  }
                }

                @Override
                public void onFailure(Throwable cause) {
                  cause.printStackTrace();
                }
              })) {
        subscriber.awaitReady(Duration.ofSeconds(20));
        long deadline = System.nanoTime() + 40_000_000_000L;
        OutputReport report = null;
        int seen = -1;
        while (System.nanoTime() < deadline) {
          List<Record> now;
          synchronized (records) {
            if (records.size() == seen) records.wait(500);
            now = List.copyOf(records);
          }
          if (now.size() == seen) {
            String state = flink.state(job);
            if (state.equals("FAILED")) break;
            continue;
          }
          seen = now.size();
          if (seen >= expected.size()) {
            report = compare(dir, decoder, query, submission.format(), guarantee, expected, now);
            if (report.right()) break;
          }
          Thread.sleep(100);
        }
        String state = flink.state(job);
        String exceptions = flink.exceptions(job);
        flink.cancel(job);
        Publisher fence = publisher(cluster, result, PARTITIONS, acks);
        for (int p = 0; p < PARTITIONS; p++) {
          byte[] bytes = "fence".getBytes();
          fence.publish(p, null, bytes, 0, bytes.length, p);
        }
        fence.flush();
        boolean fenced = fences[0].await(20, TimeUnit.SECONDS);
        fence.close();
        synchronized (records) {
          report = compare(dir, decoder, query, submission.format(), guarantee, expected, records);
        }
        publishers.forEach(Publisher::close);
        String text =
            report.outcome()
                + " "
                + report.lines().get(0)
                + " "
                + submission.format()
                + " "
                + records.size()
                + " records, job "
                + state
                + (fenced ? "" : " NOT FENCED")
                + " "
                + (System.nanoTime() - from) / 1_000_000
                + " ms";
        return report.right()
            ? text
            : text + "\n" + exceptions + "\n  " + String.join("\n  ", report.lines());
      }
    }
  }

  static OutputReport compare(
      Path dir,
      RowDecoder decoder,
      Query query,
      RowFormat format,
      Guarantee guarantee,
      List<ExpectedRow> expected,
      List<Record> records)
      throws Exception {
    try (OutputComparer comparer =
        new OutputComparer(
            query.result(), Guarantee.EXACTLY_ONCE, r -> true, dir.resolve("spill"), 1 << 26, 5)) {
      for (ExpectedRow row : expected) comparer.expect(row, true);
      for (Record record : records) {
        RowDecoder.Decoded decoded =
            switch (format) {
              case PLAIN -> decoder.plain(record.value(), Long.MAX_VALUE / 2);
              case KEYED -> decoder.upsert(record.key(), record.value(), Long.MAX_VALUE / 2);
              case DEBEZIUM -> decoder.debezium(record.value(), Long.MAX_VALUE / 2);
            };
        if (decoded instanceof RowDecoder.Decoded.Changes changes) {
          for (Change change : changes.changes()) comparer.arrived(change);
        } else if (decoded instanceof RowDecoder.Decoded.Failed failed) {
          comparer.unreadable(failed.finding());
        }
      }
      return comparer.compare((row, ns) -> {});
    }
  }

  static Publisher publisher(BrokerCluster cluster, String topic, int partitions, AckHandler acks) {
    return cluster.openPublisher(
        new PublisherSpec(
            topic,
            partitions,
            0,
            1,
            1 << 14,
            DurabilityLevel.DEFAULT,
            new ClientTuning(16 * 1024, Duration.ofMillis(5), Compression.NONE, 8L << 20)),
        acks);
  }
}
