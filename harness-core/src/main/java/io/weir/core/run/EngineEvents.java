/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.experiment.EngineSpec;
import io.weir.core.measure.Origin;
import io.weir.spi.EngineCluster;
import io.weir.spi.EngineJob;
import io.weir.spi.NanoClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What is done to an engine under load, at its time: a fault, another parallelism.
 *
 * <p>Thread contract: {@link #start} and {@link #close} by one thread; everything else by any.
 */
final class EngineEvents implements AutoCloseable {
  private static final Duration RESTART_LIMIT = Duration.ofSeconds(60);
  private static final Duration RESCALE_LIMIT = Duration.ofSeconds(60);
  private static final long LOOK_NS = 20_000_000;

  private final EngineSpec spec;
  private final EngineCluster cluster;
  private final EngineJob job;
  private final Origin origin;
  private final NanoClock clock;
  private final RunListener listener;
  private final long windowStartNs;
  private final Thread thread;
  private volatile boolean ending;
  private volatile @Nullable Fault fault;
  private volatile @Nullable Rescaling rescaling;
  private volatile @Nullable String failure;

  /**
   * A fault as it was.
   *
   * @param name as asked for
   * @param atNs when it was put on, offset from the start of the run
   * @param struck what it struck, by name
   * @param backNs when the engine had all of its servers again; empty if that was not waited for
   */
  record Fault(String name, long atNs, List<String> struck, Optional<Long> backNs) {}

  /**
   * A change of parallelism as it was.
   *
   * @param parallelism from then on
   * @param atNs when it began, offset from the start of the run
   * @param parts how long its parts took; empty if it did not come to its end
   */
  record Rescaling(int parallelism, long atNs, Map<String, Duration> parts) {}

  EngineEvents(
      EngineSpec spec,
      EngineCluster cluster,
      EngineJob job,
      Origin origin,
      NanoClock clock,
      RunListener listener,
      long windowStartNs) {
    this.spec = spec;
    this.cluster = cluster;
    this.job = job;
    this.origin = origin;
    this.clock = clock;
    this.listener = listener;
    this.windowStartNs = windowStartNs;
    this.thread = new Thread(this::carryOut, "weir-engine-events");
    thread.setDaemon(true);
  }

  void start() {
    if (spec.fault().isPresent() || spec.rescale().isPresent()) {
      thread.start();
    }
  }

  Optional<Fault> fault() {
    return Optional.ofNullable(fault);
  }

  Optional<Rescaling> rescaling() {
    return Optional.ofNullable(rescaling);
  }

  /** Why one could not be carried out. */
  Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  /** True while something is being done that is not done yet. */
  boolean busy() {
    return thread.isAlive();
  }

  /** Leaves out what is still to come. */
  @Override
  public void close() {
    ending = true;
    thread.interrupt();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void carryOut() {
    try {
      boolean faultFirst =
          spec.fault().isPresent()
              && spec.rescale()
                  .map(r -> r.at().compareTo(spec.fault().get().at()) >= 0)
                  .orElse(true);
      if (faultFirst) {
        strike();
        rescale();
      } else {
        rescale();
        strike();
      }
    } catch (RuntimeException e) {
      if (!ending) {
        failure = String.valueOf(e.getMessage());
      }
    }
  }

  private void strike() {
    if (spec.fault().isEmpty() || !awaitWindow(spec.fault().get().at())) {
      return;
    }
    String name = spec.fault().get().name();
    long atNs = nowNs();
    List<String> struck = cluster.strike(name);
    fault = new Fault(name, atNs, struck, Optional.empty());
    listener.stage(name + ": " + String.join(", ", struck));
    cluster.recover(RESTART_LIMIT);
    fault = new Fault(name, atNs, struck, Optional.of(nowNs()));
    listener.stage(String.join(", ", struck) + " is back");
  }

  private void rescale() {
    if (spec.rescale().isEmpty() || !awaitWindow(spec.rescale().get().at())) {
      return;
    }
    int parallelism = spec.rescale().get().parallelism();
    listener.stage("rescaling the job to parallelism " + parallelism);
    long atNs = nowNs();
    rescaling = new Rescaling(parallelism, atNs, Map.of());
    Map<String, Duration> parts = job.rescale(parallelism, RESCALE_LIMIT);
    rescaling = new Rescaling(parallelism, atNs, parts);
    listener.stage("the job runs with parallelism " + parallelism);
  }

  /** False if the run ends before. */
  private boolean awaitWindow(Duration after) {
    long atNs = windowStartNs + after.toNanos();
    while (!ending) {
      long leftNs = atNs - nowNs();
      if (leftNs <= 0) {
        return true;
      }
      LockSupport.parkNanos(Math.min(leftNs, LOOK_NS));
    }
    return false;
  }

  private long nowNs() {
    return origin.offsetNs(clock.epochNs());
  }
}
