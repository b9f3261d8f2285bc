/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.experiment.Phase;
import io.weir.core.experiment.TrafficProfile;
import io.weir.core.measure.Sample;
import io.weir.core.results.TimeSeriesRow.PublishSide;
import io.weir.core.results.TimeSeriesRow.ReceiveSide;
import io.weir.spi.SettingException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {
  @TempDir Path parent;
  private RunDirectory directory;

  @BeforeEach
  void begin() {
    directory = RunDirectory.create(parent, Runs.identity(Runs.spec()));
  }

  @Test
  void percentilesHaveTenSamplesBeyondThemAndTheMaximumIsMarked() {
    PercentilesCsv.write(directory, Runs.totals());

    CsvTable table = CsvTable.read(directory.percentilesCsv());
    List<Map<String, String>> publish =
        table.rows().stream()
            .filter(r -> r.get("phase").equals("window"))
            .filter(r -> r.get("metric").equals("publish_latency"))
            .toList();
    // Of 1,180 samples 11.8 lie beyond the 99th percentile and 5.9 beyond the next.
    assertThat(publish)
        .extracting(r -> r.get("percentile"))
        .containsExactly("0", "10", "25", "50", "75", "90", "95", "99", "max");
    assertThat(publish.get(3)).containsEntry("count_at_or_below", "590");
    assertThat(publish).extracting(r -> r.get("total_count")).containsOnly("1180");
    // Seven samples of the warm-up: the maximum alone.
    assertThat(table.rows().get(0))
        .containsEntry("phase", "warmup")
        .containsEntry("percentile", "max")
        .containsEntry("count_at_or_below", "7");
  }

  @Test
  void aPercentileNeedsTenSamplesBeyondIt() {
    assertThat(Percentiles.reportable(1_000, 99)).isTrue();
    assertThat(Percentiles.reportable(999, 99)).isFalse();
    assertThat(Percentiles.reportable(10_000, 99.9)).isTrue();
    assertThat(Percentiles.reportable(9_999, 99.9)).isFalse();
    assertThat(Percentiles.reportable(1_000_000, 99.999)).isTrue();
    assertThat(Percentiles.reportable(999_999, 99.999)).isFalse();
    assertThat(Percentiles.reportable(20, 50)).isTrue();
    assertThat(Percentiles.reportable(19, 50)).isFalse();
    assertThat(Percentiles.reportable(11, 0)).isTrue();
    assertThat(Percentiles.reportable(10, 0)).isFalse();
    assertThat(Percentiles.reportable(0, 0)).isFalse();
    assertThat(Percentiles.reportable(1_000_000, 100)).isFalse();
    assertThat(Percentiles.reportable(Runs.histogram(1_000, 5), 99)).isTrue();
  }

  @Test
  void publishSideStandsInOneRowOfASecond() {
    PublishSide publish =
        new PublishSide(1, 2, 3, 4, 5, Quantiles.of(Runs.histogram(1_000, 1)), Quantiles.none(), 6);
    ReceiveSide first = new ReceiveSide("sub-0", 7, 8, Quantiles.of(Runs.histogram(19, 1)), 9);
    ReceiveSide second = new ReceiveSide("sub-1", 10, 11, Quantiles.none(), -1);
    try (TimeSeriesCsv csv = TimeSeriesCsv.create(directory)) {
      csv.append(
          List.of(
              new TimeSeriesRow(12, Phase.WINDOW, Optional.of(publish), Optional.of(first)),
              new TimeSeriesRow(12, Phase.WINDOW, Optional.empty(), Optional.of(second)),
              new TimeSeriesRow(13, Phase.COOLDOWN, Optional.of(publish), Optional.empty())));

      assertThat(CsvTable.read(directory.timeSeriesCsv()).rows())
          .extracting(r -> String.join(",", r.values()))
          .containsExactly(
              "12,window,sub-0,1,2,3,4,5,500,990,1000,,,7,8,,,19,6,9",
              "12,window,sub-1,,,,,,,,,,,10,11,,,,,-1",
              "13,cooldown,,1,2,3,4,5,500,990,1000,,,,,,,,6,");
    }
  }

  @Test
  void metricsFromSeveralThreadsStayWhole() throws Exception {
    try (MetricsCsv csv = MetricsCsv.create(directory)) {
      ExecutorService threads = Executors.newFixedThreadPool(4);
      List<Future<?>> done =
          IntStream.range(0, 4)
              .<Future<?>>mapToObj(
                  t ->
                      threads.submit(
                          () -> {
                            for (int i = 0; i < 250; i++) {
                              csv.append(
                                  List.of(
                                      new Sample(i, "proc", "a,\"b\"", "x" + t, "B", 0.5),
                                      new Sample(i, "proc", "line\nbreak", "y", "s", 3)));
                            }
                          }))
              .toList();
      for (Future<?> f : done) {
        f.get();
      }
      threads.shutdown();

      List<Map<String, String>> rows = CsvTable.read(directory.metricsCsv()).rows();
      assertThat(rows).hasSize(2_000);
      assertThat(rows)
          .filteredOn(r -> r.get("name").startsWith("x"))
          .hasSize(1_000)
          .allSatisfy(
              r -> assertThat(r).containsEntry("entity", "a,\"b\"").containsEntry("value", "0.5"));
      assertThat(rows)
          .filteredOn(r -> r.get("name").equals("y"))
          .allSatisfy(
              r ->
                  assertThat(r).containsEntry("entity", "line\nbreak").containsEntry("value", "3"));
    }
  }

  @Test
  void summaryIsDerivedFromTheDocument() {
    SummaryRow row = SummaryRow.of(Runs.complete());

    assertThat(row.text(SummaryColumn.RUN_ID)).isEqualTo(directory.runId());
    assertThat(row.text(SummaryColumn.DURABILITY_EFFECTIVE)).isEqualTo("3/2/os-cache/2");
    assertThat(row.text(SummaryColumn.NODES)).isEqualTo("1");
    assertThat(row.text(SummaryColumn.KEYS)).isEqualTo("zipf:10000");
    assertThat(row.text(SummaryColumn.RECEIVED)).isEqualTo("2100");
    assertThat(row.text(SummaryColumn.LOST)).isEqualTo("13");
    assertThat(row.text(SummaryColumn.DUPLICATES)).isEqualTo("22");
    assertThat(row.text(SummaryColumn.REORDERED)).isEqualTo("31");
    assertThat(row.text(SummaryColumn.INDETERMINATE_RECEIVED)).isEqualTo("45");
    assertThat(row.text(SummaryColumn.UNRECOGNISED)).isEqualTo("9");
    assertThat(row.text(SummaryColumn.SENT)).isEqualTo("1190");
    assertThat(row.text(SummaryColumn.GOODPUT_DELIVERED_HZ)).isEqualTo("17.5");
    assertThat(row.text(SummaryColumn.SCHEDULE_DELAY_BLOCKED_SHARE)).isEqualTo("0.75");
    assertThat(row.text(SummaryColumn.PUBLISH_LATENCY_P50_NS)).isEqualTo("590335");
    assertThat(row.text(SummaryColumn.PUBLISH_LATENCY_P999_NS)).isEmpty();
    // Both subscriptions together reach the slower one's maximum.
    assertThat(row.number(SummaryColumn.END_TO_END_LATENCY_MAX_NS).orElseThrow())
        .isBetween(BigDecimal.valueOf(3_000_000), BigDecimal.valueOf(3_003_000));
    assertThat(row.text(SummaryColumn.OVERFLOW)).isEqualTo("2");
    assertThat(row.text(SummaryColumn.NON_POSITIVE)).isEqualTo("1");
    assertThat(row.text(SummaryColumn.ENGINE)).isEmpty();
    assertThat(row.text(SummaryColumn.VERDICT)).isEqualTo("LOST+ERRORS");
    // The worse of two subscriptions.
    assertThat(row.text(SummaryColumn.OUT_OF_ORDER_SHARE)).isEqualTo("0.011");
    assertThat(row.text(SummaryColumn.INVERSION_P50_NS)).isEqualTo("1000000");
    assertThat(row.text(SummaryColumn.INVERSION_P99_NS)).isEmpty();
    assertThat(row.text(SummaryColumn.INVERSION_MAX_NS)).isEqualTo("11000000");
  }

  @Test
  void summaryHasTheEnginesFigures() {
    SummaryRow row = SummaryRow.of(Runs.withEngine());

    assertThat(row.text(SummaryColumn.ENGINE_VERSION)).isEqualTo("1.20.3");
    assertThat(row.text(SummaryColumn.ENGINE_LATENCY_P50_NS)).isEqualTo("61505535");
    assertThat(row.text(SummaryColumn.ENGINE_LATENCY_P999_NS)).isEmpty();
    assertThat(row.text(SummaryColumn.WINDOW_EMISSION_DELAY_P99_NS)).isNotEmpty();
    assertThat(row.text(SummaryColumn.ROWS_JUDGED)).isEqualTo("1234");
    assertThat(row.text(SummaryColumn.ROWS_RIGHT)).isEqualTo("1230");
    assertThat(row.text(SummaryColumn.ROWS_MISSING)).isEqualTo("3");
    assertThat(row.text(SummaryColumn.ROWS_EXTRA)).isEqualTo("0");
    assertThat(row.text(SummaryColumn.ROWS_WRONG)).isEqualTo("1");
    assertThat(row.text(SummaryColumn.ROWS_DUPLICATE)).isEqualTo("2");
    assertThat(row.text(SummaryColumn.LATE_RECORDS)).isEqualTo("7");
    assertThat(row.text(SummaryColumn.LATE_WINDOWS)).isEqualTo("2");
    assertThat(row.text(SummaryColumn.GOODPUT_ENGINE_OUT_HZ)).isEqualTo("20.5");
    assertThat(row.text(SummaryColumn.ENGINE_CPU_S)).isEqualTo("12.25");
    assertThat(row.text(SummaryColumn.ENGINE_RECOVERY_S)).isEqualTo("3.21");
    assertThat(row.text(SummaryColumn.ENGINE_BACKLOG_MAX)).isEqualTo("4321");
    // One of the engine's is no more than 0.
    assertThat(row.text(SummaryColumn.NON_POSITIVE)).isEqualTo("2");
  }

  @Test
  void readsASummaryThatHasFewerColumnsAtItsEnd() throws Exception {
    SummaryCsv.write(directory.summaryCsv(), List.of(SummaryRow.of(Runs.complete())));
    List<String> lines = Files.readAllLines(directory.summaryCsv());
    int columns = SummaryColumn.VERDICT.ordinal() + 1;
    Files.writeString(
        directory.summaryCsv(),
        first(lines.get(0), columns) + "\n" + "x,".repeat(columns - 1) + "y\n");

    SummaryRow row = SummaryCsv.read(directory.summaryCsv()).get(0);

    assertThat(row.text(SummaryColumn.VERDICT)).isEqualTo("y");
    assertThat(row.text(SummaryColumn.ROWS_JUDGED)).isEmpty();
    Files.writeString(directory.summaryCsv(), first(lines.get(0), columns - 1) + "\n");
    assertRefused("its columns");
  }

  private static String first(String header, int columns) {
    return String.join(",", List.of(header.split(",", -1)).subList(0, columns));
  }

  @Test
  void engineSecondsHaveFurtherColumnsBesideTheirOwn() {
    try (EngineCsv csv =
        EngineCsv.create(directory, Map.of("backlog", Map.of(1L, 7.5), "a", Map.of(0L, 3.0)))) {
      csv.append(new EngineSecond(0, 5, 4, Quantiles.of(Runs.histogram(40, 10)), Quantiles.none()));
      csv.append(new EngineSecond(1, 0, 0, Quantiles.none(), Quantiles.none()));
      csv.flush();
    }

    List<Map<String, String>> rows = CsvTable.read(directory.engineCsv()).rows();
    assertThat(rows.get(0))
        .containsEntry("received", "5")
        .containsEntry("right", "4")
        .containsEntry("engine_latency_p50_ns", "200")
        .containsEntry("engine_latency_p99_ns", "")
        .containsEntry("a", "3")
        .containsEntry("backlog", "");
    assertThat(rows.get(1)).containsEntry("a", "").containsEntry("backlog", "7.5");
  }

  @Test
  void closedLoopHasServiceTimeAlone() {
    SummaryRow row = SummaryRow.of(Runs.complete(Runs.spec(new TrafficProfile.Max())));

    assertThat(row.text(SummaryColumn.PUBLISH_SERVICE_TIME_P50_NS)).isNotEmpty();
    assertThat(row.text(SummaryColumn.GOODPUT_ACKED_HZ)).isEqualTo("19.5");
    for (SummaryColumn column : SummaryColumn.values()) {
      if (column.header().matches("(publish_latency|end_to_end|schedule_delay|offered).*")) {
        assertThat(row.text(column)).as(column.header()).isEmpty();
      }
    }
  }

  @Test
  void summaryReadsBackAsWritten() {
    List<SummaryRow> rows = List.of(SummaryRow.of(Runs.complete()), SummaryRow.of(Runs.begun()));

    SummaryCsv.write(directory.summaryCsv(), rows);

    assertThat(SummaryCsv.read(directory.summaryCsv())).isEqualTo(rows);
  }

  @Test
  void refusesAForeignSummary() throws Exception {
    Files.writeString(directory.summaryCsv(), "a,b\n1,2\n");
    assertRefused("its columns");
    Files.writeString(directory.summaryCsv(), "a,b\n1\n");
    assertRefused("row 1 has 1 fields");
    Files.writeString(directory.summaryCsv(), "");
    assertRefused("no header");
    Files.delete(directory.summaryCsv());
    assertRefused("not there");
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> SummaryCsv.read(directory.summaryCsv()))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(directory.summaryCsv().toString())
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
  }

  @Test
  void everyColumnOfEveryFileIsExplained() throws Exception {
    PercentilesCsv.write(directory, List.of());
    TimeSeriesCsv.create(directory).close();
    MetricsCsv.create(directory).close();
    OrderCsv.write(directory, List.of(Runs.order("main", 1)));
    EngineCsv.create(directory, Map.of()).close();
    SummaryCsv.write(directory.summaryCsv(), List.of());
    String page = Files.readString(Path.of("..", "docs", "results.md"));

    for (Path file :
        List.of(
            directory.percentilesCsv(),
            directory.timeSeriesCsv(),
            directory.metricsCsv(),
            directory.orderCsv(),
            directory.engineCsv(),
            directory.summaryCsv())) {
      int start = page.indexOf("\n## " + file.getFileName());
      assertThat(start).as("section of " + file.getFileName()).isPositive();
      int end = page.indexOf("\n## ", start + 1);
      String section = page.substring(start, end < 0 ? page.length() : end);
      for (String column : CsvTable.read(file).columns()) {
        assertThat(section).contains("\n| `" + column + "` |");
      }
    }
    for (SummaryColumn column : SummaryColumn.values()) {
      assertThat(page).contains("| `" + column.header() + "` | " + column.meaning() + " |");
    }
  }

  @Test
  void quantilesOfASecondAreEmptyRatherThanAccidental() {
    assertThat(Quantiles.of(Runs.histogram(0, 1))).isEqualTo(Quantiles.none());
    assertThat(Quantiles.of(Runs.histogram(999, 1)).p99Ns()).isEmpty();
    assertThat(Quantiles.of(Runs.histogram(1_000, 1)).p99Ns()).hasValue(990);
    assertThat(Quantiles.of(Runs.histogram(19, 1)).maxNs()).isEqualTo(OptionalLong.of(19));
  }
}
