/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision.powerloss;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a power loss did.
 *
 * @param damage by the id of the server in whose working directory the files lie; {@link #OTHERS}
 *     for files of none
 * @param anomalies what makes any finding void, one line each: no agent, a failed self-test, a
 *     damaged record; empty if all is well
 */
public record Strike(SortedMap<String, Damage> damage, List<String> anomalies) {
  /** Stands for no server. */
  public static final String OTHERS = "(other)";

  /**
   * What was done to the files of one server.
   *
   * @param files regular files found
   * @param filesCut of them, those of which bytes were taken away
   * @param bytesTaken cut off at the end, blocks of zeros left out, or turned back to what they
   *     were
   * @param filesMapped which were mapped into memory for writing: stores into them cannot be seen,
   *     so that what was stored there after the last force, or into bytes of before the baseline,
   *     stays
   * @param exempt how many were left alone, by reason
   * @param bytesExempt how large those are together
   */
  public record Damage(
      long files,
      long filesCut,
      long bytesTaken,
      long filesMapped,
      SortedMap<String, Long> exempt,
      long bytesExempt) {
    /** Nothing. */
    public static final Damage NONE = new Damage(0, 0, 0, 0, new TreeMap<>(), 0);

    public Damage {
      exempt = Collections.unmodifiableSortedMap(new TreeMap<>(exempt));
    }

    /** Files left alone, whatever the reason. */
    public long filesExempt() {
      return exempt.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Both together. */
    public Damage plus(Damage other) {
      SortedMap<String, Long> both = new TreeMap<>(exempt);
      for (Map.Entry<String, Long> each : other.exempt.entrySet()) {
        both.merge(each.getKey(), each.getValue(), Long::sum);
      }
      return new Damage(
          files + other.files,
          filesCut + other.filesCut,
          bytesTaken + other.bytesTaken,
          filesMapped + other.filesMapped,
          both,
          bytesExempt + other.bytesExempt);
    }
  }

  public Strike {
    damage = Collections.unmodifiableSortedMap(new TreeMap<>(damage));
    anomalies = List.copyOf(anomalies);
  }

  /** Of all servers together. */
  public Damage total() {
    return damage.values().stream().reduce(Damage.NONE, Damage::plus);
  }

  /** Whether a finding may rest on it. */
  public boolean sound() {
    return anomalies.isEmpty();
  }
}
