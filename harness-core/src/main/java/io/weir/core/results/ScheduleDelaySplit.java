/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.core.experiment.Phase;

/**
 * Who made records of one phase late, over records that were more than 1 ms late.
 *
 * @param phase which
 * @param blockedNs waiting inside publish or for a free in-flight slot: the system's or client's
 * @param ownNs the rest: the harness's or the machine's
 */
public record ScheduleDelaySplit(Phase phase, long blockedNs, long ownNs) {}
