/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.core.experiment.Phase;

/**
 * The publish side of one phase, by intended time.
 *
 * @param phase which
 * @param due records of the schedule; for a closed loop those sent
 * @param sent records handed to a client
 * @param acked records acknowledged
 * @param failed records answered by an error
 * @param unanswered records sent and never answered
 */
public record PublishTotals(
    Phase phase, long due, long sent, long acked, long failed, long unanswered) {}
