/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.measure.HostFacts;
import io.weir.core.measure.HostProbe;
import io.weir.core.results.Calibration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Judges what a host offers to a run. Pure: the same facts give the same findings. */
final class Doctor {
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  /** One local broker with its page cache, the harness, and room to breathe. */
  private static final long LEAST_MEMORY = 3 * GIB;

  private static final long LEAST_DISK = 5 * GIB;

  /** Below, a broker and five hundred clients run out. */
  private static final long LEAST_FILES = 4096;

  /** METHODOLOGY's limit of the schedule delay; who wakes later at its p99 can never keep it. */
  private static final long LATE_NS = 1_000_000;

  private static final long MOST_SLACK_NS = 1_000;
  private static final double SLOW_CLOCK_NS = 200;

  /** No disk with moving parts or flash forces data this soon: it answers from a cache. */
  private static final long SUSPICIOUS_FLUSH_NS = 20_000;

  private static final int FEW_CORES = 4;

  private Doctor() {}

  /**
   * What is known of a host.
   *
   * @param host its facts
   * @param loadAverage over the last minute
   * @param availableMemoryBytes without swapping
   * @param usedSwapBytes in use
   * @param maxHeapBytes of this JVM
   * @param freeDiskBytes where results go
   * @param flushes of the disk where results go; empty if it cannot be written to
   * @param clock as tried out
   * @param wakeUps as tried out
   * @param governor of the CPU's frequency
   * @param maxOpenFiles of this process
   * @param sessionTool whether setsid is there, which local servers are started with
   * @param brokenPlugins those that cannot be loaded, each with its reason
   * @param calibration that holds for this host, harness and Java
   * @param results where results go
   */
  record Facts(
      HostFacts host,
      OptionalDouble loadAverage,
      OptionalLong availableMemoryBytes,
      OptionalLong usedSwapBytes,
      long maxHeapBytes,
      long freeDiskBytes,
      Optional<HostProbe.Flushes> flushes,
      HostProbe.Clock clock,
      HostProbe.WakeUps wakeUps,
      Optional<String> governor,
      OptionalLong maxOpenFiles,
      boolean sessionTool,
      List<String> brokenPlugins,
      Optional<Calibration> calibration,
      String results) {}

  /** The findings, in a fixed order. */
  static List<Finding> examine(Facts facts) {
    List<Finding> findings = new ArrayList<>();
    findings.add(java(facts));
    findings.add(system(facts));
    findings.add(cores(facts));
    findings.add(load(facts));
    findings.add(memory(facts));
    facts.usedSwapBytes().ifPresent(used -> findings.add(swap(used)));
    findings.add(controlGroup(facts.host()));
    findings.add(disk(facts));
    findings.add(wakeUps(facts.wakeUps()));
    findings.add(clock(facts));
    facts.governor().ifPresent(governor -> findings.add(governor(governor)));
    facts.host().transparentHugepages().ifPresent(mode -> findings.add(hugepages(mode)));
    facts.maxOpenFiles().ifPresent(files -> findings.add(files(files)));
    findings.add(plugins(facts.brokenPlugins()));
    findings.add(calibration(facts));
    return findings;
  }

  private static Finding java(Facts facts) {
    String found =
        facts.host().javaVersion()
            + " ("
            + facts.host().javaVendor()
            + "), heap up to "
            + facts.maxHeapBytes() / MIB
            + " MiB";
    return facts.maxHeapBytes() < 400 * MIB
        ? Finding.note("Java", found, "long or fast runs may need more: -Xmx512m is enough for any")
        : Finding.ok("Java", found);
  }

  private static Finding system(Facts facts) {
    HostFacts host = facts.host();
    String found = host.os() + ", kernel " + host.kernel() + ", " + host.architecture();
    if (!facts.sessionTool()) {
      return Finding.problem(
          "System",
          found + ", without setsid",
          "local servers cannot be started; install util-linux, or use --broker-url");
    }
    return Finding.ok("System", found);
  }

  /** CPUs that may really be used. */
  private static double usableCpus(HostFacts host) {
    return Math.min(host.logicalCores(), host.cgroupCpus().orElse(Double.MAX_VALUE));
  }

  private static Finding cores(Facts facts) {
    HostFacts host = facts.host();
    String found =
        host.logicalCores() + " CPUs on " + host.physicalCores() + " cores, " + host.cpuModel();
    return usableCpus(host) < FEW_CORES
        ? Finding.note(
            "CPU",
            found,
            "load, client and local servers share them: HOST_CONTENDED is likely, and figures"
                + " compare settings on this machine only. Give servers a machine of their own.")
        : Finding.ok("CPU", found);
  }

  private static Finding load(Facts facts) {
    if (facts.loadAverage().isEmpty()) {
      return Finding.ok("Load", "unknown");
    }
    double load = facts.loadAverage().getAsDouble();
    String found = String.format(Locale.ROOT, "%.2f over the last minute", load);
    return load > usableCpus(facts.host()) / 4
        ? Finding.note("Load", found, "others use the CPUs: stop them, or expect HOST_CONTENDED")
        : Finding.ok("Load", found);
  }

  private static Finding memory(Facts facts) {
    long usable =
        Math.min(
            facts.availableMemoryBytes().orElse(facts.host().memoryBytes()),
            facts.host().cgroupMemoryBytes().orElse(Long.MAX_VALUE));
    String found = gib(facts.host().memoryBytes()) + " of which " + gib(usable) + " can be used";
    return usable < LEAST_MEMORY
        ? Finding.note(
            "Memory",
            found,
            "a local broker and its page cache want "
                + gib(LEAST_MEMORY)
                + " and more: data will"
                + " be read back from disk")
        : Finding.ok("Memory", found);
  }

