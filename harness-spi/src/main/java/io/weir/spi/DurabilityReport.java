/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.List;
import java.util.Optional;

/**
 * The durability of one topic as read back from the cluster, with the settings it was derived from.
 *
 * @param requested the tuple that the requested level stands for on this system
 * @param effective the tuple derived from what was read back
 * @param settings every setting that was read
 */
public record DurabilityReport(Durability requested, Durability effective, List<Setting> settings) {
  public DurabilityReport {
    settings = List.copyOf(settings);
  }

  /** The settings that are not shown to be what the level needs. */
  public List<Setting> mismatches() {
    return settings.stream().filter(Setting::mismatched).toList();
  }

  /**
   * One setting as read back.
   *
   * @param scope where it holds: {@code topic weir-x}, {@code node 1}, {@code producer}
   * @param key native name
   * @param required what the level needs; empty if any value will do
   * @param value what was read; empty if the cluster does not reveal it
   */
  public record Setting(
      String scope, String key, Optional<String> required, Optional<String> value) {
    /** True if a value is required, and what was read differs or was not revealed. */
    public boolean mismatched() {
      return required.isPresent() && !required.equals(value);
    }
  }
}
