/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.spi.ClusterDescription.Node;
import io.weir.spi.ConfigValue;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The stream engine of a run, as it described itself, and what became of its job. Immutable; begins
 * with {@link #of} and gains parts as the run goes.
 *
 * @param engine plugin name
 * @param pluginVersion of the plugin
 * @param system what the adapter spoke to
 * @param systemVersion as the engine reports it
 * @param nodes its processes with their effective configuration
 * @param servers that the harness started; empty for a running engine
 * @param job effective configuration of the job and its connectors, by native key
 * @param jobText where what was submitted is kept, in the run's directory; empty if nothing was
 * @param restarts how often the job was started again; empty if not known
 * @param fault what was done to the engine, and what came of it
 * @param rescale the change of parallelism, and what came of it
 * @param resources that its processes took over the window
 * @param mostBacklog the most records of its input that were due and not read yet, at the end of a
 *     second of the window; empty if the engine does not tell
 */
public record EngineFacts(
    String engine,
    String pluginVersion,
    String system,
    String systemVersion,
    List<Node> nodes,
    List<SystemFacts.Server> servers,
    Map<String, ConfigValue> job,
    Optional<String> jobText,
    OptionalInt restarts,
    Optional<FaultOutcome> fault,
    Optional<RescaleOutcome> rescale,
    Optional<Resources> resources,
    OptionalLong mostBacklog) {
  public EngineFacts {
    nodes = List.copyOf(nodes);
    servers = List.copyOf(servers);
    job = Collections.unmodifiableMap(new TreeMap<>(job));
  }

  /**
   * A fault put on the engine.
   *
   * @param name one of the adapter's
   * @param atNs when, from the start of the run
   * @param recoveryNs from then until results came as before; empty if they did not
   * @param replayedRecords at least so many were read again by the job: what it read between the
   *     engine's last word and the fault is not seen. Empty if the engine does not tell any
   * @param duplicateRows that came again
   * @param cause what the engine says of it, in one line
   */
  public record FaultOutcome(
      String name,
      long atNs,
      OptionalLong recoveryNs,
      OptionalLong replayedRecords,
      OptionalLong duplicateRows,
      Optional<String> cause) {}

  /**
   * A change of parallelism under load.
   *
   * @param from parallelism before
   * @param to parallelism after
   * @param atNs when, from the start of the run
   * @param parts what the engine did, in order
   * @param disturbanceNs from then until results came as before; empty if they did not
   */
  public record RescaleOutcome(
      int from, int to, long atNs, List<Part> parts, OptionalLong disturbanceNs) {
    public RescaleOutcome {
      parts = List.copyOf(parts);
    }

    /**
     * One thing that the engine did.
     *
     * @param name such as {@code savepoint}
     * @param tookNs how long it took
     */
    public record Part(String name, long tookNs) {}
  }

  /**
   * What the engine's processes took over the window; each is empty if not known.
   *
   * @param cpuSeconds CPU time of all of them
   * @param peakRssBytes the largest sum of their resident sets
   */
  public record Resources(OptionalDouble cpuSeconds, OptionalLong peakRssBytes) {}

  /** An engine of which nothing but itself is known yet. */
  public static EngineFacts of(
      String engine,
      String pluginVersion,
      String system,
      String systemVersion,
      List<Node> nodes,
      List<SystemFacts.Server> servers) {
    return new EngineFacts(
        engine,
        pluginVersion,
        system,
        systemVersion,
        nodes,
        servers,
        Map.of(),
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty());
  }

  /**
   * With its job.
   *
   * @param text where what was submitted is kept
   */
  public EngineFacts withJob(Map<String, ConfigValue> configuration, String text) {
    return new EngineFacts(
        engine,
        pluginVersion,
        system,
        systemVersion,
        nodes,
        servers,
        configuration,
        Optional.of(text),
        restarts,
        fault,
        rescale,
        resources,
        mostBacklog);
  }

  /** With what came of a fault. */
  public EngineFacts withFault(FaultOutcome outcome) {
    return new EngineFacts(
        engine,
        pluginVersion,
        system,
        systemVersion,
        nodes,
        servers,
        job,
        jobText,
        restarts,
        Optional.of(outcome),
        rescale,
        resources,
        mostBacklog);
  }

  /** With what came of a change of parallelism. */
  public EngineFacts withRescale(RescaleOutcome outcome) {
    return new EngineFacts(
        engine,
        pluginVersion,
        system,
        systemVersion,
        nodes,
        servers,
        job,
        jobText,
        restarts,
        fault,
        Optional.of(outcome),
        resources,
        mostBacklog);
  }

  /**
   * With what is known when its job has ended.
   *
   * @param restarted how often the job was started again
   * @param taken by its processes
   * @param backlog the most records that it had still to read
   */
  public EngineFacts withCourse(OptionalInt restarted, Resources taken, OptionalLong backlog) {
    return new EngineFacts(
        engine,
        pluginVersion,
        system,
        systemVersion,
        nodes,
        servers,
        job,
        jobText,
        restarted,
        fault,
        rescale,
        Optional.of(taken),
        backlog);
  }
}
