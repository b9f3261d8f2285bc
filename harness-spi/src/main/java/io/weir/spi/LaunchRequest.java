/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.time.Duration;

/**
 * Local servers wanted.
 *
 * @param version of the system
 * @param nodes how many
 * @param level what the servers' defaults must allow
 * @param transactions whether clients, such as a stream engine's, will write in transactions, so
 *     that the servers must have what these need; never true where {@link
 *     Capabilities#transactions} says no
 * @param settings options and native settings
 * @param clock what publishers and subscribers read times from
 * @param timeLimit until they must answer
 */
public record LaunchRequest(
    String version,
    int nodes,
    DurabilityLevel level,
    boolean transactions,
    Settings settings,
    NanoClock clock,
    Duration timeLimit) {}
