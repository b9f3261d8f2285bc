/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.core.experiment.Pacing;
import io.weir.core.measure.Origin;
import io.weir.spi.AckHandler;
import io.weir.spi.Encoding;
import io.weir.spi.Event;
import io.weir.spi.EventSource;
import io.weir.spi.NanoClock;
import io.weir.spi.Publisher;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a tick record to every partition of every timed stream each 100 ms, so that watermarks
 * move while nothing else comes, and closing ticks at the end, so that the last windows close.
 * Ticks are outside the cohort: nothing of them is measured, and the ledger does not know them.
 *
 * <p>A tick that is late is left out when the next is due: it would say nothing that the next does
 * not.
 *
 * <p>Thread contract: {@link #run} by one thread; the counts by any.
 */
public final class Ticks implements Runnable, AckHandler {
  private static final long INTERVAL_NS = 100_000_000;

  private final List<Stream> streams;
  private final EventSource source;
  private final LongUnaryOperator dueAt;
  private final int partitions;
  private final int runTag;
  private final long closingAheadMs;
  private final NanoClock clock;
  private final Origin origin;
  private final Pacer pacer;
  private final Stop stop;
  private final Event event = new Event();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong closingFailed = new AtomicLong();
  private volatile long closingNumber = -1;
  private volatile @Nullable Throwable firstFailure;

  /**
   * What ticks go to.
   *
   * @param index of the stream in its workload
   * @param encoding of its records
   * @param client publishes to its topic, answers to this object's {@link AckHandler}
   */
  public record Stream(int index, Encoding encoding, Publisher client) {}

  /**
   * Rests as load threads do.
   *
   * @param streams that get ticks; completed before {@link #run}
   * @param source used for nothing else
   * @param dueAt records of the schedule that are due by an offset; offsets never descend
   * @param partitions of each stream
   * @param runTag tells this run's records from others
   * @param closingAheadMs how far the closing ticks' event time is ahead of the last tick's
   */
  public Ticks(
      List<Stream> streams,
      EventSource source,
      LongUnaryOperator dueAt,
      int partitions,
      int runTag,
      long closingAheadMs,
      NanoClock clock,
      Origin origin,
      Stop stop) {
    this(
        streams,
        source,
        dueAt,
        partitions,
        runTag,
        closingAheadMs,
        clock,
        origin,
        stop,
        LockSupport::parkNanos);
  }

  /** With another way to rest, for a clock that does not run by itself. */
  Ticks(
      List<Stream> streams,
      EventSource source,
      LongUnaryOperator dueAt,
      int partitions,
      int runTag,
      long closingAheadMs,
      NanoClock clock,
      Origin origin,
      Stop stop,
      Pacer.Park park) {
    this.streams = streams;
    this.source = source;
    this.dueAt = dueAt;
    this.partitions = partitions;
    this.runTag = runTag;
    this.closingAheadMs = closingAheadMs;
    this.clock = clock;
    this.origin = origin;
    this.stop = stop;
    this.pacer = new Pacer(clock, park, stop, Pacing.ECONOMICAL);
  }

  @Override
  public void run() {
    long t0Ns = origin.epochNs();
    long number = 0;
    long atNs = 0;
    while (!stop.requested()) {
      pacer.await(t0Ns + atNs);
      if (stop.requested()) {
        break;
      }
      publish(number++, atNs, 0);
      long behind = (clock.epochNs() - t0Ns - atNs) / INTERVAL_NS;
      atNs += INTERVAL_NS * Math.max(1, behind);
    }
    closingNumber = number;
    publish(number, Math.max(atNs, clock.epochNs() - t0Ns), closingAheadMs);
    streams.forEach(stream -> stream.client().flush());
  }

  private void publish(long number, long offsetNs, long aheadMs) {
    long index = dueAt.applyAsLong(offsetNs);
    for (Stream stream : streams) {
      source.tick(stream.index(), index, offsetNs, aheadMs, event);
      stream.encoding().stamp(event.payload, runTag, Arrivals.TICK_PUBLISHER, number, offsetNs);
      for (int partition = 0; partition < partitions; partition++) {
        stream.client().publish(partition, null, event.payload, 0, event.length, number);
        sent.incrementAndGet();
      }
    }
  }

  @Override
  public void onAck(long token, int partition, long ackedNs) {}

  @Override
  public void onError(long token, ErrorKind kind, Throwable cause) {
    if (failed.incrementAndGet() == 1) {
      firstFailure = cause;
    }
    if (token == closingNumber) {
      closingFailed.incrementAndGet();
    }
  }

  /** Ticks handed to clients so far. */
  public long sent() {
    return sent.get();
  }

  /** Ticks that could not be published. One between others is no loss: the next says as much. */
  public long failed() {
    return failed.get();
  }

  /**
   * The number of the closing ticks, which is the sequence in their stamps: no tick has a higher
   * one. Empty until they are about to be published.
   */
  public OptionalLong closingNumber() {
    return closingNumber < 0 ? OptionalLong.empty() : OptionalLong.of(closingNumber);
  }

  /** What is to be known if closing ticks could not be published: windows may not have closed. */
  public Optional<String> failure() {
    return closingFailed.get() == 0
        ? Optional.empty()
        : Optional.of(
            closingFailed.get() + " closing ticks could not be published: " + firstFailure);
  }
}
