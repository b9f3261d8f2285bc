/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import io.weir.driver.pulsar.PulsarDriver;
import io.weir.spi.BrokerDriver;
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
}
