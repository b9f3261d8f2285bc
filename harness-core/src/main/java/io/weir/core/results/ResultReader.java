/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.core.measure.LatencySeries;
import io.weir.spi.SettingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.HdrHistogram.Histogram;

/** Reads the directory of a run, complete or killed. */
public final class ResultReader {
  private ResultReader() {}

  /**
   * Reads a run. What a killed run did not come to write is empty.
   *
   * @param path the run's directory
   * @throws SettingException in one line naming the file and the reason, if the directory is not a
   *     run's or a file in it is damaged
   */
  public static RunResult read(Path path) {
    RunDirectory directory = new RunDirectory(path);
    if (!Files.isDirectory(path)) {
      throw Lines.unreadable(path, "no directory of a run");
    }
    if (!Files.isRegularFile(directory.runJson())) {
      throw Lines.unreadable(directory.runJson(), "not there, so this is no directory of a run");
    }
    RunDocument document = RunJson.read(directory.runJson());
    return new RunResult(directory, document, summary(directory), latencies(directory));
  }

  private static Optional<SummaryRow> summary(RunDirectory directory) {
    Path file = directory.summaryCsv();
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<SummaryRow> rows = SummaryCsv.read(file);
    if (rows.size() > 1) {
      throw Lines.unreadable(file, rows.size() + " rows where a run has one");
    }
    return rows.stream().findFirst();
  }

  private static SortedMap<LatencySeries, Histogram> latencies(RunDirectory directory) {
    Path file = directory.latencyLog();
    return Files.exists(file) ? LatencyLogReader.totals(file) : Collections.emptySortedMap();
  }
}
