/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import io.weir.driver.pulsar.LocalServers.Deadline;
import io.weir.spi.ConfigValue;
import io.weir.spi.LaunchRequest;
import io.weir.spi.ServerHost;
import io.weir.spi.ServerProcess;
import io.weir.spi.ServerSpec;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pulsar.client.admin.PulsarAdmin;

/**
 * Stands up a local cluster: ZooKeeper, then, once the cluster's metadata is written, the bookies
 * and the broker at once; or one standalone process.
 */
final class PulsarLauncher {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final String ZOOKEEPER_ID = "zookeeper";
  private static final String BROKER_ID = "broker";

  private static final String READY_PATH = "/admin/v2/clusters";

  private static final List<String> OPENED =
      List.of(
          "java.base/java.io=ALL-UNNAMED",
          "java.base/java.nio=ALL-UNNAMED",
          "java.base/java.util.zip=ALL-UNNAMED",
          "java.base/java.lang=ALL-UNNAMED",
          "java.base/sun.net=ALL-UNNAMED",
          "java.base/jdk.internal.misc=ALL-UNNAMED",
          "java.base/jdk.internal.platform=ALL-UNNAMED",
          "java.management/sun.management=ALL-UNNAMED",
          "jdk.management/com.sun.management.internal=ALL-UNNAMED");

  private final LaunchRequest request;
  private final ServerHost host;
  private final PulsarOptions options;
  private final Deadline deadline;
  private final LocalServers servers;

  PulsarLauncher(LaunchRequest request, ServerHost host, PulsarOptions options) {
    this.request = request;
    this.host = host;
    this.options = options;
    this.deadline = Deadline.in(request.timeLimit());
    this.servers = new LocalServers(host);
  }

  PulsarCluster launch() {
    List<Path> jars = host.resolve(PulsarArtifacts.of(request.version()));
    int port = host.freePort();
    int webPort = host.freePort();
    List<String> bookieUrls =
        options.standalone() ? standalone(jars, port, webPort) : cluster(jars, port, webPort);
    ClientSettings clients =
        ClientSettings.local(
            "pulsar://" + ServerConfigs.HOST + ":" + port,
            "http://" + ServerConfigs.HOST + ":" + webPort,
            request.settings(),
            options);
    PulsarAdmin admin = clients.admin();
    try {
      servers.await(
          LocalServers.BROKER,
          "the tenant of the topics",
          () -> !admin.namespaces().getNamespaces(Topics.TENANT).isEmpty(),
          deadline);
    } catch (RuntimeException e) {
      admin.close();
      throw e;
    }
    return new PulsarCluster(
        clients,
        options,
        Optional.of(request.version()),
        Optional.of(servers),
        request.clock(),
        admin,
        new Bookies(admin, bookieUrls));
  }

  private List<String> cluster(List<Path> jars, int port, int webPort) {
    int zookeeper = host.freePort();
    Place place = place(ZOOKEEPER_ID, "zookeeper.conf");
    place.write(ServerConfigs.zookeeper(zookeeper, place.data(), section(NativeKeys.ZOOKEEPER)));
    servers.add(
        host.start(
            jvm(
                place,
                LocalServers.METADATA,
                jars,
                "org.apache.zookeeper.server.ZooKeeperServerMain",
                List.of("-Xmx128m", "-XX:+UseSerialGC"),
                List.of(place.config().toString()))),
        zookeeper,
        "");
    servers.await(LocalServers.METADATA, deadline);
    writeMetadata(jars, place, zookeeper, port, webPort);

    List<String> urls = new ArrayList<>();
    String lo = loopbackInterface();
    for (int i = 1; i <= request.nodes(); i++) {
      int bookiePort = host.freePort();
      int httpPort = host.freePort();
      String url = "http://" + ServerConfigs.HOST + ":" + httpPort;
      urls.add(url);
      servers.add(
          startBookie(jars, "bookie-" + i, bookiePort, httpPort, zookeeper, lo),
          bookiePort,
          url + "/api/v1/bookie/is_ready");
    }
    servers.add(
        startBroker(jars, port, webPort, zookeeper),
        port,
        "http://" + ServerConfigs.HOST + ":" + webPort + READY_PATH);
    servers.await(LocalServers.BOOKIE, deadline);
    servers.await(LocalServers.BROKER, deadline);
    return urls;
  }

