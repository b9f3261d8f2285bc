/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

/**
 * One second of an engine's answers.
 *
 * @param second from T0; the row is of [second, second + 1)
 * @param received records of the result topic that arrived in the second
 * @param right rows of the cohort that arrived in it as they ought to
 * @param engineLatency of those
 * @param windowEmissionDelay of those of queries with windows
 */
public record EngineSecond(
    long second,
    long received,
    long right,
    Quantiles engineLatency,
    Quantiles windowEmissionDelay) {}
