/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.ConfigValue;
import io.weir.spi.ConnectRequest;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.LaunchRequest;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KafkaDriverTest {
  private final KafkaDriver driver = new KafkaDriver();

  @ParameterizedTest
  @CsvSource({"0, DEFAULT", "6, DEFAULT", "1, WEAK", "2, STRONG"})
  void nodesMustFitTheLevel(int nodes, DurabilityLevel level) {
    try (TestServerHost unused = new TestServerHost(Path.of("unused"))) {
      assertThatThrownBy(
              () ->
                  driver.launch(
                      new LaunchRequest(
                          "4.3.1",
                          nodes,
                          level,
                          false,
                          Settings.none(),
                          System::nanoTime,
                          Duration.ofSeconds(1)),
                      unused))
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("--nodes=" + nodes);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", "host:", ":9092", "host:0", "host:99999", "host:http"})
  void anAddressIsHostAndPort(String address) {
    assertThatThrownBy(() -> connect(address, Settings.none()))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(address + " cannot be used: allowed is host:port");
  }

  @Test
  void serversThatRunAlreadyTakeNoSettings() {
    Settings settings =
        new Settings(Map.of(), Map.of("server", Map.of("num.io.threads", ConfigValue.plain("2"))));
    assertThatThrownBy(() -> connect("127.0.0.1:1", settings))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("kafka.server.num.io.threads=2");
  }

  private void connect(String address, Settings settings) {
    driver.connect(
        new ConnectRequest(List.of(address), settings, System::nanoTime, Duration.ofSeconds(1)));
  }
}
