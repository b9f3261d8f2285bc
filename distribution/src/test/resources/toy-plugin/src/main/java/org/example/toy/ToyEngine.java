/* SPDX-License-Identifier: Apache-2.0 */
package org.example.toy;

import io.weir.spi.ArtifactSet;
import io.weir.spi.EngineAdapter;
import io.weir.spi.EngineCluster;
import io.weir.spi.EngineConnect;
import io.weir.spi.EngineLaunch;
import io.weir.spi.EngineRequest;
import io.weir.spi.OptionSpec;
import io.weir.spi.ServerHost;
import io.weir.spi.Support;
import io.weir.spi.UnavailableException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says what an engine would do that reads from toys alone and knows one dialect. */
public final class ToyEngine implements EngineAdapter {
  private static final String DIALECT = "toy-sql";

  @Override
  public String name() {
    return "toy-engine";
  }

  @Override
  public String description() {
    return "a toy of a stream engine";
  }

  @Override
  public String defaultVersion() {
    return "1.0";
  }

  @Override
  public List<OptionSpec> options() {
    return List.of();
  }

  @Override
  public Map<String, String> nativeSections() {
    return Map.of("job", "settings of every job");
  }

  @Override
  public Optional<List<String>> checkNative(String section, String key) {
    return key.equals("speed") ? Optional.empty() : Optional.of(List.of("speed"));
  }

  @Override
  public List<ArtifactSet> artifacts(String version) {
    return List.of();
  }

  @Override
  public Support supports(EngineRequest request) {
    Optional<EngineRequest.Broker> broker = request.broker();
    if (broker.isPresent() && !broker.get().protocol().equals("toy")) {
      return Support.no("it has no connector for the protocol " + broker.get().protocol());
    }
    Optional<EngineRequest.Work> work = request.work();
    if (work.isPresent() && work.get().query().text(DIALECT).isEmpty()) {
      return Support.no("the query has no text in " + DIALECT);
    }
    return Support.yes();
  }

  @Override
  public EngineCluster launch(EngineLaunch request, ServerHost host) {
    throw new UnavailableException("a toy engine runs nothing");
  }

  @Override
  public EngineCluster connect(EngineConnect request, ServerHost host) {
    throw new UnavailableException("a toy engine runs nothing");
  }
}
