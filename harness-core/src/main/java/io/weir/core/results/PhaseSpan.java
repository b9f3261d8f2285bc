/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.core.experiment.Phase;

/**
 * One phase in time and in the global schedule.
 *
 * @param name which
 * @param startNs offset from T0
 * @param endNs offset from T0, exclusive
 * @param firstIndex of the global schedule
 * @param count records whose intended time lies in the phase
 */
public record PhaseSpan(Phase name, long startNs, long endNs, long firstIndex, long count) {}
