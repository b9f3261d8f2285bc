/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.core.measure.LatencySeries;
import io.weir.spi.UnavailableException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Appends interval histograms to latency.hlog or engine.hlog, a standard compressed histogram log
 * that any HdrHistogram tool reads. Times are seconds from T0, which the header holds as start and
 * base time; each line's tag is {@link LatencySeries#tag}. Every line reaches the operating system
 * before {@link #append} returns, so that killing the harness leaves the log readable.
 *
 * <p>Not thread-safe: one thread appends, at most one line a series and second.
 */
public final class LatencyLog implements AutoCloseable {
  private final GrowingFile file;
  private final PrintStream out;
  private final HistogramLogWriter writer;
  private final long t0EpochMs;

  private LatencyLog(GrowingFile file, long t0EpochMs) {
    this.file = file;
    this.out = new PrintStream(file, false, StandardCharsets.UTF_8);
    this.writer = new HistogramLogWriter(out);
    this.t0EpochMs = t0EpochMs;
  }

  /**
   * Starts the log of a run.
   *
   * @param t0EpochNs T0, ns since the Unix epoch
   * @throws UnavailableException if it cannot be written
   */
  public static LatencyLog create(RunDirectory directory, long t0EpochNs) {
    return create(directory, directory.latencyLog(), t0EpochNs);
  }

  /**
   * Starts the log of an engine's answers.
   *
   * @param t0EpochNs T0, ns since the Unix epoch
   * @throws UnavailableException if it cannot be written
   */
  public static LatencyLog createForEngine(RunDirectory directory, long t0EpochNs) {
    return create(directory, directory.engineLog(), t0EpochNs);
  }

  private static LatencyLog create(RunDirectory directory, Path file, long t0EpochNs) {
    LatencyLog log = new LatencyLog(new GrowingFile(file), t0EpochNs / 1_000_000);
    log.header(directory.runId());
    return log;
  }

  private void header(String runId) {
    writer.outputComment("[Latencies of run " + runId + "]");
    writer.outputComment("[Values in ns, Interval_Max in ms; times in s from T0]");
    writer.outputComment(
        "[Values of 0 or less and above 1 h are not in here: run.json counts them as non_positive"
            + " and overflow]");
    writer.outputLogFormatVersion();
    writer.outputStartTime(t0EpochMs);
    writer.outputBaseTime(t0EpochMs);
    writer.outputLegend();
    flush();
  }

  /**
   * Appends what one series recorded in one interval; nothing if it recorded nothing.
   *
   * @param interval is read, and keeps the series as its tag
   * @param startEpochMs ms since the Unix epoch
   * @param endEpochMs likewise
   * @throws UnavailableException if it cannot be written
   */
  public void append(LatencySeries series, Histogram interval, long startEpochMs, long endEpochMs) {
    if (interval.getTotalCount() == 0) {
      return;
    }
    interval.setTag(series.tag());
    writer.outputIntervalHistogram(
        (startEpochMs - t0EpochMs) / 1e3, (endEpochMs - t0EpochMs) / 1e3, interval);
    flush();
  }

  private void flush() {
    out.flush();
    file.commit();
  }

  @Override
  public void close() {
    file.close();
  }
}
