/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.ConfigValue;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeKeysTest {
  private static Settings settings(String section, String key, String value) {
    return new Settings(Map.of(), Map.of(section, Map.of(key, ConfigValue.plain(value))));
  }

  @ParameterizedTest
  @CsvSource({
    "producer,batchingMaxMessages",
    "producer,chunkingEnabled",
    "consumer,acknowledgementsGroupTimeMicros",
    "client,tlsTrustCertsFilePath",
    "client,connectionTimeoutMs",
    "broker,managedLedgerCacheSizeMB",
    "bookie,dbStorage_writeCacheMaxSizeMb",
    "zookeeper,tickTime"
  })
  void aKeyThatPulsarKnowsPasses(String section, String key) {
    assertThat(NativeKeys.check(section, key)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "producer,batchingMaxMessage,batchingMaxMessages",
    "consumer,ackTimeoutMilis,ackTimeoutMillis",
    "client,tlsTrustCertFilePath,tlsTrustCertsFilePath"
  })
  void aKeyThatIsNearlyKnownIsAnsweredWithWhatWasMeant(String section, String key, String meant) {
    assertThat(NativeKeys.check(section, key))
        .hasValueSatisfying(s -> assertThat(s).contains(meant));
  }

  @Test
  void aKeyThatNobodyKnowsHasNoSuggestion() {
    assertThat(NativeKeys.check("producer", "quux")).contains(List.of());
    assertThat(NativeKeys.check("broker", "Not A Key")).contains(List.of());
    assertThat(NativeKeys.check("nosection", "batchingMaxBytes")).contains(List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "producer,topicName,x",
    "consumer,subscriptionType,Shared",
    "client,serviceUrl,pulsar://h:1",
    "broker,brokerServicePort,1",
    "bookie,journalDirectories,/x",
    "zookeeper,dataDir,/x"
  })
  void whatTheHarnessSetsItselfIsRefused(String section, String key, String value) {
    assertThatThrownBy(() -> NativeKeys.checkValues(settings(section, key, value)))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("pulsar." + section + "." + key)
        .hasMessageContaining("leave it out");
  }

  @ParameterizedTest
  @CsvSource({
    "producer,batchingMaxMessages,many",
    "producer,hashingScheme,None",
    "client,connectionTimeoutMs,soon"
  })
  void aValueOfTheWrongTypeIsRefusedBeforeAnythingStarts(String section, String key, String value) {
    assertThatThrownBy(() -> NativeKeys.checkValues(settings(section, key, value)))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("pulsar." + section + "." + key + "=" + value)
        .hasMessageNotContaining("\n");
  }

  @Test
  void valuesOfTheRightTypePass() {
    assertThatCode(
            () -> {
              NativeKeys.checkValues(settings("producer", "batchingMaxMessages", "10"));
              NativeKeys.checkValues(settings("client", "useTls", "true"));
              NativeKeys.checkValues(settings("bookie", "journalMaxGroupWaitMSec", "2"));
            })
        .doesNotThrowAnyException();
  }
}
