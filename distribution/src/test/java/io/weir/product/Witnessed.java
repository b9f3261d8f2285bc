/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

/** Whether run.json's totals over all phases are what passed between harness and driver. */
final class Witnessed {
  private Witnessed() {}

  /** Fails if a record more or less was counted than passed. */
  static void check(RunFiles run, FaultyKafka witness) {
    JsonNode outcome = run.document().path("outcome");
    JsonNode publish = outcome.path("publish");
    JsonNode subscriptions = outcome.path("subscriptions");
    assertThat(sum(publish, "sent")).as("sent").isEqualTo(witness.handedOver());
    assertThat(sum(publish, "acked")).as("acked").isEqualTo(witness.acknowledged());
    assertThat(sum(publish, "failed")).as("failed").isEqualTo(witness.refused());
    assertThat(sum(subscriptions, "received") + sum(subscriptions, "duplicates"))
        .as("received, copies included")
        .isEqualTo(witness.delivered());
    outcome.path("unrecognised").forEach(n -> assertThat(n.longValue()).isZero());
  }

  private static long sum(JsonNode entries, String member) {
    long sum = 0;
    for (JsonNode entry : entries) {
      sum += entry.path(member).longValue();
    }
    return sum;
  }
}
