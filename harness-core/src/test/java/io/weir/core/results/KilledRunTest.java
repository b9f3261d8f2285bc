/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.weir.core.experiment.Phase;
import io.weir.core.measure.LatencyMetric;
import io.weir.core.measure.LatencySeries;
import io.weir.core.measure.Sample;
import io.weir.core.results.TimeSeriesRow.PublishSide;
import io.weir.spi.SettingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.HdrHistogram.Histogram;

/** Files cut off at any byte, as a killed process or a full disk leaves them. */
class KilledRunTest {
  private static final LatencySeries SERIES =
      LatencySeries.of(Phase.WINDOW, LatencyMetric.PUBLISH_LATENCY);
  private static Path parent;
  private static RunDirectory directory;
  private static byte[] log;
  private static byte[] metrics;
  private static byte[] timeSeries;
  private static byte[] summary;
  private static byte[] document;

  @BeforeContainer
  static void writeARun() throws IOException {
    parent = Files.createTempDirectory("killed-run");
    directory = RunDirectory.create(parent, Runs.identity(Runs.spec()));
    long t0Ms = Runs.T0_NS / 1_000_000;
    try (LatencyLog latencies = LatencyLog.create(directory, Runs.T0_NS)) {
      for (int i = 0; i < 20; i++) {
        latencies.append(
            SERIES, Runs.histogram(i + 1, 1_000), t0Ms + i * 1_000L, t0Ms + i * 1_000L + 1_000);
      }
    }
    try (MetricsCsv csv = MetricsCsv.create(directory)) {
      for (int i = 0; i < 20; i++) {
        csv.append(List.of(new Sample(i, "proc", "a\nb \"ü\" €", "x", "B", i)));
      }
    }
    try (TimeSeriesCsv csv = TimeSeriesCsv.create(directory)) {
      for (int i = 0; i < 20; i++) {
        csv.append(
            List.of(
                new TimeSeriesRow(
                    i,
                    Phase.WINDOW,
                    Optional.of(
                        new PublishSide(1, 2, 3, 4, 5, Quantiles.none(), Quantiles.none(), 12_345)),
                    Optional.empty())));
      }
    }
    SummaryCsv.write(directory.summaryCsv(), List.of(SummaryRow.of(Runs.complete())));
    new RunJson(directory, Secrets.none()).write(Runs.complete());
    log = Files.readAllBytes(directory.latencyLog());
    metrics = Files.readAllBytes(directory.metricsCsv());
    timeSeries = Files.readAllBytes(directory.timeSeriesCsv());
    summary = Files.readAllBytes(directory.summaryCsv());
    document = Files.readAllBytes(directory.runJson());
  }

  @AfterContainer
  static void remove() throws IOException {
    try (var files = Files.walk(parent)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  @Property(tries = 60)
  void histogramLogGivesItsWholeLines(@ForAll @DoubleRange(min = 0, max = 1) double where)
      throws IOException {
    byte[] cut = cut(directory.latencyLog(), log, where);
    long lines =
        new String(cut, StandardCharsets.US_ASCII)
            .transform(t -> t.substring(0, t.lastIndexOf('\n') + 1))
            .lines()
            .filter(l -> l.startsWith("Tag="))
            .count();
    Histogram expected = Runs.histogram(0, 1);
    for (int i = 0; i < lines; i++) {
      expected.add(Runs.histogram(i + 1, 1_000));
    }

    SortedMap<LatencySeries, Histogram> totals = LatencyLogReader.totals(directory.latencyLog());

    assertThat(totals).hasSize(lines == 0 ? 0 : 1);
    totals.values().forEach(h -> assertThat(h).isEqualTo(expected));
  }

  @Property(tries = 60)
  void metricsGiveTheirWholeRows(@ForAll @DoubleRange(min = 0, max = 1) double where)
      throws IOException {
    assertWholeRows(directory.metricsCsv(), metrics, where, "at_ns");
  }

  @Property(tries = 60)
  void timeSeriesGivesItsWholeRows(@ForAll @DoubleRange(min = 0, max = 1) double where)
      throws IOException {
    assertWholeRows(directory.timeSeriesCsv(), timeSeries, where, "second");
  }

  private static void assertWholeRows(Path file, byte[] whole, double where, String column)
      throws IOException {
    Files.write(file, whole);
    List<Map<String, String>> all = CsvTable.read(file).rows();
    byte[] cut = cut(file, whole, where);
    int headerEnd = new String(whole, StandardCharsets.UTF_8).indexOf('\n') + 1;
    if (cut.length < headerEnd) {
      assertOneLine(catchThrowable(() -> CsvTable.read(file)), file);
      return;
    }

    List<Map<String, String>> rows = CsvTable.read(file).rows();

    assertThat(rows).isEqualTo(all.subList(0, rows.size()));
    // No more is missing than the row that was cut.
    List<Integer> ends = new ArrayList<>(List.of(headerEnd));
    for (Map<String, String> row : all) {
      int length =
          String.join(",", row.values()).getBytes(StandardCharsets.UTF_8).length
              + (row.containsKey("entity") ? 4 : 0)
              + 1;
      ends.add(ends.get(ends.size() - 1) + length);
    }
    assertThat(ends.get(ends.size() - 1)).isEqualTo(whole.length);
    assertThat(rows).hasSize((int) ends.stream().filter(e -> e <= cut.length).count() - 1);
    assertThat(rows).extracting(r -> r.get(column)).doesNotContainNull();
  }

  @Property(tries = 40)
  void aCutRunIsReadOrRefusedInOneLine(
      @ForAll @DoubleRange(min = 0, max = 1) double ofLog,
      @ForAll @DoubleRange(min = 0, max = 1) double ofSummary)
      throws IOException {
    Files.write(directory.runJson(), document);
    cut(directory.latencyLog(), log, ofLog);
    byte[] cut = cut(directory.summaryCsv(), summary, ofSummary);

    Throwable refused = catchThrowable(() -> ResultReader.read(directory.path()));

    if (refused == null) {
      Optional<SummaryRow> row = ResultReader.read(directory.path()).summary();
      assertThat(row.isPresent()).isEqualTo(cut.length == summary.length);
    } else {
      assertThat(new String(cut, StandardCharsets.UTF_8)).doesNotContain("\n");
      assertOneLine(refused, directory.summaryCsv());
    }
  }

  @Property(tries = 40)
  void aCutDocumentIsRefusedInOneLine(@ForAll @DoubleRange(min = 0, max = 0.99) double where)
      throws IOException {
    cut(directory.runJson(), document, where);

    assertOneLine(catchThrowable(() -> ResultReader.read(directory.path())), directory.runJson());
  }

  private static byte[] cut(Path file, byte[] whole, double where) throws IOException {
    byte[] cut = Arrays.copyOf(whole, (int) Math.round(where * whole.length));
    Files.write(file, cut);
    return cut;
  }

  private static void assertOneLine(Throwable refused, Path file) {
    assertThat(refused)
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(file.toString())
        .hasMessageNotContaining("\n");
  }
}
