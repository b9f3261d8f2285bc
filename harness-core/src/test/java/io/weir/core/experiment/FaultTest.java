/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.SettingException;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FaultTest {
  @Test
  void itsTextIsReadBack() {
    for (Fault fault : Fault.values()) {
      assertThat(Fault.parse("--fault", fault.text())).isEqualTo(fault);
    }
  }

  @Test
  void anUnknownOneIsRefusedWithWhatIsAllowed() {
    assertThatThrownBy(() -> Fault.parse("--fault", "kill-on"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("--fault=kill-on")
        .hasMessageContaining("kill-one, kill-majority, pause-one, power-loss")
        .hasMessageContaining("did you mean kill-one?");
  }

  @Property
  void aMajorityIsMoreThanTheRest(@ForAll @IntRange(min = 1, max = 99) int nodes) {
    int struck = Fault.KILL_MAJORITY.struck(nodes);
    assertThat(struck).isGreaterThan(nodes - struck).isLessThanOrEqualTo(nodes);
    assertThat(2 * (struck - 1)).isLessThanOrEqualTo(nodes);
    assertThat(Fault.POWER_LOSS.struck(nodes)).isEqualTo(nodes);
    assertThat(Fault.KILL_ONE.struck(nodes)).isEqualTo(1);
  }

  @Test
  void aFaultIsInjectedOnceHoweverOftenItIsNamed() {
    assertThat(plan(List.of(Fault.PAUSE_ONE, Fault.KILL_ONE, Fault.PAUSE_ONE), 1).faults())
        .containsExactly(Fault.PAUSE_ONE, Fault.KILL_ONE);
  }

  @Test
  void anOutageThatOutlastsAClientsPatienceIsRefused() {
    assertThatThrownBy(() -> plan(List.of(Fault.KILL_ONE), 61))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("--outage=61s cannot be used: allowed is 0s to 60s");
  }

  private static FaultPlan plan(List<Fault> faults, int outageS) {
    Duration some = Duration.ofSeconds(5);
    return new FaultPlan(faults, some, Duration.ofSeconds(outageS), some, some);
  }
}
