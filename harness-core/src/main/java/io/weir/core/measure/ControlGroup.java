/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The limits of this process's Linux control group, version 2 or 1. Immutable; empty is no limit.
 *
 * @param cpus how many CPUs' time it may use
 * @param memoryBytes how much memory
 */
record ControlGroup(Optional<Double> cpus, OptionalLong memoryBytes) {

  /** Version 1 says "no limit" by a number near the largest. */
  private static final long NO_LIMIT = 1L << 60;

  /**
   * Reads them.
   *
   * @param proc where the kernel tells of processes
   * @param cgroups where control groups are mounted
   */
  static ControlGroup own(Path proc, Path cgroups) {
    List<String> memberships =
        text(proc.resolve("self/cgroup")).map(lines -> lines.lines().toList()).orElse(List.of());
    Path unified = group(cgroups, path(memberships, ""), "cpu.max", "memory.max");
    Optional<Double> cpus =
        text(unified.resolve("cpu.max"))
            .map(limit -> limit.split(" ", -1))
            .filter(limit -> limit.length == 2)
            .flatMap(limit -> share(limit[0], limit[1]));
    OptionalLong memory = bytes(text(unified.resolve("memory.max")));
    if (cpus.isEmpty()) {
      Path cpu = group(cgroups.resolve("cpu"), path(memberships, "cpu"), "cpu.cfs_quota_us");
      cpus =
          text(cpu.resolve("cpu.cfs_quota_us"))
              .flatMap(
                  quota ->
                      text(cpu.resolve("cpu.cfs_period_us"))
                          .flatMap(period -> share(quota, period)));
    }
    if (memory.isEmpty()) {
      Path group =
          group(cgroups.resolve("memory"), path(memberships, "memory"), "memory.limit_in_bytes");
      memory = bytes(text(group.resolve("memory.limit_in_bytes")));
    }
    return new ControlGroup(cpus, memory);
  }

  /** A file's text without surrounding space; empty if it cannot be read. */
  static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** Of lines {@code id:controllers:path}, the path of a controller; that of version 2 has none. */
  private static String path(List<String> memberships, String controller) {
    return memberships.stream()
        .map(line -> line.split(":", 3))
        .filter(parts -> parts.length == 3 && List.of(parts[1].split(",", -1)).contains(controller))
        .map(parts -> parts[2])
        .findFirst()
        .orElse("/");
  }

  /** Inside a container the group is mounted as the root, whatever its path outside. */
  private static Path group(Path mount, String path, String... files) {
    Path nested = mount.resolve(path.substring(1));
    for (String file : files) {
      if (Files.exists(nested.resolve(file))) {
        return nested;
      }
    }
    return mount;
  }

  private static Optional<Double> share(String quota, String period) {
    try {
      double quotaUs = Double.parseDouble(quota);
      double periodUs = Double.parseDouble(period);
      return quotaUs > 0 && periodUs > 0 ? Optional.of(quotaUs / periodUs) : Optional.empty();
    } catch (NumberFormatException unlimited) {
      return Optional.empty();
    }
  }

  private static OptionalLong bytes(Optional<String> limit) {
    try {
      long bytes = Long.parseLong(limit.orElse(""));
      return bytes < NO_LIMIT ? OptionalLong.of(bytes) : OptionalLong.empty();
    } catch (NumberFormatException unlimited) {
      return OptionalLong.empty();
    }
  }
}
