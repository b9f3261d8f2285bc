/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import java.util.OptionalLong;

/**
 * The clock of a run.
 *
 * @param source what times were read from
 * @param boundNs how far the clocks of two hosts may have been apart, in ns; empty on one host
 */
public record ClockFacts(String source, OptionalLong boundNs) {}
