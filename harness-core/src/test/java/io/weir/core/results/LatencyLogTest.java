/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.experiment.Phase;
import io.weir.core.measure.LatencyMetric;
import io.weir.core.measure.LatencySeries;
import io.weir.spi.SettingException;
import io.weir.spi.UnavailableException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatencyLogTest {
  private static final long T0_MS = Runs.T0_NS / 1_000_000;
  private static final LatencySeries PUBLISH =
      LatencySeries.of(Phase.WINDOW, LatencyMetric.PUBLISH_LATENCY);
  private static final LatencySeries RECEIVE =
      new LatencySeries(Phase.WINDOW, LatencyMetric.END_TO_END_LATENCY, "sub.0");
  @TempDir Path parent;
  private RunDirectory directory;

  @BeforeEach
  void begin() {
    directory = RunDirectory.create(parent, Runs.identity(Runs.spec()));
  }

  @Test
  void isReadByTheStandardReaderWithTimesFromT0() throws Exception {
    try (LatencyLog log = LatencyLog.create(directory, Runs.T0_NS)) {
      log.append(PUBLISH, Runs.histogram(100, 1_000), T0_MS + 10_000, T0_MS + 11_000);
      log.append(RECEIVE, Runs.histogram(50, 2_000), T0_MS + 10_000, T0_MS + 11_000);
    }

    List<EncodableHistogram> lines = new ArrayList<>();
    try (HistogramLogReader reader =
        new HistogramLogReader(new File(directory.latencyLog().toString()))) {
      while (reader.hasNext()) {
        lines.add(reader.nextIntervalHistogram());
      }
      assertThat(reader.getStartTimeSec()).isEqualTo(T0_MS / 1e3);
    }
    assertThat(lines)
        .extracting(EncodableHistogram::getTag)
        .containsExactly("window.publish_latency", "window.end_to_end_latency.sub.0");
    assertThat(lines.get(0)).isEqualTo(Runs.histogram(100, 1_000));
    assertThat(lines.get(0).getStartTimeStamp()).isEqualTo(T0_MS + 10_000);
    assertThat(lines.get(0).getEndTimeStamp()).isEqualTo(T0_MS + 11_000);
    assertThat(Files.readString(directory.latencyLog()))
        .contains("\nTag=window.publish_latency,10.000,1.000,");
  }

  @Test
  void holdsEveryLineThatWasAppendedThoughItIsNeverClosed() {
    LatencyLog killed = LatencyLog.create(directory, Runs.T0_NS);
    killed.append(PUBLISH, Runs.histogram(3, 1_000), T0_MS, T0_MS + 1_000);

    assertThat(LatencyLogReader.totals(directory.latencyLog()))
        .containsOnlyKeys(PUBLISH)
        .containsEntry(PUBLISH, Runs.histogram(3, 1_000));
    killed.close();
  }

  @Test
  void sumsEachSeries() {
    try (LatencyLog log = LatencyLog.create(directory, Runs.T0_NS)) {
      log.append(PUBLISH, Runs.histogram(10, 1_000), T0_MS, T0_MS + 1_000);
      log.append(RECEIVE, Runs.histogram(5, 7_000), T0_MS, T0_MS + 1_000);
      log.append(PUBLISH, Runs.histogram(20, 3_600_000_000_000L / 20), T0_MS, T0_MS + 1_000);
    }

    Histogram expected = Runs.histogram(10, 1_000);
    expected.add(Runs.histogram(20, 3_600_000_000_000L / 20));
    assertThat(LatencyLogReader.totals(directory.latencyLog()))
        .containsOnlyKeys(PUBLISH, RECEIVE)
        .containsEntry(PUBLISH, expected)
        .containsEntry(RECEIVE, Runs.histogram(5, 7_000));
  }

  @Test
  void leavesOutIntervalsWithoutValues() throws Exception {
    try (LatencyLog log = LatencyLog.create(directory, Runs.T0_NS)) {
      log.append(PUBLISH, Runs.histogram(0, 1), T0_MS, T0_MS + 1_000);
    }

    assertThat(Files.readString(directory.latencyLog())).doesNotContain("Tag=");
    assertThat(LatencyLogReader.totals(directory.latencyLog())).isEmpty();
  }

  @Test
  void namesTheLineThatIsNoHistogram() throws Exception {
    try (LatencyLog log = LatencyLog.create(directory, Runs.T0_NS)) {
      log.append(PUBLISH, Runs.histogram(10, 1_000), T0_MS, T0_MS + 1_000);
    }
    long lines = Files.lines(directory.latencyLog()).count();
    for (String bad :
        List.of(
            "nonsense",
            "Tag=window.publish_latency,0.0,1.0,2.0,AAAA",
            "Tag=window.unheard_of,0.0,1.0,2.0,AAAA",
            "0.0,1.0,2.0,AAAA")) {
      String good = Files.readString(directory.latencyLog());
      Files.writeString(directory.latencyLog(), bad + "\n", StandardOpenOption.APPEND);

      assertThatThrownBy(() -> LatencyLogReader.totals(directory.latencyLog()))
          .isInstanceOf(SettingException.class)
          .hasMessageContaining(directory.latencyLog() + "")
          .hasMessageContaining("line " + (lines + 1))
          .hasMessageNotContaining("\n");
      Files.writeString(directory.latencyLog(), good);
    }
  }

  @Test
  void refusesToWriteOverAnotherLog() {
    LatencyLog.create(directory, Runs.T0_NS).close();

    assertThatThrownBy(() -> LatencyLog.create(directory, Runs.T0_NS))
        .isInstanceOf(UnavailableException.class)
        .hasMessageNotContaining("\n");
  }
}
