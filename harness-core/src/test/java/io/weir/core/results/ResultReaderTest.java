/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.experiment.Phase;
import io.weir.core.measure.LatencyMetric;
import io.weir.core.measure.LatencySeries;
import io.weir.spi.SettingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultReaderTest {
  @TempDir Path parent;

  @Test
  void readsACompleteRun() {
    RunDirectory directory = RunDirectory.create(parent, Runs.identity(Runs.spec()));
    new RunJson(directory, Secrets.none()).write(Runs.complete());
    SummaryCsv.write(directory.summaryCsv(), List.of(SummaryRow.of(Runs.complete())));

    RunResult result = ResultReader.read(directory.path());

    assertThat(result.document().status()).isEqualTo(RunStatus.COMPLETE);
    assertThat(result.summary()).contains(SummaryRow.of(Runs.complete()));
  }

  @Test
  void readsARunThatWasKilledInItsWindow() {
    RunDirectory directory = RunDirectory.create(parent, Runs.identity(Runs.spec()));
    new RunJson(directory, Secrets.none()).write(Runs.begun());
    LatencySeries series = LatencySeries.of(Phase.WINDOW, LatencyMetric.PUBLISH_LATENCY);
    try (LatencyLog log = LatencyLog.create(directory, Runs.T0_NS)) {
      log.append(series, Runs.histogram(40, 10), 0, 1_000);
    }

    RunResult result = ResultReader.read(directory.path());

    assertThat(result.document().status()).isEqualTo(RunStatus.INCOMPLETE);
    assertThat(result.summary()).isEmpty();
    assertThat(result.latencies().get(series).getTotalCount()).isEqualTo(40);
  }

  @Test
  void readsAnEnginesLatenciesBesideTheBrokers() {
    RunDirectory directory = RunDirectory.create(parent, Runs.identity(Runs.spec()));
    new RunJson(directory, Secrets.none()).write(Runs.withEngine());
    LatencySeries broker = LatencySeries.of(Phase.WINDOW, LatencyMetric.PUBLISH_LATENCY);
    LatencySeries engine = LatencySeries.of(Phase.WINDOW, LatencyMetric.ENGINE_LATENCY);
    try (LatencyLog log = LatencyLog.create(directory, Runs.T0_NS);
        LatencyLog answers = LatencyLog.createForEngine(directory, Runs.T0_NS)) {
      log.append(broker, Runs.histogram(40, 10), 0, 1_000);
      answers.append(engine, Runs.histogram(30, 10), 0, 1_000);
    }

    RunResult result = ResultReader.read(directory.path());

    assertThat(result.latencies().get(broker).getTotalCount()).isEqualTo(40);
    assertThat(result.latencies().get(engine).getTotalCount()).isEqualTo(30);
    assertThat(result.flaws())
        .anyMatch(flaw -> flaw.contains("engine.csv: missing"))
        .noneMatch(flaw -> flaw.contains("engine.hlog"));
  }

  @Test
  void refusesWhatIsNoRun() throws Exception {
    assertRefused(parent.resolve("nowhere"), "no directory of a run");
    assertRefused(Files.createDirectory(parent.resolve("empty")), "run.json");
  }

  private static void assertRefused(Path path, String reason) {
    assertThatThrownBy(() -> ResultReader.read(path))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
  }
}
