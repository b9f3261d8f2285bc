/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import io.weir.spi.Guarantee;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The stream engine of a run, and what it does. Immutable.
 *
 * @param name plugin name
 * @param version wanted of a local engine; empty for an existing one
 * @param workers processes of a local engine that run tasks; 0 for an existing one
 * @param addresses of a running engine; empty to launch one
 * @param query one of the workload's
 * @param guarantee of each record's effect on the result
 * @param parallelism of the job's operators
 * @param checkpointInterval how often the job makes its progress durable
 * @param watermarkDelay how far the watermark stays behind the latest event time
 * @param fault what is done to the engine under load
 * @param rescale the change of parallelism under load
 */
public record EngineSpec(
    String name,
    Optional<String> version,
    int workers,
    List<String> addresses,
    String query,
    Guarantee guarantee,
    int parallelism,
    Duration checkpointInterval,
    Duration watermarkDelay,
    Optional<EngineFault> fault,
    Optional<Rescale> rescale) {
  public EngineSpec {
    addresses = List.copyOf(addresses);
  }

  /**
   * A fault put on the engine.
   *
   * @param name one of the adapter's
   * @param at after the start of the measured window
   */
  public record EngineFault(String name, Duration at) {
    /** As the user writes it: {@code kill-taskmanager@20s}. */
    public String text() {
      return name + "@" + Units.text(at);
    }
  }

  /**
   * Another parallelism, taken on under load.
   *
   * @param parallelism from then on
   * @param at after the start of the measured window
   */
  public record Rescale(int parallelism, Duration at) {
    /** As the user writes it: {@code 4@30s}. */
    public String text() {
      return parallelism + "@" + Units.text(at);
    }
  }

  /** The same in this version. */
  public EngineSpec withVersion(String other) {
    return new EngineSpec(
        name,
        Optional.of(other),
        workers,
        addresses,
        query,
        guarantee,
        parallelism,
        checkpointInterval,
        watermarkDelay,
        fault,
        rescale);
  }

  /** True if it is started on this machine, false if it runs already. */
  public boolean local() {
    return addresses.isEmpty();
  }

  /** The most tasks of one kind that run side by side in the course of the run. */
  public int slots() {
    return Math.max(parallelism, rescale.map(Rescale::parallelism).orElse(0));
  }
}
