/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.ConfigValue;
import io.weir.spi.EngineCluster;
import io.weir.spi.EngineConnect;
import io.weir.spi.EngineLaunch;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import io.weir.spi.UnavailableException;
import io.weir.spi.testkit.NoServerHost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FlinkAdapterTest {
  private static final Duration LIMIT = Duration.ofMillis(100);

  private final FlinkAdapter adapter = new FlinkAdapter();
  private final RestPeer peer = new RestPeer();

  @AfterEach
  void close() {
    peer.close();
  }

  private EngineCluster connect(String address, int slots, Settings settings) {
    return adapter.connect(
        new EngineConnect(List.of(address), slots, Path.of("job"), settings, LIMIT),
        new NoServerHost());
  }

  private EngineCluster connect(int slots) {
    return connect(peer.url().toString(), slots, Settings.none());
  }

  private static Settings options(Map<String, String> options) {
    Map<String, ConfigValue> all = new HashMap<>();
    options.forEach((name, value) -> all.put(name, ConfigValue.plain(value)));
    return new Settings(all, Map.of());
  }

  @Test
  void aClusterOfTheRightVersionWithSlotsToSpareIsTaken() {
    try (EngineCluster cluster = connect(4)) {
      assertThat(cluster.servers()).isEmpty();
    }
  }

  @Test
  void anotherVersionIsRefusedWithThoseThatAreRight() {
    peer.json(
        "GET /config", 200, "{\"flink-version\":\"2.2.1\",\"features\":{\"web-submit\":true}}");
    assertThatThrownBy(() -> connect(1))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("is Flink 2.2.1: the job jars run on 1.20.<n> alone")
        .hasMessageNotContaining("\n");
    peer.json("GET /config", 200, "{}");
    assertThatThrownBy(() -> connect(1)).hasMessageContaining("tells no version");
  }

  @Test
  void tooFewSlotsAreToldWithWhatIsNeededAndWhatThereIs() {
    peer.json("GET /overview", 200, "{\"slots-total\":4,\"slots-available\":1}");
    assertThatThrownBy(() -> connect(2))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("has 1 of its 4 slots free, and 2 are needed");
  }

  @Test
  void aClusterThatTakesNoJarsIsRefused() {
    peer.json(
        "GET /config", 200, "{\"flink-version\":\"1.20.1\",\"features\":{\"web-submit\":false}}");
    assertThatThrownBy(() -> connect(1)).hasMessageContaining("web.submit.enable");
  }

  @Test
  void anAddressWhereNothingListensIsOneLine() {
    String address = peer.url().toString();
    peer.close();
    assertThatThrownBy(() -> connect(address, 1, Settings.none()))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("does not answer")
        .hasMessageContaining("tried for 100 ms")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aServiceThatIsNoFlinkIsOneLine() {
    peer.json("GET /config", 200, "<html>hello");
    assertThatThrownBy(() -> connect(1))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("no JSON")
        .hasMessageContaining("check that it is the address");
  }

  @Test
  void addressesThatCannotBeUsedAreRefused() {
    for (String address :
        List.of("jobmanager:8081", "http://", "http://u:p@host:8081", "ftp://a")) {
      assertThatThrownBy(() -> connect(address, 1, Settings.none()))
          .as(address)
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("--engine-url")
          .hasMessageNotContaining("u:p");
    }
  }

  @Test
  void settingsOfServersAreRefusedForOnesThatRunAlready() {
    Settings conf = new Settings(Map.of(), Map.of("conf", Map.of("a.b", ConfigValue.plain("c"))));
    assertThatThrownBy(() -> connect(peer.url().toString(), 1, conf))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("flink.conf.a.b");
  }

  private EngineCluster launch(String version, Settings settings) {
    return adapter.launch(
        new EngineLaunch(version, 1, 1, Path.of("job"), settings, LIMIT), new NoServerHost());
  }

  @Test
  void whatTheHarnessDecidesOfLocalServersIsNotForTheUser() {
    Settings conf =
        new Settings(Map.of(), Map.of("conf", Map.of("rest.port", ConfigValue.plain("1"))));
    assertThatThrownBy(() -> launch("1.20.3", conf))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("flink.conf.rest.port");
  }

  @Test
  void aVersionThatTheJobsDoNotRunOnIsRefused() {
    assertThatThrownBy(() -> launch("2.2.1", Settings.none()))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("flink@1.20.<n>");
  }

  @Test
  void optionsThatCannotBeUsedAreRefused() {
    for (Map<String, String> given :
        List.of(
            Map.of("jobmanager-heap", "512"),
            Map.of("task-heap", "1024"),
            Map.of("s3-endpoint", "store:9000", "checkpoint-storage", "s3://b/p"),
            Map.of("s3-endpoint", "http://store:9000"),
            Map.of("token", "t"))) {
      assertThatThrownBy(() -> launch("1.20.3", options(given)))
          .as(given.toString())
          .isInstanceOf(SettingException.class);
    }
  }
}
