/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

import io.weir.spi.ArtifactSet;
import io.weir.spi.BrokerCluster;
import io.weir.spi.BrokerDriver;
import io.weir.spi.Capabilities;
import io.weir.spi.ConnectRequest;
import io.weir.spi.Durability;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.LaunchRequest;
import io.weir.spi.OptionSpec;
import io.weir.spi.ServerHost;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A driver that hands every call on, and puts something around the clusters it gives. */
final class ForwardingDriver implements BrokerDriver {
  private final BrokerDriver driver;
  private final UnaryOperator<BrokerCluster> around;

  ForwardingDriver(BrokerDriver driver, UnaryOperator<BrokerCluster> around) {
    this.driver = driver;
    this.around = around;
  }

  @Override
  public BrokerCluster launch(LaunchRequest request, ServerHost host) {
    return around.apply(driver.launch(request, host));
  }

  @Override
  public BrokerCluster connect(ConnectRequest request) {
    return around.apply(driver.connect(request));
  }

  @Override
  public String name() {
    return driver.name();
  }

  @Override
  public String description() {
    return driver.description();
  }

  @Override
  public String defaultVersion() {
    return driver.defaultVersion();
  }

  @Override
  public Capabilities capabilities() {
    return driver.capabilities();
  }

  @Override
  public List<OptionSpec> options() {
    return driver.options();
  }

  @Override
  public Map<String, String> nativeSections() {
    return driver.nativeSections();
  }

  @Override
  public Optional<List<String>> checkNative(String section, String key) {
    return driver.checkNative(section, key);
  }

  @Override
  public Durability durability(DurabilityLevel level, int nodes) {
    return driver.durability(level, nodes);
  }

  @Override
  public int nodesFor(DurabilityLevel level) {
    return driver.nodesFor(level);
  }

  @Override
  public List<ArtifactSet> artifacts(String version) {
    return driver.artifacts(version);
  }
}
