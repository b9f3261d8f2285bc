/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import io.weir.spi.ConfigValue;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The configuration of local servers: what Flink's start scripts work out, and what we choose. */
final class ServerConf {
  static final String HOST = "127.0.0.1";

  /** Heap for Flink's own code, MiB; also its default. */
  static final int FRAMEWORK_HEAP_MB = 128;

  /**
   * Pulsar's client keeps its buffers outside the heap, and what a job's client held is given back
   * late or never: a limit that is only taken when it is needed.
   */
  static final int TASK_OFF_HEAP_MB = 768;

  static final int FRAMEWORK_OFF_HEAP_MB = 128;
  static final int METASPACE_MB = 256;

  /** Keys that the harness decides, since it would not find the servers or their state again. */
  private static final Set<String> OWNED =
      Set.of(
          "jobmanager.rpc.address",
          "jobmanager.rpc.port",
          "jobmanager.bind-host",
          "rest.address",
          "rest.port",
          "rest.bind-address",
          "rest.bind-port",
          "blob.server.port",
          "taskmanager.host",
          "taskmanager.bind-host",
          "taskmanager.data.port",
          "taskmanager.numberOfTaskSlots",
          "io.tmp.dirs",
          "web.upload.dir",
          "web.tmpdir");

  private static final Pattern KEY = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");

  private ServerConf() {}

  /** Whether a key is one of Flink's by its form; which there are differs between versions. */
  static boolean wellFormed(String key) {
    return KEY.matcher(key).matches();
  }

  /**
   * @throws SettingException for a key that is not for the user to set
   */
  static void check(Settings settings) {
    settings
        .section(ClusterOptions.CONF)
        .forEach(
            (key, value) -> {
              if (OWNED.contains(key)) {
                throw new SettingException(
                    "flink.conf." + key,
                    value.shown(),
                    "no value, since the harness decides it for its local servers",
                    "leave it out");
              }
            });
  }

  /**
   * What is the same for all servers.
   *
   * @param rpcPort of the JobManager
   * @param restPort of the JobManager
   * @param state where checkpoints and savepoints lie: a URI
   */
  static Map<String, ConfigValue> common(
      int rpcPort, int restPort, String state, ClusterOptions options) {
    Map<String, ConfigValue> conf = new TreeMap<>();
    put(conf, "jobmanager.rpc.address", HOST);
    put(conf, "jobmanager.rpc.port", rpcPort);
    put(conf, "jobmanager.bind-host", HOST);
    put(conf, "rest.address", HOST);
    put(conf, "rest.bind-address", HOST);
    put(conf, "rest.port", restPort);
    put(conf, "rest.bind-port", restPort);
    put(conf, "blob.server.port", "0");
    put(conf, "execution.checkpointing.dir", state + "/checkpoints");
    put(conf, "execution.checkpointing.savepoint-dir", state + "/savepoints");
    // Registration is tried again after 10 s by default: the servers are started at once.
    put(conf, "cluster.registration.error-delay", "200 ms");
    put(conf, "cluster.registration.refused-registration-delay", "200 ms");
    put(conf, "cluster.registration.initial-timeout", "200 ms");
    // Metrics are asked for once a second; the default brings new ones every 10 s.
    put(conf, "metrics.fetcher.update-interval", "900 ms");
    // Answers about a job's tasks and failures are as old as this; how long a job takes to run
    // again
    // is measured by them.
    put(conf, "web.refresh-interval", "100 ms");
    // A job that needs fewer slots than there are runs on all machines all the same.
    put(conf, "taskmanager.load-balance.mode", "SLOTS");
    // A TaskManager that is gone is known to be so after two heartbeats that cannot be delivered;
    // one that is stopped, after the timeout.
    put(conf, "heartbeat.interval", "1 s");
    put(conf, "heartbeat.timeout", "10 s");
    put(conf, "heartbeat.rpc-failure-threshold", "2");
    conf.putAll(options.s3());
    return conf;
  }

  /** A JobManager's. */
  static Map<String, ConfigValue> jobManager(
      Map<String, ConfigValue> common, Path data, Map<String, ConfigValue> further) {
    Map<String, ConfigValue> conf = new TreeMap<>(common);
    put(conf, "io.tmp.dirs", data.toString());
    put(conf, "web.tmpdir", data.toString());
    put(conf, "web.upload.dir", data.resolve("upload").toString());
    conf.putAll(further);
    return conf;
  }

  /**
   * A TaskManager's.
   *
   * @param dataPort by which it is told from others
   */
  static Map<String, ConfigValue> taskManager(
      Map<String, ConfigValue> common,
      int slots,
      int dataPort,
      Path data,
      ClusterOptions options,
      Map<String, ConfigValue> further) {
    Map<String, ConfigValue> conf = new TreeMap<>(common);
    put(conf, "taskmanager.host", HOST);
    put(conf, "taskmanager.bind-host", HOST);
    put(conf, "taskmanager.data.port", dataPort);
    put(conf, "taskmanager.numberOfTaskSlots", slots);
    put(conf, "io.tmp.dirs", data.toString());
    // The start scripts work these out; a TaskManager without any of them does not start.
    put(conf, "taskmanager.cpu.cores", slots + ".0");
    put(conf, "taskmanager.memory.task.heap.size", options.taskHeapMb() + "m");
    put(conf, "taskmanager.memory.framework.heap.size", FRAMEWORK_HEAP_MB + "m");
    put(conf, "taskmanager.memory.task.off-heap.size", TASK_OFF_HEAP_MB + "m");
    put(conf, "taskmanager.memory.framework.off-heap.size", FRAMEWORK_OFF_HEAP_MB + "m");
    put(conf, "taskmanager.memory.network.min", options.networkMb() + "m");
    put(conf, "taskmanager.memory.network.max", options.networkMb() + "m");
    put(conf, "taskmanager.memory.managed.size", options.managedMb() + "m");
    put(conf, "taskmanager.memory.jvm-metaspace.size", METASPACE_MB + "m");
    put(conf, "taskmanager.memory.jvm-overhead.min", "192m");
    put(conf, "taskmanager.memory.jvm-overhead.max", "192m");
    conf.putAll(further);
    return conf;
  }

  private static void put(Map<String, ConfigValue> conf, String key, Object value) {
    conf.put(key, ConfigValue.plain(String.valueOf(value)));
  }

  /** As the text of a {@code config.yaml}. */
  static String yaml(Map<String, ConfigValue> conf) {
    StringBuilder text = new StringBuilder();
    conf.forEach(
        (key, value) ->
            text.append(key).append(": \"").append(escaped(value.value())).append("\"\n"));
    return text.toString();
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
