/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.core.experiment.Partitioner;
import io.weir.core.run.RunListener;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every account of a run without faults comes to the same numbers, and these are what the schedule
 * says, what passed through the driver, and what the broker holds.
 */
@ExtendWith(SharedBench.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TotalsIT {
  private static final int TOPICS = 3;
  private static final int PARTITIONS = 3;

  private final KafkaBench bench;
  private final FaultyKafka witness;
  private final KafkaBench.Target kafka;

  TotalsIT(KafkaBench bench) {
    this.bench = bench;
    this.witness = new FaultyKafka(bench.clock());
    this.kafka = bench.connect(witness::around);
  }

  @AfterAll
  void close() {
    kafka.close();
  }

  @Test
  @Timeout(120)
  void manyTopicsAndClientsAgreeToTheRecord() throws Exception {
    witness.begin(new Faults());

    RunFiles run =
        bench.run(
            new Scenario()
                .rate(4_001)
                .window(Duration.ofMillis(3_500))
                .topics(TOPICS, PARTITIONS)
                .publishers(5, 2)
                .subscriptions(2, 2)
                .zipfKeys(1_000)
                .partitioner(Partitioner.CLIENT)
                .keep(),
            kafka,
            RunListener.silent());

    // 4,001/s, the first at 0: the last of 3.5 s is the 14,004th, as 14,003.5 intervals fit.
    assertWindow(run, 14_004, 2);
    Witnessed.check(run, witness);
    assertThat(recordsAtTheBroker(run)).isEqualTo(witness.handedOver());
    Agreement.check(run);
  }

  @Test
  @Timeout(120)
  void aClosedLoopAgreesInWhatItReports() {
    closedLoop(Duration.ofSeconds(2), 1);
  }

  @Test
  @Tag("extended")
  @Timeout(300)
  void aLongClosedLoopOfSeveralLoadThreadsAgrees() {
    closedLoop(Duration.ofSeconds(30), 3);
  }

  private void closedLoop(Duration window, int loadThreads) {
    witness.begin(new Faults());

    RunFiles run =
        bench.run(
            new Scenario()
                .closedLoop()
                .warmup(Duration.ofSeconds(1))
                .window(window)
                .publishers(3, loadThreads)
                .maxInFlight(1_024)
                .subscriptions(2, 1),
            kafka,
            RunListener.silent());

    assertThat(run.latencies().keySet())
        .as("series of a closed loop")
        .isNotEmpty()
        .allMatch(tag -> tag.endsWith(".publish_service_time"));
    long sent = window(run, "/outcome/publish").path("sent").longValue();
    assertThat(sent).isPositive();
    assertWindow(run, sent, 2);
    Witnessed.check(run, witness);
    Agreement.check(run);
  }

  private static void assertWindow(RunFiles run, long records, int subscriptions) {
    JsonNode publish = window(run, "/outcome/publish");
    assertThat(publish.path("due").longValue()).as("due").isEqualTo(records);
    assertThat(publish.path("sent").longValue()).as("sent").isEqualTo(records);
    assertThat(publish.path("acked").longValue()).as("acked").isEqualTo(records);
    int seen = 0;
    for (JsonNode totals : run.document().at("/outcome/subscriptions")) {
      assertThat(totals.path("lost").longValue()).as("lost").isZero();
      assertThat(totals.path("duplicates").longValue()).as("duplicates").isZero();
      assertThat(totals.path("reordered").longValue()).as("reordered").isZero();
      if (totals.path("phase").textValue().equals("window")) {
        seen++;
        assertThat(totals.path("received").longValue()).as("received").isEqualTo(records);
      }
    }
    assertThat(seen).as("subscriptions").isEqualTo(subscriptions);
  }

  private static JsonNode window(RunFiles run, String entries) {
    for (JsonNode entry : run.document().at(entries)) {
      if (entry.path("phase").textValue().equals("window")) {
        return entry;
      }
    }
    throw new AssertionError("no window in " + entries);
  }

  /** What the broker itself says it holds of the run. */
  private long recordsAtTheBroker(RunFiles run) throws Exception {
    String runId = run.document().path("run_id").textValue();
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int t = 0; t < TOPICS; t++) {
      String topic = "weir-" + runId + "-" + t;
      IntStream.range(0, PARTITIONS)
          .forEach(p -> latest.put(new TopicPartition(topic, p), OffsetSpec.latest()));
    }
    try (Admin admin =
        Admin.create(
            Map.<String, Object>of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, String.join(",", bench.addresses())))) {
      return admin.listOffsets(latest).all().get().values().stream()
          .mapToLong(ListOffsetsResultInfo::offset)
          .sum();
    }
  }
}
