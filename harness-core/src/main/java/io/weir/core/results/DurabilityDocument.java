/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.core.experiment.Fault;
import io.weir.core.experiment.FaultPlan;
import io.weir.core.experiment.RunSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The content of durability.json: a verification of what survives faults, as far as it came.
 * Immutable.
 *
 * @param schemaVersion {@link #SCHEMA_VERSION}
 * @param id of the verification; names its directory
 * @param status whether it is finished
 * @param created when it began
 * @param harness that ran it
 * @param commandLine redacted by the caller
 * @param plan the faults and their times
 * @param spec the system and the load, as run.json has it; its phases are those of one fault: the
 *     warm-up ends with the fault
 * @param host facts about this machine
 * @param results one for each fault that was begun, in order
 */
public record DurabilityDocument(
    int schemaVersion,
    String id,
    RunStatus status,
    Instant created,
    HarnessFacts harness,
    List<String> commandLine,
    FaultPlan plan,
    RunSpec spec,
    Map<String, String> host,
    List<FaultResult> results) {
  /** Raised whenever a reader of the version before would misread a file. */
  public static final int SCHEMA_VERSION = 1;

  public DurabilityDocument {
    commandLine = List.copyOf(commandLine);
    host = Collections.unmodifiableMap(new TreeMap<>(host));
    results = List.copyOf(results);
  }

  /** With the result of a fault, in place of an earlier one of the same fault. */
  public DurabilityDocument with(FaultResult result) {
    List<FaultResult> all = new ArrayList<>(results);
    Fault fault = result.fault();
    int at = all.stream().map(FaultResult::fault).toList().indexOf(fault);
    if (at < 0) {
      all.add(result);
    } else {
      all.set(at, result);
    }
    return with(status, all);
  }

  /** Finished. */
  public DurabilityDocument completed() {
    return with(RunStatus.COMPLETE, results);
  }

  private DurabilityDocument with(RunStatus newStatus, List<FaultResult> newResults) {
    return new DurabilityDocument(
        schemaVersion, id, newStatus, created, harness, commandLine, plan, spec, host, newResults);
  }
}
