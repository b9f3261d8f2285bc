/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import io.weir.spi.ArtifactSet;
import io.weir.spi.EngineAdapter;
import io.weir.spi.EngineCluster;
import io.weir.spi.EngineConnect;
import io.weir.spi.EngineLaunch;
import io.weir.spi.EngineRequest;
import io.weir.spi.OptionSpec;
import io.weir.spi.ServerHost;
import io.weir.spi.Support;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An engine adapter of a plugin, called in the plugin's context. Thread contract as its own. */
final class ContextEngine implements EngineAdapter {
  private final EngineAdapter engine;
  private final PluginContext context;

  ContextEngine(EngineAdapter engine, PluginContext context) {
    this.engine = engine;
    this.context = context;
  }

  @Override
  public String name() {
    return context.call(engine::name);
  }

  @Override
  public String description() {
    return context.call(engine::description);
  }

  @Override
  public String defaultVersion() {
    return context.call(engine::defaultVersion);
  }

  @Override
  public List<OptionSpec> options() {
    return context.call(engine::options);
  }

  @Override
  public Map<String, String> nativeSections() {
    return context.call(engine::nativeSections);
  }

  @Override
  public Optional<List<String>> checkNative(String section, String key) {
    return context.call(() -> engine.checkNative(section, key));
  }

  @Override
  public List<ArtifactSet> artifacts(String version) {
    return context.call(() -> engine.artifacts(version));
  }

  @Override
  public Support supports(EngineRequest request) {
    return context.call(() -> engine.supports(request));
  }

  @Override
  public String dialect() {
    return context.call(engine::dialect);
  }

  @Override
  public Map<String, String> faults() {
    return context.call(engine::faults);
  }

  @Override
  public Support rescales() {
    return context.call(engine::rescales);
  }

  @Override
  public EngineCluster launch(EngineLaunch request, ServerHost host) {
    return new ContextEngineCluster(context.call(() -> engine.launch(request, host)), context);
  }

  @Override
  public EngineCluster connect(EngineConnect request, ServerHost host) {
    return new ContextEngineCluster(context.call(() -> engine.connect(request, host)), context);
  }
}
