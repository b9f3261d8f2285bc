/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.ConfigValue;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KafkaOptionsTest {
  @ParameterizedTest
  @CsvSource({"0, 1, 1", "0, 3, 3", "0, 500, 4", "8, 500, 8", "8, 2, 2", "1, 500, 1"})
  void publishersShareProducers(int producers, int publishers, int shared) {
    assertThat(options("producers", String.valueOf(producers)).producersFor(publishers))
        .isEqualTo(shared);
  }

  @Test
  void heapAndFlagsAreOptional() {
    KafkaOptions none = KafkaOptions.of(Settings.none());
    assertThat(none.heap()).isEmpty();
    assertThat(none.jvmFlags()).isEmpty();
    assertThat(options("heap", "2g").heap()).contains("2g");
    assertThat(options("jvm-flags", " -Xlog:gc  -XX:+UseZGC").jvmFlags())
        .containsExactly("-Xlog:gc", "-XX:+UseZGC");
  }

  @ParameterizedTest
  @ValueSource(strings = {"512", "m", "0m", "512mb", "-1g"})
  void aHeapIsANumberWithAUnit(String heap) {
    assertThatThrownBy(() -> options("heap", heap))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("kafka.heap=" + heap);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "many", "100000"})
  void producersAreCounted(String producers) {
    assertThatThrownBy(() -> options("producers", producers))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("kafka.producers=" + producers);
  }

  @Test
  void flagsAreNoPlaceForSecrets() {
    Settings secret =
        new Settings(Map.of("jvm-flags", new ConfigValue("-Dpassword=swordfish", true)), Map.of());
    assertThatThrownBy(() -> KafkaOptions.of(secret))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("kafka.jvm-flags=********")
        .hasMessageNotContaining("swordfish");
  }

  private static KafkaOptions options(String name, String value) {
    return KafkaOptions.of(new Settings(Map.of(name, ConfigValue.plain(value)), Map.of()));
  }
}
