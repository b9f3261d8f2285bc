/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import java.time.Instant;

/**
 * What this machine's generator can do by itself, against a driver that does nothing.
 *
 * @param recordsPerSecond the highest rate it kept
 * @param recordBytes size of the records
 * @param publishers how many published
 * @param measured when
 */
public record GeneratorCeiling(
    double recordsPerSecond, int recordBytes, int publishers, Instant measured) {}
