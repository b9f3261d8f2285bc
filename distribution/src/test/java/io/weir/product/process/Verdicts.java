/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/** What holds of every run that came to its end, also on a machine with other things to do. */
final class Verdicts {
  /** A busy machine brings these about; they say nothing against the counts. */
  private static final Set<String> OF_SPEED =
      Set.of(
          "VALID",
          "HOST_CONTENDED",
          "GENERATOR_LIMITED",
          "CLIENT_LIMITED",
          "SUBSCRIBER_LIMITED",
          "SATURATED",
          "UNSTABLE");

  private static final String MISMATCH = "DURABILITY_MISMATCH";

  private Verdicts() {}

  /** The exit code says what run.json says, and nothing but speed is in question. */
  static void assertEnded(int exitCode, RunFiles run) {
    assertThat(run.verdicts()).as(run.reasons()).isNotEmpty().isSubsetOf(OF_SPEED);
    assertCoherent(exitCode, run);
  }

  /** The same of a run whose durability is not what was asked for, and which has to say so. */
  static void assertMismatched(int exitCode, RunFiles run) {
    assertThat(run.verdicts()).as(run.reasons()).contains(MISMATCH);
    assertThat(run.verdicts().stream().filter(v -> !v.equals(MISMATCH))).isSubsetOf(OF_SPEED);
    assertCoherent(exitCode, run);
  }

  private static void assertCoherent(int exitCode, RunFiles run) {
    assertThat(run.status()).isEqualTo("COMPLETE");
    assertThat(exitCode).isEqualTo(run.verdicts().equals(List.of("VALID")) ? 0 : 3);
  }

  /** Everything due was sent, acknowledged and received by every subscription, once, in order. */
  static void assertWhole(RunFiles run, long records, int subscriptions) {
    assertWholeInAnyOrder(run, records, subscriptions);
    for (JsonNode subscription : run.ofWindow("/outcome/subscriptions")) {
      assertThat(subscription.path("reordered").asLong()).isZero();
    }
  }

  /** The same where subscribers share partitions, so that order within them is nobody's. */
  static void assertWholeInAnyOrder(RunFiles run, long records, int subscriptions) {
    assertThat(run.ofWindow("/outcome/publish")).hasSize(1);
    JsonNode publish = run.ofWindow("/outcome/publish").get(0);
    assertThat(publish.path("due").asLong()).isEqualTo(records);
    assertThat(publish.path("sent").asLong()).isEqualTo(records);
    assertThat(publish.path("acked").asLong()).isEqualTo(records);
    assertThat(publish.path("failed").asLong()).isZero();
    assertThat(publish.path("unanswered").asLong()).isZero();
    List<JsonNode> received = run.ofWindow("/outcome/subscriptions");
    assertThat(received).hasSize(subscriptions);
    for (JsonNode subscription : received) {
      assertThat(subscription.path("received").asLong()).isEqualTo(records);
      assertThat(subscription.path("lost").asLong()).isZero();
      assertThat(subscription.path("duplicates").asLong()).isZero();
    }
  }
}