  private void writeMetadata(List<Path> jars, Place place, int zookeeper, int port, int webPort) {
    String store = "zk:" + ServerConfigs.HOST + ":" + zookeeper;
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--cluster",
                ServerConfigs.CLUSTER,
                "--metadata-store",
                store,
                "--configuration-metadata-store",
                store,
                "--web-service-url",
                "http://" + ServerConfigs.HOST + ":" + webPort,
                "--broker-service-url",
                "pulsar://" + ServerConfigs.HOST + ":" + port,
                "--default-namespace-bundle-number",
                "1"));
    if (request.transactions()) {
      arguments.add("--initial-num-transaction-coordinators");
      arguments.add(String.valueOf(Transactions.LOCAL_COORDINATORS));
    }
    host.run(
        new ServerSpec.Jvm(
            "metadata-setup",
            "setup",
            Optional.empty(),
            jars,
            "org.apache.pulsar.PulsarClusterMetadataSetup",
            flags(place, List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), false),
            arguments,
            Map.of(),
            place.directory()),
        deadline.left());
  }

  private ServerProcess startBookie(
      List<Path> jars, String id, int port, int httpPort, int zookeeper, String lo) {
    Place place = place(id, "bookkeeper.conf");
    place.write(
        ServerConfigs.bookie(
            port,
            httpPort,
            zookeeper,
            lo,
            place.data(),
            request.level(),
            section(NativeKeys.BOOKIE)));
    return host.start(
        jvm(
            place,
            LocalServers.BOOKIE,
            jars,
            "org.apache.bookkeeper.server.Main",
            memory("256m"),
            List.of("--conf", place.config().toString())));
  }

  private ServerProcess startBroker(List<Path> jars, int port, int webPort, int zookeeper) {
    Place place = place(BROKER_ID, "broker.conf");
    place.write(
        ServerConfigs.broker(
            port,
            webPort,
            zookeeper,
            request.level(),
            request.transactions(),
            section(NativeKeys.BROKER)));
    return host.start(
        jvm(
            place,
            LocalServers.BROKER,
            jars,
            "org.apache.pulsar.PulsarBrokerStarter",
            memory("512m"),
            List.of("--broker-conf", place.config().toString())));
  }

  private List<String> standalone(List<Path> jars, int port, int webPort) {
    Place place = place("standalone", "standalone.conf");
    place.write(
        ServerConfigs.standalone(
            port,
            webPort,
            request.transactions(),
            section(NativeKeys.BROKER),
            section(NativeKeys.BOOKIE)));
    servers.add(
        host.start(
            jvm(
                place,
                LocalServers.BROKER,
                jars,
                "org.apache.pulsar.PulsarStandaloneStarter",
                memory("512m"),
                List.of(
                    "--config",
                    place.config().toString(),
                    "-nfw",
                    "-nss",
                    "--metadata-dir",
                    place.data().resolve("metadata").toString(),
                    "--bookkeeper-dir",
                    place.data().resolve("bookkeeper").toString(),
                    "--num-bookies",
                    "1",
                    "--bookkeeper-port",
                    String.valueOf(host.freePort())))),
        port,
        "http://" + ServerConfigs.HOST + ":" + webPort + READY_PATH);
    servers.await(LocalServers.BROKER, deadline);
    return List.of();
  }

  private ServerSpec.Jvm jvm(
      Place place,
      String role,
      List<Path> jars,
      String main,
      List<String> memory,
      List<String> arguments) {
    return new ServerSpec.Jvm(
        place.id(),
        role,
        Optional.empty(),
        jars,
        main,
        flags(place, memory, true),
        arguments,
        Map.of(),
        place.directory());
  }

  /** Several JVMs on one machine: a collector without threads of its own. */
  private List<String> memory(String automaticHeap) {
    return List.of(
        "-Xmx" + options.heap().orElse(automaticHeap),
        "-XX:MaxDirectMemorySize=" + options.directMemory().orElse("512m"),
        "-XX:+UseSerialGC");
  }

  private List<String> flags(Place place, List<String> memory, boolean server) {
    List<String> flags = new ArrayList<>(memory);
    for (String opened : OPENED) {
      flags.add("--add-opens=" + opened);
    }
    flags.add("-Dio.netty.tryReflectionSetAccessible=true");
    flags.add(
        "-Dbookkeeper.metadata.bookie.drivers="
            + "org.apache.pulsar.metadata.bookkeeper.PulsarMetadataBookieDriver");
    flags.add(
        "-Dbookkeeper.metadata.client.drivers="
            + "org.apache.pulsar.metadata.bookkeeper.PulsarMetadataClientDriver");
    flags.add("-Djava.awt.headless=true");
    flags.add("-Dpulsar.allocator.exit_on_oom=true");
    flags.add(place.logging());
    if (server) {
      // A server that lost a thread to want of memory would linger, neither dead nor alive.
      flags.add("-XX:+ExitOnOutOfMemoryError");
      flags.add("-XX:-HeapDumpOnOutOfMemoryError");
      flags.addAll(options.jvmFlags());
    }
    return flags;
  }

  private Map<String, ConfigValue> section(String name) {
    return request.settings().section(name);
  }

  /** Where one server runs. */
  private record Place(String id, Path directory, Path config, String logging) {
    Path data() {
      return directory.resolve("data");
    }

    /** Only the user may read it: native settings may hold passwords. */
    void write(Map<String, String> configuration) {
      try {
        Files.createDirectories(data());
        Files.deleteIfExists(config);
        Files.createFile(
            config,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(config, ServerConfigs.text(configuration), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UnavailableException("pulsar: cannot write " + config + ": " + e, e);
      }
    }
  }

  private Place place(String id, String config) {
    Path directory = host.directory(id).toAbsolutePath();
    Path logging = directory.resolve("log4j2.properties");
    try (InputStream resource = PulsarLauncher.class.getResourceAsStream("log4j2.properties")) {
      if (resource == null) {
        throw new IllegalStateException("log4j2.properties is not in the driver's jar");
      }
      Files.copy(resource, logging, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UnavailableException("pulsar: cannot write " + logging + ": " + e, e);
    }
    return new Place(
        id, directory, directory.resolve(config), "-Dlog4j2.configurationFile=" + logging.toUri());
  }

  /** Its name differs between operating systems. */
  private static String loopbackInterface() {
    try {
      NetworkInterface found =
          NetworkInterface.getByInetAddress(InetAddress.getByAddress(LOOPBACK));
      if (found != null) {
        return found.getName();
      }
    } catch (SocketException | UnknownHostException e) {
      throw new UnavailableException("pulsar: this machine has no loopback interface: " + e, e);
    }
    throw new UnavailableException("pulsar: no network interface has the address 127.0.0.1");
  }
}
