/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.spi.EngineMetric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JobMetricsTest {
  private static final int PARALLELISM = 200;

  @Test
  void checkpointsAreCountedOnWhenTheJobGoesOnAsAnother() throws IOException {
    try (RestPeer peer = new RestPeer();
        FlinkRest rest = peer.rest()) {
      peer.json("GET /jobs/a/checkpoints", 200, "{\"counts\":{\"completed\":8,\"failed\":2}}");
      peer.json("GET /jobs/b/checkpoints", 200, "{\"counts\":{\"completed\":1,\"failed\":1}}");
      JsonNode job = new ObjectMapper().readTree("{\"vertices\":[]}");
      JobMetrics metrics = new JobMetrics(rest);
      metrics.ask("a", job, 0);
      metrics.goesOn();
      assertThat(metrics.ask("b", job, 0))
          .contains(
              EngineMetric.ofJob(EngineMetric.CHECKPOINTS, "checkpoints", 9),
              EngineMetric.ofJob("checkpoints_failed", "checkpoints", 3));
    }
  }

  /** A request line of more than 4,096 characters would be refused. */
  @Test
  void manySubtasksAreAskedForInSeveralRequestsAndAllCount() throws IOException {
    try (RestPeer peer = new RestPeer();
        FlinkRest rest = peer.rest()) {
      String at = "GET /jobs/a/vertices/v";
      peer.json(
          at + "/subtasks/metrics",
          200,
          "[{\"id\":\"busyTimeMsPerSecond\"},{\"id\":\"Source__a_rather_long_name[1].numRecordsIn\"}]");
      peer.json("GET /jobs/a/checkpoints", 200, "{\"counts\":{\"completed\":0}}");
      List<Integer> lengths = new ArrayList<>();
      peer.answers(
          at + "/metrics",
          request -> {
            lengths.add(request.getUrl().toString().length());
            StringBuilder values = new StringBuilder();
            for (String name : request.getUrl().queryParameter("get").split(",", -1)) {
              values
                  .append(values.isEmpty() ? "" : ",")
                  .append("{\"id\":\"")
                  .append(name)
                  .append("\",\"value\":\"10\"}");
            }
            return "[" + values + "]";
          });
      JsonNode job =
          new ObjectMapper()
              .readTree(
                  "{\"vertices\":[{\"id\":\"v\",\"name\":\"Source\",\"parallelism\":"
                      + PARALLELISM
                      + "}]}");
      assertThat(new JobMetrics(rest).ask("a", job, 0))
          .contains(
              EngineMetric.ofJob(EngineMetric.RECORDS_READ, "records", 10 * PARALLELISM),
              new EngineMetric("Source", EngineMetric.BUSY, "share", 0.01));
      assertThat(lengths).hasSizeGreaterThan(1).allMatch(length -> length < 4_000);
    }
  }
}
