/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import oshi.SystemInfo;

final class ResourceSamplerTest {

  /** Samples taken at most while waiting for a busy process to show. */
  private static final int PATIENCE = 100_000;

  @TempDir Path directory;

  private final List<Sample> samples = new ArrayList<>();
  private final List<SampledProcess> processes = new ArrayList<>();
  private long nowNs;
  private final ResourceSampler sampler =
      new ResourceSampler(() -> nowNs, () -> List.copyOf(processes), samples::add);

  @BeforeEach
  void onlyWhereProcessesCanBeMade() {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")));
  }

  @Test
  void theCpuTimeOfABusyChildGrowsAndADeadChildYieldsNothing() throws Exception {
    Process child = new ProcessBuilder("/bin/sh", "-c", "while :; do :; done").start();
    try {
      processes.add(new SampledProcess(child.pid(), "busy"));
      sampler.sample();
      double before = value("process", "busy", "cpu_user_total").orElseThrow();
      double after = before;
      for (int i = 0; i < PATIENCE && after < before + 0.05; i++) {
        samples.clear();
        sampler.sample();
        after = value("process", "busy", "cpu_user_total").orElseThrow();
      }
      assertThat(after).isGreaterThanOrEqualTo(before + 0.05);
      assertThat(value("process", "busy", "rss").orElseThrow()).isGreaterThan(100_000);
      assertThat(value("process", "busy", "threads").orElseThrow()).isEqualTo(1);
    } finally {
      child.destroyForcibly();
      assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    samples.clear();
    sampler.sample();
    assertThat(samples).noneMatch(sample -> sample.entity().equals("busy"));
    assertThat(samples).anyMatch(sample -> sample.source().equals("host"));
  }

  @Test
  void aProcessThatNeverWasYieldsNothing() {
    processes.add(new SampledProcess(4_194_305, "nobody"));
    sampler.sample();
    assertThat(samples).isNotEmpty().noneMatch(sample -> sample.source().equals("process"));
  }

  @Test
  void processesMayComeAndGoBetweenSamples() {
    sampler.sample();
    assertThat(samples).noneMatch(sample -> sample.entity().equals("harness"));
    processes.add(SampledProcess.own("harness"));
    nowNs = 7;
    sampler.sample();
    assertThat(samples)
        .anySatisfy(
            sample -> {
              assertThat(sample.entity()).isEqualTo("harness");
              assertThat(sample.atNs()).isEqualTo(7);
            });
    processes.clear();
    samples.clear();
    sampler.sample();
    assertThat(samples).noneMatch(sample -> sample.entity().equals("harness"));
  }

  @Test
  void bytesThroughWriteCallsAreCounted() throws IOException {
    assumeTrue(Files.isReadable(Path.of("/proc/self/io")));
    processes.add(SampledProcess.own("harness"));
    sampler.sample();
    double before = value("process", "harness", "io_written_total").orElseThrow();
    Files.write(directory.resolve("megabyte"), new byte[1 << 20]);
    samples.clear();
    sampler.sample();
    assertThat(value("process", "harness", "io_written_total").orElseThrow())
        .isGreaterThanOrEqualTo(before + (1 << 20));
  }

  @Test
  void theHostTellsItsCpuMemoryAndLoopback() {
    assumeTrue(Files.isReadable(Path.of("/proc/net/dev")));
    sampler.sample();
    assertThat(value("host", "host", "cpu_busy_total").orElseThrow()).isPositive();
    assertThat(value("host", "host", "memory_available").orElseThrow()).isPositive();
    assertThat(value("net", "lo", "received_total")).isPresent();
  }

  @Test
  void devicesAreReadFromTheKernelsTables() throws IOException {
    Files.createDirectories(directory.resolve("net"));
    Files.writeString(
        directory.resolve("net/dev"),
        """
        Inter-|   Receive                                                |  Transmit
         face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs
            lo:    1234      10    0    0    0     0          0         0     5678      10    0    0
          eth0:99999999999   1    0    0    0     0          0         0 7 1 0 0
        """);
    Files.writeString(
        directory.resolve("diskstats"),
        """
           7       0 loop0 1 2 3 4 5 6 7 8 9 10 11
         259       0 nvme0n1 10 0 100 0 20 0 200 0 0 0 0
         259       1 nvme0n1p1 10 0 100 0 20 0 200 0 0 0 0
           8       0 sda 1 0 1 0 1 0 2 0 0 0 0
           8       1 sda1 1 0 1 0 1 0 2 0 0 0 0
        """);
    LinuxHostCounters counters = new LinuxHostCounters(directory);
    assertThat(counters.network())
        .containsExactly(
            new HostCounters.Traffic("lo", 1234, 5678),
            new HostCounters.Traffic("eth0", 99_999_999_999L, 7));
    assertThat(counters.disks())
        .containsExactly(
            new HostCounters.Traffic("nvme0n1", 51_200, 102_400),
            new HostCounters.Traffic("sda", 512, 1_024));
  }

  @Test
  void aProcessIsReadFromTheKernelsTablesWhateverItsName() throws IOException {
    Files.createDirectories(directory.resolve("42"));
    Files.writeString(
        directory.resolve("42/stat"),
        "42 (a) b (c) S 1 42 42 0 -1 4194560 700 0 9 0 150 25 0 0 20 0 13 0 5555 1000000 300 1 1\n");
    LinuxProcessCounters counters = new LinuxProcessCounters(directory, 4096);
    assertThat(counters.read(42))
        .hasValue(
            new ProcessCounters.Usage(
                5555,
                1500,
                250,
                300 * 4096,
                13,
                700,
                9,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty()));
    assertThat(counters.read(43)).isEmpty();
  }

  @Test
  void thePortableCountersAgreeWithTheKernelsTables() {
    assumeTrue(Files.isReadable(Path.of("/proc/self/stat")));
    SystemInfo system = new SystemInfo();
    long pageBytes = system.getHardware().getMemory().getPageSize();
    long pid = ProcessHandle.current().pid();
    ProcessCounters.Usage linux =
        new LinuxProcessCounters(Path.of("/proc"), pageBytes).read(pid).orElseThrow();
    ProcessCounters.Usage portable =
        new PortableProcessCounters(system.getOperatingSystem()).read(pid).orElseThrow();
    assertThat(portable.userMs()).isBetween(linux.userMs(), linux.userMs() + 5_000);
    assertThat(portable.rssBytes()).isBetween(linux.rssBytes() / 2, linux.rssBytes() * 2);
    assertThat(portable.minorFaults()).isGreaterThanOrEqualTo(linux.minorFaults());
    assertThat(new PortableProcessCounters(system.getOperatingSystem()).read(4_194_305)).isEmpty();
  }

  private OptionalDouble value(String source, String entity, String name) {
    return samples.stream()
        .filter(
            sample ->
                sample.source().equals(source)
                    && sample.entity().equals(entity)
                    && sample.name().equals(name))
        .mapToDouble(Sample::value)
        .findFirst();
  }
}
