/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.analysis.output.JudgedSpan.EventSpan;
import io.weir.core.load.Arrivals;
import io.weir.core.measure.EventClock;
import io.weir.core.measure.PhaseWindow;
import io.weir.spi.Encoding;
import io.weir.spi.ExpectedRow;
import io.weir.spi.Oracle;
import io.weir.spi.Query;
import io.weir.spi.RecordHandler;
import io.weir.spi.Schema;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes what stands in a query's source topics and gives it to the query's oracle: every copy that
 * is in the log, of this run alone.
 *
 * <p>A partition's watermark is the latest event time seen in it so far, less the watermark delay.
 * An engine's is the least of its partitions', so a record at or above its own partition's is in
 * time for certain. One below it may have come too late, and this cannot say whether it did: of a
 * query with windows it is withheld from the oracle, and the windows that it belongs to are left
 * out. A query without windows takes every record, however late.
 *
 * <p>The oracle of a query with windows is told the least of the partitions' watermarks, so that it
 * may forget; others are told none, since nothing bounds how late a record may come.
 *
 * <p>Thread contract: any threads, as a subscriber has them; they wait for each other.
 */
final class SourceRecords implements RecordHandler {
  private final List<Encoding> encodings;
  private final int partitions;
  private final int runTag;
  private final OptionalLong closing;
  private final PhaseWindow window;
  private final long windowMs;
  private final long slideMs;
  private final long delayMs;
  private final Oracle oracle;
  private final Consumer<ExpectedRow> out;

  private final EventClock clock = new EventClock();

  /** By topic and partition: the latest event time, and whether the closing tick was seen. */
  private final long[] latestMs;

  private final boolean[] closed;
  private int open;
  private long oracleMs = Long.MIN_VALUE;

  private long records;
  private long ticks;
  private long strangers;
  private long cohort;
  private long leastMs = Long.MAX_VALUE;
  private long greatestMs = Long.MIN_VALUE;

  /** By the start of each span of windows that late records belong to. */
  private final Map<Long, Late> late = new TreeMap<>();

  private @Nullable Throwable failure;

  /** What is left out because of late records. */
  private record Late(EventSpan span, long records, long worstInversionMs) {}

  /**
   * @param encodings of the records of each topic, in the order of the query's inputs
   * @param partitions of each topic
   * @param runTag this run's
   * @param closing the closing ticks' number, if they were published
   * @param window where the measured window lies
   * @param query that is asked
   * @param delay how far the engine's watermark stays behind, in event time
   * @param oracle of the query, used for nothing else
   * @param out takes the rows that are settled
   */
  SourceRecords(
      List<Encoding> encodings,
      int partitions,
      int runTag,
      OptionalLong closing,
      PhaseWindow window,
      Query query,
      Duration delay,
      Oracle oracle,
      Consumer<ExpectedRow> out) {
    this.encodings = List.copyOf(encodings);
    this.partitions = partitions;
    this.runTag = runTag;
    this.closing = closing;
    this.window = window;
    this.windowMs = query.window().toMillis();
    this.slideMs = query.slide().toMillis();
    this.delayMs = delay.toMillis();
    this.oracle = oracle;
    this.out = out;
    this.latestMs = new long[encodings.size() * partitions];
    this.closed = new boolean[latestMs.length];
    this.open = latestMs.length;
    Arrays.fill(latestMs, Long.MIN_VALUE);
  }

  @Override
  public synchronized void onRecord(
      int topic,
      int partition,
      @Nullable ByteBuffer key,
      ByteBuffer payload,
      long brokerTimestampMs,
      long receivedNs) {
    Encoding encoding = encodings.get(topic);
    if (!encoding.hasStamp(payload) || encoding.runTag(payload) != runTag) {
      strangers++;
      return;
    }
    try {
      if (encoding.publisher(payload) == Arrivals.TICK_PUBLISHER) {
        tick(topic * partitions + partition, encoding, payload);
      } else {
        record(topic, topic * partitions + partition, encoding, payload);
      }
    } catch (RuntimeException e) {
      fail(
          new IllegalStateException(
              "a record of input " + topic + ", partition " + partition + ": " + e.getMessage(),
              e));
    }
  }

  private void tick(int slot, Encoding encoding, ByteBuffer payload) {
    ticks++;
    long eventMs = encoding.eventMs(payload);
    latestMs[slot] = Math.max(latestMs[slot], eventMs);
    if (closing.isPresent() && encoding.sequence(payload) == closing.getAsLong()) {
      open -= closed[slot] ? 0 : 1;
      closed[slot] = true;
    } else {
      clock.add(eventMs, encoding.intendedNs(payload));
    }
    tellOracle();
  }

