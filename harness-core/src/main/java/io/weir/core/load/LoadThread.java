/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.core.experiment.Pacing;
import io.weir.core.experiment.Partitioner;
import io.weir.core.experiment.Phase;
import io.weir.core.measure.LedgerLayout;
import io.weir.core.measure.Origin;
import io.weir.core.measure.PhaseWindow;
import io.weir.core.measure.Recorders;
import io.weir.core.measure.SendLane;
import io.weir.spi.AckHandler;
import io.weir.spi.Encoding;
import io.weir.spi.Event;
import io.weir.spi.EventSource;
import io.weir.spi.Mix;
import io.weir.spi.NanoClock;
import io.weir.spi.Publisher;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes the shares of some publishers, each record at its intended time.
 *
 * <p>The schedule is walked record by record in the order of the global index, over the publishers
 * that this thread owns. A record whose time has passed is sent at once: the schedule never waits
 * for the system. In a closed loop there is no schedule: a record is intended when its turn comes.
 */
public final class LoadThread implements Runnable {
  private static final int SPINS_BEFORE_PARK = 200;
  private static final long SLOT_PARK_NS = 20_000;
  private static final Phase[] PHASES = Phase.values();

  private final List<OpenPublisher> own;
  private final int publishers;
  private final Optional<Schedule> schedule;
  private final EventSource source;
  private final Partitioner partitioner;
  private final Pacer pacer;
  private final Pacer.Park park;
  private final NanoClock clock;
  private final Origin origin;
  private final Recorders recorders;
  private final Stop stop;
  private final int runTag;
  private final PhaseWindow window;
  private final LedgerLayout layout;
  private final Encoding[] encodings;
  private final boolean quicklyMade;
  private final Event event = new Event();
  private final BlockedTime blocked;
  private long t0Ns;
  private long knownNowNs;

  /**
   * @param own the publishers of this thread, in ascending order of index
   * @param publishers of the whole run
   * @param schedule the global schedule, this thread's own instance; empty for a closed loop
   * @param source makes the records
   * @param setup clock, pacing, start and end
   */
  public LoadThread(
      List<OpenPublisher> own,
      int publishers,
      Optional<Schedule> schedule,
      EventSource source,
      Setup setup) {
    this(own, publishers, schedule, source, setup, LockSupport::parkNanos);
  }

  /** With another way to rest, for a clock that does not run by itself. */
  LoadThread(
      List<OpenPublisher> own,
      int publishers,
      Optional<Schedule> schedule,
      EventSource source,
      Setup setup,
      Pacer.Park park) {
    if (own.isEmpty()) {
      throw new IllegalArgumentException("a load thread owns at least one publisher");
    }
    this.own = List.copyOf(own);
    this.publishers = publishers;
    this.schedule = schedule;
    this.source = source;
    this.partitioner = setup.partitioner();
    this.park = park;
    this.clock = setup.clock();
    this.origin = setup.origin();
    this.recorders = setup.recorders();
    this.stop = setup.stop();
    this.runTag = setup.runTag();
    this.window = setup.window();
    this.layout = setup.layout();
    this.encodings = setup.encodings().toArray(Encoding[]::new);
    this.quicklyMade = setup.encodings().stream().allMatch(e -> e == Encoding.BINARY);
    this.pacer = new Pacer(clock, park, stop, setup.pacing());
    this.blocked = new BlockedTime(0);
  }

  /**
   * What all load threads of a run share.
   *
   * @param clock the process's clock
   * @param origin start of the run; fixed before the threads start
   * @param pacing how to wait
   * @param partitioner who chooses partitions
   * @param recorders where lanes come from
   * @param stop ends the load
   * @param runTag tells this run's records from others
   * @param window where the measured window lies
   * @param layout told, in a closed loop, where each publisher enters a phase
   * @param encodings of the workload's streams, in their order
   */
  public record Setup(
      NanoClock clock,
      Origin origin,
      Pacing pacing,
      Partitioner partitioner,
      Recorders recorders,
      Stop stop,
      int runTag,
      PhaseWindow window,
      LedgerLayout layout,
      List<Encoding> encodings) {
    public Setup {
      encodings = List.copyOf(encodings);
    }
  }

  /**
   * A publisher together with the clients it hands records to.
   *
   * @param load its own side
   * @param clients one a stream of the workload, in their order
   */
  public record OpenPublisher(LoadPublisher load, List<Publisher> clients) {
    public OpenPublisher {
      clients = List.copyOf(clients);
    }
  }

  @Override
  public void run() {
    t0Ns = origin.epochNs();
    SendLane lane = recorders.newSendLane();
    pacer.await(t0Ns);
    knownNowNs = clock.epochNs() - t0Ns;
    blocked.caughtUp(knownNowNs);
    if (schedule.isPresent()) {
      openLoop(schedule.get(), lane);
    } else {
      closedLoop(lane);
    }
    for (OpenPublisher publisher : own) {
      publisher.clients().forEach(Publisher::flush);
    }
  }

