/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis;

import io.weir.core.results.FaultLoad;
import io.weir.core.results.FaultPromise;
import io.weir.core.results.FaultReadBack;
import io.weir.core.results.FaultVerdict;
import java.util.Locale;

/** Judges what came of a fault against what was promised before it. Pure. */
public final class FaultVerdicts {
  private FaultVerdicts() {}

  /**
   * A verdict with its reason.
   *
   * @param verdict which
   * @param reason in words for a person
   */
  public record Judged(FaultVerdict verdict, String reason) {}

  /** Judges a fault whose records were all read back that could be. */
  public static Judged judge(FaultPromise promise, FaultLoad load, FaultReadBack readBack) {
    if (load.ackedBeforeFault() == 0) {
      return new Judged(
          FaultVerdict.INCOMPLETE,
          "no record was acknowledged before the fault, so that none could be lost by it");
    }
    String lost =
        readBack.lost() == 0
            ? String.format(
                Locale.ROOT, "all %,d acknowledged records were read back", load.acked())
            : String.format(
                Locale.ROOT,
                "%,d of %,d acknowledged records %s lost",
                readBack.lost(),
                load.acked(),
                readBack.lost() == 1 ? "was" : "were");
    boolean whole = readBack.lost() == 0;
    if (promise.promised()) {
      return new Judged(
          whole ? FaultVerdict.HELD : FaultVerdict.BROKEN,
          lost
              + (whole ? ", as promised, since " : ", and none might be, since ")
              + promise.reason());
    }
    return new Judged(
        whole ? FaultVerdict.KEPT : FaultVerdict.LOST,
        lost
            + (whole
                ? " this time; nothing was promised, since "
                : "; nothing was promised, since ")
            + promise.reason());
  }
}