  private void record(int topic, int slot, Encoding encoding, ByteBuffer payload) {
    records++;
    long eventMs = encoding.eventMs(payload);
    long intendedNs = encoding.intendedNs(payload);
    clock.add(eventMs, intendedNs);
    if (window.contains(intendedNs)) {
      cohort++;
      leastMs = Math.min(leastMs, eventMs);
      greatestMs = Math.max(greatestMs, eventMs);
    }
    boolean first = latestMs[slot] == Long.MIN_VALUE;
    if (windowMs > 0 && !first && eventMs < latestMs[slot] - delayMs) {
      late(eventMs, latestMs[slot] - eventMs);
    } else {
      oracle.accept(topic, payload, intendedNs, out);
    }
    latestMs[slot] = Math.max(latestMs[slot], eventMs);
  }

  /** Ticks come often enough, and to every partition. */
  private void tellOracle() {
    if (windowMs == 0) {
      return;
    }
    long least = Long.MAX_VALUE;
    for (long latest : latestMs) {
      least = Math.min(least, latest);
    }
    if (least != Long.MIN_VALUE && least - delayMs > oracleMs) {
      oracleMs = least - delayMs;
      oracle.watermark(oracleMs, out);
    }
  }

  private void late(long eventMs, long inversionMs) {
    if (slideMs > 0) {
      long lastMs = Math.floorDiv(eventMs, slideMs) * slideMs;
      for (long startMs = lastMs; startMs > eventMs - windowMs; startMs -= slideMs) {
        late(new EventSpan(startMs, startMs + windowMs), inversionMs);
      }
    } else {
      // Of several sizes: every window that it could be in, to the nearest multiple of the longest.
      long startMs = Math.floorDiv(eventMs, windowMs) * windowMs;
      late(new EventSpan(startMs - windowMs, startMs + 2 * windowMs), inversionMs);
    }
  }

  private void late(EventSpan span, long inversionMs) {
    late.merge(
        span.fromMs(),
        new Late(span, 1, inversionMs),
        (a, b) ->
            new Late(
                span, a.records + b.records, Math.max(a.worstInversionMs, b.worstInversionMs)));
  }

  @Override
  public synchronized void onFailure(Throwable cause) {
    fail(cause);
  }

  private void fail(Throwable cause) {
    failure = failure == null ? cause : failure;
  }

  /** Says that no record will follow. Once, when nothing is delivered any more. */
  synchronized void finish() {
    oracle.finish(out);
  }

  /** Records and ticks of this run so far. */
  synchronized long seen() {
    return records + ticks;
  }

  /** True if the closing ticks of every partition have been seen. */
  synchronized boolean closed() {
    return open == 0;
  }

  /** What ended the reading early, if anything did. */
  synchronized Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /** What was read. After {@link #finish}. */
  synchronized SourceFacts facts() {
    Optional<EventSpan> span = span();
    List<EventSpan> excluded = new ArrayList<>();
    long lateWindows = 0;
    long lateRecords = 0;
    long worstMs = 0;
    for (Late each : late.values()) {
      excluded.add(each.span());
      if (span.isPresent() && touches(each.span(), span.get())) {
        lateWindows++;
        lateRecords += each.records();
        worstMs = Math.max(worstMs, each.worstInversionMs());
      }
    }
    return new SourceFacts(
        records,
        ticks,
        strangers,
        cohort,
        open,
        span,
        excluded,
        lateRecords,
        lateWindows,
        worstMs,
        clock);
  }

  /** Windows that would be judged but for this; of several sizes, those that could be. */
  private boolean touches(EventSpan windows, EventSpan span) {
    return slideMs > 0
        ? windows.fromMs() >= span.fromMs() && windows.untilMs() <= span.untilMs()
        : windows.fromMs() < span.untilMs() && windows.untilMs() > span.fromMs();
  }

  /**
   * The measured window in event time: its own borders where event time is tied to them, so that a
   * window is not lost because its last record comes a little before its end; else from the least
   * to the greatest event time of the cohort's records.
   */
  private Optional<EventSpan> span() {
    if (cohort == 0) {
      return Optional.empty();
    }
    if (!clock.exact()) {
      return Optional.of(new EventSpan(leastMs, greatestMs + 1));
    }
    long fromMs = Schema.eventMs(window.startNs() + 999_999);
    long untilMs = Schema.eventMs(window.endNs());
    return fromMs < untilMs ? Optional.of(new EventSpan(fromMs, untilMs)) : Optional.empty();
  }
}
