/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import io.weir.driver.kafka.KafkaDriver;
import io.weir.spi.BrokerDriver;
import org.junit.jupiter.api.TestInstance;

/** The whole suite on a local Flink and a real Kafka. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FlinkContractIT extends FlinkContract {
  @Override
  BrokerDriver driver() {
    return new KafkaDriver();
  }
}
