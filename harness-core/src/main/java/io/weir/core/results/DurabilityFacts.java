/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.spi.Durability;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.DurabilityReport;
import java.util.List;

/**
 * The durability of the run's topics.
 *
 * @param level asked for
 * @param requested the tuple that the level stands for on this system
 * @param effective the tuple read back; of several topics the weakest
 * @param settings everything that was read back
 */
public record DurabilityFacts(
    DurabilityLevel level,
    Durability requested,
    Durability effective,
    List<DurabilityReport.Setting> settings) {
  public DurabilityFacts {
    settings = List.copyOf(settings);
  }
}
