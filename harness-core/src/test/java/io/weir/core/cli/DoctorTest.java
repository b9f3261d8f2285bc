/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.measure.HostFacts;
import io.weir.core.measure.HostProbe;
import io.weir.core.results.Calibration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What hinders a run is named; what does not is not. */
class DoctorTest {
  private static final long GIB = 1L << 30;

  /** A host that lacks nothing, one fact of which each test spoils. */
  private static final class Host {
    int cores = 16;
    Optional<Double> cgroupCpus = Optional.empty();
    OptionalLong cgroupMemory = OptionalLong.empty();
    String fileSystem = "ext4";
    String hugepages = "madvise";
    double load = 0.1;
    long available = 30 * GIB;
    long swap;
    long heap = GIB;
    long disk = 100 * GIB;
    Optional<HostProbe.Flushes> flushes = Optional.of(new HostProbe.Flushes(500_000, 2_000_000));
    HostProbe.Clock clock = new HostProbe.Clock(25, 20);
    HostProbe.WakeUps wakeUps = new HostProbe.WakeUps(OptionalLong.of(1), 20_000, 80_000, 200_000);
    Optional<String> governor = Optional.of("performance");
    long files = 20_000;
    boolean setsid = true;
    List<String> broken = List.of();
    Optional<Calibration> calibration =
        Optional.of(
            new Calibration(
                Instant.EPOCH,
                "1",
                "17",
                "abc",
                16,
                OptionalDouble.empty(),
                List.of(),
                List.of(
                    new Calibration.Ceiling(
                        100, 1, 2e6, OptionalDouble.of(1.5e6), OptionalDouble.empty()))));

    List<Finding> findings() {
      HostFacts facts =
          new HostFacts(
              "Linux 1",
              "6.1",
              "amd64",
              "a CPU",
              cores,
              cores,
              32 * GIB,
              "/dev/a",
              fileSystem,
              Optional.of("tsc"),
              OptionalLong.of(50_000),
              cgroupCpus,
              cgroupMemory,
              Optional.of(hugepages),
              "17.0.1",
              "somebody",
              List.of());
      return Doctor.examine(
          new Doctor.Facts(
              facts,
              OptionalDouble.of(load),
              OptionalLong.of(available),
              OptionalLong.of(swap),
              heap,
              disk,
              flushes,
              clock,
              wakeUps,
              governor,
              OptionalLong.of(files),
              setsid,
              broken,
              calibration,
              "/results"));
    }
  }

  private static void assertOnly(Host host, Finding.Level level, String subject, String... advice) {
    List<Finding> hindering =
        host.findings().stream().filter(f -> f.level() != Finding.Level.OK).toList();
    assertThat(hindering).hasSize(1);
    assertThat(hindering.get(0).level()).isEqualTo(level);
    assertThat(hindering.get(0).subject()).isEqualTo(subject);
    assertThat(hindering.get(0).advice()).contains(advice);
  }

  @Test
  void aHostThatLacksNothing() {
    assertThat(new Host().findings()).allMatch(f -> f.level() == Finding.Level.OK);
    assertThat(new Host().findings()).allMatch(f -> f.advice().isEmpty());
    assertThat(new Host().findings())
        .extracting(Finding::found)
        .contains("1,500,000 records/s of 100 B, measured 1970-01-01T00:00:00Z");
  }

  @Test
  void fewCores() {
    Host host = new Host();
    host.cores = 2;
    assertOnly(host, Finding.Level.NOTE, "CPU", "HOST_CONTENDED");
  }

  @Test
  void aLoadThatOthersMake() {
    Host host = new Host();
    host.load = 4.1;
    assertOnly(host, Finding.Level.NOTE, "Load", "others use the CPUs");
  }

  @Test
  void littleMemory() {
    Host host = new Host();
    host.available = 2 * GIB;
    assertOnly(host, Finding.Level.NOTE, "Memory", "3.0 GiB");
  }

