/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.spi.ConfigValue;
import io.weir.spi.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ServerConfTest {
  private static final ClusterOptions DEFAULTS = ClusterOptions.of(Settings.none());

  private static Map<String, ConfigValue> taskManager(Map<String, ConfigValue> further) {
    return ServerConf.taskManager(
        ServerConf.common(6123, 8081, "file:///run/state", DEFAULTS),
        3,
        7001,
        Path.of("/run/data"),
        DEFAULTS,
        further);
  }

  @Test
  void aTaskManagerIsToldEveryPartOfItsMemory() {
    assertThat(taskManager(Map.of()).keySet())
        .contains(
            "taskmanager.cpu.cores",
            "taskmanager.memory.task.heap.size",
            "taskmanager.memory.framework.heap.size",
            "taskmanager.memory.task.off-heap.size",
            "taskmanager.memory.framework.off-heap.size",
            "taskmanager.memory.network.min",
            "taskmanager.memory.network.max",
            "taskmanager.memory.managed.size",
            "taskmanager.memory.jvm-metaspace.size",
            "taskmanager.memory.jvm-overhead.min",
            "taskmanager.memory.jvm-overhead.max");
  }

  @Test
  void answersAboutJobsAreHardlyOlderThanTheQuestion() {
    assertThat(taskManager(Map.of()))
        .containsEntry("web.refresh-interval", ConfigValue.plain("100 ms"));
  }

  @Test
  void theUsersSettingsWin() {
    assertThat(taskManager(Map.of("heartbeat.interval", ConfigValue.plain("5 s"))))
        .containsEntry("heartbeat.interval", ConfigValue.plain("5 s"))
        .containsEntry("taskmanager.numberOfTaskSlots", ConfigValue.plain("3"));
  }

  @Test
  void aValueOfTheFileIsTheTextThatWasGiven() throws IOException {
    String hard = "a: \"b\" \\ #c\n{d}";
    String yaml = ServerConf.yaml(Map.of("some.key", ConfigValue.plain(hard)));
    assertThat(yaml).startsWith("some.key: ").endsWith("\n");
    // A double-quoted scalar of YAML with these escapes is one of JSON.
    String scalar = yaml.substring("some.key: ".length());
    assertThat(new ObjectMapper().readValue(scalar, String.class)).isEqualTo(hard);
  }

  @Test
  void keysOfTheStoreAreHandedToTheServersAndStaySecret() {
    Settings settings =
        new Settings(
            Map.of(
                "checkpoint-storage", ConfigValue.plain("s3://bucket/path"),
                "s3-endpoint", ConfigValue.plain("http://store:9000"),
                "s3-secret-key", new ConfigValue("hidden", true)),
            Map.of());
    Map<String, ConfigValue> conf =
        ServerConf.common(1, 2, "s3://bucket/path", ClusterOptions.of(settings));
    assertThat(conf)
        .containsEntry("s3.endpoint", ConfigValue.plain("http://store:9000"))
        .containsEntry("s3.path.style.access", ConfigValue.plain("true"))
        .containsEntry("s3.secret-key", new ConfigValue("hidden", true));
    assertThat(conf.toString()).doesNotContain("hidden");
  }
}
