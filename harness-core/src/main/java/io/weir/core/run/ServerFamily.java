/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.measure.SampledProcess;
import io.weir.core.provision.LocalServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Servers with the processes that they started themselves, as a worker starts its executors: they
 * do the server's work. Called by one thread at a time.
 */
final class ServerFamily {
  /** A child keeps its name for as long as the run lasts. */
  private final Map<Long, String> children = new TreeMap<>();

  private final Map<String, Integer> counts = new TreeMap<>();

  /** Of each server that is alive, itself and all that descend from it. */
  List<SampledProcess> members(List<LocalServer> servers) {
    List<SampledProcess> members = new ArrayList<>();
    for (LocalServer server : servers) {
      if (server.alive()) {
        members.add(new SampledProcess(server.pid(), server.id()));
        for (long pid : descendants(server.pid())) {
          members.add(
              new SampledProcess(
                  pid,
                  children.computeIfAbsent(
                      pid, any -> server.id() + "." + counts.merge(server.id(), 1, Integer::sum))));
        }
      }
    }
    return members;
  }

  /** Process ids of all that descend from one. */
  static List<Long> descendants(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::descendants)
        .map(ProcessHandle::pid)
        .sorted()
        .toList();
  }

  /** Whether a name is a server's or that of one of its children. */
  static boolean isOf(String entity, String server) {
    return entity.equals(server) || entity.startsWith(server + ".");
  }
}
