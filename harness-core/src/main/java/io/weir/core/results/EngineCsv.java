/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.spi.UnavailableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Appends to engine.csv, a row a second in ascending order. Further columns may come from whoever
 * watched the engine. Not thread-safe.
 */
public final class EngineCsv implements AutoCloseable {
  private static final List<String> COLUMNS =
      List.of(
          "second",
          "received",
          "right",
          "engine_latency_p50_ns",
          "engine_latency_p99_ns",
          "engine_latency_max_ns",
          "window_emission_delay_p50_ns",
          "window_emission_delay_p99_ns",
          "window_emission_delay_max_ns");

  private final CsvFile csv;
  private final List<NavigableMap<Long, Double>> further;

  private EngineCsv(CsvFile csv, List<NavigableMap<Long, Double>> further) {
    this.csv = csv;
    this.further = further;
  }

  /**
   * Starts the file of a run.
   *
   * @param further columns by name, their figures by second; behind the others, sorted by name
   * @throws UnavailableException if it cannot be written
   */
  public static EngineCsv create(
      RunDirectory directory, Map<String, ? extends Map<Long, Double>> further) {
    List<String> columns = new ArrayList<>(COLUMNS);
    List<NavigableMap<Long, Double>> figures = new ArrayList<>();
    new TreeMap<>(further)
        .forEach(
            (name, bySecond) -> {
              columns.add(name);
              figures.add(Collections.unmodifiableNavigableMap(new TreeMap<>(bySecond)));
            });
    return new EngineCsv(new CsvFile(directory.engineCsv(), columns), figures);
  }

  /** Appends a second; it may stay in memory until {@link #flush}. */
  public void append(EngineSecond second) {
    List<String> row = new ArrayList<>();
    row.add(Long.toString(second.second()));
    row.add(Long.toString(second.received()));
    row.add(Long.toString(second.right()));
    quantiles(second.engineLatency(), row);
    quantiles(second.windowEmissionDelay(), row);
    for (Map<Long, Double> figures : further) {
      Double figure = figures.get(second.second());
      row.add(figure == null ? "" : CsvFile.text(figure));
    }
    csv.add(row);
  }

  private static void quantiles(Quantiles of, List<String> row) {
    row.add(CsvFile.text(of.p50Ns()));
    row.add(CsvFile.text(of.p99Ns()));
    row.add(CsvFile.text(of.maxNs()));
  }

  /**
   * Hands all rows to the operating system.
   *
   * @throws UnavailableException if they cannot be written
   */
  public void flush() {
    csv.flush();
  }

  @Override
  public void close() {
    csv.close();
  }
}
