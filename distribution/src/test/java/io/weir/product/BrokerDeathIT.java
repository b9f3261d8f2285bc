/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.core.analysis.Verdict;
import io.weir.core.results.ResultReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The only broker is killed in the middle of the measured window. */
@ExtendWith(SharedBench.class)
final class BrokerDeathIT {
  private final KafkaBench bench;

  BrokerDeathIT(KafkaBench bench) {
    this.bench = bench;
  }

  @Test
  @Timeout(60)
  void whatWasMeasuredIsWrittenAndTheRunIsIncomplete() throws Exception {
    try (KafkaBench.Target kafka =
        bench.launch("kafka", UnaryOperator.identity(), UnaryOperator.identity())) {
      Injection<Long> killed =
          new Injection<>(
              bench.clock(),
              Duration.ofSeconds(3),
              () -> {
                kafka.server().kill();
                return bench.clock().epochNs();
              });

      RunFiles run =
          bench.run(new Scenario().topics(3, 2).window(Duration.ofSeconds(20)), kafka, killed);

      assertThat(run.verdicts()).contains(Verdict.INCOMPLETE.name());
      JsonNode document = run.document();
      long windowNs =
          killed.result()
              - document.path("t0_epoch_ns").longValue()
              - Duration.ofSeconds(2).toNanos();
      long acked = run.latency("window.publish_latency").getTotalCount();
      assertThat(acked)
          .as("acknowledged until the kill, at 1,000/s")
          .isBetween(1_000L, windowNs / 1_000_000 + 1);
      assertThat(run.latency("window.end_to_end_latency.sub-0").getTotalCount())
          .isBetween(1_000L, windowNs / 1_000_000 + 1);
      List<Map<String, String>> seconds = run.rows("timeseries.csv");
      assertThat(seconds.stream().filter(row -> row.get("phase").equals("window")).count())
          .as("seconds of the window")
          .isGreaterThanOrEqualTo(3);
      assertThat(run.ledger("acked").getLongCardinality()).isGreaterThanOrEqualTo(acked);
      assertThat(ResultReader.read(run.directory()).document().verdict()).isNotEmpty();
    }
  }
}
