/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.core.measure.Sample;
import io.weir.spi.UnavailableException;
import java.util.Collection;
import java.util.List;

/**
 * Appends to metrics.csv, one reading a row. Thread-safe; a batch is written as a whole and reaches
 * the operating system before {@link #append} returns, so append once a second.
 */
public final class MetricsCsv implements AutoCloseable {
  private static final List<String> COLUMNS =
      List.of("at_ns", "source", "entity", "name", "unit", "value");

  private final CsvFile csv;

  private MetricsCsv(CsvFile csv) {
    this.csv = csv;
  }

  /**
   * Starts the file of a run.
   *
   * @throws UnavailableException if it cannot be written
   */
  public static MetricsCsv create(RunDirectory directory) {
    return new MetricsCsv(new CsvFile(directory.metricsCsv(), COLUMNS));
  }

  /**
   * Appends readings.
   *
   * @throws UnavailableException if they cannot be written
   */
  public synchronized void append(Collection<Sample> rows) {
    for (Sample row : rows) {
      csv.add(
          List.of(
              Long.toString(row.atNs()),
              row.source(),
              row.entity(),
              row.name(),
              row.unit(),
              CsvFile.text(row.value())));
    }
    csv.flush();
  }

  @Override
  public synchronized void close() {
    csv.close();
  }
}
