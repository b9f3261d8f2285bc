/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a simulated loss of power did, and whether the simulation is shown to work.
 *
 * @param controls small programs whose loss is known before, run first
 * @param anomalies what makes the finding void, one line each; empty if all is well
 * @param damage by server: what was taken away from its files; empty until the strike
 * @param model what is simulated and what is not, one sentence each
 */
public record PowerLossFacts(
    List<Control> controls,
    List<String> anomalies,
    Map<String, Damage> damage,
    List<String> model) {
  public PowerLossFacts {
    controls = List.copyOf(controls);
    anomalies = List.copyOf(anomalies);
    damage = Collections.unmodifiableMap(new TreeMap<>(damage));
    model = List.copyOf(model);
  }

  /**
   * A control.
   *
   * @param kind of writing
   * @param forcesFirst before it acknowledges
   * @param acknowledged records
   * @param expectedLost of them: those acknowledged before they were forced
   * @param lost of them, counted in the files afterwards
   */
  public record Control(
      String kind, boolean forcesFirst, long acknowledged, long expectedLost, long lost) {
    /** Whether it lost exactly what it had to lose. */
    public boolean asExpected() {
      return acknowledged > 0 && lost == expectedLost;
    }
  }

  /**
   * What was done to the files of one server.
   *
   * @param files found
   * @param filesCut of them, those of which bytes were taken away
   * @param bytesTaken in all
   * @param filesMapped into memory for writing: stores into them are not seen
   * @param filesExempt left alone
   * @param bytesExempt how large those are together
   */
  public record Damage(
      long files,
      long filesCut,
      long bytesTaken,
      long filesMapped,
      long filesExempt,
      long bytesExempt) {}

  /** Whether a finding may rest on it. */
  public boolean sound() {
    return anomalies.isEmpty()
        && !controls.isEmpty()
        && controls.stream().allMatch(Control::asExpected);
  }

  /** With further anomalies, and the damage. */
  public PowerLossFacts struck(List<String> further, Map<String, Damage> done) {
    List<String> all = new ArrayList<>(anomalies);
    all.addAll(further);
    return new PowerLossFacts(controls, all, done, model);
  }

  /** Why a finding is void, as a clause; only if it is not {@link #sound}. */
  public String flaw() {
    if (!anomalies.isEmpty()) {
      return String.join("; ", anomalies);
    }
    return controls.stream()
        .filter(control -> !control.asExpected())
        .findFirst()
        .map(
            c ->
                "the control "
                    + c.kind()
                    + " lost "
                    + c.lost()
                    + " records where it had to lose "
                    + c.expectedLost())
        .orElse("no control was run");
  }
}
