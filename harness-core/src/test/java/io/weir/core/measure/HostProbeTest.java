/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostProbeTest {
  @TempDir Path directory;

  @Test
  void theClockStepsAndCosts() {
    HostProbe.Clock clock = HostProbe.clock();
    assertThat(clock.readNs()).isPositive();
    assertThat(clock.stepNs()).isPositive();
  }

  @Test
  void aThreadWakesUpNoSoonerThanItAsked() {
    HostProbe.WakeUps wakeUps = HostProbe.wakeUps();
    assertThat(wakeUps.lateP50Ns()).isNotNegative();
    assertThat(wakeUps.lateP99Ns()).isGreaterThanOrEqualTo(wakeUps.lateP50Ns());
    assertThat(wakeUps.lateMaxNs()).isGreaterThanOrEqualTo(wakeUps.lateP99Ns());
  }

  @Test
  void flushingLeavesNothingBehind() throws Exception {
    HostProbe.Flushes flushes = HostProbe.flushes(directory);
    assertThat(flushes.medianNs()).isPositive();
    assertThat(flushes.maxNs()).isGreaterThanOrEqualTo(flushes.medianNs());
    assertThat(directory).isEmptyDirectory();
    assertThatThrownBy(() -> HostProbe.flushes(directory.resolve("absent")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void memoryIsReadInBytes() throws Exception {
    Files.writeString(
        directory.resolve("meminfo"),
        """
        MemTotal:       24690000 kB
        MemAvailable:    2048 kB
        SwapTotal:       1000 kB
        SwapFree:         400 kB
        """);
    assertThat(HostProbe.availableMemoryBytes(directory)).hasValue(2048 << 10);
    assertThat(HostProbe.usedSwapBytes(directory)).hasValue(600 << 10);
    assertThat(HostProbe.availableMemoryBytes(directory.resolve("absent"))).isEmpty();
    assertThat(HostProbe.usedSwapBytes(directory.resolve("absent"))).isEmpty();
  }

  @Test
  void theGovernorIsThatOfTheFirstCpu() throws Exception {
    Path cpu = Files.createDirectories(directory.resolve("devices/system/cpu/cpu0/cpufreq"));
    Files.writeString(cpu.resolve("scaling_governor"), "powersave\n");
    assertThat(HostProbe.frequencyGovernor(directory)).hasValue("powersave");
    assertThat(HostProbe.frequencyGovernor(cpu)).isEmpty();
  }
}
