/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.analysis.output.OutputReport;
import io.weir.spi.Guarantee;
import io.weir.spi.JobState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
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
    assertThat(((JobState.Running) answer.state()).restarts())
        .as("%s: %s", asked, answer.state())
        .isZero();
    assertThat(answer.unwell()).isEmpty();
    // Each record once, also where a query names a table twice: the backlog is told from it.
    assertThat(answer.read()).as("%s", asked).hasValue(answer.published());
  }

  private Stream<DynamicTest> each(
      String driver, Guarantee guarantee, Predicate<QueryBench.Asked> which) {
    // For one case alone while something is looked for.
    String only = System.getProperty("weir.only", "");
    return bench.all(driver, guarantee).stream()
        .filter(which)
        .filter(asked -> asked.toString().matches(".*" + only + ".*"))
        .map(asked -> DynamicTest.dynamicTest(asked.toString(), () -> answersRight(asked)));
  }

  private static boolean isAvro(QueryBench.Asked asked) {
    return asked.options().getOrDefault("encoding", "").equals("avro");
  }

  /** How records are read is one thing, what is asked of them another: one query reads them all. */
  private Stream<DynamicTest> everyQuery(String driver) {
    return each(
        driver,
        Guarantee.AT_LEAST_ONCE,
        asked -> !isAvro(asked) || asked.query().name().equals("passthrough"));
  }

  /** One of each way in which rows come. */
  private Stream<DynamicTest> inTransactions(String driver) {
    return each(
        driver,
        Guarantee.EXACTLY_ONCE,
        asked -> !isAvro(asked) && Set.of("q1", "q4", "q5").contains(asked.query().name()));
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
    return everyQuery("kafka");
  }

  @TestFactory
  @Tag("extended")
  Stream<DynamicTest> everyQueryOverPulsarIsAnsweredRight() {
    return everyQuery("pulsar");
  }

  @TestFactory
  @Tag("extended")
  Stream<DynamicTest> rowsThatAreFinalUpdatedOrOfWindowsComeOnceOverKafka() {
    return inTransactions("kafka");
  }

  @TestFactory
  @Tag("extended")
  Stream<DynamicTest> rowsThatAreFinalUpdatedOrOfWindowsComeOnceOverPulsar() {
    return inTransactions("pulsar");
  }
}
