/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import io.weir.spi.ConfigValue;
import io.weir.spi.EngineLaunch;
import io.weir.spi.ServerHost;
import io.weir.spi.ServerProcess;
import io.weir.spi.ServerSpec;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;

/** Stands up a session cluster on this machine: a JobManager and its TaskManagers at once. */
final class FlinkLauncher {
  private static final String JOB_MANAGER = "jobmanager";
  private static final String TASK_MANAGER = "taskmanager";

  /** What {@code env.java.opts.all} of the shipped configuration opens. */
  private static final List<String> OPENED =
      List.of(
          "java.base/java.lang",
          "java.base/java.net",
          "java.base/java.io",
          "java.base/java.nio",
          "java.base/sun.nio.ch",
          "java.base/java.lang.reflect",
          "java.base/java.text",
          "java.base/java.time",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.base/java.util.concurrent.atomic",
          "java.base/java.util.concurrent.locks");

  private static final List<String> EXPORTED =
      List.of(
          "java.base/sun.net.util",
          "java.rmi/sun.rmi.registry",
          "java.security.jgss/sun.security.krb5");

  private final EngineLaunch request;
  private final ServerHost host;
  private final ClusterOptions options;
  private final Deadline deadline;

  FlinkLauncher(EngineLaunch request, ServerHost host, ClusterOptions options) {
    this.request = request;
    this.host = host;
    this.options = options;
    this.deadline = Deadline.in(request.timeLimit());
  }

  FlinkCluster launch() {
    List<Path> jars = host.resolve(FlinkArtifacts.servers(request.version()));
    int rpcPort = host.freePort();
    int restPort = host.freePort();
    int workers = request.workers();
    int slots = (request.slots() + workers - 1) / workers;
    Place first = place(JOB_MANAGER);
    Map<String, ConfigValue> common =
        ServerConf.common(rpcPort, restPort, stateDirectory(first), options);
    Map<String, ConfigValue> further = request.settings().section(ClusterOptions.CONF);
    Map<String, String> environment = options.needsS3() ? s3(first) : Map.of();

    Map<String, ConfigValue> jobManagerConf = ServerConf.jobManager(common, first.data(), further);
    first.write(jobManagerConf);
    List<LocalServers.Worker> started = new ArrayList<>();
    ServerProcess jobManager =
        host.start(
            jvm(
                first,
                JOB_MANAGER,
                jars,
                "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                List.of("-Xmx" + options.jobManagerHeap(), "-XX:+UseSerialGC"),
                environment));
    for (int i = 1; i <= workers; i++) {
      Place place = place(workers == 1 ? TASK_MANAGER : TASK_MANAGER + "-" + i);
      int dataPort = host.freePort();
      Map<String, ConfigValue> conf =
          ServerConf.taskManager(common, slots, dataPort, place.data(), options, further);
      place.write(conf);
      started.add(
          new LocalServers.Worker(
              host.start(
                  jvm(
                      place,
                      TASK_MANAGER,
                      jars,
                      "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                      taskManagerMemory(),
                      environment)),
              dataPort,
              conf));
    }
    FlinkRest rest =
        new FlinkRest(
            new HttpUrl.Builder().scheme("http").host(ServerConf.HOST).port(restPort).build(),
            Optional.empty());
    try {
      LocalServers servers =
          new LocalServers(host, jobManager, jobManagerConf, started, slots, rest);
      servers.awaitSlots(deadline);
      return new FlinkCluster(rest, request.jobs(), Optional.of(servers), request.version());
    } catch (RuntimeException e) {
      rest.close();
      throw e;
    }
  }

  private String stateDirectory(Place first) {
    return options
        .checkpointStorage()
        .map(d -> d.startsWith("/") ? "file://" + d : d)
        .map(d -> d.replaceFirst("/+$", ""))
        .orElseGet(() -> "file://" + first.data().resolve("state"));
  }

  private Map<String, String> s3(Place first) {
    Path plugins = first.directory().resolve("plugins");
    try {
      Path own = Files.createDirectories(plugins.resolve("s3-fs-hadoop"));
      for (Path jar : host.resolve(FlinkArtifacts.s3())) {
        if (jar.getFileName().toString().startsWith("flink-s3-fs-hadoop")) {
          Path link = own.resolve(jar.getFileName());
          Files.deleteIfExists(link);
          Files.createSymbolicLink(link, jar);
        }
      }
    } catch (IOException e) {
      throw new UnavailableException("flink: cannot write " + plugins + ": " + e, e);
    }
    return FlinkArtifacts.pluginsIn(plugins.toString());
  }

  /** As the start scripts work it out of the configuration. */
  private List<String> taskManagerMemory() {
    int heap = options.taskHeapMb() + ServerConf.FRAMEWORK_HEAP_MB;
    return List.of(
        "-Xmx" + heap + "m",
        "-Xms" + heap + "m",
        "-XX:MaxDirectMemorySize="
            + (ServerConf.FRAMEWORK_OFF_HEAP_MB + ServerConf.TASK_OFF_HEAP_MB + options.networkMb())
            + "m",
        "-XX:MaxMetaspaceSize=" + ServerConf.METASPACE_MB + "m");
  }

  private ServerSpec.Jvm jvm(
      Place place,
      String role,
      List<Path> jars,
      String main,
      List<String> memory,
      Map<String, String> environment) {
    List<String> flags = new ArrayList<>(memory);
    OPENED.forEach(opened -> flags.add("--add-opens=" + opened + "=ALL-UNNAMED"));
    EXPORTED.forEach(exported -> flags.add("--add-exports=" + exported + "=ALL-UNNAMED"));
    flags.add("-Dlog4j2.configurationFile=" + place.logging().toUri());
    flags.add("-Djava.awt.headless=true");
    flags.add("-Djava.io.tmpdir=" + place.data());
    // A server that lost a thread to want of memory would linger, neither dead nor alive.
    flags.add("-XX:+ExitOnOutOfMemoryError");
    flags.addAll(options.jvmFlags());
    return new ServerSpec.Jvm(
        place.id(),
        role,
        Optional.empty(),
        jars,
        main,
        flags,
        List.of("--configDir", place.directory().toString()),
        environment,
        place.directory());
  }

  /** Where one server runs. */
  private record Place(String id, Path directory, Path logging) {
    Path data() {
      return directory.resolve("data");
    }

    /** Only the user may read it: it may hold keys. */
    void write(Map<String, ConfigValue> conf) {
      Path config = directory.resolve("config.yaml");
      try {
        Files.createDirectories(data());
        Files.deleteIfExists(config);
        Files.createFile(
            config,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(config, ServerConf.yaml(conf), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UnavailableException("flink: cannot write " + config + ": " + e, e);
      }
    }
  }

  private Place place(String id) {
    Path directory = host.directory(id).toAbsolutePath();
    Path logging = directory.resolve("log4j2.properties");
    try (InputStream resource = FlinkLauncher.class.getResourceAsStream("log4j2.properties")) {
      if (resource == null) {
        throw new IllegalStateException("log4j2.properties is not in the plugin's jar");
      }
      Files.copy(resource, logging, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UnavailableException("flink: cannot write " + logging + ": " + e, e);
    }
    return new Place(id, directory, logging);
  }
}
