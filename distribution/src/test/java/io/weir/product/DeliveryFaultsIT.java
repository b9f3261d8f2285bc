/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.core.analysis.Verdict;
import io.weir.core.measure.LedgerBudget;
import io.weir.core.run.RunListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Exactly known records are swallowed, dropped, repeated, swapped or held back between harness and
 * broker: the ledger names them, and no others.
 */
@ExtendWith(SharedBench.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DeliveryFaultsIT {
  /** The harness waits for what is lost until this is over, and with load and without. */
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(2);

  private final KafkaBench bench;
  private final FaultyKafka faulty;
  private final KafkaBench.Target kafka;

  DeliveryFaultsIT(KafkaBench bench) {
    this.bench = bench;
    this.faulty = new FaultyKafka(bench.clock());
    this.kafka = bench.connect(faulty::around);
  }

  @AfterAll
  void close() {
    kafka.close();
  }

  /** Two publishers at 500/s each: the window is sequences 1,000 to 2,999 of both. */
  @Test
  @Timeout(120)
  void everyInjectedFaultIsInTheLedgerAndNoOther() {
    faulty.begin(
        new Faults()
            .swallow(0, 500)
            .drop(1, 501)
            .repeat(1, 502, 2)
            .swap(0, 503)
            .swallow(0, 1_500)
            .swallow(1, 1_501)
            .swallow(1, 1_502)
            .drop(0, 1_600)
            .drop(1, 1_700)
            .repeat(0, 1_800, 1)
            .repeat(1, 1_900, 3)
            .swap(0, 2_000)
            .swap(1, 2_100)
            .swap(0, 2_200));

    RunFiles run =
        bench.run(
            new Scenario().publishers(2, 1).drainLimit(DRAIN_LIMIT), kafka, RunListener.silent());

    assertThat(run.verdicts())
        .contains(Verdict.LOST.name(), Verdict.DUPLICATED.name(), Verdict.REORDERED.name());
    Delivered window = new Delivered(run, "window");
    assertThat(window.counts()).isEqualTo("5 lost, 4 duplicates, 3 reordered");
    assertThat(window.examples("lost"))
        .containsExactlyInAnyOrder(
            new RecordId(0, 1_500),
            new RecordId(1, 1_501),
            new RecordId(1, 1_502),
            new RecordId(0, 1_600),
            new RecordId(1, 1_700));
    assertThat(window.examples("duplicate"))
        .containsExactlyInAnyOrder(new RecordId(0, 1_800), new RecordId(1, 1_900));
    assertThat(window.examples("reordered"))
        .containsExactlyInAnyOrder(
            new RecordId(0, 2_000), new RecordId(1, 2_100), new RecordId(0, 2_200));
    assertThat(new Delivered(run, "warmup").counts())
        .isEqualTo("2 lost, 2 duplicates, 1 reordered");
    assertThat(new Delivered(run, "cooldown").counts())
        .isEqualTo("0 lost, 0 duplicates, 0 reordered");
    Witnessed.check(run, faulty);
    Agreement.check(run);
  }

  /**
   * With no memory for unsettled records or exceptions every second settles and spills all: at
   * 10,000/s the window is sequences 20,000 to 79,999, and what comes late finds its span in files.
   */
  @Test
  @Timeout(120)
  void faultsThatStraddleASpilledSpanAreCountedExactly() throws Exception {
    faulty.begin(
        new Faults()
            .holdBack(0, 21_001, 70_000)
            .holdBack(0, 25_000, 85_000)
            .repeatLater(0, 22_002, 71_000)
            .repeatLater(0, 60_003, 84_000)
            .holdBack(0, 63_000, 66_500)
            .drop(0, 23_003)
            .drop(0, 65_535)
            .drop(0, 65_536)
            .swallow(0, 30_000)
            .repeat(0, 40_000, 2));
    Injection<Long> spilled =
        new Injection<>(bench.clock(), Duration.ofMillis(3_500), this::spilledFiles);

    RunFiles run =
        bench.run(
            new Scenario().rate(10_000).window(Duration.ofSeconds(6)).drainLimit(DRAIN_LIMIT),
            kafka,
            spilled,
            new LedgerBudget(0, 0));

    assertThat(spilled.result()).as("files that the ledger spilled to").isPositive();
    assertThat(run.verdicts())
        .contains(Verdict.LOST.name(), Verdict.DUPLICATED.name(), Verdict.REORDERED.name());
    Delivered window = new Delivered(run, "window");
    assertThat(window.counts()).isEqualTo("4 lost, 4 duplicates, 3 reordered");
    assertThat(window.examples("lost"))
        .containsExactlyInAnyOrder(
            new RecordId(0, 23_003),
            new RecordId(0, 30_000),
            new RecordId(0, 65_535),
            new RecordId(0, 65_536));
    assertThat(window.examples("duplicate"))
        .containsExactlyInAnyOrder(
            new RecordId(0, 22_002), new RecordId(0, 40_000), new RecordId(0, 60_003));
    assertThat(window.examples("reordered"))
        .containsExactlyInAnyOrder(
            new RecordId(0, 21_001), new RecordId(0, 25_000), new RecordId(0, 63_000));
    Witnessed.check(run, faulty);
    Agreement.check(run);
  }

  /** A further subscriber takes its share of the partitions and gives it back, under load. */
  @Test
  @Timeout(120)
  void aRebalanceMakesNoFaultAndHidesNone() throws Exception {
    faulty.begin(
        new Faults()
            .drop(0, 1_700)
            .drop(1, 3_100)
            .repeat(0, 2_500, 2)
            .repeatLater(1, 1_400, 4_000)
            .swap(1, 2_700)
            .holdBack(0, 1_500, 4_200));
    Injection<Long> joined =
        new Injection<>(
            bench.clock(), Duration.ofSeconds(1), () -> faulty.joinFor(Duration.ofSeconds(2)));

    RunFiles run =
        bench.run(
            new Scenario().publishers(2, 1).window(Duration.ofSeconds(7)).drainLimit(DRAIN_LIMIT),
            kafka,
            joined);

    assertThat(joined.result()).as("records of the subscriber that joined").isPositive();
    Delivered window = new Delivered(run, "window");
    assertThat(window.counts()).isEqualTo("2 lost, 3 duplicates, 2 reordered");
    assertThat(window.examples("lost"))
        .containsExactlyInAnyOrder(new RecordId(0, 1_700), new RecordId(1, 3_100));
    assertThat(window.examples("duplicate"))
        .containsExactlyInAnyOrder(new RecordId(0, 2_500), new RecordId(1, 1_400));
    assertThat(window.examples("reordered"))
        .containsExactlyInAnyOrder(new RecordId(1, 2_700), new RecordId(0, 1_500));
    Witnessed.check(run, faulty);
    Agreement.check(run);
  }

  private long spilledFiles() throws IOException {
    Path ledger = bench.latest().directory().resolve("ledger");
    try (Stream<Path> files = Files.walk(ledger)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> ledger.relativize(file).getName(0).toString().startsWith("spill-"))
          .count();
    }
  }

  /** What run.json says of one phase's delivery. */
  private static final class Delivered {
    private final JsonNode totals;

    Delivered(RunFiles run, String phase) {
      totals =
          StreamSupport.stream(run.document().at("/outcome/subscriptions").spliterator(), false)
              .filter(s -> s.path("phase").textValue().equals(phase))
              .findFirst()
              .orElseThrow();
    }

    String counts() {
      return totals.path("lost")
          + " lost, "
          + totals.path("duplicates")
          + " duplicates, "
          + totals.path("reordered")
          + " reordered";
    }

    List<RecordId> examples(String kind) {
      List<RecordId> found = new ArrayList<>();
      for (JsonNode example : totals.path("examples")) {
        if (example.path("kind").textValue().equals(kind)) {
          found.add(
              new RecordId(
                  example.path("publisher").intValue(), example.path("sequence").longValue()));
        }
      }
      return found;
    }
  }
}
