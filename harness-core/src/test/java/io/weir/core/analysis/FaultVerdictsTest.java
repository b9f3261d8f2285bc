/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.results.FaultLoad;
import io.weir.core.results.FaultPromise;
import io.weir.core.results.FaultReadBack;
import io.weir.core.results.FaultVerdict;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class FaultVerdictsTest {
  private static final FaultPromise PROMISE = new FaultPromise(true, "it is on disk");
  private static final FaultPromise NONE = new FaultPromise(false, "it is in memory");

  @Test
  void aPromiseHoldsIfNothingIsLost() {
    FaultVerdicts.Judged judged = FaultVerdicts.judge(PROMISE, load(1_000), readBack(0));
    assertThat(judged.verdict()).isEqualTo(FaultVerdict.HELD);
    assertThat(judged.reason())
        .isEqualTo(
            "all 2,000 acknowledged records were read back, as promised, since it is on disk");
  }

  @Test
  void oneLostRecordBreaksIt() {
    FaultVerdicts.Judged judged = FaultVerdicts.judge(PROMISE, load(1_000), readBack(1));
    assertThat(judged.verdict()).isEqualTo(FaultVerdict.BROKEN);
    assertThat(judged.reason())
        .isEqualTo(
            "1 of 2,000 acknowledged records was lost, and none might be, since it is on disk");
  }

  @Test
  void withoutAPromiseALossIsAFinding() {
    FaultVerdicts.Judged judged = FaultVerdicts.judge(NONE, load(1_000), readBack(1_500));
    assertThat(judged.verdict()).isEqualTo(FaultVerdict.LOST);
    assertThat(judged.reason())
        .isEqualTo(
            "1,500 of 2,000 acknowledged records were lost; nothing was promised, since it is in"
                + " memory");
  }

  @Test
  void withoutAPromiseNothingLostIsLuck() {
    FaultVerdicts.Judged judged = FaultVerdicts.judge(NONE, load(1_000), readBack(0));
    assertThat(judged.verdict()).isEqualTo(FaultVerdict.KEPT);
    assertThat(judged.reason()).contains("this time; nothing was promised");
  }

  @Test
  void whereNothingWasAcknowledgedBeforeTheFaultNothingIsShown() {
    assertThat(FaultVerdicts.judge(PROMISE, load(0), readBack(0)).verdict())
        .isEqualTo(FaultVerdict.INCOMPLETE);
  }

  private static FaultLoad load(long before) {
    return new FaultLoad(
        2_000, 2_000, before, 0, 0, OptionalDouble.empty(), OptionalDouble.empty(), Map.of());
  }

  private static FaultReadBack readBack(long lost) {
    return new FaultReadBack(2_000 - lost, lost, 0, 0, 0, 0, List.of());
  }
}