  private void openLoop(Schedule segments, SendLane lane) {
    Optional<Segment> next = segments.nextSegment();
    for (long sequence = 0; ; sequence++) {
      for (int k = 0; k < own.size(); k++) {
        OpenPublisher publisher = own.get(k);
        long index = sequence * publishers + publisher.load().index();
        while (next.isPresent() && index >= next.get().endIndex()) {
          next = segments.nextSegment();
        }
        if (next.isEmpty() || stop.requested()) {
          return;
        }
        long intendedNs = next.get().intendedNs(index);
        prepare(publisher, index, sequence, intendedNs);
        if (intendedNs > knownNowNs) {
          awaitDue(intendedNs);
        }
        if (!send(publisher, sequence, intendedNs, false, lane)) {
          return;
        }
      }
    }
  }

  private void closedLoop(SendLane lane) {
    int[] phases = new int[own.size()];
    for (long sequence = 0; ; sequence++) {
      for (int k = 0; k < own.size(); k++) {
        OpenPublisher publisher = own.get(k);
        if (!awaitSlot(publisher.load(), sequence, lane, knownNowNs) || stop.requested()) {
          return;
        }
        // Its turn came when the call or the wait before it ended, which is when the clock was
        // read.
        long nowNs = knownNowNs;
        int phase = window.phaseOf(nowNs);
        if (phase != phases[k]) {
          phases[k] = phase;
          layout.begin(PHASES[phase], publisher.load().index(), sequence);
        }
        prepare(publisher, sequence * publishers + publisher.load().index(), sequence, nowNs);
        if (!send(publisher, sequence, nowNs, true, lane)) {
          return;
        }
      }
    }
  }

  private void prepare(OpenPublisher publisher, long index, long sequence, long intendedNs) {
    int p = publisher.load().index();
    source.fill(index, p, sequence, intendedNs, event);
    encodings[event.stream].stamp(event.payload, runTag, p, sequence, intendedNs);
  }

  private void awaitDue(long intendedNs) {
    long nowNs = clock.epochNs() - t0Ns;
    if (nowNs < intendedNs) {
      blocked.caughtUp(nowNs);
      nowNs = pacer.await(t0Ns + intendedNs) - t0Ns;
    }
    knownNowNs = nowNs;
  }

  /** Hands the prepared record over; false if a stop was requested before it could be. */
  private boolean send(
      OpenPublisher publisher,
      long sequence,
      long intendedNs,
      boolean sentIsIntended,
      SendLane lane) {
    LoadPublisher load = publisher.load();
    if (!awaitSlot(load, sequence, lane, intendedNs) || stop.requested()) {
      return false;
    }
    // In a closed loop the turn came just before, but for a record that takes time to make.
    long sentNs = sentIsIntended && quicklyMade ? intendedNs : clock.epochNs() - t0Ns;
    load.inFlight.claim(sequence, intendedNs, sentNs);
    load.sent(sequence);
    lane.sent(intendedNs, sentNs, event.length);
    long delayNs = sentNs - intendedNs;
    if (delayNs > SendLane.LATE_NS) {
      long wasBlockedNs = Math.min(delayNs, blocked.since(intendedNs));
      lane.late(intendedNs, sentNs, wasBlockedNs, delayNs - wasBlockedNs);
    }
    try {
      publisher
          .clients()
          .get(event.stream)
          .publish(
              partitionOf(load, sequence), event.key, event.payload, 0, event.length, sequence);
    } catch (RuntimeException e) {
      // Against the contract of Publisher, but the record must not stay unanswered.
      load.onError(sequence, AckHandler.ErrorKind.OTHER, e);
    }
    knownNowNs = clock.epochNs() - t0Ns;
    blocked.blocked(sentNs, knownNowNs);
    lane.blocked(intendedNs, knownNowNs - sentNs);
    return true;
  }

  private boolean awaitSlot(LoadPublisher load, long sequence, SendLane lane, long intendedNs) {
    if (load.inFlight.free(sequence)) {
      return true;
    }
    long startNs = clock.epochNs() - t0Ns;
    int spins = 0;
    while (!load.inFlight.free(sequence)) {
      if (stop.requested()) {
        return false;
      }
      if (spins++ < SPINS_BEFORE_PARK) {
        Thread.onSpinWait();
      } else {
        park.parkNs(SLOT_PARK_NS);
      }
    }
    knownNowNs = clock.epochNs() - t0Ns;
    blocked.blocked(startNs, knownNowNs);
    lane.blocked(intendedNs, knownNowNs - startNs);
    return true;
  }

  private int partitionOf(LoadPublisher load, long sequence) {
    if (event.partition >= 0) {
      return event.partition;
    }
    if (partitioner == Partitioner.CLIENT) {
      return -1;
    }
    if (event.keyIndex < 0) {
      // Publishers start at different partitions, so that few records do not all meet in one. With
      // several streams, each might have every third number only: there, chance has to do.
      long number = encodings.length == 1 ? sequence : Mix.mix(sequence) >>> 1;
      return (int) ((number + load.index()) % load.partitions());
    }
    return (int) Long.remainderUnsigned(Mix.mix(event.keyIndex), load.partitions());
  }
}
