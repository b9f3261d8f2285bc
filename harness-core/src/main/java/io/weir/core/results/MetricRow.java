/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

/**
 * One reading.
 *
 * @param atNs offset from T0
 * @param source what read it: {@code proc}, {@code jvm}, {@code host}, an engine
 * @param entity what it is of: a server's id, a thread, a disk
 * @param name of the metric
 * @param unit of the value
 * @param value the reading
 */
public record MetricRow(
    long atNs, String source, String entity, String name, String unit, double value) {}
