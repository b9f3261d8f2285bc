/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.core.provision.LocalHost;
import io.weir.core.provision.MavenArtifacts;
import io.weir.spi.BrokerCluster;
import io.weir.spi.BrokerDriver;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.EngineAdapter;
import io.weir.spi.EngineCluster;
import io.weir.spi.EngineConnect;
import io.weir.spi.EngineLaunch;
import io.weir.spi.LaunchRequest;
import io.weir.spi.NanoClock;
import io.weir.spi.Workload;
import io.weir.spi.testkit.EngineContract;
import io.weir.workloads.robots.RobotsWorkload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a local cluster of two TaskManagers and one broker. */
abstract class FlinkContract extends EngineContract {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Set<String> GONE = Set.of("FINISHED", "CANCELED", "FAILED");

  private final FlinkAdapter adapter = new FlinkAdapter();
  private final MavenArtifacts artifacts =
      new MavenArtifacts(MavenArtifacts.defaultCacheDirectory(System.getenv()));
  private final long seedNs = System.currentTimeMillis() * 1_000_000 - System.nanoTime();
  private final NanoClock clock = () -> seedNs + System.nanoTime();
  private LocalHost host;
  private Path jobs;
  private BrokerCluster broker;
  private EngineCluster engine;

  abstract BrokerDriver driver();

  @BeforeAll
  void launch(@TempDir Path directory) {
    host = new LocalHost(directory, artifacts);
    try {
      jobs = JobJars.in(directory);
      engine =
          adapter.launch(
              new EngineLaunch(
                  adapter.defaultVersion(),
                  2,
                  4,
                  jobs,
                  defaultSettings(adapter.options()),
                  START_LIMIT),
              host);
      broker =
          driver()
              .launch(
                  new LaunchRequest(
                      driver().defaultVersion(),
                      driver().nodesFor(DurabilityLevel.DEFAULT),
                      DurabilityLevel.DEFAULT,
                      true,
                      defaultSettings(driver().options()),
                      clock,
                      START_LIMIT),
                  host);
    } catch (RuntimeException e) {
      host.close();
      throw e;
    }
  }

  @AfterAll
  void close() {
    try {
      broker.close();
      engine.close();
    } finally {
      host.close();
      artifacts.close();
    }
  }

  @Override
  protected EngineAdapter adapter() {
    return adapter;
  }

  @Override
  protected EngineCluster engine() {
    return engine;
  }

  @Override
  protected EngineCluster reached() {
    return adapter.connect(
        new EngineConnect(
            List.of(address()),
            1,
            jobs,
            defaultSettings(adapter.options()),
            Duration.ofSeconds(10)),
        host);
  }

  private String address() {
    return engine.describe().nodes().get(0).address();
  }

  @Override
  protected BrokerCluster broker() {
    return broker;
  }

  @Override
  protected Workload workload() {
    return new RobotsWorkload();
  }

  @Override
  protected String perRecord() {
    return "passthrough";
  }

  @Override
  protected String windowed() {
    return "robots-1s";
  }

  @Override
  protected List<String> left() {
    List<String> left = new ArrayList<>();
    try (FlinkRest rest = new FlinkRest(HttpUrl.get(address()), Optional.empty())) {
      for (JsonNode job : rest.get("/jobs").path("jobs")) {
        if (!GONE.contains(job.path("status").asText())) {
          left.add(job.toString());
        }
      }
      rest.get("/jars").path("files").forEach(jar -> left.add(jar.toString()));
    }
    return left;
  }
}
