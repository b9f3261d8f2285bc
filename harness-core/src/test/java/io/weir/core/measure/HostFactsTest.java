/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostFactsTest {

  private static final HostFacts FACTS = facts("Some CPU", 8, 16_000_000_000L, "6.1.0");

  @TempDir Path directory;

  @Test
  void thisHostHasCoresMemoryAndAKernel() {
    HostFacts facts = HostFacts.read(directory);
    assertThat(facts.logicalCores()).isPositive();
    assertThat(facts.physicalCores()).isBetween(1, facts.logicalCores());
    assertThat(facts.memoryBytes()).isPositive();
    assertThat(facts.kernel()).isNotEmpty();
    assertThat(facts.cpuModel()).isNotEmpty();
    assertThat(facts.fileSystem()).isNotEmpty();
    assertThat(facts.javaFlags()).noneMatch(flag -> flag.startsWith("-D"));
    assertThat(facts.fingerprint()).isEqualTo(HostFacts.read(directory).fingerprint());
  }

  @Test
  void theFingerprintTellsKindsOfHostsApartAndNothingElse() {
    assertThat(FACTS.fingerprint()).matches("[0-9a-f]{12}");
    assertThat(facts("Some CPU", 8, 16_000_100_000L, "6.1.0").fingerprint())
        .as("memory that kernels reserve differs slightly")
        .isEqualTo(FACTS.fingerprint());
    assertThat(
            List.of(
                facts("Other CPU", 8, 16_000_000_000L, "6.1.0"),
                facts("Some CPU", 16, 16_000_000_000L, "6.1.0"),
                facts("Some CPU", 8, 32_000_000_000L, "6.1.0"),
                facts("Some CPU", 8, 16_000_000_000L, "6.2.0")))
        .extracting(HostFacts::fingerprint)
        .doesNotHaveDuplicates()
        .doesNotContain(FACTS.fingerprint());
  }

  @Test
  void limitsOfAVersionTwoControlGroupAreReadFromItsPath() throws IOException {
    write("proc/self/cgroup", "0::/system.slice/run.scope\n");
    write("cgroup/system.slice/run.scope/cpu.max", "150000 100000\n");
    write("cgroup/system.slice/run.scope/memory.max", "2147483648\n");
    assertThat(controlGroup())
        .isEqualTo(new ControlGroup(Optional.of(1.5), OptionalLong.of(1L << 31)));
  }

  @Test
  void limitsOfAVersionOneControlGroupAreReadFromItsMount() throws IOException {
    write("proc/self/cgroup", "4:memory:/outside/path\n1:cpu,cpuacct:/outside/path\n0::/\n");
    write("cgroup/cpu/cpu.cfs_quota_us", "50000\n");
    write("cgroup/cpu/cpu.cfs_period_us", "100000\n");
    write("cgroup/memory/memory.limit_in_bytes", "1048576\n");
    assertThat(controlGroup())
        .isEqualTo(new ControlGroup(Optional.of(0.5), OptionalLong.of(1 << 20)));
  }

  @Test
  void noLimitIsEmpty() throws IOException {
    write("proc/self/cgroup", "0::/\n");
    write("cgroup/cpu.max", "max 100000\n");
    write("cgroup/memory.max", "max\n");
    write("cgroup/cpu/cpu.cfs_quota_us", "-1\n");
    write("cgroup/cpu/cpu.cfs_period_us", "100000\n");
    write("cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    assertThat(controlGroup()).isEqualTo(new ControlGroup(Optional.empty(), OptionalLong.empty()));
  }

  @Test
  void aCollectionOfThisJvmIsReportedWithItsCause() {
    ConcurrentLinkedQueue<Sample> samples = new ConcurrentLinkedQueue<>();
    try (CollectorPauses pauses = CollectorPauses.listen(() -> 5, samples::add)) {
      for (int i = 0; i < 1_000 && samples.isEmpty(); i++) {
        System.gc();
      }
      assertThat(samples).isNotEmpty();
      assertThat(samples.element().source()).isEqualTo("gc");
      assertThat(samples.element().atNs()).isEqualTo(5);
      assertThat(samples).anyMatch(sample -> sample.name().equals("System.gc()"));
      assertThat(pauses.pauses()).isGreaterThanOrEqualTo(1);
    }
  }

  private ControlGroup controlGroup() {
    return ControlGroup.own(directory.resolve("proc"), directory.resolve("cgroup"));
  }

  private void write(String file, String text) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private static HostFacts facts(String cpu, int cores, long memoryBytes, String kernel) {
    return new HostFacts(
        "Linux 1",
        kernel,
        "amd64",
        cpu,
        cores,
        cores / 2,
        memoryBytes,
        "/dev/disk",
        "ext4",
        Optional.of("tsc"),
        OptionalLong.of(50_000),
        Optional.empty(),
        OptionalLong.empty(),
        Optional.of("madvise"),
        "17",
        "any",
        List.of("-Xmx1g"));
  }
}
