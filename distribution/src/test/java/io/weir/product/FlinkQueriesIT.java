/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.analysis.output.OutputReport;
import io.weir.spi.Guarantee;
import io.weir.spi.JobState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the queries answer on real Flink over real brokers, row by row. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FlinkQueriesIT {
  private QueryBench bench;

  @BeforeAll
  void open(@TempDir Path directory) {
    bench = new QueryBench(directory, "flink");
  }

  @AfterAll
  void close() {
    bench.close();
  }

  private void answersRight(QueryBench.Asked asked) throws Exception {
    QueryBench.Answer answer = bench.answer(asked);
    assertThat(answer.report().outcome())
        .as("%s: %s", asked, answer)
        .isEqualTo(OutputReport.Outcome.RIGHT);
    assertThat(answer.state()).isInstanceOf(JobState.Running.class);
    assertThat(((JobState.Running) answer.state()).restarts()).isZero();
    assertThat(answer.unwell()).isEmpty();
  }

  private Stream<DynamicTest> all(String driver, Guarantee guarantee) {
    // For one case alone while something is looked for.
    String only = System.getProperty("weir.only", "");
    return bench.all(driver, guarantee).stream()
        .filter(asked -> asked.toString().matches(".*" + only + ".*"))
        .map(asked -> DynamicTest.dynamicTest(asked.toString(), () -> answersRight(asked)));
  }

  private QueryBench.Asked named(String driver, String workload, String query) {
    return bench.all(driver, Guarantee.AT_LEAST_ONCE).stream()
        .filter(asked -> asked.workload().name().equals(workload))
        .filter(asked -> asked.query().name().equals(query))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aWindowOverKafkaIsAnsweredRight() throws Exception {
    answersRight(named("kafka", "robots", "robots-overload"));
  }

  @Test
  @Tag("extended")
  void readersWithoutAPartitionHoldNoWindowBack() throws Exception {
    for (String driver : List.of("kafka", "pulsar")) {
      QueryBench.Asked asked = named(driver, "robots", "robots-overload");
      QueryBench.Answer answer = bench.answer(asked, Map.of(), 3);
      assertThat(answer.report().outcome())
          .as("%s: %s", asked, answer)
          .isEqualTo(OutputReport.Outcome.RIGHT);
    }
  }

  @TestFactory
  @Tag("extended")
  Stream<DynamicTest> everyQueryOverKafkaIsAnsweredRight() {
    return all("kafka", Guarantee.AT_LEAST_ONCE);
  }

  @TestFactory
  @Tag("extended")
  Stream<DynamicTest> everyQueryOverPulsarIsAnsweredRight() {
    return all("pulsar", Guarantee.AT_LEAST_ONCE);
  }

  @TestFactory
  @Tag("extended")
  Stream<DynamicTest> everyQueryOverKafkaInTransactionsIsAnsweredRight() {
    return all("kafka", Guarantee.EXACTLY_ONCE);
  }

  @TestFactory
  @Tag("extended")
  Stream<DynamicTest> everyQueryOverPulsarInTransactionsIsAnsweredRight() {
    return all("pulsar", Guarantee.EXACTLY_ONCE);
  }
}
