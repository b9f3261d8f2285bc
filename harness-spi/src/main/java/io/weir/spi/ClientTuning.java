/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.time.Duration;

/**
 * How publishers batch: one intent, translated by each driver.
 *
 * @param batchBytes largest batch per partition, in bytes
 * @param linger how long a batch may wait for more records
 * @param compression batch compression
 * @param pendingBytes bytes that may wait in the client before publish blocks
 */
public record ClientTuning(
    int batchBytes, Duration linger, Compression compression, long pendingBytes) {}