  @Test
  void aMemoryLimit() {
    Host host = new Host();
    host.cgroupMemory = OptionalLong.of(2 * GIB);
    assertOnly(host, Finding.Level.NOTE, "Memory", "3.0 GiB");
  }

  @Test
  void aCpuQuota() {
    Host host = new Host();
    host.cgroupCpus = Optional.of(8.0);
    assertOnly(host, Finding.Level.NOTE, "cgroup", "quota");
  }

  @Test
  void swap() {
    Host host = new Host();
    host.swap = GIB;
    assertOnly(host, Finding.Level.NOTE, "Swap", "paging");
  }

  @Test
  void aSmallHeap() {
    Host host = new Host();
    host.heap = GIB / 4;
    assertOnly(host, Finding.Level.NOTE, "Java", "-Xmx512m");
  }

  @Test
  void aDiskInMemory() {
    Host host = new Host();
    host.fileSystem = "tmpfs";
    assertOnly(host, Finding.Level.NOTE, "Disk", "durability strong promises nothing");
  }

  @Test
  void aDiskThatIsTooFastToBeTrue() {
    Host host = new Host();
    host.flushes = Optional.of(new HostProbe.Flushes(5_000, 9_000));
    assertOnly(host, Finding.Level.NOTE, "Disk", "too fast for a disk");
  }

  @Test
  void aFullDisk() {
    Host host = new Host();
    host.disk = GIB;
    assertOnly(host, Finding.Level.NOTE, "Disk", "writes 1 GiB in seconds");
  }

  @Test
  void aDirectoryThatCannotBeWrittenTo() {
    Host host = new Host();
    host.flushes = Optional.empty();
    assertOnly(host, Finding.Level.PROBLEM, "Disk", "--results DIR");
  }

  @Test
  void threadsThatWakeUpLate() {
    Host host = new Host();
    host.wakeUps = new HostProbe.WakeUps(OptionalLong.of(1), 20_000, 1_500_000, 9_000_000);
    assertOnly(host, Finding.Level.NOTE, "Wake-up", "no run will be VALID");
  }

  @Test
  void aTimerSlackThatCannotBeLowered() {
    Host host = new Host();
    host.wakeUps = new HostProbe.WakeUps(OptionalLong.of(50_000), 60_000, 90_000, 90_000);
    assertOnly(host, Finding.Level.NOTE, "Wake-up", "does not let threads lower it");
  }

  @Test
  void aSlowClock() {
    Host host = new Host();
    host.clock = new HostProbe.Clock(900, 900);
    assertOnly(host, Finding.Level.NOTE, "Clock", "reading it is slow");
  }

  @Test
  void aGovernorThatSavesPower() {
    Host host = new Host();
    host.governor = Optional.of("powersave");
    assertOnly(host, Finding.Level.NOTE, "Governor", "cpupower");
  }

  @Test
  void hugepagesAlways() {
    Host host = new Host();
    host.hugepages = "always";
    assertOnly(host, Finding.Level.NOTE, "Hugepages", "madvise");
  }

  @Test
  void fewOpenFiles() {
    Host host = new Host();
    host.files = 1024;
    assertOnly(host, Finding.Level.NOTE, "Files", "ulimit -n");
  }

  @Test
  void aHostWithoutSessions() {
    Host host = new Host();
    host.setsid = false;
    assertOnly(host, Finding.Level.PROBLEM, "System", "install util-linux");
  }

  @Test
  void pluginsThatCannotBeLoaded() {
    Host host = new Host();
    host.broken = List.of("x: no jar");
    assertOnly(host, Finding.Level.NOTE, "Plugins", "left out");
  }

  @Test
  void noCalibration() {
    Host host = new Host();
    host.calibration = Optional.empty();
    assertOnly(host, Finding.Level.NOTE, "Ceiling", "harness calibrate");
  }
}
