/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real brokers fail under load and come back; what they kept is compared with what they promised.
 */
@Timeout(300)
class VerifyDurabilityIT {
  private static final int INTERRUPTED = 130;

  @TempDir Path directory;

  @Test
  void aKilledBrokerComesBackWithEveryAcknowledgedRecord() throws Exception {
    JsonNode result = verify(0, "default", "kill-one", "--outage", "0");

    assertPromise(result, true, "HELD", 0);
    assertThat(result.at("/load/unavailable_s").asDouble()).isPositive();
    assertThat(result.at("/struck/0").asText()).isEqualTo("kafka-1");
    assertThat(whats(result))
        .containsExactly(
            "fault", "down", "restart", "answering", "load-ended", "read-back", "read-back-ended");
    Path run = runs().get(0);
    assertThat(run.resolve("kill-one/servers/kafka-1/data")).doesNotExist();
    assertThat(run.resolve("kill-one/ledger/acked.roaring")).exists();
    assertThat(Ended.assertShown(directory, run)).contains("kill-one", "HELD", "as promised");
  }

  @ParameterizedTest
  @CsvSource({"kill-one,kafka-1 killed", "pause-one,kafka-1 paused"})
  void interruptedWhileABrokerIsDownItLeavesNothing(String fault, String down) throws Exception {
    try (Harness harness =
        Harness.start(
            directory, arguments("default", fault, "--outage", "60s").toArray(String[]::new))) {
      harness.awaitOutput(down);
      harness.rememberFamily();

      harness.signalGroup("INT");

      assertThat(harness.awaitExit()).isEqualTo(INTERRUPTED);
      harness.awaitNothingLeft();
      assertThat(harness.out()).contains(fault + " ", "INCOMPLETE: Interrupted.");
      assertThat(harness.err()).isEmpty();
      JsonNode document = document(harness.runDirectory());
      assertThat(document.path("status").asText()).isEqualTo("INCOMPLETE");
      JsonNode result = document.at("/results/0");
      assertThat(result.at("/promise/promised").asBoolean()).isTrue();
      assertThat(result.at("/load/acked_before_fault").asLong()).isPositive();
      assertThat(result.path("read_back").isNull()).isTrue();
    }
  }

  @Tag("extended")
  @ParameterizedTest
  @ValueSource(strings = {"kill-one", "kill-majority", "pause-one", "power-loss"})
  void strongHoldsWhateverHappens(String fault) throws Exception {
    JsonNode result = verify(0, "strong", fault, "--outage", "3s");

    assertPromise(result, true, "HELD", 0);
    int struck = fault.equals("power-loss") ? 3 : fault.equals("kill-majority") ? 2 : 1;
    assertThat(result.path("struck")).hasSize(struck);
    assertThat(result.path("system").path("servers")).hasSize(3);
    if (fault.equals("power-loss")) {
      assertControlled(result);
    }
  }

  @Tag("extended")
  @ParameterizedTest
  @ValueSource(strings = {"default", "weak"})
  void whatIsNotForcedIsLostWithThePower(String level) throws Exception {
    JsonNode result = verify(0, level, "power-loss");

    assertControlled(result);
    assertThat(result.at("/promise/promised").asBoolean()).isFalse();
    assertThat(result.path("verdict").asText()).isEqualTo("LOST");
    // Whatever was acknowledged when the power went had not been forced.
    assertThat(result.at("/read_back/lost").asLong())
        .isGreaterThanOrEqualTo(result.at("/load/acked_before_fault").asLong());
  }

  @Tag("extended")
  @Test
  void ofALevelThatIsNotInForceWhatIsInForceIsJudged() throws Exception {
    JsonNode result =
        verify(
            0, "strong", "power-loss", "--set", "kafka.topic.flush.messages=9223372036854775807");

    assertThat(result.at("/durability/effective/reached").asText()).isEqualTo("os-cache");
    assertThat(result.at("/promise/promised").asBoolean()).isFalse();
    assertThat(result.path("verdict").asText()).isEqualTo("LOST");
  }

  @Tag("extended")
  @ParameterizedTest
  @ValueSource(strings = {"kill-majority", "power-loss"})
  void strongHoldsOnPulsarToo(String fault) throws Exception {
    JsonNode result = verifyPulsar("strong", fault, "--outage", "3s");

    assertPromise(result, true, "HELD", 0);
    if (fault.equals("power-loss")) {
      assertControlled(result);
      assertThat(result.path("struck")).hasSize(5);
    }
  }

