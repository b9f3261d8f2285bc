/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

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
import io.weir.spi.UnavailableException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A driver of a plugin, called in the plugin's context. Thread contract as the driver's. */
final class ContextDriver implements BrokerDriver {
  private final BrokerDriver driver;
  private final PluginContext context;

  ContextDriver(BrokerDriver driver, PluginContext context) {
    this.driver = driver;
    this.context = context;
  }

  @Override
  public String name() {
    return context.call(driver::name);
  }

  @Override
  public String description() {
    return context.call(driver::description);
  }

  @Override
  public String defaultVersion() {
    return context.call(driver::defaultVersion);
  }

  @Override
  public Capabilities capabilities() {
    return context.call(driver::capabilities);
  }

  @Override
  public List<OptionSpec> options() {
    return context.call(driver::options);
  }

  @Override
  public Map<String, String> nativeSections() {
    return context.call(driver::nativeSections);
  }

  @Override
  public Optional<List<String>> checkNative(String section, String key) {
    return context.call(() -> driver.checkNative(section, key));
  }

  @Override
  public Durability durability(DurabilityLevel level, int nodes) {
    return context.call(() -> driver.durability(level, nodes));
  }

  @Override
  public int nodesFor(DurabilityLevel level) {
    return context.call(() -> driver.nodesFor(level));
  }

  @Override
  public List<ArtifactSet> artifacts(String version) {
    return context.call(() -> driver.artifacts(version));
  }

  @Override
  public BrokerCluster launch(LaunchRequest request, ServerHost host) {
    return open(() -> driver.launch(request, host));
  }

  @Override
  public BrokerCluster connect(ConnectRequest request) {
    return open(() -> driver.connect(request));
  }

  private BrokerCluster open(Supplier<BrokerCluster> intoPlugin) {
    try {
      return new ContextCluster(context.call(intoPlugin), context);
    } catch (LinkageError e) {
      throw new UnavailableException(
          "plugin " + name() + " is incomplete: " + e + "; install it again", e);
    }
  }
}
