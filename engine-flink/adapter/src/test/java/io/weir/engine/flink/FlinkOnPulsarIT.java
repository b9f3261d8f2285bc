/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import io.weir.driver.pulsar.PulsarDriver;
import io.weir.spi.BrokerDriver;
import io.weir.spi.ConfigValue;
import io.weir.spi.Settings;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/** The whole suite on a local Flink and a real Pulsar. */
@Tag("extended")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FlinkOnPulsarIT extends FlinkContract {
  @Override
  BrokerDriver driver() {
    return new PulsarDriver();
  }

  /** With transactions, which exactly-once needs. */
  @Override
  Settings brokerSettings() {
    return new Settings(
        super.brokerSettings().options(),
        Map.of(
            "broker",
            Map.of(
                "transactionCoordinatorEnabled", ConfigValue.plain("true"),
                "systemTopicEnabled", ConfigValue.plain("true"))));
  }
}
