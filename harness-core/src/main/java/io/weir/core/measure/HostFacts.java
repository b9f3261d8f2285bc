/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.software.os.OperatingSystem;

/**
 * What a result depends on besides the systems under test. Holds neither host name nor addresses.
 * Immutable; empty is what this platform does not tell.
 *
 * @param os family and version
 * @param kernel release
 * @param architecture of the CPU, as Java names it
 * @param cpuModel as the CPU tells it
 * @param logicalCores hardware threads
 * @param physicalCores cores
 * @param memoryBytes of the machine
 * @param disk device of the run's directory
 * @param fileSystem type, of the run's directory
 * @param clockSource of the kernel
 * @param timerSlackNs of the reading thread
 * @param cgroupCpus CPUs that the control group allows
 * @param cgroupMemoryBytes memory that the control group allows
 * @param transparentHugepages the kernel's mode
 * @param javaVersion of the harness's JVM
 * @param javaVendor of the harness's JVM
 * @param javaFlags of the harness's JVM; system properties are left out, as they may be secret
 */
public record HostFacts(
    String os,
    String kernel,
    String architecture,
    String cpuModel,
    int logicalCores,
    int physicalCores,
    long memoryBytes,
    String disk,
    String fileSystem,
    Optional<String> clockSource,
    OptionalLong timerSlackNs,
    Optional<Double> cgroupCpus,
    OptionalLong cgroupMemoryBytes,
    Optional<String> transparentHugepages,
    String javaVersion,
    String javaVendor,
    List<String> javaFlags) {

  public HostFacts {
    javaFlags = List.copyOf(javaFlags);
  }

  /**
   * Reads the facts of this host.
   *
   * @param directory an existing one, whose disk is told
   */
  public static HostFacts read(Path directory) {
    SystemInfo system = new SystemInfo();
    OperatingSystem os = system.getOperatingSystem();
    CentralProcessor processor = system.getHardware().getProcessor();
    ControlGroup group = ControlGroup.own(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    String disk = "";
    String fileSystem = "";
    try {
      FileStore store = Files.getFileStore(directory);
      disk = store.name();
      fileSystem = store.type();
    } catch (IOException unknown) {
      // Stays empty: a fact less is no reason to end a run.
    }
    return new HostFacts(
        os.getFamily() + " " + os.getVersionInfo().getVersion(),
        System.getProperty("os.version", ""),
        System.getProperty("os.arch", ""),
        processor.getProcessorIdentifier().getName().strip(),
        processor.getLogicalProcessorCount(),
        processor.getPhysicalProcessorCount(),
        system.getHardware().getMemory().getTotal(),
        disk,
        fileSystem,
        ControlGroup.text(
            Path.of("/sys/devices/system/clocksource/clocksource0/current_clocksource")),
        TimerSlack.ownNs(),
        group.cpus(),
        group.memoryBytes(),
        ControlGroup.text(Path.of("/sys/kernel/mm/transparent_hugepage/enabled"))
            .map(HostFacts::bracketed),
        System.getProperty("java.version", ""),
        System.getProperty("java.vendor", ""),
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(flag -> !flag.startsWith("-D"))
            .toList());
  }

  /** The host's load average over the last minute; empty if the platform does not tell. */
  public static OptionalDouble loadAverage() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return load < 0 ? OptionalDouble.empty() : OptionalDouble.of(load);
  }

  /** The facts by name, the fingerprint among them; those that are not known are left out. */
  public Map<String, String> asMap() {
    Map<String, String> map = new TreeMap<>();
    map.put("fingerprint", fingerprint());
    map.put("os", os);
    map.put("kernel", kernel);
    map.put("architecture", architecture);
    map.put("cpu_model", cpuModel);
    map.put("logical_cores", Integer.toString(logicalCores));
    map.put("physical_cores", Integer.toString(physicalCores));
    map.put("memory_bytes", Long.toString(memoryBytes));
    map.put("disk", disk);
    map.put("file_system", fileSystem);
    clockSource.ifPresent(v -> map.put("clock_source", v));
    timerSlackNs.ifPresent(v -> map.put("timer_slack_ns", Long.toString(v)));
    cgroupCpus.ifPresent(v -> map.put("cgroup_cpus", Double.toString(v)));
    cgroupMemoryBytes.ifPresent(v -> map.put("cgroup_memory_bytes", Long.toString(v)));
    transparentHugepages.ifPresent(v -> map.put("transparent_hugepages", v));
    map.put("java_version", javaVersion);
    map.put("java_vendor", javaVendor);
    map.put("java_flags", String.join(" ", javaFlags));
    return map;
  }

  /**
   * Names hosts of the same kind: 12 hexadecimal digits of the SHA-256 of CPU, cores, memory (in
   * GiB, since kernels differ in what they reserve) and kernel.
   */
  public String fingerprint() {
    String identity =
        String.join(
            "\n",
            architecture,
            cpuModel,
            Integer.toString(logicalCores),
            Integer.toString(physicalCores),
            Long.toString(Math.round(memoryBytes / (double) (1L << 30))),
            kernel);
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The choice in force among those that the kernel lists: {@code always [madvise] never}. */
  private static String bracketed(String choices) {
    int open = choices.indexOf('[');
    int close = choices.indexOf(']');
    return open < 0 || close < open ? choices : choices.substring(open + 1, close);
  }
}
