/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis.output;

import io.weir.spi.Row;

/**
 * What an engine said about its result at one moment. Immutable.
 *
 * @param kind what happened to the row
 * @param row all columns; for a deletion by key alone, null in the others
 * @param receivedNs when the record that says so arrived, ns from the start of the run
 */
public record Change(Kind kind, Row row, long receivedNs) {
  /** What happened to a row. */
  public enum Kind {
    /** It is there; in a result that is updated by key, it replaces the one of its key. */
    INSERT,
    /** It is no longer there: the next change says what it has become. */
    UPDATE_BEFORE,
    /** It is there, in place of another. */
    UPDATE_AFTER,
    /** It is no longer there. */
    DELETE;

    /** True if the row is there from now on. */
    public boolean adds() {
      return this == INSERT || this == UPDATE_AFTER;
    }
  }
}
