/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis;

import io.weir.core.experiment.Fault;
import io.weir.core.results.FaultPromise;
import io.weir.spi.Durability;
import io.weir.spi.Durability.Reached;
import java.util.Locale;

/**
 * What a durability tuple promises of acknowledged records when nodes fail and come back. Pure.
 *
 * <p>A promise needs two things, whatever the system:
 *
 * <ol>
 *   <li>A copy survives. A pause destroys nothing; a killed process takes what was in its memory
 *       and leaves what the operating system has; a loss of power takes all but the disk. So the
 *       acknowledged copies must have reached what the fault spares. More copies than nodes struck
 *       do not make up for it: a node that comes back without a record may be believed.
 *   <li>That copy counts. Where a record has several copies and one acknowledges, another that
 *       lacks the record may come to lead. So there must be one copy in all, or at least two before
 *       the acknowledgement. This holds for a loss of power too: one disk may have the record, and
 *       the cluster may go on from another.
 * </ol>
 *
 * <p>What a system does beyond its tuple is not promised: a record may survive all the same.
 */
public final class Promises {
  private Promises() {}

  /**
   * The promise.
   *
   * @param fault that is to come
   * @param effective the tuple in force, as read back
   */
  public static FaultPromise of(Fault fault, Durability effective) {
    int before = effective.copiesBeforeAck();
    if (before < 1) {
      return new FaultPromise(false, "records are acknowledged before any copy exists");
    }
    if (effective.reached() == Reached.UNKNOWN) {
      return new FaultPromise(
          false, "it is not known what an acknowledged copy has reached, memory or disk");
    }
    boolean spared = effective.reached().compareTo(leastSpared(fault)) >= 0;
    if (!spared) {
      return new FaultPromise(
          false,
          "an acknowledged copy has reached "
              + where(effective.reached())
              + ", which "
              + destroyer(fault)
              + (before == 1
                  ? ", and no other copy need exist"
                  : ", on all " + before + " copies that acknowledge"));
    }
    if (effective.copies() > 1 && before < 2) {
      return new FaultPromise(
          false,
          "one of "
              + effective.copies()
              + " copies acknowledges: another, which lacks the record, may lead afterwards");
    }
    return new FaultPromise(true, reason(fault, effective));
  }

  private static String reason(Fault fault, Durability effective) {
    String survives =
        fault == Fault.PAUSE_ONE
            ? "a pause destroys nothing"
            : "an acknowledged copy has reached "
                + where(effective.reached())
                + ", which "
                + sparer(fault);
    String counts =
        effective.copies() == 1
            ? "it is the only copy"
            : effective.copiesBeforeAck() + " of " + effective.copies() + " copies acknowledge";
    return survives + ", and " + counts;
  }

  /** The least that must be reached for a copy on a node that is struck to survive. */
  private static Reached leastSpared(Fault fault) {
    return switch (fault) {
      case PAUSE_ONE -> Reached.MEMORY;
      case KILL_ONE, KILL_MAJORITY -> Reached.OS_CACHE;
      case POWER_LOSS -> Reached.DISK;
    };
  }

  private static String destroyer(Fault fault) {
    return fault == Fault.POWER_LOSS ? "a loss of power takes" : "ends with the process";
  }

  private static String sparer(Fault fault) {
    return fault == Fault.POWER_LOSS ? "a loss of power spares" : "outlives the process";
  }

  private static String where(Reached reached) {
    return switch (reached) {
      case MEMORY -> "the process's memory";
      case OS_CACHE -> "the OS cache";
      case DISK -> "the disk";
      case UNKNOWN -> reached.name().toLowerCase(Locale.ROOT);
    };
  }
}
