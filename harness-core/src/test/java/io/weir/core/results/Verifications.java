/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.core.experiment.Fault;
import io.weir.core.experiment.FaultPlan;
import io.weir.spi.Durability;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.DurabilityReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Verifications to write, read and show in tests. */
public final class Verifications {
  private Verifications() {}

  public static DurabilityDocument begun(Fault... faults) {
    return new DurabilityDocument(
        DurabilityDocument.SCHEMA_VERSION,
        "20260203-040506-kafka-strong-verify-durability-42-abcde",
        RunStatus.INCOMPLETE,
        Instant.parse("2026-02-03T04:05:06.789Z"),
        new HarnessFacts("0.1.0", "", "17.0.1"),
        List.of("verify-durability", "--driver", "kafka"),
        new FaultPlan(
            List.of(faults),
            Duration.ofSeconds(5),
            Duration.ofMillis(1_500),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5)),
        Runs.spec(),
        Map.of("cpu", "two cores"),
        List.of());
  }

  /** With the promise stated, and nothing more. */
  public static FaultResult stated(Fault fault, boolean promised) {
    return FaultResult.begin(fault)
        .withSystem(Runs.complete().system().orElseThrow(), List.of("kafka-2"))
        .withPromise(
            new DurabilityFacts(
                DurabilityLevel.STRONG,
                new Durability(3, 2, Durability.Reached.DISK, 2),
                new Durability(3, 2, Durability.Reached.OS_CACHE, 2),
                List.of(
                    new DurabilityReport.Setting(
                        "topic t", "flush.messages", Optional.of("1"), Optional.of("7")))),
            new FaultPromise(promised, "a reason"));
  }

  /** Read back. */
  public static FaultResult ended(Fault fault, boolean promised, long lost, FaultVerdict verdict) {
    return stated(fault, promised)
        .withStart(Runs.complete().clients().orElseThrow(), Runs.T0_NS)
        .withEvent(new FaultEvent(5.25, FaultEvent.What.FAULT, List.of("kafka-2")))
        .withEvent(new FaultEvent(8.5, FaultEvent.What.READ_BACK_ENDED, List.of()))
        .withLoad(
            new FaultLoad(
                41_003,
                41_000,
                10_000,
                2,
                1,
                OptionalDouble.of(1.25),
                OptionalDouble.empty(),
                Map.of("TIMEOUT", "it took too long")))
        .withReadBack(
            new FaultReadBack(
                41_001 - lost,
                lost,
                1,
                3,
                4,
                0,
                List.of(new SubscriptionTotals.Example("lost", 1, 17))))
        .withVerdict(verdict, "what came of it");
  }
}
