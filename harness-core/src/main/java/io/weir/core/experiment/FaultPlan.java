/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import io.weir.spi.SettingException;
import java.time.Duration;
import java.util.List;

/**
 * Which faults are injected, and when. Each meets a fresh cluster. Immutable.
 *
 * @param faults in order, each once
 * @param before load before the fault
 * @param outage from the fault until killed nodes are started again, or a paused one goes on; after
 *     a power loss all servers are started again at once
 * @param after load once the servers answer again
 * @param quiet reading back ends when nothing has come for so long
 */
public record FaultPlan(
    List<Fault> faults, Duration before, Duration outage, Duration after, Duration quiet) {
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** A client gives a record up after some time: within an outage it must not come to that. */
  private static final Duration LONGEST_OUTAGE = Duration.ofSeconds(60);

  /**
   * @throws SettingException naming the first time that cannot be used
   */
  public FaultPlan {
    faults = faults.stream().distinct().toList();
    if (faults.isEmpty()) {
      throw new SettingException("--fault", "(none)", String.join(", ", Fault.texts()), "");
    }
    range("--before", before, LEAST, LONGEST);
    range("--outage", outage, Duration.ZERO, LONGEST_OUTAGE);
    range("--after", after, LEAST, LONGEST);
    range("--quiet", quiet, LEAST, LONGEST);
  }

  private static void range(String setting, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new SettingException(
          setting, Units.text(value), Units.text(least) + " to " + Units.text(most), "");
    }
  }
}
