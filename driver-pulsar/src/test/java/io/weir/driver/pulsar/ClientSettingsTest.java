/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.ClientTuning;
import io.weir.spi.Compression;
import io.weir.spi.ConfigValue;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.pulsar.client.api.PulsarClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientSettingsTest {
  private static ClientSettings existing(Settings settings, String... addresses) {
    return ClientSettings.existing(Arrays.asList(addresses), settings, PulsarOptions.of(settings));
  }

  @ParameterizedTest
  @CsvSource({
    "host:6650,pulsar://host:6650,http://host:8080",
    "host,pulsar://host:6650,http://host:8080",
    "pulsar://host:7000/,pulsar://host:7000,http://host:8080",
    "pulsar+ssl://host,pulsar+ssl://host:6651,https://host:8443",
    "PULSAR+SSL://host:1234,pulsar+ssl://host:1234,https://host:8443"
  })
  void anAddressBecomesTheUrlsOfBrokerAndAdminService(
      String address, String serviceUrl, String adminUrl) {
    ClientSettings settings = existing(Settings.none(), address);
    assertThat(settings.serviceUrl()).isEqualTo(serviceUrl);
    assertThat(settings.adminUrl()).isEqualTo(adminUrl);
  }

  @Test
  void severalAddressesAreOneUrl() {
    ClientSettings settings = existing(Settings.none(), "a:1", "pulsar://b:2");
    assertThat(settings.serviceUrl()).isEqualTo("pulsar://a:1,b:2");
    assertThat(settings.adminUrl()).isEqualTo("http://a:8080,b:8080");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://host:8080", "host:port", "host:0", ":6650", "pulsar://", "a/b"})
  void anAddressThatCannotBeUsedIsRefused(String address) {
    assertThatThrownBy(() -> existing(Settings.none(), address))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("--broker-url=" + address);
  }

  @Test
  void addressesOfTwoSchemesAreRefused() {
    assertThatThrownBy(() -> existing(Settings.none(), "pulsar://a:1", "pulsar+ssl://b:2"))
        .isInstanceOf(SettingException.class);
  }

  @Test
  void oneIntentIsTranslatedAndNativeSettingsWin() throws Exception {
    Settings settings =
        new Settings(
            Map.of(),
            Map.of(
                "producer", Map.of("batchingMaxMessages", ConfigValue.plain("7")),
                "client", Map.of("authParams", new ConfigValue("hidden", true))));
    ClientSettings clients = existing(settings, "127.0.0.1:1");
    try (PulsarClient client = clients.client("test", 2, 1 << 20)) {
      Map<String, ConfigValue> lz4 =
          clients.effectiveProducer(
              client, new ClientTuning(1000, Duration.ofMillis(3), Compression.LZ4, 1 << 20));
      assertThat(lz4)
          .containsEntry("batchingMaxMessages", ConfigValue.plain("7"))
          .containsEntry("batchingMaxBytes", ConfigValue.plain("1000"))
          .containsEntry("batchingMaxPublishDelayMicros", ConfigValue.plain("3000"))
          .containsEntry("compressionType", ConfigValue.plain("LZ4"))
          .containsEntry("compressMinMsgBodySize", ConfigValue.plain("0"))
          .containsEntry("memoryLimitBytes", ConfigValue.plain("1048576"))
          .containsEntry("connectionsPerBroker", ConfigValue.plain("2"))
          .containsEntry("statsIntervalSeconds", ConfigValue.plain("0"))
          .doesNotContainKey(ClientSettings.LINGER_REQUESTED);
      assertThat(lz4.get("authParams").secret()).isTrue();
      assertThat(lz4.toString()).doesNotContain("hidden");
      Map<String, ConfigValue> shorter =
          clients.effectiveProducer(
              client, new ClientTuning(1000, Duration.ofNanos(250_000), Compression.NONE, 1 << 20));
      assertThat(shorter)
          .containsEntry("batchingMaxPublishDelayMicros", ConfigValue.plain("1000"))
          .containsEntry(ClientSettings.LINGER_REQUESTED, ConfigValue.plain("250us"));
      Map<String, ConfigValue> none =
          clients.effectiveProducer(
              client, new ClientTuning(1000, Duration.ZERO, Compression.NONE, 1 << 20));
      assertThat(none).containsEntry("batchingEnabled", ConfigValue.plain("false"));
    }
  }

  @Test
  void gzipIsRefusedRatherThanReplaced() throws Exception {
    ClientSettings clients = existing(Settings.none(), "127.0.0.1:1");
    try (PulsarClient client = clients.client("test", 1, 1 << 20)) {
      ClientTuning gzip = new ClientTuning(1, Duration.ZERO, Compression.GZIP, 1);
      assertThatThrownBy(() -> clients.producer(client, "t", gzip))
          .isInstanceOf(SettingException.class);
    }
  }

  @Test
  void whatEnginesNeedIsHandedOn() {
    Settings settings =
        new Settings(
            Map.of("token", new ConfigValue("abc", true)),
            Map.of("client", Map.of("useTls", ConfigValue.plain("false"))));
    Map<String, ConfigValue> shared = existing(settings, "h").shared();
    assertThat(shared)
        .containsEntry("adminUrl", ConfigValue.plain("http://h:8080"))
        .containsEntry("useTls", ConfigValue.plain("false"));
    assertThat(shared.get("authParams").secret()).isTrue();
    assertThat(List.copyOf(shared.keySet())).contains("authPluginClassName");
  }
}
