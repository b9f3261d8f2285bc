/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision.powerloss;

import java.util.List;

/**
 * Whether the simulation takes away what it must and nothing else, shown on small programs whose
 * loss is known before: each writes in one way, either acknowledging before it forces or forcing
 * first.
 *
 * @param controls one for each way of writing and order
 * @param anomalies of the strike that ended them; empty if all is well
 */
public record Controls(List<Control> controls, List<String> anomalies) {
  /**
   * One program's way.
   *
   * @param kind of writing, e.g. {@code preallocated}
   * @param forcesFirst before it acknowledges
   * @param acknowledged records
   * @param expectedLost of them: those acknowledged before they were forced
   * @param lost of them, counted in the files after the strike
   */
  public record Control(
      String kind, boolean forcesFirst, long acknowledged, long expectedLost, long lost) {
    /** Whether it lost what it had to lose. */
    public boolean passed() {
      return acknowledged > 0 && lost == expectedLost;
    }
  }

  public Controls {
    controls = List.copyOf(controls);
    anomalies = List.copyOf(anomalies);
  }

  /** Whether a finding may rest on the simulation. */
  public boolean passed() {
    return anomalies.isEmpty()
        && !controls.isEmpty()
        && controls.stream().allMatch(Control::passed);
  }
}
