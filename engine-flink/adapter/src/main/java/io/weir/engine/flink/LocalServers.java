/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.spi.ConfigValue;
import io.weir.spi.ServerHost;
import io.weir.spi.ServerProcess;
import io.weir.spi.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/** The servers of a local cluster. One thread at a time. */
final class LocalServers {
  private static final int TAIL_LINES = 100;

  /** Also what a JVM says that does not even come up with its heap. */
  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile(
          "OutOfMemoryError|Too small (maximum|initial) heap|Try increasing NewSize"
              + "|heap size set to a larger value|Could not reserve enough space");

  private final ServerHost host;
  private final ServerProcess jobManager;
  private final Map<String, ConfigValue> jobManagerConf;
  private final List<Worker> workers;
  private final int slotsEach;
  private final FlinkRest rest;

  /**
   * A TaskManager.
   *
   * @param dataPort by which Flink's answers tell it from others
   * @param conf what it was started with
   */
  record Worker(ServerProcess process, int dataPort, Map<String, ConfigValue> conf) {}

  LocalServers(
      ServerHost host,
      ServerProcess jobManager,
      Map<String, ConfigValue> jobManagerConf,
      List<Worker> workers,
      int slotsEach,
      FlinkRest rest) {
    this.host = host;
    this.jobManager = jobManager;
    this.jobManagerConf = jobManagerConf;
    this.workers = List.copyOf(workers);
    this.slotsEach = slotsEach;
    this.rest = rest;
  }

  /** In start order. */
  List<ServerProcess> processes() {
    List<ServerProcess> all = new ArrayList<>(List.of(jobManager));
    workers.forEach(w -> all.add(w.process()));
    return List.copyOf(all);
  }

  Map<String, ConfigValue> jobManagerConf() {
    return jobManagerConf;
  }

  /** What the TaskManager behind a port was started with. */
  Optional<Worker> behind(int dataPort) {
    return workers.stream().filter(w -> w.dataPort() == dataPort).findFirst();
  }

  /** The TaskManager with the most tasks, if any runs one. */
  Optional<ServerProcess> busiest() {
    return registered().stream()
        .filter(r -> r.path("slotsNumber").asInt() > r.path("freeSlots").asInt())
        .max(
            Comparator.comparingInt(
                r -> r.path("slotsNumber").asInt() - r.path("freeSlots").asInt()))
        .flatMap(r -> behind(r.path("dataPort").asInt()))
        .map(Worker::process);
  }

  /** Waits until the REST service answers and every slot is there. */
  void awaitSlots(Deadline deadline) {
    await(jobManager, "its REST service", () -> rest.get("/overview").has("slots-total"), deadline);
    int all = slotsEach * workers.size();
    for (Worker worker : workers) {
      await(
          worker.process(),
          "its slots to be registered",
          () ->
              !jobManager.alive()
                  || rest.get("/overview").path("slots-total").asInt() >= all
                  || registered(worker, Set.of()),
          deadline);
      if (!jobManager.alive()) {
        await(jobManager, "its REST service", () -> false, Deadline.in(Duration.ofSeconds(1)));
      }
    }
  }

  /** Starts servers again and waits until the cluster is made of the living ones alone. */
  void restart(List<ServerProcess> dead, Deadline deadline) {
    boolean all = dead.contains(jobManager);
    Set<String> before = new HashSet<>();
    if (!all) {
      var unused =
          Waiting.until(
              () -> {
                registered().forEach(r -> before.add(r.path("id").asText()));
                return true;
              },
              deadline);
    }
    dead.forEach(ServerProcess::restart);
    if (all) {
      awaitSlots(deadline);
      return;
    }
    for (Worker worker : workers) {
      if (dead.contains(worker.process())) {
        await(
            worker.process(),
            "its slots to be registered",
            () -> registered(worker, before),
            deadline);
      }
    }
    // The dead ones' slots are counted until they are missed.
    await(
        jobManager,
        "it to miss the TaskManagers that are gone",
        () ->
            registered().size() == workers.size()
                && rest.get("/overview").path("slots-total").asInt() == slotsEach * workers.size(),
        deadline);
  }

  private List<JsonNode> registered() {
    List<JsonNode> all = new ArrayList<>();
    rest.get("/taskmanagers").path("taskmanagers").forEach(all::add);
    return all;
  }

  private boolean registered(Worker worker, Set<String> but) {
    return registered().stream()
        .anyMatch(
            r ->
                r.path("dataPort").asInt() == worker.dataPort()
                    && r.path("slotsNumber").asInt() == slotsEach
                    && !but.contains(r.path("id").asText()));
  }

  private void await(
      ServerProcess server, String what, Callable<Boolean> ready, Deadline deadline) {
    try {
      host.await(server, what, ready, deadline.left());
    } catch (UnavailableException e) {
      throw server.alive() ? e : explained(server, e);
    }
  }

  /** What a person can do about it comes first, where the server's last words tell. */
  private static UnavailableException explained(ServerProcess server, UnavailableException e) {
    String log = String.join("\n", server.logTail(TAIL_LINES));
    if (OUT_OF_MEMORY.matcher(log).find()) {
      return new UnavailableException(
          "flink: "
              + server.id()
              + " cannot run with its memory: raise flink.jobmanager-heap or flink.task-heap; "
              + e.getMessage(),
          e);
    }
    if (log.contains("Address already in use")) {
      return new UnavailableException(
          "flink: another program took a port of "
              + server.id()
              + " after it was chosen: start again; "
              + e.getMessage(),
          e);
    }
    return e;
  }
}