  private static Finding swap(long used) {
    return used > 64 * MIB
        ? Finding.note(
            "Swap", gib(used) + " in use", "paging delays records at random: free memory")
        : Finding.ok("Swap", "not in use");
  }

  private static Finding controlGroup(HostFacts host) {
    if (host.cgroupCpus().isEmpty() && host.cgroupMemoryBytes().isEmpty()) {
      return Finding.ok("cgroup", "no limit");
    }
    String found =
        host.cgroupCpus().map(c -> String.format(Locale.ROOT, "%.2f CPUs ", c)).orElse("")
            + (host.cgroupMemoryBytes().isPresent()
                ? gib(host.cgroupMemoryBytes().getAsLong()) + " memory"
                : "");
    return host.cgroupCpus().isPresent()
        ? Finding.note(
            "cgroup",
            found.strip(),
            "a CPU quota stops all threads for parts of each period, up to 100 ms: pin CPUs"
                + " instead of a quota")
        : Finding.ok("cgroup", found.strip());
  }

  private static Finding disk(Facts facts) {
    HostFacts host = facts.host();
    String where = facts.results() + " on " + host.disk() + " (" + host.fileSystem() + "), ";
    String found = where + gib(facts.freeDiskBytes()) + " free";
    if (facts.flushes().isEmpty()) {
      return Finding.problem(
          "Disk", found, "nothing can be written there: choose another with --results DIR");
    }
    HostProbe.Flushes flushes = facts.flushes().get();
    found +=
        String.format(
            Locale.ROOT,
            ", flush median %s, longest %s",
            CalibrateCommand.time((double) flushes.medianNs()),
            CalibrateCommand.time((double) flushes.maxNs()));
    if (host.fileSystem().equals("tmpfs")) {
      return Finding.note("Disk", found, "it is memory: durability strong promises nothing here");
    }
    if (flushes.medianNs() < SUSPICIOUS_FLUSH_NS) {
      return Finding.note(
          "Disk",
          found,
          "too fast for a disk: flushes end in a cache, so that strong durability looks cheap");
    }
    if (facts.freeDiskBytes() < LEAST_DISK) {
      return Finding.note("Disk", found, "a local broker at full speed writes 1 GiB in seconds");
    }
    return Finding.ok("Disk", found);
  }

  private static Finding wakeUps(HostProbe.WakeUps wakeUps) {
    String slack =
        wakeUps.slackNs().isPresent()
            ? CalibrateCommand.time((double) wakeUps.slackNs().getAsLong()) + " timer slack, "
            : "";
    String found =
        String.format(
            Locale.ROOT,
            "%swaking up late by %s at p50, %s at p99, %s at most",
            slack,
            CalibrateCommand.time((double) wakeUps.lateP50Ns()),
            CalibrateCommand.time((double) wakeUps.lateP99Ns()),
            CalibrateCommand.time((double) wakeUps.lateMaxNs()));
    if (wakeUps.lateP99Ns() > LATE_NS) {
      return Finding.note(
          "Wake-up",
          found,
          "records cannot be sent within 1 ms of their time: no run will be VALID");
    }
    if (wakeUps.slackNs().orElse(0) > MOST_SLACK_NS) {
      return Finding.note(
          "Wake-up", found, "the kernel does not let threads lower it: records are sent that late");
    }
    return Finding.ok("Wake-up", found);
  }

  private static Finding clock(Facts facts) {
    HostProbe.Clock clock = facts.clock();
    String found =
        facts.host().clockSource().orElse("unknown")
            + String.format(
                Locale.ROOT, ", %.0f ns a reading, steps of %d ns", clock.readNs(), clock.stepNs());
    return clock.readNs() > SLOW_CLOCK_NS
        ? Finding.note(
            "Clock",
            found,
            "reading it is slow, which every record pays several times; tsc or kvm-clock is fast")
        : Finding.ok("Clock", found);
  }

  private static Finding governor(String governor) {
    return governor.equals("performance")
        ? Finding.ok("Governor", governor)
        : Finding.note(
            "Governor",
            governor,
            "CPUs change speed with load, and figures with them: cpupower frequency-set -g"
                + " performance");
  }

  private static Finding hugepages(String mode) {
    return mode.equals("always")
        ? Finding.note(
            "Hugepages",
            mode,
            "the kernel may stop a server while it builds them: madvise is the steadier choice")
        : Finding.ok("Hugepages", mode);
  }

  private static Finding files(long files) {
    String found = String.format(Locale.ROOT, "up to %,d open", files);
    return files < LEAST_FILES
        ? Finding.note("Files", found, "many clients or topics need more: ulimit -n 65536")
        : Finding.ok("Files", found);
  }

  private static Finding plugins(List<String> broken) {
    return broken.isEmpty()
        ? Finding.ok("Plugins", "all can be loaded")
        : Finding.note("Plugins", String.join("; ", broken), "they are left out");
  }

  private static Finding calibration(Facts facts) {
    if (facts.calibration().isEmpty()) {
      return Finding.note(
          "Ceiling", "not measured for this version and Java", "measure it: harness calibrate");
    }
    Calibration calibration = facts.calibration().get();
    StringBuilder found = new StringBuilder();
    for (Calibration.Ceiling ceiling : calibration.ceilings()) {
      found.append(
          String.format(
              Locale.ROOT,
              "%s%,.0f records/s of %d B",
              found.length() == 0 ? "" : ", ",
              ceiling.keptHz().orElse(ceiling.closedLoopHz()),
              ceiling.recordBytes()));
    }
    return Finding.ok("Ceiling", found + ", measured " + calibration.measured());
  }

  private static String gib(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", (double) bytes / GIB);
  }
}
