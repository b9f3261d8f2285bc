/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.experiment.Phase;
import io.weir.core.measure.LatencyMetric;
import io.weir.core.measure.LatencyRecorder;
import io.weir.core.measure.LatencySeries;
import io.weir.core.measure.LatencyTotals;
import io.weir.core.measure.ResultLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.PackedHistogram;
import org.jspecify.annotations.Nullable;

/**
 * Latencies of right rows, which come in no order of time: of the whole window, and second by
 * second. For the latter they are dealt out to blocks of seconds, each in memory up to its share of
 * a budget and else in a file, so that a block's histograms at most are there at a time.
 *
 * <p>Not thread-safe.
 */
final class AnswerTimes implements AutoCloseable {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final long MEMORY_BYTES = 32L << 20;
  private static final int LEAST_PIECE_BYTES = 4 << 10;

  /** Of a run, so that no more files are open at a time. */
  private static final long MOST_BLOCKS = 256;

  /** For none; no delay is so. */
  private static final long NONE = Long.MIN_VALUE;

  private final Function<String, Path> files;
  private final long blockSeconds;
  private final long blockBytes;
  private final LatencyRecorder engine = new LatencyRecorder();
  private final LatencyRecorder emission = new LatencyRecorder();
  private final Map<Long, ResultLog> blocks = new TreeMap<>();
  private final ByteBuffer pair = ByteBuffer.allocate(2 * Long.BYTES);

  /** A second's rows, and their latencies; null where there are none. */
  interface Seconds {
    void second(long second, long rows, @Nullable Histogram engine, @Nullable Histogram emission);
  }

  /**
   * @param files where a file of a name may be, while this is open
   * @param expectedSeconds that rows will come in, roughly
   */
  AnswerTimes(Function<String, Path> files, long expectedSeconds) {
    this.files = files;
    this.blockSeconds = Math.max(60, expectedSeconds / MOST_BLOCKS + 1);
    this.blockBytes = MEMORY_BYTES / (expectedSeconds / blockSeconds + 1);
  }

  /**
   * Takes one right row.
   *
   * @param receivedNs when it came, from the start of the run
   * @param engineNs its engine latency
   * @param emissionNs its window's emission delay, if it has one
   */
  void add(long receivedNs, long engineNs, OptionalLong emissionNs) {
    engine.record(engineNs);
    emissionNs.ifPresent(emission::record);
    pair.clear();
    pair.putLong(engineNs).putLong(emissionNs.orElse(NONE)).flip();
    blocks
        .computeIfAbsent(Math.floorDiv(receivedNs, blockSeconds * SECOND_NS), this::block)
        .append(null, pair, receivedNs);
  }

  private ResultLog block(long number) {
    return new ResultLog(files.apply("answers-" + number), blockBytes, LEAST_PIECE_BYTES);
  }

  /** The sums; those without any row are left out. Once. */
  List<LatencyTotals> totals() {
    List<LatencyTotals> totals = new ArrayList<>();
    total(totals, LatencyMetric.ENGINE_LATENCY, engine);
    total(totals, LatencyMetric.WINDOW_EMISSION_DELAY, emission);
    return List.copyOf(totals);
  }

  private static void total(
      List<LatencyTotals> totals, LatencyMetric metric, LatencyRecorder recorder) {
    LatencyTotals total =
        new LatencyTotals(
            LatencySeries.of(Phase.WINDOW, metric),
            recorder.swap().copy(),
            recorder.nonPositive(),
            recorder.overflow());
    if (total.count() > 0) {
      totals.add(total);
    }
  }

  /**
   * Gives every second that has rows, in order. Values that a histogram cannot hold count as rows
   * alone.
   *
   * @throws IOException if a file cannot be written or read
   */
  void forEachSecond(Seconds to) throws IOException {
    for (ResultLog block : blocks.values()) {
      if (block.failure().isPresent()) {
        throw block.failure().get();
      }
      Map<Long, Second> seconds = new TreeMap<>();
      block.read(
          (key, value, receivedNs) -> {
            ByteBuffer times = ByteBuffer.wrap(value == null ? new byte[0] : value);
            seconds
                .computeIfAbsent(Math.floorDiv(receivedNs, SECOND_NS), s -> new Second())
                .add(times.getLong(), times.getLong());
          });
      seconds.forEach((number, s) -> to.second(number, s.rows, s.engine, s.emission));
    }
  }

  private static final class Second {
    private long rows;
    private @Nullable Histogram engine;
    private @Nullable Histogram emission;

    void add(long engineNs, long emissionNs) {
      rows++;
      engine = recorded(engine, engineNs);
      emission = recorded(emission, emissionNs);
    }

    private static @Nullable Histogram recorded(@Nullable Histogram known, long ns) {
      if (ns <= 0 || ns > LatencyRecorder.MAX_NS) {
        return known;
      }
      Histogram into =
          known == null
              ? new PackedHistogram(1, LatencyRecorder.MAX_NS, LatencyRecorder.DIGITS)
              : known;
      into.recordValue(ns);
      return into;
    }
  }

  /**
   * Removes its files.
   *
   * @throws IOException if one cannot be removed; the others are all the same
   */
  @Override
  public void close() throws IOException {
    IOException failed = null;
    for (ResultLog block : blocks.values()) {
      try {
        block.close();
      } catch (IOException e) {
        failed = e;
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
