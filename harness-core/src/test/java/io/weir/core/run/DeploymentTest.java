/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.experiment.RunSpec.BrokerSpec;
import io.weir.core.measure.EpochClock;
import io.weir.core.plugin.LoadedDriver;
import io.weir.core.plugin.SettingsBinder;
import io.weir.core.provision.LocalHost;
import io.weir.core.provision.MavenArtifacts;
import io.weir.driver.loopback.LoopbackDriver;
import io.weir.spi.BrokerDriver;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.LaunchRequest;
import io.weir.spi.Settings;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theDriverIsToldWhetherThereWillBeTransactions(
      boolean transactions, @TempDir Path directory) {
    List<LaunchRequest> requests = new ArrayList<>();
    BrokerDriver loopback = new LoopbackDriver();
    BrokerDriver driver =
        (BrokerDriver)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {BrokerDriver.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("launch")) {
                    requests.add((LaunchRequest) arguments[0]);
                  }
                  return method.invoke(loopback, arguments);
                });
    LoadedDriver loaded =
        new LoadedDriver("loopback", directory, "1", driver, getClass().getClassLoader());
    Settings bound = new SettingsBinder(Map.of()).bind(driver, Map.of(), List.of("loopback"));
    BrokerSpec broker =
        new BrokerSpec(
            "loopback", Optional.empty(), 1, List.of(), DurabilityLevel.DEFAULT, Map.of());
    try (MavenArtifacts artifacts = new MavenArtifacts(directory.resolve("cache"));
        LocalHost host = new LocalHost(directory, artifacts);
        Deployment deployment =
            new Deployment("d", broker, transactions, loaded, bound, host, new EpochClock())) {
      deployment.open();
      assertThat(requests).singleElement().returns(transactions, LaunchRequest::transactions);
      assertThat(deployment.cluster().prepareTransactions(DurabilityLevel.DEFAULT)).isEmpty();
    }
  }
}
