/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.ClientTuning;
import io.weir.spi.Compression;
import io.weir.spi.ConfigValue;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import io.weir.spi.SubscriberSpec;
import io.weir.spi.SubscriberSpec.Isolation;
import io.weir.spi.SubscriberSpec.Start;
import io.weir.spi.SubscriptionKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.junit.jupiter.api.Test;

final class ClientSettingsTest {
  private static final ClientTuning TUNING =
      new ClientTuning(131_072, Duration.ofMillis(5), Compression.LZ4, 64L << 20);

  @Test
  void aMechanismThatNoClientHasIsRefusedBeforeAnyoneTries() {
    assertThatThrownBy(() -> sasl("SCRAM-SHA-9000").checkMechanism())
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("kafka.client.sasl.mechanism=SCRAM-SHA-9000")
        .hasMessageContaining("SCRAM-SHA-512");
    sasl("SCRAM-SHA-512").checkMechanism();
  }

  private static ClientSettings sasl(String mechanism) {
    return new ClientSettings(
        List.of("localhost:9092"),
        new Settings(
            Map.of(),
            Map.of(
                "client",
                Map.of(
                    "security.protocol",
                    ConfigValue.plain("SASL_SSL"),
                    "sasl.mechanism",
                    ConfigValue.plain(mechanism)))));
  }

  @Test
  void batchingIsTranslated() {
    Map<String, ConfigValue> producer = producer(DurabilityLevel.DEFAULT, TUNING, Settings.none());
    assertThat(text(producer, "batch.size")).isEqualTo("131072");
    assertThat(text(producer, "linger.ms")).isEqualTo("5");
    assertThat(text(producer, "compression.type")).isEqualTo("lz4");
    assertThat(text(producer, "buffer.memory")).isEqualTo("67108864");
    assertThat(text(producer, "max.in.flight.requests.per.connection")).isEqualTo("5");
    assertThat(text(producer, "max.block.ms")).isEqualTo("120000");
    assertThat(producer).doesNotContainKey(ClientSettings.LINGER_REQUESTED);
  }

  @Test
  void aLingerBelowKafkasGranularityIsRoundedDownAndSaysSo() {
    ClientTuning fine = new ClientTuning(1, Duration.ofNanos(1_500_000), Compression.NONE, 1 << 20);
    Map<String, ConfigValue> producer = producer(DurabilityLevel.DEFAULT, fine, Settings.none());
    assertThat(text(producer, "linger.ms")).isEqualTo("1");
    assertThat(text(producer, ClientSettings.LINGER_REQUESTED)).isEqualTo("1500us");
  }

  @Test
  void aLongLingerStillLeavesTimeToDeliver() {
    ClientTuning slow = new ClientTuning(1, Duration.ofMinutes(5), Compression.NONE, 1 << 20);
    assertThat(text(producer(DurabilityLevel.DEFAULT, slow, Settings.none()), "linger.ms"))
        .isEqualTo("300000");
  }

  @Test
  void acknowledgementsFollowTheLevel() {
    Map<String, ConfigValue> usual = producer(DurabilityLevel.DEFAULT, TUNING, Settings.none());
    assertThat(text(usual, "acks")).as("Kafka's own way of writing all").isEqualTo("-1");
    Map<String, ConfigValue> weak = producer(DurabilityLevel.WEAK, TUNING, Settings.none());
    assertThat(text(weak, "acks")).isEqualTo("1");
    assertThat(text(weak, "enable.idempotence")).isEqualTo("false");
    Map<String, ConfigValue> strong = producer(DurabilityLevel.STRONG, TUNING, Settings.none());
    assertThat(text(strong, "acks")).isEqualTo("-1");
    assertThat(text(strong, "enable.idempotence")).isEqualTo("true");
  }

  @Test
  void nativeSettingsWin() {
    Settings settings =
        settings(
            Map.of(
                "producer", Map.of("linger.ms", ConfigValue.plain("77")),
                "client", Map.of("request.timeout.ms", ConfigValue.plain("9000"))));
    Map<String, ConfigValue> producer = producer(DurabilityLevel.DEFAULT, TUNING, settings);
    assertThat(text(producer, "linger.ms")).isEqualTo("77");
    assertThat(text(producer, "request.timeout.ms")).isEqualTo("9000");
  }

  @Test
  void aCombinationThatKafkaRefusesIsASettingError() {
    Settings settings = settings(Map.of("producer", Map.of("acks", ConfigValue.plain("1"))));
    assertThatThrownBy(() -> producer(DurabilityLevel.STRONG, TUNING, settings))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("kafka.producer")
        .hasMessageContaining("acks");
  }

  @Test
  void passwordsAndSecretsStayHidden() {
    Settings settings =
        settings(
            Map.of(
                "client",
                Map.of(
                    "sasl.jaas.config",
                    ConfigValue.plain("login password=hunter2"),
                    "client.rack",
                    new ConfigValue("cellar", true))));
    Map<String, ConfigValue> producer = producer(DurabilityLevel.DEFAULT, TUNING, settings);
    assertThat(producer.get("sasl.jaas.config").secret()).isTrue();
    assertThat(producer.toString()).doesNotContain("hunter2").doesNotContain("cellar");
  }

  @Test
  void aSubscriberIsAGroupMemberThatCommitsItself() {
    ClientSettings settings = new ClientSettings(List.of("localhost:9092"), Settings.none());
    ConsumerConfig config =
        new ConsumerConfig(settings.consumer(spec(Start.EARLIEST, Isolation.READ_COMMITTED)));
    assertThat(config.getString("group.id")).isEqualTo("readers");
    assertThat(config.getString("group.protocol")).isEqualTo("classic");
    assertThat(config.getBoolean("enable.auto.commit")).isFalse();
    assertThat(config.getString("auto.offset.reset")).isEqualTo("earliest");
    assertThat(config.getString("isolation.level")).isEqualTo("read_committed");
    assertThat(config.getInt("fetch.min.bytes")).isEqualTo(1);
    ConsumerConfig latest =
        new ConsumerConfig(settings.consumer(spec(Start.LATEST, Isolation.READ_UNCOMMITTED)));
    assertThat(latest.getString("auto.offset.reset")).isEqualTo("latest");
    assertThat(latest.getString("isolation.level")).isEqualTo("read_uncommitted");
  }

  @Test
  void theSecurityProtocolIsTheOneOfAllClients() {
    assertThat(new ClientSettings(List.of(), Settings.none()).securityProtocol())
        .isEqualTo("PLAINTEXT");
    Settings tls =
        settings(Map.of("client", Map.of("security.protocol", ConfigValue.plain("SSL"))));
    assertThat(new ClientSettings(List.of(), tls).securityProtocol()).isEqualTo("SSL");
  }

  private static SubscriberSpec spec(Start start, Isolation isolation) {
    return new SubscriberSpec(
        List.of("t"), 4, "readers", 0, 1, SubscriptionKind.EXCLUSIVE, isolation, start);
  }

  private static Map<String, ConfigValue> producer(
      DurabilityLevel level, ClientTuning tuning, Settings settings) {
    ClientSettings clients = new ClientSettings(List.of("localhost:9092"), settings);
    return clients.effectiveProducer(clients.producer(level, tuning, "p"), tuning);
  }

  private static Settings settings(Map<String, Map<String, ConfigValue>> natives) {
    return new Settings(Map.of(), natives);
  }

  private static String text(Map<String, ConfigValue> configuration, String key) {
    return configuration.get(key).value();
  }
}
