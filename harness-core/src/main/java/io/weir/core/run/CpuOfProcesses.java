/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.provision.LocalServer;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What processes have used of the CPU by one moment. Immutable.
 *
 * @param seconds by process id; NaN for one that has ended
 */
record CpuOfProcesses(Map<Long, Double> seconds) {
  CpuOfProcesses {
    seconds = Map.copyOf(seconds);
  }

  static CpuOfProcesses unknown() {
    return new CpuOfProcesses(Map.of());
  }

  /** Of servers and of the processes that they started. */
  static CpuOfProcesses now(List<LocalServer> servers) {
    Map<Long, Double> seconds = new TreeMap<>();
    for (LocalServer server : servers) {
      seconds.put(server.pid(), server.alive() ? Resources.cpuSeconds(server.pid()) : Double.NaN);
      if (server.alive()) {
        ServerFamily.descendants(server.pid())
            .forEach(pid -> seconds.put(pid, Resources.cpuSeconds(pid)));
      }
    }
    return new CpuOfProcesses(seconds);
  }

  /**
   * What they used until a later moment; empty if there are none, or if one ended, began or was
   * started again in between: then the sum would be too small.
   */
  OptionalDouble since(CpuOfProcesses later) {
    if (seconds.isEmpty() || !seconds.keySet().equals(later.seconds.keySet())) {
      return OptionalDouble.empty();
    }
    double sum =
        later.seconds.entrySet().stream()
            .mapToDouble(e -> e.getValue() - seconds.getOrDefault(e.getKey(), Double.NaN))
            .sum();
    return Double.isNaN(sum) ? OptionalDouble.empty() : OptionalDouble.of(sum);
  }
}
