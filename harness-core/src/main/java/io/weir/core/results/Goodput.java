/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import java.util.Map;

/**
 * Rates of the cohort inside the window, in records a second.
 *
 * @param offeredHz due; 0 for a closed loop
 * @param ackedHz acknowledged
 * @param deliveredHz delivered, by subscription
 */
public record Goodput(double offeredHz, double ackedHz, Map<String, Double> deliveredHz) {
  public Goodput {
    deliveredHz = Map.copyOf(deliveredHz);
  }
}
