/* SPDX-License-Identifier: Apache-2.0 */
package org.example.toy;

import io.weir.spi.BrokerCluster;
import io.weir.spi.BrokerDriver;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.LaunchRequest;
import io.weir.spi.NanoClock;
import io.weir.spi.testkit.BrokerDriverContract;
import io.weir.spi.testkit.NoServerHost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ToyContractTest extends BrokerDriverContract {
  private final BrokerDriver driver = new ToyDriver();
  private final NanoClock clock = System::nanoTime;
  private BrokerCluster cluster;

  @BeforeAll
  void launch() {
    cluster =
        driver.launch(
            new LaunchRequest(
                driver.defaultVersion(),
                1,
                DurabilityLevel.DEFAULT,
                false,
                defaultSettings(driver),
                clock,
                LIMIT),
            new NoServerHost());
  }

  @AfterAll
  void close() {
    cluster.close();
  }

  @Override
  protected BrokerDriver driver() {
    return driver;
  }

  @Override
  protected BrokerCluster cluster() {
    return cluster;
  }

  @Override
  protected NanoClock clock() {
    return clock;
  }
}
