/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import io.weir.spi.ConfigValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The configuration of one local server: a broker that is a controller too. All nodes are voters,
 * listed statically, which every version with KRaft understands.
 */
final class ServerConfig {
  static final String HOST = "127.0.0.1";

  private static final int MOST_COPIES = 3;

  /**
   * Where one node listens.
   *
   * @param id its node id, from 1
   */
  record Node(int id, int brokerPort, int controllerPort) {
    String address() {
      return HOST + ":" + brokerPort;
    }
  }

  private ServerConfig() {}

  /**
   * @param version of the servers
   * @param node whose configuration it is
   * @param nodes all of them
   * @param data where its log goes
   * @param further the user's native settings, which win
   */
  static Map<String, String> of(
      String version, Node node, List<Node> nodes, Path data, Map<String, ConfigValue> further) {
    String copies = String.valueOf(Math.min(MOST_COPIES, nodes.size()));
    String leastInSync = nodes.size() >= MOST_COPIES ? "2" : "1";
    Map<String, String> config = new TreeMap<>();
    config.put("process.roles", "broker,controller");
    config.put("node.id", String.valueOf(node.id()));
    config.put(
        "controller.quorum.voters",
        nodes.stream()
            .map(n -> n.id() + "@" + HOST + ":" + n.controllerPort())
            .collect(Collectors.joining(",")));
    config.put(
        "listeners",
        "PLAINTEXT://" + node.address() + ",CONTROLLER://" + HOST + ":" + node.controllerPort());
    config.put("advertised.listeners", "PLAINTEXT://" + node.address());
    config.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    config.put("controller.listener.names", "CONTROLLER");
    config.put("log.dirs", data.toString());
    config.put("offsets.topic.replication.factor", copies);
    config.put("transaction.state.log.replication.factor", copies);
    config.put("transaction.state.log.min.isr", leastInSync);
    if (KafkaArtifacts.major(version) >= 4) {
      config.put("share.coordinator.state.topic.replication.factor", copies);
      config.put("share.coordinator.state.topic.min.isr", leastInSync);
    }
    // Made when the first subscriber joins, one log after another: fifty would take seconds. The
    // other likewise, before the first transaction.
    config.put("offsets.topic.num.partitions", "10");
    config.put("transaction.state.log.num.partitions", "10");
    config.put("group.initial.rebalance.delay.ms", "0");
    // A deleted topic must not come back because a client still asks for it.
    config.put("auto.create.topics.enable", "false");
    further.forEach((key, value) -> config.put(key, value.value()));
    return config;
  }

  /** As the text of a properties file. */
  static String text(Map<String, String> config) {
    StringBuilder text = new StringBuilder();
    config.forEach(
        (key, value) -> text.append(key).append('=').append(escaped(value)).append('\n'));
    return text.toString();
  }

  private static String escaped(String value) {
    String escaped = value.replace("\\", "\\\\").replace("\n", "\\n");
    // Blanks before a value would be skipped.
    return escaped.startsWith(" ") ? "\\" + escaped : escaped;
  }
}
