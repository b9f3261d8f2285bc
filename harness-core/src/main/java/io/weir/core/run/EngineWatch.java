/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.measure.Origin;
import io.weir.core.measure.Sample;
import io.weir.spi.EngineJob;
import io.weir.spi.EngineMetric;
import io.weir.spi.JobState;
import io.weir.spi.NanoClock;
import io.weir.spi.Schema;
import io.weir.spi.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks a job once a second what it does and what it says of itself.
 *
 * <p>Thread contract: {@link #start} and {@link #close} by one thread; everything else by any.
 */
final class EngineWatch implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(EngineWatch.class.getName());
  private static final long INTERVAL_NS = 1_000_000_000L;

  /** An engine that is busy, or whose coordinator is, may miss an answer; not for so long. */
  private static final long LONGEST_SILENCE_NS = 30_000_000_000L;

  private final EngineJob job;
  private final String engine;
  private final Origin origin;
  private final NanoClock clock;
  private final boolean scheduledEventTimes;
  private final Thread thread;
  private final List<Sample> pending = new ArrayList<>();
  private final List<Point> points = new ArrayList<>();
  private volatile boolean ending;
  private volatile @Nullable String ended;
  private volatile boolean running;
  private volatile long readRoseNs = Long.MIN_VALUE;
  private volatile double read = -1;
  private volatile int restarts;
  private volatile Optional<String> lastCause = Optional.empty();
  private long heardNs;

  /**
   * What the job said at one moment.
   *
   * @param atNs offset from the start of the run: after the answer
   * @param recordsRead in all; empty if it does not say
   * @param rowsWritten likewise
   */
  record Point(long atNs, OptionalDouble recordsRead, OptionalDouble rowsWritten) {}

  /**
   * @param engine its name, for messages
   * @param origin of the run; what is said before it is fixed is left out
   * @param scheduledEventTimes whether event times follow from intended times, so that it is known
   *     how far a watermark is behind
   */
  EngineWatch(
      EngineJob job, String engine, Origin origin, NanoClock clock, boolean scheduledEventTimes) {
    this.job = job;
    this.engine = engine;
    this.origin = origin;
    this.clock = clock;
    this.scheduledEventTimes = scheduledEventTimes;
    this.thread = new Thread(this::watch, "weir-engine");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Readings since the last call. */
  List<Sample> drain() {
    synchronized (pending) {
      List<Sample> all = List.copyOf(pending);
      pending.clear();
      return all;
    }
  }

  /** All that was said so far, in order. */
  List<Point> points() {
    synchronized (pending) {
      return List.copyOf(points);
    }
  }

  /** Why the job is no longer there, if it is not: one line. */
  Optional<String> ended() {
    return Optional.ofNullable(ended);
  }

  /** True if all of the job ran when it was last asked. */
  boolean running() {
    return running;
  }

  /** Records read, as last told; below 0 if that was never told. */
  double read() {
    return read;
  }

  /** When that was first told, ns from the start of the run. */
  long readRoseNs() {
    return readRoseNs;
  }

  /** How often the engine started the job again so far. */
  int restarts() {
    return restarts;
  }

  /** Why it did so last; empty if it never did, or does not say. */
  Optional<String> lastCause() {
    return lastCause;
  }

  /** Ends the watching, after a last reading. */
  @Override
  public void close() {
    ending = true;
    LockSupport.unpark(thread);
    try {
      thread.join(INTERVAL_NS / 1_000_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    heardNs = System.nanoTime();
    while (!ending && ended == null) {
      long nextNs = System.nanoTime() + INTERVAL_NS;
      look();
      while (!ending && System.nanoTime() < nextNs) {
        LockSupport.parkNanos(nextNs - System.nanoTime());
      }
    }
    if (ended == null) {
      look();
    }
  }

  private void look() {
    try {
      note(job.state());
      take(job.metrics());
      heardNs = System.nanoTime();
    } catch (UnavailableException e) {
      LOG.log(Level.FINE, "the engine does not answer", e);
      if (silentForLong()) {
        ended = engine + " has not answered for 30 s: " + e.getMessage();
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "what the engine says cannot be read", e);
      if (silentForLong()) {
        ended = "what " + engine + " says cannot be read: " + e;
      }
    }
  }

  private boolean silentForLong() {
    return !ending && System.nanoTime() - heardNs >= LONGEST_SILENCE_NS;
  }

  private void note(JobState state) {
    running = state instanceof JobState.Running;
    if (state instanceof JobState.Running running) {
      restarts = Math.max(restarts, running.restarts());
      if (running.lastCause().isPresent()) {
        lastCause = running.lastCause();
      }
    } else if (state instanceof JobState.Restarting restarting) {
      restarts = Math.max(restarts, restarting.restarts());
      lastCause = Optional.of(restarting.cause());
    } else if (state instanceof JobState.Failed failed && !ending) {
      ended = "the job of " + engine + " failed: " + failed.cause();
    } else if (state instanceof JobState.Ended how && !ending) {
      ended = "the job of " + engine + " was " + how.how() + ", and not by this run";
    }
  }

  private void take(List<EngineMetric> metrics) {
    if (!origin.fixed() || metrics.isEmpty()) {
      return;
    }
    long atNs = origin.offsetNs(clock.epochNs());
    synchronized (pending) {
      for (EngineMetric metric : metrics) {
        pending.add(
            new Sample(
                atNs, "engine", metric.entity(), metric.name(), metric.unit(), metric.value()));
      }
      OptionalDouble watermark = ofJob(metrics, EngineMetric.WATERMARK);
      if (scheduledEventTimes && watermark.isPresent()) {
        pending.add(
            new Sample(
                atNs,
                "engine",
                EngineMetric.JOB,
                "watermark_lag",
                "ms",
                Schema.eventMs(Math.max(0, atNs)) - watermark.getAsDouble()));
      }
      OptionalDouble records = ofJob(metrics, EngineMetric.RECORDS_READ);
      if (records.isPresent() && records.getAsDouble() > read) {
        read = records.getAsDouble();
        readRoseNs = atNs;
      }
      points.add(new Point(atNs, records, ofJob(metrics, EngineMetric.ROWS_WRITTEN)));
    }
  }

  private static OptionalDouble ofJob(List<EngineMetric> metrics, String name) {
    return metrics.stream()
        .filter(m -> m.entity().equals(EngineMetric.JOB) && m.name().equals(name))
        .mapToDouble(EngineMetric::value)
        .findFirst();
  }
}
