/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import io.weir.spi.LaunchRequest;
import io.weir.spi.ServerHost;
import io.weir.spi.ServerProcess;
import io.weir.spi.ServerSpec;
import io.weir.spi.Settings;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/** Stands up a local cluster: formats and starts every node, and waits until all answer. */
final class KafkaLauncher {
  private final LaunchRequest request;
  private final ServerHost host;
  private final KafkaOptions options;
  private final long deadlineNs;

  KafkaLauncher(LaunchRequest request, ServerHost host, KafkaOptions options) {
    this.request = request;
    this.host = host;
    this.options = options;
    this.deadlineNs = System.nanoTime() + request.timeLimit().toNanos();
  }

  KafkaCluster launch() {
    List<Path> jars = host.resolve(KafkaArtifacts.of(request.version()));
    List<ServerConfig.Node> nodes =
        IntStream.rangeClosed(1, request.nodes())
            .mapToObj(id -> new ServerConfig.Node(id, host.freePort(), host.freePort()))
            .toList();
    String clusterId = Uuid.randomUuid().toString();
    LocalNodes local =
        new LocalNodes(host, nodes, startAll(jars, nodes, clusterId), heap(request.nodes()));
    local.awaitPorts(deadlineNs);
    Settings settings = request.settings();
    List<String> addresses = nodes.stream().map(ServerConfig.Node::address).toList();
    ClientSettings clients = new ClientSettings(addresses, settings);
    Admin admin = ClientSettings.checked(NativeKeys.ADMIN, () -> Admin.create(clients.admin()));
    try {
      local.awaitMembers(admin, deadlineNs);
    } catch (RuntimeException e) {
      admin.close(Duration.ZERO);
      throw e;
    }
    return new KafkaCluster(
        clients,
        options,
        settings.section(NativeKeys.TOPIC),
        Optional.of(request.version()),
        Optional.of(local),
        request.clock(),
        admin);
  }

  private List<ServerProcess> startAll(
      List<Path> jars, List<ServerConfig.Node> nodes, String clusterId) {
    List<Place> places = nodes.stream().map(node -> prepare(node, nodes)).toList();
    Place first = places.get(0);
    format(jars, first, clusterId);
    FormattedStorage formatted = new FormattedStorage(first.data());
    for (Place other : places.subList(1, places.size())) {
      if (!formatted.copyTo(other.nodeId(), other.data())) {
        format(jars, other, clusterId);
      }
    }
    return places.stream().map(place -> start(jars, place, nodes.size())).toList();
  }

  /**
   * Where one server runs.
   *
   * @param logging the flag that configures its logging
   */
  private record Place(int nodeId, Path directory, String logging) {
    String id() {
      return "kafka-" + nodeId;
    }

    Path config() {
      return directory.resolve("server.properties");
    }

    Path data() {
      return directory.resolve("data");
    }
  }

  private Place prepare(ServerConfig.Node node, List<ServerConfig.Node> nodes) {
    Path directory = host.directory("kafka-" + node.id()).toAbsolutePath();
    Place place = new Place(node.id(), directory, loggingFlag(directory));
    Map<String, String> properties =
        ServerConfig.of(
            request.version(),
            node,
            nodes,
            place.data(),
            request.settings().section(NativeKeys.SERVER));
    write(place.config(), ServerConfig.text(properties));
    return place;
  }

  private void format(List<Path> jars, Place place, String clusterId) {
    host.run(
        new ServerSpec.Jvm(
            place.id() + "-format",
            "format",
            Optional.empty(),
            jars,
            "kafka.tools.StorageTool",
            List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", place.logging()),
            List.of("format", "-t", clusterId, "-c", place.config().toString()),
            Map.of(),
            place.directory()),
        left());
  }

  private ServerProcess start(List<Path> jars, Place place, int nodes) {
    return host.start(
        new ServerSpec.Jvm(
            place.id(),
            "broker",
            Optional.empty(),
            jars,
            "kafka.Kafka",
            serverFlags(nodes, place.logging()),
            List.of(place.config().toString()),
            Map.of(),
            place.directory()));
  }

  private List<String> serverFlags(int nodes, String logging) {
    List<String> flags = new ArrayList<>();
    flags.add("-Xmx" + heap(nodes));
    // A server that lost a thread to want of memory would linger, neither dead nor alive.
    flags.add("-XX:+ExitOnOutOfMemoryError");
    flags.add("-XX:-HeapDumpOnOutOfMemoryError");
    if (nodes == 1) {
      // As Kafka's own start script has it.
      flags.add("-XX:+UseG1GC");
      flags.add("-XX:MaxGCPauseMillis=20");
      flags.add("-XX:InitiatingHeapOccupancyPercent=35");
    } else {
      // Several JVMs on one machine: a collector without threads of its own.
      flags.add("-XX:+UseSerialGC");
    }
    flags.add("-Djava.awt.headless=true");
    flags.add(logging);
    flags.addAll(options.jvmFlags());
    return flags;
  }

  private String loggingFlag(Path directory) {
    boolean log4j2 = KafkaArtifacts.logsWithLog4j2(request.version());
    String name = log4j2 ? "log4j2.properties" : "log4j.properties";
    Path file = directory.resolve(name);
    try (InputStream resource = KafkaLauncher.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IllegalStateException(name + " is not in the driver's jar");
      }
      Files.copy(resource, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UnavailableException("kafka: cannot write " + file + ": " + e, e);
    }
    return (log4j2 ? "-Dlog4j2.configurationFile=" : "-Dlog4j.configuration=") + file.toUri();
  }

  /** Only the user may read it: native settings may hold passwords. */
  private static void write(Path file, String text) {
    try {
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UnavailableException("kafka: cannot write " + file + ": " + e, e);
    }
  }

  private String heap(int nodes) {
    return options.heap().orElse(nodes == 1 ? "512m" : "256m");
  }

  private Duration left() {
    return Duration.ofNanos(Math.max(1, deadlineNs - System.nanoTime()));
  }
}
