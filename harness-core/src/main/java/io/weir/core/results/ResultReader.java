/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.core.measure.LatencySeries;
import io.weir.spi.SettingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** Reads the directory of a run, complete or killed, whole or damaged. */
public final class ResultReader {
  /** As {@link RunIdentity#runId} makes them. */
  private static final Pattern RUN_ID = Pattern.compile("\\d{8}-\\d{6}-.+-.+-.+-[a-z0-9]+");

  /** A row of figures; what is larger was not written by the harness. */
  private static final long MOST_SUMMARY_BYTES = 1 << 20;

  private ResultReader() {}

  /**
   * Reads a run. What a killed run did not come to write is empty. A damaged file other than
   * run.json is left out and among the flaws.
   *
   * @param path the run's directory
   * @throws SettingException in one line naming the file and the reason, if the directory is not a
   *     run's or its run.json is damaged
   */
  public static RunResult read(Path path) {
    RunDirectory directory = new RunDirectory(path);
    if (!Files.isDirectory(path)) {
      throw Lines.unreadable(path, "no directory of a run");
    }
    if (!Files.exists(directory.runJson())) {
      throw Lines.unreadable(directory.runJson(), "not there, so this is no directory of a run");
    }
    RunDocument document = RunJson.read(directory.runJson());
    Map<String, String> flaws =
        Files.exists(directory.checksums())
            ? Checksums.differences(directory)
            : document.status() == RunStatus.COMPLETE
                ? missing(directory, document.answers().isPresent())
                : new TreeMap<>();
    Optional<SummaryRow> summary =
        unlessDamaged(
            directory.summaryCsv(), flaws, () -> summary(directory), Optional.<SummaryRow>empty());
    SortedMap<LatencySeries, Histogram> latencies = new TreeMap<>();
    for (Path log : List.of(directory.latencyLog(), directory.engineLog())) {
      latencies.putAll(
          unlessDamaged(
              log,
              flaws,
              () -> latencies(log),
              Collections.<LatencySeries, Histogram>emptySortedMap()));
    }
    return new RunResult(
        directory,
        document,
        summary,
        latencies,
        flaws.entrySet().stream()
            .map(flaw -> path.resolve(flaw.getKey()) + ": " + flaw.getValue())
            .toList());
  }

  /** What every run has written that came to its end. */
  private static Map<String, String> missing(RunDirectory directory, boolean answers) {
    Map<String, String> missing = new TreeMap<>();
    Stream.concat(
            Stream.of(
                directory.latencyLog(),
                directory.timeSeriesCsv(),
                directory.metricsCsv(),
                directory.percentilesCsv(),
                directory.summaryCsv()),
            answers
                ? Stream.of(directory.engineLog(), directory.engineCsv())
                : Stream.<Path>empty())
        .filter(file -> !Files.exists(file))
        .forEach(file -> missing.put(String.valueOf(file.getFileName()), "missing"));
    return missing;
  }

  /**
   * Whether a directory is that of a run that was ended before it could say anything of itself:
   * named as a run's, and empty but for what is made first.
   */
  public static boolean cutOffBeforeItBegan(Path path) {
    RunDirectory directory = new RunDirectory(path);
    if (!Files.isDirectory(path) || !RUN_ID.matcher(directory.runId()).matches()) {
      return false;
    }
    Set<Path> first = directory.madeFirst();
    try (Stream<Path> found = Files.list(path)) {
      return found.allMatch(first::contains)
          && isEmpty(directory.ledger())
          && isEmpty(directory.servers());
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return true;
    }
    try (Stream<Path> found = Files.list(directory)) {
      return found.findAny().isEmpty();
    }
  }

  private static <T> T unlessDamaged(
      Path file, Map<String, String> flaws, Supplier<T> reading, T nothing) {
    String name = String.valueOf(file.getFileName());
    if (flaws.containsKey(name)) {
      return nothing;
    }
    try {
      return reading.get();
    } catch (SettingException e) {
      flaws.put(name, Lines.whyUnreadable(e));
      return nothing;
    }
  }

  private static Optional<SummaryRow> summary(RunDirectory directory) {
    Path file = directory.summaryCsv();
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    requireFile(file, MOST_SUMMARY_BYTES);
    List<SummaryRow> rows = SummaryCsv.read(file);
    if (rows.size() > 1) {
      throw Lines.unreadable(file, rows.size() + " rows where a run has one");
    }
    return rows.stream().findFirst();
  }

  private static SortedMap<LatencySeries, Histogram> latencies(Path file) {
    if (!Files.exists(file)) {
      return Collections.emptySortedMap();
    }
    requireFile(file, Long.MAX_VALUE);
    return LatencyLogReader.totals(file);
  }

  private static void requireFile(Path file, long mostBytes) {
    try {
      Lines.requireFile(file, mostBytes);
    } catch (IOException e) {
      throw Lines.unreadable(file, e);
    }
  }
}
