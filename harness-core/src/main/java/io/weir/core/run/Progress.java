/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.experiment.Phase;
import java.util.OptionalLong;

/**
 * The last second of load.
 *
 * @param phase that time is in
 * @param elapsedNs since the start of the run
 * @param plannedNs of warm-up, window and least cool-down
 * @param dueHz records a second that were due
 * @param ackedHz acknowledged
 * @param receivedHz received, of the first subscription
 * @param publishBacklog due and not acknowledged
 * @param consumeBacklog acknowledged and not received, of the first subscription; below 0 if
 *     records arrived before their acknowledgements; empty without a subscription
 * @param publishP50Ns median publish latency; 0 if none completed
 * @param publishP99Ns 99th percentile
 * @param endToEndP50Ns median end-to-end latency of the first subscription
 * @param endToEndP99Ns 99th percentile
 */
public record Progress(
    Phase phase,
    long elapsedNs,
    long plannedNs,
    long dueHz,
    long ackedHz,
    long receivedHz,
    long publishBacklog,
    OptionalLong consumeBacklog,
    long publishP50Ns,
    long publishP99Ns,
    long endToEndP50Ns,
    long endToEndP99Ns) {}
