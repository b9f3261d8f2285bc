/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.experiment.EngineSpec;
import io.weir.core.experiment.Units;
import io.weir.core.measure.Origin;
import io.weir.core.measure.Sample;
import io.weir.spi.EngineJob;
import io.weir.spi.JobSpec;
import io.weir.spi.JobState;
import io.weir.spi.NanoClock;
import io.weir.spi.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The engine's job in the course of a run: submitted, watched, struck, and ended.
 *
 * <p>Thread contract: by the run's thread, but {@link #drain} and {@link #ended}, by any.
 */
final class EngineStage implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(EngineStage.class.getName());
  private static final Duration CANCEL_LIMIT = Duration.ofSeconds(10);

  /** On an engine that stays, nothing may be left behind. */
  private static final Duration PATIENT_CANCEL_LIMIT = Duration.ofSeconds(30);

  private static final long POLL_NS = 20_000_000;

  private final EngineSpec spec;
  private final EngineDeployment deployment;
  private final Origin origin;
  private final NanoClock clock;
  private final RunListener listener;
  private @Nullable EngineJob job;
  private volatile @Nullable EngineWatch watch;
  private volatile @Nullable EngineEvents events;

  EngineStage(
      EngineSpec spec,
      EngineDeployment deployment,
      Origin origin,
      NanoClock clock,
      RunListener listener) {
    this.spec = spec;
    this.deployment = deployment;
    this.origin = origin;
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * Hands the job to the engine.
   *
   * @throws UnavailableException if it does not take it
   */
  EngineJob submit(JobSpec wanted) {
    EngineJob submitted = deployment.cluster().submit(wanted);
    job = submitted;
    return submitted;
  }

  /**
   * Waits until the job runs.
   *
   * @throws UnavailableException if it fails, ends, or does not run within the time limit
   */
  void awaitRunning(Duration limit, BooleanSupplier over) {
    EngineJob submitted = submitted();
    long deadlineNs = System.nanoTime() + limit.toNanos();
    String last = "nothing is known of it";
    while (!over.getAsBoolean()) {
      JobState state = submitted.state();
      if (state instanceof JobState.Running) {
        return;
      } else if (state instanceof JobState.Starting starting) {
        last = starting.detail();
      } else if (state instanceof JobState.Restarting restarting) {
        last = "it is started again after: " + restarting.cause();
      } else if (state instanceof JobState.Failed failed) {
        throw new UnavailableException(
            "the job of " + spec.name() + " failed to start: " + failed.cause() + logs());
      } else if (state instanceof JobState.Ended ended) {
        throw new UnavailableException(
            "the job of " + spec.name() + " was " + ended.how() + " before it ran" + logs());
      }
      if (System.nanoTime() > deadlineNs) {
        throw new UnavailableException(
            "the job of "
                + spec.name()
                + " does not run after "
                + Units.text(limit)
                + ": "
                + last
                + logs());
      }
      LockSupport.parkNanos(POLL_NS);
      if (Thread.currentThread().isInterrupted()) {
        throw new UnavailableException("interrupted while the job was starting");
      }
    }
  }

  private String logs() {
    return deployment.servers().isEmpty()
        ? ""
        : "; see "
            + String.join(
                ", ", deployment.servers().stream().map(s -> "logs/" + s.id() + ".log").toList());
  }

  /** Watches the job from here on, and does to it what the run asks for, at its time. */
  void start(long windowStartNs) {
    EngineWatch watching =
        new EngineWatch(
            submitted(),
            spec.name(),
            origin,
            clock,
            !deployment.work().workload().ownEventTimes(deployment.work().workloadSettings()));
    EngineEvents coming =
        new EngineEvents(
            spec, deployment.cluster(), submitted(), origin, clock, listener, windowStartNs);
    watch = watching;
    events = coming;
    watching.start();
    coming.start();
  }

  /** Readings of the engine since the last call. */
  List<Sample> drain() {
    EngineWatch watching = watch;
    return watching == null ? List.of() : watching.drain();
  }

  /** Why the job is no longer there, or cannot be, if that is so: one line. */
  Optional<String> ended() {
    Optional<String> dead = deadServers().stream().findFirst();
    if (dead.isPresent() && spec.fault().isEmpty()) {
      return dead;
    }
    EngineWatch watching = watch;
    return watching == null ? Optional.empty() : watching.ended().map(why -> why + logs());
  }

  private List<String> deadServers() {
    return deployment.servers().stream()
        .filter(server -> !server.alive())
        .map(
            server ->
                server.id()
                    + " "
                    + server.ending()
                    + " during the run; see logs/"
                    + server.id()
                    + ".log")
        .toList();
  }

  /** True while a fault or a change of parallelism is being dealt with. */
  boolean disturbed() {
    EngineEvents coming = events;
    return coming != null && coming.busy();
  }

  Optional<EngineWatch> watch() {
    return Optional.ofNullable(watch);
  }

  Optional<EngineEvents> events() {
    return Optional.ofNullable(events);
  }

  /** What could not be done to the engine, or is missing at the end. */
  List<String> shortfalls() {
    List<String> all = new ArrayList<>();
    all.addAll(deadServers());
    ended().filter(why -> !all.contains(why)).ifPresent(all::add);
    events().flatMap(EngineEvents::failure).ifPresent(all::add);
    if (disturbed()) {
      all.add(
          spec.fault().map(EngineSpec.EngineFault::text).orElse("rescaling")
              + " had not come to its end when the run did");
    }
    return all;
  }

  /** Ends the watching: what follows is the run's own doing. Repeated calls do nothing. */
  void endWatching() {
    EngineEvents coming = events;
    if (coming != null) {
      coming.close();
    }
    EngineWatch watching = watch;
    if (watching != null) {
      watching.close();
    }
  }

  private EngineJob submitted() {
    EngineJob of = job;
    if (of == null) {
      throw new IllegalStateException("no job was submitted");
    }
    return of;
  }

  /** Ends the watching and the job. */
  @Override
  public void close() {
    endWatching();
    EngineJob of = job;
    if (of == null) {
      return;
    }
    try {
      of.cancel(deployment.local() ? CANCEL_LIMIT : PATIENT_CANCEL_LIMIT);
    } catch (UnavailableException e) {
      LOG.log(Level.WARNING, "the job could not be cancelled", e);
      if (!deployment.local()) {
        listener.stage(
            "the job "
                + of.id()
                + " is left on "
                + spec.addresses().get(0)
                + ": "
                + e.getMessage());
      }
    }
  }
}
