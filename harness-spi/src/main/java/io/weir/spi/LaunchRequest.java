/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.time.Duration;

/**
 * Local servers wanted.
 *
 * @param version of the system
 * @param nodes how many
 * @param level what the servers' defaults must allow
 * @param settings options and native settings
 * @param clock what publishers and subscribers read times from
 * @param timeLimit until they must answer
 */
public record LaunchRequest(
    String version,
    int nodes,
    DurabilityLevel level,
    Settings settings,
    NanoClock clock,
    Duration timeLimit) {}
