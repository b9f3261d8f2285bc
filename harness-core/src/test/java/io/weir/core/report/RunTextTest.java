/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.analysis.Verdict;
import io.weir.core.results.Calibration;
import io.weir.core.results.RunDirectory;
import io.weir.core.results.RunDocument;
import io.weir.core.results.Runs;
import io.weir.core.results.VerdictEntry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run's end on a terminal. */
class RunTextTest {
  private static final RunDirectory DIRECTORY = new RunDirectory(Path.of("results/a-run"));

  private static List<String> lines(RunDocument run) {
    return RunText.lines(DIRECTORY, run, StandardCharsets.US_ASCII);
  }

  private static List<String> verdict(RunDocument run) {
    List<String> lines = lines(run);
    int from = lines.stream().filter(l -> l.startsWith("Verdict")).mapToInt(lines::indexOf).sum();
    int to = lines.stream().filter(l -> l.startsWith("Files")).mapToInt(lines::indexOf).sum();
    return lines.subList(from, to - 1);
  }

  private static Calibration calibration(List<Calibration.Ceiling> ceilings) {
    return new Calibration(
        Instant.EPOCH, "1", "17", "abc", 2, OptionalDouble.empty(), List.of(), ceilings);
  }

  private static VerdictEntry entry(String verdict, String reason) {
    return new VerdictEntry(verdict, reason, Map.of());
  }

  @Test
  void aVerdictSaysWhatItMeansAndThenWhy() {
    assertThat(verdict(Runs.complete().withVerdict(List.of(entry("VALID", "Nothing is wrong.")))))
        .containsExactly(
            "Verdict       VALID: These figures may be believed, and compared with other valid runs.",
            "              Nothing is wrong.");
  }

  @Test
  void ofSeveralReasonsForOneVerdictTheMeaningIsSaidOnce() {
    assertThat(
            verdict(
                Runs.complete()
                    .withVerdict(
                        List.of(
                            entry("REORDERED", "3 of sub-0."),
                            entry("REORDERED", "4 of sub-1."),
                            entry("OF_ANOTHER_VERSION", "It is so.")))))
        .containsExactly(
            "Verdict       REORDERED: Records arrived out of order, which the guarantee excludes."
                + " Latencies",
            "              stand; run.json names examples.",
            "              3 of sub-0.",
            "              4 of sub-1.",
            "              OF_ANOTHER_VERSION:",
            "              It is so.");
  }

  @Test
  void saysHowFarOrderIsLostAndWhatRestoresIt() {
    List<String> lines = lines(Runs.complete());
    int from =
        lines.stream()
            .filter(l -> l.startsWith("Global"))
            .mapToInt(lines::indexOf)
            .min()
            .orElseThrow();
    assertThat(lines.subList(from, from + 4))
        .containsExactly(
            "Global order  lost: 1.10% of 1,000 by sub-0 behind a later one, by 1.00 ms (p50), 11.0 ms (max)",
            "              0.10% left by a buffer of 4,096 records, which adds 2.00 ms (p50), 9.00 ms (p99)",
            "              restored by 100ms of slack, which adds 100 ms (p50), 104 ms (p99)",
            "              2 records were not judged, for want of memory: the figures are too small");
  }

  @ParameterizedTest
  @EnumSource
  void theWordsAgreeWithWhatMayBeCompared(Verdict verdict) {
    String words = VerdictWords.of(verdict.name());

    assertThat(words).endsWith(".");
    assertThat(words.toLowerCase(Locale.ROOT).contains("do not compare"))
        .isEqualTo(!verdict.comparable());
  }

  @Test
  void theSketchStandsBelowTheTableWithAllSubscriptionsTogether() {
    List<String> lines = lines(Runs.complete());
    int sketch =
        lines.indexOf(
            "ms by percentile, log scale   * publish latency   o end to end latency *   @ both");
    assertThat(sketch).isGreaterThan(3);
    assertThat(lines.get(sketch - 2)).startsWith("end to end latency *");
    assertThat(lines.get(sketch + 16)).startsWith("Offered");
  }

  @Test
  void theMachinesCeilingIsQuotedForTheNearestRecordSize() {
    Calibration.Ceiling small =
        new Calibration.Ceiling(100, 1, 2e6, OptionalDouble.of(1_500_000), OptionalDouble.empty());
    Calibration.Ceiling large =
        new Calibration.Ceiling(4096, 1, 900_000, OptionalDouble.empty(), OptionalDouble.empty());
    RunDocument run = Runs.complete();
    assertThat(run.spec().payload().recordBytes()).isEqualTo(1024);
    assertThat(lines(run.withCalibration(calibration(List.of(small)))))
        .contains("generator ceiling of this machine: 1,500,000 records/s of 100 B");
    assertThat(lines(run.withCalibration(calibration(List.of(small, large)))))
        .contains("generator ceiling of this machine: 900,000 records/s of 4096 B");
    assertThat(lines(Runs.begun()))
        .contains("generator ceiling of this machine: not measured (harness calibrate)");
  }

  @Test
  void theEnginesLatencyStandsBelowTheBrokers() {
    List<String> lines = lines(Runs.withEngine());
    int engine = index(lines, "engine latency");
    assertThat(lines.get(engine - 1)).startsWith("end to end latency *");
    assertThat(lines.get(engine))
        .isEqualTo(
            "engine latency                61.5       111       122         -         -       123");
    assertThat(lines.get(engine + 1)).startsWith("window emission delay");
  }

  @Test
  void theEnginesAnswersAreToldWithExamplesOfFaults() {
    List<String> lines = lines(Runs.withEngine());
    assertThat(lines).contains("engine flink 1.20.3 on this machine");
    int from = index(lines, "Engine  ");
    assertThat(lines.subList(from, from + 16))
        .containsExactly(
            "Engine        robots-1s, at-least-once: given 1,000.0 records/s, 20.5 right rows/s inside the"
                + " window",
            "Answers       1,230 of 1,234 rows right; 60 not judged",
            "              3 missing",
            "              missing: a=1",
            "              missing: a=2",
            "              1 wrong",
            "              wrong: a=3, expected a=4",
            "              2 duplicate, which the guarantee allows",
            "Late input    7 records up to 150 ms behind, with a watermark delay of 100ms: 2 windows left out",
            "Engine cost   12.3 s of CPU in the window; at most 3,072 MiB of memory",
            "              at most 4,321 records of its input due and not read",
            "Recovery      kill-taskmanager at 20.0 s: results as before after 3.2 s, at least 12,345"
                + " records",
            "              read again, 1 restart of the job",
            "              it was lost",
            "Rescale       parallelism 2 to 4 at 30.0 s: savepoint 1.2 s, restart 3.4 s; results were not"
                + " as",
            "              before by the end of the window");
  }

  private static int index(List<String> lines, String beginning) {
    return lines.stream()
        .filter(line -> line.startsWith(beginning))
        .mapToInt(lines::indexOf)
        .min()
        .orElseThrow();
  }

  @Test
  void linesFitIntoAHundredColumns() {
    assertThat(lines(Runs.withEngine()).stream().skip(4)).allMatch(line -> line.length() <= 100);
    assertThat(lines(Runs.complete()).stream().skip(4)).allMatch(line -> line.length() <= 100);
  }

  @Test
  void aRunThatMeasuredNothingNamesOnlyFilesThatAreThere() {
    assertThat(lines(Runs.begun()))
        .endsWith(
            "Verdict       none: the run did not come to its end",
            "",
            "Files         results/a-run",
            "              logs/: what went wrong; run.json: what was asked for");
  }
}
