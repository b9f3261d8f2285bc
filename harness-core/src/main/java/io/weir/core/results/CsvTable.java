/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.weir.spi.SettingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A CSV file of a run, read whole: for each row its fields by column. A last row without its line
 * end, as a killed run leaves it, is left out. Immutable.
 *
 * @param columns the header
 * @param rows field texts by column name
 */
public record CsvTable(List<String> columns, List<Map<String, String>> rows) {
  /** A table takes several times its file's size. */
  private static final int MEMORY_SHARE = 16;

  public CsvTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /**
   * Reads a file.
   *
   * @throws SettingException in one line naming the file, if it is not there or is no CSV file with
   *     a header
   */
  public static CsvTable read(Path file) {
    String text;
    try {
      Lines.requireFile(file, Runtime.getRuntime().maxMemory() / MEMORY_SHARE);
      // Decoded leniently: a multi-byte character may be cut in the part that is left out.
      text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw Lines.unreadable(file, e);
    }
    String whole = text.substring(0, endOfLastRow(text));
    List<List<String>> lines = new ArrayList<>();
    try (MappingIterator<String[]> rows =
        new CsvMapper()
            .readerFor(String[].class)
            .with(CsvParser.Feature.WRAP_AS_ARRAY)
            .readValues(whole)) {
      while (rows.hasNextValue()) {
        lines.add(Arrays.asList(rows.nextValue()));
      }
    } catch (IOException e) {
      throw Lines.unreadable(file, e);
    }
    if (lines.isEmpty()) {
      throw Lines.unreadable(file, "it has no header");
    }
    List<String> columns = lines.get(0);
    List<Map<String, String>> rows = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      List<String> line = lines.get(i);
      if (line.size() != columns.size()) {
        throw Lines.unreadable(
            file,
            "row " + i + " has " + line.size() + " fields where the header has " + columns.size());
      }
      Map<String, String> row = new LinkedHashMap<>();
      for (int c = 0; c < columns.size(); c++) {
        row.put(columns.get(c), line.get(c));
      }
      rows.add(row);
    }
    return new CsvTable(columns, rows);
  }

  /** Just behind the last line end that is not inside quotes. */
  private static int endOfLastRow(String text) {
    boolean quoted = false;
    int end = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\n' && !quoted) {
        end = i + 1;
      }
    }
    return end;
  }
}
