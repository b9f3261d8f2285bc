/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.ConfigValue;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NativeKeysTest {
  @ParameterizedTest
  @CsvSource({
    "producer, batch.size",
    "consumer, fetch.min.bytes",
    "admin, request.timeout.ms",
    "client, sasl.jaas.config",
    "client, ssl.truststore.location",
    "topic, segment.bytes",
    "server, num.io.threads",
    "server, some.future_key2"
  })
  void aKeyOfTheSystemIsFine(String section, String key) {
    assertThat(NativeKeys.check(section, key)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "producer, batch.sise, batch.size",
    "producer, linger, linger.ms",
    "consumer, fetch.min.byte, fetch.min.bytes",
    "client, security.protokol, security.protocol",
    "topic, flush.message, flush.messages"
  })
  void aNearMissIsSuggested(String section, String key, String meant) {
    assertThat(NativeKeys.check(section, key))
        .hasValueSatisfying(s -> assertThat(s).contains(meant));
  }

  @Test
  void aServersKeyMayNameAMechanism() {
    assertThat(NativeKeys.check("server", "listener.name.plaintext.scram-sha-512.sasl.jaas.config"))
        .isEmpty();
  }

  @Test
  void aKeyLikeNoneIsRefusedWithoutSuggestion() {
    assertThat(NativeKeys.check("producer", "quux")).contains(List.of());
    assertThat(NativeKeys.check("server", "Not A Key")).contains(List.of());
    assertThat(NativeKeys.check("nosection", "batch.size")).contains(List.of());
  }

  @Test
  void aKeyOfOneClientOnlyIsNotForAll() {
    assertThat(NativeKeys.check("client", "batch.size")).isPresent();
    assertThat(NativeKeys.check("client", "fetch.min.bytes")).isPresent();
  }

  @Test
  void everyTopicKeyOfTheClientLibraryIsKnownUnlessDeprecated() throws Exception {
    for (Field field : TopicConfig.class.getFields()) {
      if (field.getName().endsWith("_CONFIG") && !field.isAnnotationPresent(Deprecated.class)) {
        assertThat(NativeKeys.check("topic", (String) field.get(null)))
            .as(field.getName())
            .isEmpty();
      }
    }
  }

  @Test
  void everySectionIsExplained() {
    assertThat(NativeKeys.sections())
        .containsOnlyKeys("producer", "consumer", "admin", "client", "topic", "server")
        .allSatisfy((section, help) -> assertThat(help).isNotBlank());
  }

  @ParameterizedTest
  @CsvSource({
    "producer, value.serializer, x",
    "consumer, group.id, mine",
    "consumer, enable.auto.commit, true",
    "server, node.id, 7",
    "client, bootstrap.servers, elsewhere:9092"
  })
  void whatTheHarnessDecidesCannotBeSet(String section, String key, String value) {
    assertThatThrownBy(() -> NativeKeys.checkValues(with(section, key, ConfigValue.plain(value))))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("kafka." + section + "." + key + "=" + value)
        .hasMessageNotContaining("\n");
  }

  @Test
  void aValueThatTheClientRefusesIsRefusedBeforeAnythingStarts() {
    assertThatThrownBy(
            () -> NativeKeys.checkValues(with("producer", "batch.size", ConfigValue.plain("big"))))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("kafka.producer.batch.size=big");
  }

  @Test
  void aRefusedSecretIsNotShown() {
    assertThatThrownBy(
            () ->
                NativeKeys.checkValues(
                    with("client", "request.timeout.ms", new ConfigValue("hunter2", true))))
        .isInstanceOf(SettingException.class)
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void goodValuesPass() {
    assertThatCode(
            () -> {
              NativeKeys.checkValues(with("producer", "batch.size", ConfigValue.plain("1")));
              NativeKeys.checkValues(with("server", "num.io.threads", ConfigValue.plain("2")));
              NativeKeys.checkValues(with("client", "security.protocol", ConfigValue.plain("SSL")));
            })
        .doesNotThrowAnyException();
  }

  private static Settings with(String section, String key, ConfigValue value) {
    return new Settings(Map.of(), Map.of(section, Map.of(key, value)));
  }
}
