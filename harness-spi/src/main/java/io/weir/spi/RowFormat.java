/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

/** How an engine writes the rows of a result to its topic. */
public enum RowFormat {
  /** Each record is a row, a JSON object of the columns; rows are only ever added. */
  PLAIN,
  /**
   * Each record is a row as in {@link #PLAIN} with its key columns as a JSON object for key; the
   * last of a key counts, and one without a value deletes it.
   */
  KEYED,
  /** Each record is a change, in an envelope of before, after and op as Debezium writes it. */
  DEBEZIUM
}
