/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.TrafficFacts;
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
 * @param traffic what the schedule comes to; empty in a closed loop
 * @param system under test, once reached
 * @param durability of the topics, once read back
 * @param clients the effective configuration, once opened
 * @param workload what was published, once its topics are named
 * @param t0EpochNs T0, ns since the Unix epoch, once the load has started
 * @param phases once laid out
 * @param outcome once measured
 * @param overload of a load that goes up and down, once measured
 * @param engine the stream engine, once reached
 * @param answers what came of the engine's, once compared
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
    Optional<TrafficFacts> traffic,
    Optional<SystemFacts> system,
    Optional<DurabilityFacts> durability,
    Optional<ClientFacts> clients,
    Optional<WorkloadFacts> workload,
    OptionalLong t0EpochNs,
    List<PhaseSpan> phases,
    Optional<RunOutcome> outcome,
    Optional<Overload> overload,
    Optional<EngineFacts> engine,
    Optional<EngineOutcome> answers,
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
        Optional.empty(),
        OptionalLong.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
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
    Edit edit = new Edit(this);
    edit.calibration = Optional.of(measured);
    return edit.done();
  }

  /** With what the schedule comes to. */
  public RunDocument withTraffic(TrafficFacts facts) {
    Edit edit = new Edit(this);
    edit.traffic = Optional.of(facts);
    return edit.done();
  }

  /** With how long the load was too much. */
  public RunDocument withOverload(Overload measured) {
    Edit edit = new Edit(this);
    edit.overload = Optional.of(measured);
    return edit.done();
  }

  /** With the system under test. */
  public RunDocument withSystem(SystemFacts facts) {
    Edit edit = new Edit(this);
    edit.system = Optional.of(facts);
    return edit.done();
  }

  /** With the durability read back. */
  public RunDocument withDurability(DurabilityFacts facts) {
    Edit edit = new Edit(this);
    edit.durability = Optional.of(facts);
    return edit.done();
  }

  /** With the effective client configuration. */
  public RunDocument withClients(ClientFacts facts) {
    Edit edit = new Edit(this);
    edit.clients = Optional.of(facts);
    return edit.done();
  }

  /** With what is published. */
  public RunDocument withWorkload(WorkloadFacts facts) {
    Edit edit = new Edit(this);
    edit.workload = Optional.of(facts);
    return edit.done();
  }

  /** With T0 and the phases as far as laid out. */
  public RunDocument withPhases(long newT0EpochNs, List<PhaseSpan> spans) {
    Edit edit = new Edit(this);
    edit.t0EpochNs = OptionalLong.of(newT0EpochNs);
    edit.phases = spans;
    return edit.done();
  }

  /** With what was measured. */
  public RunDocument withOutcome(RunOutcome measured) {
    Edit edit = new Edit(this);
    edit.outcome = Optional.of(measured);
    return edit.done();
  }

  /** With the stream engine, as far as it is known. */
  public RunDocument withEngine(EngineFacts facts) {
    Edit edit = new Edit(this);
    edit.engine = Optional.of(facts);
    return edit.done();
  }

  /** With what came of the engine's answers. */
  public RunDocument withAnswers(EngineOutcome compared) {
    Edit edit = new Edit(this);
    edit.answers = Optional.of(compared);
    return edit.done();
  }

  /** With the verdict. */
  public RunDocument withVerdict(List<VerdictEntry> entries) {
    Edit edit = new Edit(this);
    edit.verdict = entries;
    return edit.done();
  }

  /** Finished: COMPLETE. */
  public RunDocument completed() {
    Edit edit = new Edit(this);
    edit.status = RunStatus.COMPLETE;
    return edit.done();
  }

  /** A copy with parts replaced; what never changes stays in {@code from}. */
  private static final class Edit {
    private final RunDocument from;
    private RunStatus status;
    private Optional<Calibration> calibration;
    private Optional<TrafficFacts> traffic;
    private Optional<SystemFacts> system;
    private Optional<DurabilityFacts> durability;
    private Optional<ClientFacts> clients;
    private Optional<WorkloadFacts> workload;
    private OptionalLong t0EpochNs;
    private List<PhaseSpan> phases;
    private Optional<RunOutcome> outcome;
    private Optional<Overload> overload;
    private Optional<EngineFacts> engine;
    private Optional<EngineOutcome> answers;
    private List<VerdictEntry> verdict;

    Edit(RunDocument from) {
      this.from = from;
      status = from.status;
      calibration = from.calibration;
      traffic = from.traffic;
      system = from.system;
      durability = from.durability;
      clients = from.clients;
      workload = from.workload;
      t0EpochNs = from.t0EpochNs;
      phases = from.phases;
      outcome = from.outcome;
      overload = from.overload;
      engine = from.engine;
      answers = from.answers;
      verdict = from.verdict;
    }

    RunDocument done() {
      return new RunDocument(
          from.identity,
          status,
          from.harness,
          from.commandLine,
          from.spec,
          from.host,
          from.clock,
          calibration,
          traffic,
          system,
          durability,
          clients,
          workload,
          t0EpochNs,
          phases,
          outcome,
          overload,
          engine,
          answers,
          verdict);
    }
  }
}
