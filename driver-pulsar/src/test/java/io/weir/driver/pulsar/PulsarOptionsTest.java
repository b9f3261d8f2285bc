/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.ConfigValue;
import io.weir.spi.OptionSpec;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PulsarOptionsTest {
  private static PulsarOptions of(Map<String, ConfigValue> options) {
    return PulsarOptions.of(new Settings(options, Map.of()));
  }

  @Test
  void nothingSetMeansAClusterAndAutomaticSizes() {
    PulsarOptions options = of(Map.of());
    assertThat(options.standalone()).isFalse();
    assertThat(options.heap()).isEmpty();
    assertThat(options.producersFor(1)).isEqualTo(1);
    assertThat(options.producersFor(500)).isEqualTo(4);
    assertThat(options.receiverQueue()).isEqualTo(1000);
    assertThat(options.authPlugin()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "heap,12",
    "heap,0m",
    "direct-memory,many",
    "producers,-1",
    "producers,x",
    "receiver-queue,0",
    "admin-url,localhost:8080",
    "namespace,onlyone",
    "bookie-urls,ftp://h"
  })
  void aValueThatCannotBeUsedIsRefusedByName(String option, String value) {
    assertThatThrownBy(() -> of(Map.of(option, ConfigValue.plain(value))))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("pulsar." + option + "=" + value + " cannot be used: allowed is ");
  }

  @Test
  void aTokenIsTheTokenPluginAndStaysSecret() {
    PulsarOptions options = of(Map.of("token", new ConfigValue("abc", true)));
    assertThat(options.authPlugin()).hasValueSatisfying(p -> assertThat(p).endsWith("Token"));
    assertThat(options.authParams().orElseThrow().value()).isEqualTo("token:abc");
    assertThat(options.authParams().orElseThrow().secret()).isTrue();
    assertThat(options.toString()).doesNotContain("abc");
  }

  @Test
  void tokenAndPluginExcludeEachOtherAndParametersNeedAPlugin() {
    assertThatThrownBy(
            () ->
                of(
                    Map.of(
                        "token",
                        new ConfigValue("abc", true),
                        "auth-plugin",
                        ConfigValue.plain("x.Y"))))
        .isInstanceOf(SettingException.class)
        .hasMessageNotContaining("abc");
    assertThatThrownBy(() -> of(Map.of("auth-params", new ConfigValue("k:v", true))))
        .isInstanceOf(SettingException.class)
        .hasMessageNotContaining("k:v");
  }

  @Test
  void whatMayNotBeShownIsSecret() {
    assertThat(PulsarOptions.specs())
        .filteredOn(OptionSpec::secret)
        .extracting(OptionSpec::name)
        .containsExactlyInAnyOrder("token", "auth-params");
  }
}
