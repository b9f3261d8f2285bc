/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.core.experiment.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One fault on one fresh cluster, as far as it came. Immutable.
 *
 * @param fault which
 * @param system under test, once started
 * @param durability of the topic, once read back
 * @param struck ids of the servers that the fault strikes, once chosen
 * @param promise once stated: before the fault
 * @param clients the effective configuration of the publishers, once opened
 * @param t0EpochNs T0, ns since the Unix epoch, once the load has started
 * @param events in order
 * @param load once it has ended
 * @param readBack once it has ended
 * @param powerLoss what the simulation did; only of a loss of power, once its controls have run
 * @param verdict {@link FaultVerdict#INCOMPLETE} until it is known
 * @param reason of the verdict, in words for a person
 */
public record FaultResult(
    Fault fault,
    Optional<SystemFacts> system,
    Optional<DurabilityFacts> durability,
    List<String> struck,
    Optional<FaultPromise> promise,
    Optional<ClientFacts> clients,
    OptionalLong t0EpochNs,
    List<FaultEvent> events,
    Optional<FaultLoad> load,
    Optional<FaultReadBack> readBack,
    Optional<PowerLossFacts> powerLoss,
    FaultVerdict verdict,
    String reason) {
  public FaultResult {
    struck = List.copyOf(struck);
    events = List.copyOf(events);
  }

  /** A fault whose trial has just begun. */
  public static FaultResult begin(Fault fault) {
    return new FaultResult(
        fault,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        FaultVerdict.INCOMPLETE,
        "it did not come to its end");
  }

  /** With the system under test, and the servers that will be struck. */
  public FaultResult withSystem(SystemFacts facts, List<String> chosen) {
    return new FaultResult(
        fault,
        Optional.of(facts),
        durability,
        chosen,
        promise,
        clients,
        t0EpochNs,
        events,
        load,
        readBack,
        powerLoss,
        verdict,
        reason);
  }

  /** With the durability read back, and what it promises. */
  public FaultResult withPromise(DurabilityFacts facts, FaultPromise stated) {
    return new FaultResult(
        fault,
        system,
        Optional.of(facts),
        struck,
        Optional.of(stated),
        clients,
        t0EpochNs,
        events,
        load,
        readBack,
        powerLoss,
        verdict,
        reason);
  }

  /** With the clients opened and the start of the load fixed. */
  public FaultResult withStart(ClientFacts opened, long epochNs) {
    return new FaultResult(
        fault,
        system,
        durability,
        struck,
        promise,
        Optional.of(opened),
        OptionalLong.of(epochNs),
        events,
        load,
        readBack,
        powerLoss,
        verdict,
        reason);
  }

  /** With a further event. */
  public FaultResult withEvent(FaultEvent event) {
    List<FaultEvent> all = new ArrayList<>(events);
    all.add(event);
    return new FaultResult(
        fault,
        system,
        durability,
        struck,
        promise,
        clients,
        t0EpochNs,
        all,
        load,
        readBack,
        powerLoss,
        verdict,
        reason);
  }

  /** With the publish side. */
  public FaultResult withLoad(FaultLoad ended) {
    return new FaultResult(
        fault,
        system,
        durability,
        struck,
        promise,
        clients,
        t0EpochNs,
        events,
        Optional.of(ended),
        readBack,
        powerLoss,
        verdict,
        reason);
  }

  /** With what was read back. */
  public FaultResult withReadBack(FaultReadBack ended) {
    return new FaultResult(
        fault,
        system,
        durability,
        struck,
        promise,
        clients,
        t0EpochNs,
        events,
        load,
        Optional.of(ended),
        powerLoss,
        verdict,
        reason);
  }

  /** With the verdict. */
  public FaultResult withVerdict(FaultVerdict judged, String why) {
    return new FaultResult(
        fault,
        system,
        durability,
        struck,
        promise,
        clients,
        t0EpochNs,
        events,
        load,
        readBack,
        powerLoss,
        judged,
        why);
  }

  /** With what the simulated loss of power did so far. */
  public FaultResult withPowerLoss(PowerLossFacts facts) {
    return new FaultResult(
        fault,
        system,
        durability,
        struck,
        promise,
        clients,
        t0EpochNs,
        events,
        load,
        readBack,
        Optional.of(facts),
        verdict,
        reason);
  }
}
