/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.SettingException;
import java.time.Duration;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class RateTest {
  @Example
  void readsWholeAndFractionalRatesExactly() {
    assertThat(Rate.parse("--rate", "1000")).isEqualTo(new Rate(1_000, 1_000_000_000L));
    assertThat(Rate.parse("--rate", "0.5")).isEqualTo(new Rate(5, 10_000_000_000L));
    assertThat(Rate.parse("--rate", "33.333")).isEqualTo(new Rate(33_333, 1_000_000_000_000L));
    assertThat(Rate.parse("--rate", "1_000_000").hz()).isEqualTo(1e6);
  }

  @Example
  void refusesWhatIsNoRate() {
    for (String text :
        new String[] {"0", "-1", "", "x", "1e", "1.0001", "100000001", "1000000.5", "NaN", "1,5"}) {
      assertThatThrownBy(() -> Rate.parse("--rate", text))
          .as(text)
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("--rate=" + text);
    }
  }

  @Property(tries = 200)
  void itsTextReadsBackAsTheSameRate(@ForAll @LongRange(min = 1, max = 100_000_000) long milli) {
    Rate rate = new Rate(milli, 1_000_000_000_000L);
    assertThat(Rate.parse("--rate", rate.text()).hz()).isEqualTo(rate.hz());
  }

  @Example
  void timesAndSizesNeedTheirUnits() {
    assertThat(Units.duration("--x", "250us")).isEqualTo(Duration.ofNanos(250_000));
    assertThat(Units.duration("--x", "1.5s")).isEqualTo(Duration.ofMillis(1_500));
    assertThat(Units.bytes("--x", "64KiB")).isEqualTo(65_536);
    for (String text : new String[] {"10", "", "s", "-1s", "1d", "99999999h"}) {
      assertThatThrownBy(() -> Units.duration("--x", text)).isInstanceOf(SettingException.class);
    }
    for (String text : new String[] {"1.5K", "", "KiB", "-1", "9999999999999999G"}) {
      assertThatThrownBy(() -> Units.bytes("--x", text)).isInstanceOf(SettingException.class);
    }
  }

  @Property(tries = 200)
  void timesReadBackFromTheirText(@ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long ns) {
    Duration time = Duration.ofNanos(ns);
    assertThat(Units.duration("--x", Units.text(time))).isEqualTo(time);
  }
}
