/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One CSV file being written: quoting of RFC 4180, UTF-8, lines ending in LF, the header first. Not
 * thread-safe.
 */
final class CsvFile implements AutoCloseable {
  private final Path file;
  private final GrowingFile out;
  private final SequenceWriter rows;
  private final int columns;

  /**
   * @throws UnavailableException if it cannot be written
   */
  CsvFile(Path file, List<String> columns) {
    this.file = file;
    this.columns = columns.size();
    CsvSchema.Builder schema = CsvSchema.builder().setUseHeader(true).setLineSeparator('\n');
    columns.forEach(schema::addColumn);
    this.out = new GrowingFile(file);
    try {
      Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
      text.write(String.join(",", columns) + "\n");
      rows =
          CsvMapper.builder()
              .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
              .build()
              .writer(schema.build().withoutHeader())
              .writeValues(text);
      text.flush();
    } catch (IOException e) {
      throw Lines.unwritable(file, e);
    }
    out.commit();
  }

  /** Adds a row; it may stay in memory until {@link #flush}. */
  void add(List<String> row) {
    if (row.size() != columns) {
      throw new IllegalArgumentException(
          row.size() + " fields for " + columns + " columns of " + file.getFileName());
    }
    try {
      rows.write(row);
    } catch (IOException e) {
      throw Lines.unwritable(file, e);
    }
  }

  /**
   * Hands all rows to the operating system.
   *
   * @throws UnavailableException if it cannot be written
   */
  void flush() {
    try {
      rows.flush();
    } catch (IOException e) {
      throw Lines.unwritable(file, e);
    }
    out.commit();
  }

  /** Closes; rows that were not flushed are dropped. */
  @Override
  public void close() {
    out.close();
  }

  static String text(OptionalLong value) {
    return value.isPresent() ? Long.toString(value.getAsLong()) : "";
  }

  static String text(OptionalDouble value) {
    return value.isPresent() ? text(value.getAsDouble()) : "";
  }

  /** Shortest text that reads back equal; whole numbers without a fraction. */
  static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
