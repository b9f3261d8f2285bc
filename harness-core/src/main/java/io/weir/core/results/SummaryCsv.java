/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.spi.SettingException;
import io.weir.spi.UnavailableException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Writes and reads summary.csv: a header and one row a run, the columns of {@link SummaryColumn}.
 */
public final class SummaryCsv {
  private SummaryCsv() {}

  /**
   * Writes a file.
   *
   * @param file must not be there yet
   * @throws UnavailableException if it cannot be written
   */
  public static void write(Path file, Collection<SummaryRow> rows) {
    List<SummaryColumn> columns = Arrays.asList(SummaryColumn.values());
    try (CsvFile csv = new CsvFile(file, columns.stream().map(SummaryColumn::header).toList())) {
      rows.forEach(row -> csv.add(columns.stream().map(row::text).toList()));
      csv.flush();
    }
  }

  /**
   * Reads the whole rows of a file. One of an earlier version, which had fewer columns at its end,
   * has empty fields there.
   *
   * @throws SettingException in one line naming the file, if it is not one or is damaged
   */
  public static List<SummaryRow> read(Path file) {
    CsvTable table = CsvTable.read(file);
    List<String> expected =
        Arrays.stream(SummaryColumn.values()).map(SummaryColumn::header).toList();
    List<String> known = expected.subList(0, Math.min(expected.size(), table.columns().size()));
    if (!table.columns().equals(known) || !known.contains(SummaryColumn.VERDICT.header())) {
      throw Lines.unreadable(
          file, "its columns are not those of schema_version " + RunDocument.SCHEMA_VERSION);
    }
    return table.rows().stream().map(SummaryCsv::row).toList();
  }

  private static SummaryRow row(Map<String, String> fields) {
    EnumMap<SummaryColumn, String> row = new EnumMap<>(SummaryColumn.class);
    for (SummaryColumn column : SummaryColumn.values()) {
      row.put(column, fields.getOrDefault(column.header(), ""));
    }
    return new SummaryRow(row);
  }
}
