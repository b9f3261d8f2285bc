/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What this machine can do is measured, kept, quoted by runs, and looked at by the doctor. */
@Timeout(180)
class CalibrateIT {
  @TempDir Path directory;

  private final ObjectMapper json = new ObjectMapper();

  @Test
  void aCalibrationIsQuotedByLaterRuns() throws Exception {
    JsonNode before = json.readTree(out("doctor", "--json"));
    assertThat(ceiling(before).get("level").asText()).isEqualTo("note");

    JsonNode calibration =
        json.readTree(out("calibrate", "--json", "--duration", "1s", "--record-size", "100"));
    assertThat(calibration.get("paces").findValuesAsText("pacing"))
        .containsExactly("precise", "economical");
    JsonNode ceiling = calibration.get("ceilings").get(0);
    assertThat(ceiling.get("record_bytes").asInt()).isEqualTo(100);
    assertThat(ceiling.get("closed_loop_hz").asDouble()).isGreaterThan(10_000);
    assertThat(ceiling.get("cpu_ns_per_record").asDouble()).isPositive();
    assertThat(runsOf("results/calibration-")).isGreaterThanOrEqualTo(4);

    String run = out("--driver", "loopback", "--duration", "1s", "--warmup", "0", "--json");
    assertThat(json.readTree(run).get("calibration")).isEqualTo(calibration);
    JsonNode after = json.readTree(out("doctor", "--json"));
    assertThat(ceiling(after).get("level").asText()).isEqualTo("ok");
  }

  @Test
  void aDurationThatIsTooShort() throws Exception {
    try (Harness harness = start("calibrate", "--duration", "10ms")) {
      assertThat(harness.awaitExit()).isEqualTo(2);
      assertThat(harness.err()).startsWith("--duration=10ms cannot be used: allowed is 1s to");
    }
    assertThat(directory.resolve("results")).doesNotExist();
  }

  private static JsonNode ceiling(JsonNode findings) {
    for (JsonNode finding : findings) {
      if (finding.get("subject").asText().equals("Ceiling")) {
        return finding;
      }
    }
    throw new AssertionError("no finding about the ceiling in " + findings);
  }

  private long runsOf(String prefix) throws Exception {
    try (Stream<Path> all = Files.walk(directory.resolve("results"), 2)) {
      return all.filter(p -> directory.relativize(p).toString().startsWith(prefix))
          .filter(p -> Files.exists(p.resolve("run.json")))
          .count();
    }
  }

  private String out(String... arguments) throws Exception {
    try (Harness harness = start(arguments)) {
      // A verdict of a busy machine is none of this test's business.
      assertThat(harness.awaitExit()).as(harness.err()).isIn(List.of(0, 3));
      return harness.out();
    }
  }

  private Harness start(String... arguments) throws Exception {
    Map<String, String> cache = Map.of("XDG_CACHE_HOME", directory.resolve("cache").toString());
    return Harness.start(directory, cache, List.of(arguments));
  }
}
