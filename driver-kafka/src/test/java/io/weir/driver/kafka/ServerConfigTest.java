/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.spi.ConfigValue;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

final class ServerConfigTest {
  private static final Path DATA = Path.of("/run/kafka-1/data");
  private static final ServerConfig.Node ONE = new ServerConfig.Node(1, 9001, 9002);
  private static final List<ServerConfig.Node> THREE =
      List.of(ONE, new ServerConfig.Node(2, 9003, 9004), new ServerConfig.Node(3, 9005, 9006));

  @Test
  void oneNodeIsBrokerAndOnlyVoterOnLoopback() {
    Map<String, String> config = ServerConfig.of("4.3.1", ONE, List.of(ONE), DATA, Map.of());
    assertThat(config)
        .containsEntry("process.roles", "broker,controller")
        .containsEntry("node.id", "1")
        .containsEntry("listeners", "PLAINTEXT://127.0.0.1:9001,CONTROLLER://127.0.0.1:9002")
        .containsEntry("advertised.listeners", "PLAINTEXT://127.0.0.1:9001")
        .containsEntry("controller.quorum.voters", "1@127.0.0.1:9002")
        .containsEntry("controller.listener.names", "CONTROLLER")
        .containsEntry("log.dirs", "/run/kafka-1/data")
        .containsEntry("group.initial.rebalance.delay.ms", "0")
        .containsEntry("offsets.topic.replication.factor", "1")
        .containsEntry("transaction.state.log.replication.factor", "1")
        .containsEntry("transaction.state.log.min.isr", "1")
        .containsEntry("share.coordinator.state.topic.replication.factor", "1")
        .containsEntry("share.coordinator.state.topic.min.isr", "1");
  }

  @Test
  void threeNodesKnowEachOtherAndKeepThreeCopiesOfInternalTopics() {
    Map<String, String> config = ServerConfig.of("4.3.1", THREE.get(1), THREE, DATA, Map.of());
    assertThat(config)
        .containsEntry("node.id", "2")
        .containsEntry("listeners", "PLAINTEXT://127.0.0.1:9003,CONTROLLER://127.0.0.1:9004")
        .containsEntry(
            "controller.quorum.voters", "1@127.0.0.1:9002,2@127.0.0.1:9004,3@127.0.0.1:9006")
        .containsEntry("offsets.topic.replication.factor", "3")
        .containsEntry("transaction.state.log.replication.factor", "3")
        .containsEntry("transaction.state.log.min.isr", "2");
  }

  @Test
  void versionsBeforeFourHaveNoShareCoordinator() {
    assertThat(ServerConfig.of("3.9.1", ONE, List.of(ONE), DATA, Map.of()))
        .doesNotContainKey("share.coordinator.state.topic.min.isr");
  }

  @Test
  void theUsersSettingsWin() {
    assertThat(
            ServerConfig.of(
                "4.3.1",
                ONE,
                List.of(ONE),
                DATA,
                Map.of(
                    "num.io.threads", ConfigValue.plain("2"),
                    "auto.create.topics.enable", ConfigValue.plain("true"))))
        .containsEntry("num.io.threads", "2")
        .containsEntry("auto.create.topics.enable", "true");
  }

  @Test
  void theTextIsReadBackAsItWas() throws Exception {
    Map<String, String> config =
        Map.of("log.dirs", "C:\\data", "note", "two\nlines", "pad", "  indented", "path", "/a b");
    Properties read = new Properties();
    read.load(new StringReader(ServerConfig.text(config)));
    assertThat(new HashMap<Object, Object>(read)).isEqualTo(new HashMap<Object, Object>(config));
  }
}
