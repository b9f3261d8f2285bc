/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.weir.spi.Schema;
import io.weir.workloads.sensors.SensorKind;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SqlTextsTest {
  private static final Set<String> DIALECTS = Set.of("flink", "spark", "arroyo");

  static List<Asked> queries() {
    return Asked.all();
  }

  @ParameterizedTest
  @MethodSource("queries")
  void everyDialectHasATextOrAReason(Asked asked) {
    assertTrue(DIALECTS.containsAll(asked.query().dialects()));
    for (String dialect : DIALECTS) {
      assertEquals(
          asked.query().dialects().contains(dialect), asked.query().text(dialect).isPresent());
      assertEquals(
          asked.query().dialects().contains(dialect), asked.query().reason(dialect).isEmpty());
    }
    assertTrue(asked.query().text("cobol").isEmpty());
  }

  @ParameterizedTest
  @MethodSource("queries")
  void windowsThatOverlapSayHowFarApartTheyBegin(Asked asked) {
    assertEquals(
        asked.query().name().equals("q5") ? Duration.ofSeconds(2) : asked.query().window(),
        asked.query().slide());
  }

  @ParameterizedTest
  @MethodSource("queries")
  void everyTextReadsItsTablesFiltersTheirTicksAndNamesItsColumns(Asked asked) {
    for (String dialect : asked.query().dialects()) {
      String text = asked.query().text(dialect).orElseThrow();
      String code = text.lines().filter(l -> !l.startsWith("--")).collect(Collectors.joining("\n"));
      assertTrue(code.startsWith("SELECT"), text);
      assertFalse(code.contains(";"), text);
      for (Schema table : asked.schemas()) {
        long reads = code.split("(FROM|JOIN|TABLE) " + table.name() + "\\b", -1).length - 1;
        assertTrue(reads > 0, table.name() + " in " + text);
      }
      long reads =
          asked.schemas().stream()
              .mapToLong(t -> code.split("(FROM|JOIN|TABLE) " + t.name() + "\\b", -1).length - 1)
              .sum();
      long filters = code.split("NOT ([ab]\\.)?tick", -1).length - 1;
      assertEquals(reads, filters, text);
      for (String column : asked.columns()) {
        assertTrue(code.matches("(?s).*\\b" + column + "\\b.*"), column + " in " + text);
      }
    }
  }

  /** Spark moves other filters below the watermark, which ticks then do not move. */
  @ParameterizedTest
  @MethodSource("queries")
  void sparkFiltersTicksByEventTimeWhereThereAreWindows(Asked asked) {
    String text = asked.query().text("spark").orElse("");
    if (!asked.query().window().isZero()) {
      long filters = text.split("WHERE \\(?NOT tick", -1).length - 1;
      long kept = text.split("OR event_time < TIMESTAMP '0001-01-01 00:00:00'", -1).length - 1;
      assertTrue(filters > 0);
      assertEquals(filters, kept, text);
    }
  }

  @Test
  void noTextIsWithoutItsQuery() throws IOException, URISyntaxException {
    Path root = Path.of(Objects.requireNonNull(SqlTextsTest.class.getResource("/queries")).toURI());
    Set<String> there = new TreeSet<>();
    try (Stream<Path> files = Files.walk(root)) {
      files
          .filter(Files::isRegularFile)
          .forEach(f -> there.add(Objects.toString(root.relativize(f))));
    }
    Set<String> known = new TreeSet<>();
    for (Asked asked : Asked.all()) {
      String name = asked.query().name();
      for (String dialect : asked.query().dialects()) {
        known.add(
            (name.equals("passthrough") ? name + "/" + asked.workload() : name)
                + "/"
                + dialect
                + ".sql");
      }
    }
    assertEquals(known, there);
  }

  @Test
  void namesAreUniqueWithinTheirWorkload() {
    Set<String> names = new HashSet<>();
    Asked.all().forEach(a -> assertTrue(names.add(a.toString()), a::toString));
  }

  @Test
  void textsSayTheBoundsThatTheOracleKnows() {
    for (String dialect : DIALECTS) {
      String outliers = Asked.named("sensors-outliers").query().text(dialect).orElseThrow();
      for (SensorKind kind : SensorKind.STANDARD) {
        double low = kind.mean() - 3.72 * kind.sd();
        double high = kind.mean() + 3.72 * kind.sd();
        String bounds =
            String.format(
                java.util.Locale.ROOT,
                "%1$s < %2$.2fE0 OR %1$s > %3$.2fE0",
                kind.name(),
                low,
                high);
        assertEquals(
            2, outliers.split(java.util.regex.Pattern.quote(bounds), -1).length - 1, bounds);
      }
      assertTrue(
          Asked.named("robots-overload").query().text(dialect).orElseThrow().contains("> 250E0"));
      assertTrue(
          Asked.named("sensors-alerts-10s")
              .query()
              .text(dialect)
              .orElseThrow()
              .contains("> 240E0"));
    }
  }
}
