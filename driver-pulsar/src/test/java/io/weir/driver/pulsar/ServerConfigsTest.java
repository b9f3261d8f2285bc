/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.spi.ConfigValue;
import io.weir.spi.DurabilityLevel;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerConfigsTest {
  private static final Path DATA = Path.of("/run/servers/bookie-1/data");

  private static Map<String, String> bookie(
      DurabilityLevel level, Map<String, ConfigValue> further) {
    return ServerConfigs.bookie(1, 2, 3, "lo", DATA, level, further);
  }

  @ParameterizedTest
  @CsvSource({
    "DEFAULT,true,true,2,2,2",
    "WEAK,true,false,3,3,1",
    "STRONG,true,true,3,3,2",
    "FLOW_WEAK,false,false,3,2,1"
  })
  void aLevelIsSetOnBookiesAndBroker(
      DurabilityLevel level, String write, String sync, String e, String w, String a) {
    assertThat(bookie(level, Map.of()))
        .containsEntry("journalWriteData", write)
        .containsEntry("journalSyncData", sync);
    assertThat(ServerConfigs.broker(1, 2, 3, level, false, Map.of()))
        .containsEntry("managedLedgerDefaultEnsembleSize", e)
        .containsEntry("managedLedgerDefaultWriteQuorum", w)
        .containsEntry("managedLedgerDefaultAckQuorum", a);
  }

  @Test
  void everyServerListensOnLoopbackAlone() {
    assertThat(bookie(DurabilityLevel.DEFAULT, Map.of()))
        .containsEntry("listeningInterface", "lo")
        .containsEntry("httpServerHost", "127.0.0.1");
    assertThat(ServerConfigs.broker(1, 2, 3, DurabilityLevel.DEFAULT, false, Map.of()))
        .containsEntry("bindAddress", "127.0.0.1");
    assertThat(ServerConfigs.zookeeper(1, DATA, Map.of()))
        .containsEntry("clientPortAddress", "127.0.0.1");
    assertThat(ServerConfigs.standalone(1, 2, false, Map.of(), Map.of()))
        .containsEntry("bindAddress", "127.0.0.1");
  }

  @Test
  void transactionsAreThereOnlyWhereTheyAreAskedFor() {
    String key = "transactionCoordinatorEnabled";
    assertThat(ServerConfigs.broker(1, 2, 3, DurabilityLevel.STRONG, true, Map.of()))
        .containsEntry(key, "true");
    assertThat(ServerConfigs.standalone(1, 2, true, Map.of(), Map.of())).containsEntry(key, "true");
    assertThat(ServerConfigs.broker(1, 2, 3, DurabilityLevel.STRONG, false, Map.of()))
        .doesNotContainKey(key);
    assertThat(ServerConfigs.standalone(1, 2, false, Map.of(), Map.of())).doesNotContainKey(key);
  }

  @Test
  void whatTheUserSetsWinsAndReadsBackAsWritten() throws IOException {
    Map<String, String> config =
        bookie(
            DurabilityLevel.STRONG,
            Map.of(
                "journalSyncData", ConfigValue.plain("false"),
                "odd", ConfigValue.plain(" a\\b\nc")));
    Properties read = new Properties();
    read.load(new StringReader(ServerConfigs.text(config)));
    assertThat(read.getProperty("journalSyncData")).isEqualTo("false");
    assertThat(read.getProperty("odd")).isEqualTo(" a\\b\nc");
    assertThat(read).hasSameSizeAs(config.keySet());
  }
}
