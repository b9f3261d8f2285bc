/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.core.experiment.RunSpec;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The content of run.json: everything known of a run so far. Immutable; a run starts with {@link
 * #begin} and gains parts as it goes.
 *
 * @param identity of the run
 * @param status whether it is finished
 * @param harness that ran it
 * @param commandLine redacted by the caller
 * @param spec all that was asked for
 * @param host facts about this machine
 * @param clock of the run
 * @param calibration of this machine, if measured
 * @param system under test, once reached
 * @param durability of the topics, once read back
 * @param clients the effective configuration, once opened
 * @param workload what was published, once its topics are named
 * @param t0EpochNs T0, ns since the Unix epoch, once the load has started
 * @param phases once laid out
 * @param outcome once measured
 * @param verdict once judged
 */
public record RunDocument(
    RunIdentity identity,
    RunStatus status,
    HarnessFacts harness,
    List<String> commandLine,
    RunSpec spec,
    Map<String, String> host,
    ClockFacts clock,
    Optional<Calibration> calibration,
    Optional<SystemFacts> system,
    Optional<DurabilityFacts> durability,
    Optional<ClientFacts> clients,
    Optional<WorkloadFacts> workload,
    OptionalLong t0EpochNs,
    List<PhaseSpan> phases,
    Optional<RunOutcome> outcome,
    List<VerdictEntry> verdict) {
  /** Raised whenever a reader of the version before would misread a file. */
  public static final int SCHEMA_VERSION = 1;

  public RunDocument {
    commandLine = List.copyOf(commandLine);
    host = Collections.unmodifiableMap(new TreeMap<>(host));
    phases = List.copyOf(phases);
    verdict = List.copyOf(verdict);
  }

  /** A run that has just begun: INCOMPLETE. */
  public static RunDocument begin(
      RunIdentity identity,
      HarnessFacts harness,
      List<String> commandLine,
      RunSpec spec,
      Map<String, String> host,
      ClockFacts clock) {
    return new RunDocument(
        identity,
        RunStatus.INCOMPLETE,
        harness,
        commandLine,
        spec,
        host,
        clock,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        List.of(),
        Optional.empty(),
        List.of());
  }

  /**
   * Bytes of a record's value; of a workload with schemas the mean of what was sent, and empty
   * before anything was.
   */
  public OptionalDouble recordBytes() {
    return spec.workload().equals(RunSpec.PAYLOAD)
        ? OptionalDouble.of(spec.payload().recordBytes())
        : workload.map(WorkloadFacts::meanRecordBytes).orElse(OptionalDouble.empty());
  }

  /** With what this machine's generator can do by itself. */
  public RunDocument withCalibration(Calibration measured) {
    return new RunDocument(
        identity,
        status,
        harness,
        commandLine,
        spec,
        host,
        clock,
        Optional.of(measured),
        system,
        durability,
        clients,
        workload,
        t0EpochNs,
        phases,
        outcome,
        verdict);
  }

  /** With the system under test. */
  public RunDocument withSystem(SystemFacts facts) {
    return new RunDocument(
        identity,
        status,
        harness,
        commandLine,
        spec,
        host,
        clock,
        calibration,
        Optional.of(facts),
        durability,
        clients,
        workload,
        t0EpochNs,
        phases,
        outcome,
        verdict);
  }

  /** With the durability read back. */
  public RunDocument withDurability(DurabilityFacts facts) {
    return new RunDocument(
        identity,
        status,
        harness,
        commandLine,
        spec,
        host,
        clock,
        calibration,
        system,
        Optional.of(facts),
        clients,
        workload,
        t0EpochNs,
        phases,
        outcome,
        verdict);
  }

  /** With the effective client configuration. */
  public RunDocument withClients(ClientFacts facts) {
    return new RunDocument(
        identity,
        status,
        harness,
        commandLine,
        spec,
        host,
        clock,
        calibration,
        system,
        durability,
        Optional.of(facts),
        workload,
        t0EpochNs,
        phases,
        outcome,
        verdict);
  }

  /** With what is published. */
  public RunDocument withWorkload(WorkloadFacts facts) {
    return new RunDocument(
        identity,
        status,
        harness,
        commandLine,
        spec,
        host,
        clock,
        calibration,
        system,
        durability,
        clients,
        Optional.of(facts),
        t0EpochNs,
        phases,
        outcome,
        verdict);
  }

  /** With T0 and the phases as far as laid out. */
  public RunDocument withPhases(long newT0EpochNs, List<PhaseSpan> spans) {
    return new RunDocument(
        identity,
        status,
        harness,
        commandLine,
        spec,
        host,
        clock,
        calibration,
        system,
        durability,
        clients,
        workload,
        OptionalLong.of(newT0EpochNs),
        spans,
        outcome,
        verdict);
  }

  /** With what was measured. */
  public RunDocument withOutcome(RunOutcome measured) {
    return new RunDocument(
        identity,
        status,
        harness,
        commandLine,
        spec,
        host,
        clock,
        calibration,
        system,
        durability,
        clients,
        workload,
        t0EpochNs,
        phases,
        Optional.of(measured),
        verdict);
  }

  /** With the verdict. */
  public RunDocument withVerdict(List<VerdictEntry> entries) {
    return new RunDocument(
        identity,
        status,
        harness,
        commandLine,
        spec,
        host,
        clock,
        calibration,
        system,
        durability,
        clients,
        workload,
        t0EpochNs,
        phases,
        outcome,
        entries);
  }

  /** Finished: COMPLETE. */
  public RunDocument completed() {
    return new RunDocument(
        identity,
        RunStatus.COMPLETE,
        harness,
        commandLine,
        spec,
        host,
        clock,
        calibration,
        system,
        durability,
        clients,
        workload,
        t0EpochNs,
        phases,
        outcome,
        verdict);
  }
}
