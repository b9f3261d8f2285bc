/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A user's trace through the whole product. */
@Timeout(240)
class ClusterTraceIT {
  private static final int ROWS = 500;

  @TempDir Path directory;

  @Test
  void aTraceIsReplayedItsBadRowsAreToldAndItsOrderIsJudged() throws Exception {
    List<String> jobs = rows("%d,,%d,0,user,1,name,logical");
    jobs.add(1, "not a row");
    Path trace = trace(jobs, rows("%d,,%d,0,,0,user,1,9,0.25,0.5,0.1,0"));
    RunFiles run = run(trace);

    assertThat(run.at("/workload/facts/trace").asText()).isEqualTo(trace.toString());
    assertThat(run.at("/workload/facts/bad rows").asText()).isEqualTo("1");
    assertThat(run.at("/workload/facts/first bad rows").asText())
        .isEqualTo("job_events/part-00000-of-00001.csv:2 1 column instead of 8");
    assertThat(run.at("/workload/facts/trace begun").asInt()).isGreaterThan(1);
    assertThat(Files.readAllLines(run.directory().resolve("bad-rows.csv"))).hasSize(2);

    long due = run.ofWindow("/outcome/publish").get(0).path("due").asLong();
    JsonNode order = run.at("/outcome/order");
    assertThat(order).hasSize(1);
    assertThat(order.get(0).path("skipped").asLong()).isZero();
    JsonNode cases = order.get(0).path("cases");
    assertThat(cases.get(0).path("bound").asText()).isEqualTo("none");
    assertThat(cases).allSatisfy(c -> assertThat(c.path("records").asLong()).isEqualTo(due));
    List<String> rows = Files.readAllLines(run.directory().resolve("order.csv"));
    assertThat(rows).hasSize(1 + cases.size());
    assertThat(rows.get(0)).startsWith("subscription,bound,size,records,out_of_order");
    assertThat(rows.get(1)).startsWith("sub-0,none,," + due + ",");
  }

  @Test
  void aFileOutOfOrderEndsTheRunAndIsNamedWithItsLine() throws Exception {
    List<String> tasks = rows("%d,,%d,0,,0,user,1,9,0.25,0.5,0.1,0");
    tasks.set(ROWS - 1, tasks.get(0));
    RunFiles run = run(trace(rows("%d,,%d,0,user,1,name,logical"), tasks));
    assertThat(run.verdicts()).contains("INCOMPLETE");
    assertThat(run.reasons())
        .contains(
            "task_events/part-00000-of-00001.csv", "line " + ROWS + " has time 600000000 after");
  }

  @Test
  void theGeneratorIsAProgramAndMakesATraceThatIsReplayed() throws Exception {
    Path dist = Path.of(System.getProperty("weir.dist"));
    Path made = directory.resolve("made");
    Process generator =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                jar(dist.resolve("plugins/workloads"), "workloads-")
                    + ":"
                    + jar(dist.resolve("lib"), "harness-spi-"),
                "io.weir.workloads.cluster.TraceGenerator",
                "--out",
                made.toString(),
                "--rows",
                "3000",
                "--parts",
                "2")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("generator.txt").toFile())
            .start();
    assertThat(generator.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(directory.resolve("generator.txt")))
        .isEqualTo(made + ": 3,000 rows, 2 files of each table, seed 1" + System.lineSeparator());
    RunFiles run = run(made);
    assertThat(run.at("/workload/facts/bad rows").asText()).isEqualTo("0");
    assertThat(run.at("/workload/facts/task_events files").asText()).isEqualTo("2");
  }

  private static String jar(Path within, String begin) throws IOException {
    try (Stream<Path> files = Files.list(within)) {
      return files
          .filter(f -> f.getFileName().toString().startsWith(begin))
          .findFirst()
          .orElseThrow()
          .toString();
    }
  }

  /** Rows a millisecond apart. */
  private static List<String> rows(String format) {
    return new ArrayList<>(
        IntStream.range(0, ROWS)
            .mapToObj(i -> format.formatted(600_000_000 + 1_000 * i, i))
            .toList());
  }

  private Path trace(List<String> jobs, List<String> tasks) throws IOException {
    Path trace = directory.resolve("trace");
    Files.createDirectories(trace.resolve("job_events"));
    Files.createDirectories(trace.resolve("task_events"));
    Files.write(trace.resolve("job_events/part-00000-of-00001.csv"), jobs);
    Files.write(trace.resolve("task_events/part-00000-of-00001.csv"), tasks);
    return trace;
  }

  private RunFiles run(Path trace) throws Exception {
    try (Harness harness =
        Harness.start(
            directory,
            "--driver",
            "loopback",
            "--workload",
            "cluster-trace",
            "--set",
            "cluster-trace.path=" + trace,
            "--rate",
            "1000",
            "--warmup",
            "1s",
            "--duration",
            "3s")) {
      harness.awaitExit();
      harness.awaitNothingLeft();
      RunFiles run = new RunFiles(harness.runDirectory());
      assertThat(run.schemaErrors()).isEmpty();
      return run;
    }
  }
}
