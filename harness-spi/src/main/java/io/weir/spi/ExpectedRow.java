/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

/**
 * A row that a query ought to answer. For results that are updated: the last one of its key.
 *
 * @param row its values
 * @param anchorNs the latest intended time, ns from the start of the run, among the records that
 *     could change it: engine latency counts from there
 * @param fromMs the event time from which on records could change it, ms since the Unix epoch,
 *     inclusive
 * @param untilMs the event time below which they could; for one record its event time plus 1
 */
public record ExpectedRow(Row row, long anchorNs, long fromMs, long untilMs) {}
