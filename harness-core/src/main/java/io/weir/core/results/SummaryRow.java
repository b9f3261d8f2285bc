/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.spi.SettingException;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * A run in one row: a text for each column, empty where nothing is known. Immutable.
 *
 * @param fields every column's text
 */
public record SummaryRow(Map<SummaryColumn, String> fields) {
  public SummaryRow {
    EnumMap<SummaryColumn, String> all = new EnumMap<>(SummaryColumn.class);
    for (SummaryColumn column : SummaryColumn.values()) {
      all.put(column, fields.getOrDefault(column, ""));
    }
    fields = Collections.unmodifiableMap(all);
  }

  /** The row of a run, from what its run.json says. */
  public static SummaryRow of(RunDocument document) {
    return new SummaryRow(new SummaryFields().of(document));
  }

  /** The text of a column; empty where nothing is known. */
  public String text(SummaryColumn column) {
    return fields.getOrDefault(column, "");
  }

  /**
   * The number in a column; empty where nothing is known.
   *
   * @throws SettingException if the column holds something else
   */
  public Optional<BigDecimal> number(SummaryColumn column) {
    String text = text(column);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      SettingException refused =
          new SettingException("summary column " + column.header(), text, "a number", "");
      refused.initCause(e);
      throw refused;
    }
  }
}