  @Tag("extended")
  @Test
  void whatBookiesDoNotForceIsLostWithThePower() throws Exception {
    JsonNode result =
        verifyPulsar(
            // Else they force once a second, and how much is lost hangs on when they last did.
            "weak",
            "power-loss",
            "--set",
            "pulsar.bookie.journalPageCacheFlushIntervalMSec=600000");

    assertControlled(result);
    assertThat(result.at("/promise/promised").asBoolean()).isFalse();
    assertThat(result.path("verdict").asText()).isEqualTo("LOST");
    assertThat(result.at("/read_back/lost").asLong()).isPositive();
  }

  private JsonNode verifyPulsar(String level, String fault, String... further) throws Exception {
    List<String> all = arguments(level, fault, further);
    all.set(all.indexOf("kafka"), "pulsar");
    return verify(0, all);
  }

  private static void assertControlled(JsonNode result) {
    JsonNode power = result.path("power_loss");
    assertThat(power.path("anomalies")).isEmpty();
    assertThat(power.path("controls")).isNotEmpty();
    for (JsonNode control : power.path("controls")) {
      assertThat(control.path("lost"))
          .as(control.toString())
          .isEqualTo(control.path("expected_lost"));
    }
  }

  private static void assertPromise(JsonNode result, boolean promised, String verdict, long lost) {
    assertThat(result.at("/promise/promised").asBoolean()).isEqualTo(promised);
    assertThat(result.path("verdict").asText())
        .as(result.path("reason").asText())
        .isEqualTo(verdict);
    assertThat(result.at("/read_back/lost").asLong()).isEqualTo(lost);
    JsonNode load = result.path("load");
    assertThat(load.path("acked_before_fault").asLong()).isPositive();
    assertThat(load.path("acked").asLong()).isGreaterThan(load.path("acked_before_fault").asLong());
    assertThat(load.path("sent").asLong())
        .isEqualTo(
            load.path("acked").asLong()
                + load.path("failed").asLong()
                + load.path("unanswered").asLong());
    assertThat(result.at("/read_back/received").asLong())
        .isEqualTo(load.path("acked").asLong() - lost + result.at("/read_back/appeared").asLong());
  }

  private static List<String> whats(JsonNode result) {
    return result.path("events").findValuesAsText("what");
  }

  /** The result of one fault, from a verification that ends with an exit code. */
  private JsonNode verify(int exitCode, String level, String fault, String... further)
      throws Exception {
    return verify(exitCode, arguments(level, fault, further));
  }

  private JsonNode verify(int exitCode, List<String> arguments) throws Exception {
    try (Harness harness = Harness.start(directory, arguments.toArray(String[]::new))) {
      assertThat(harness.awaitExit()).as(harness.out() + harness.err()).isEqualTo(exitCode);
      harness.awaitNothingLeft();
      JsonNode document = document(harness.runDirectory());
      assertThat(document.path("status").asText()).isEqualTo("COMPLETE");
      assertThat(document.path("results")).hasSize(1);
      // The promise is told before the fault.
      assertThat(harness.out().indexOf("promised")).isBetween(0, harness.out().indexOf("load for"));
      return document.at("/results/0");
    }
  }

  private static List<String> arguments(String level, String fault, String... further) {
    List<String> all =
        new ArrayList<>(List.of("verify-durability", "--driver", "kafka", "--durability", level));
    all.addAll(List.of("--fault", fault, "--before", "2s", "--after", "2s", "--rate", "500"));
    all.addAll(List.of(further));
    return all;
  }

  private JsonNode document(Path run) throws Exception {
    JsonNode document = new ObjectMapper().readTree(run.resolve("durability.json").toFile());
    try (InputStream schema =
        VerifyDurabilityIT.class.getResourceAsStream(
            "/io/weir/core/results/durability.schema.json")) {
      assertThat(
              JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                  .getSchema(schema)
                  .validate(document))
          .isEmpty();
    }
    return document;
  }

  private List<Path> runs() throws Exception {
    try (var all = Files.list(directory.resolve("results"))) {
      return all.toList();
    }
  }
}
