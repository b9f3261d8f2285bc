/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.spi.ArtifactSet;
import io.weir.spi.ConfigValue;
import io.weir.spi.EngineAdapter;
import io.weir.spi.EngineCluster;
import io.weir.spi.EngineConnect;
import io.weir.spi.EngineLaunch;
import io.weir.spi.EngineRequest;
import io.weir.spi.OptionSpec;
import io.weir.spi.Query;
import io.weir.spi.ServerHost;
import io.weir.spi.SettingException;
import io.weir.spi.Support;
import io.weir.spi.UnavailableException;
import io.weir.spi.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import okhttp3.HttpUrl;

/** Apache Flink: a session cluster on this machine, or one that runs already. */
public final class FlinkAdapter implements EngineAdapter {
  static final String NAME = "flink";
  static final String KILL_TASK_MANAGER = "kill-taskmanager";

  /** Does nothing; the service loader needs it. */
  public FlinkAdapter() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Apache Flink " + FlinkArtifacts.SERIES + ", SQL with Flink's own connectors";
  }

  @Override
  public String defaultVersion() {
    return "1.20.3";
  }

  @Override
  public List<OptionSpec> options() {
    List<OptionSpec> all = new ArrayList<>(FlinkSql.options());
    all.addAll(ClusterOptions.specs());
    return List.copyOf(all);
  }

  @Override
  public Map<String, String> nativeSections() {
    Map<String, String> all = new TreeMap<>(FlinkSql.sections());
    all.put(ClusterOptions.CONF, "settings of every local server, as in config.yaml");
    return all;
  }

  @Override
  public Optional<List<String>> checkNative(String section, String key) {
    if (section.equals(ClusterOptions.CONF)) {
      return ServerConf.wellFormed(key) ? Optional.empty() : Optional.of(List.of());
    }
    return FlinkSql.checkNative(section, key);
  }

  @Override
  public List<ArtifactSet> artifacts(String version) {
    return List.of(FlinkArtifacts.servers(version), FlinkArtifacts.s3());
  }

  @Override
  public Support supports(EngineRequest request) {
    Optional<Support> no =
        request
            .broker()
            .filter(broker -> !FlinkSql.protocols().contains(broker.protocol()))
            .map(
                broker ->
                    Support.no(
                        "there is no Flink connector here for brokers that speak "
                            + broker.protocol()));
    return no.or(() -> request.work().flatMap(FlinkAdapter::unfit)).orElseGet(Support::yes);
  }

  private static Optional<Support> unfit(EngineRequest.Work work) {
    Query query = work.query();
    Workload workload = work.workload();
    if (query.text(NAME).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        Support.no(
            query
                .reason(NAME)
                .orElseGet(
                    () ->
                        "query "
                            + query.name()
                            + " of workload "
                            + workload.name()
                            + " is not written in Flink's SQL")));
  }

  @Override
  public Map<String, String> faults() {
    return Map.of(
        KILL_TASK_MANAGER,
        "ends one TaskManager that runs tasks at once, and starts it again when it was missed");
  }

  @Override
  public Support rescales() {
    return Support.yes();
  }

  @Override
  public EngineCluster launch(EngineLaunch request, ServerHost host) {
    ClusterOptions options = ClusterOptions.of(request.settings());
    ServerConf.check(request.settings());
    if (options.token().isPresent()) {
      throw new SettingException(
          "flink." + ClusterOptions.TOKEN,
          ConfigValue.MASK,
          "no value without the address of an existing cluster",
          "leave it out, or name the cluster by --engine-url");
    }
    return new FlinkLauncher(request, host, options).launch();
  }

  @Override
  public EngineCluster connect(EngineConnect request, ServerHost host) {
    ClusterOptions options = ClusterOptions.of(request.settings());
    request
        .settings()
        .section(ClusterOptions.CONF)
        .forEach(
            (key, value) -> {
              throw new SettingException(
                  "flink.conf." + key,
                  value.shown(),
                  "no value, since these servers run already",
                  "leave it out, or leave the address out to launch servers");
            });
    FlinkRest rest = new FlinkRest(address(request.addresses()), options.token());
    try {
      String version = awaitAnswer(rest, request.timeLimit());
      checkSlots(rest, request.slots());
      return new FlinkCluster(rest, request.jobs(), Optional.empty(), version);
    } catch (RuntimeException e) {
      rest.close();
      throw e;
    }
  }

  private static HttpUrl address(List<String> addresses) {
    String text = String.join(",", addresses);
    HttpUrl url = addresses.size() == 1 ? HttpUrl.parse(text) : null;
    if (url == null || !url.username().isEmpty() || url.query() != null) {
      throw new SettingException(
          "--engine-url",
          url == null || url.username().isEmpty() ? text : ConfigValue.MASK,
          "one address of a JobManager's REST service, as http://host:port or https://host:port",
          "a token goes into flink.token");
    }
    return url;
  }

  /** Its version, which is one that jobs run on. */
  private static String awaitAnswer(FlinkRest rest, Duration timeLimit) {
    JsonNode[] config = {FlinkRest.object()};
    Waiting.Outcome answered =
        Waiting.until(
            () -> {
              config[0] = rest.get("/config");
              return true;
            },
            Deadline.in(timeLimit));
    if (!answered.held()) {
      String tried = " (tried for " + timeLimit.toMillis() + " ms)";
      throw answered
          .lost()
          .map(e -> new UnavailableException(e.getMessage() + tried, e))
          .orElseGet(
              () ->
                  new UnavailableException(
                      "flink: " + rest.address() + " does not answer" + tried));
    }
    String version = config[0].path("flink-version").asText();
    if (!FlinkArtifacts.supported(version)) {
      throw new UnavailableException(
          "flink: "
              + rest.address()
              + (version.isEmpty() ? " tells no version" : " is Flink " + version)
              + ": the job jars run on "
              + FlinkArtifacts.SERIES
              + ".<n> alone");
    }
    if (!config[0].path("features").path("web-submit").asBoolean(true)) {
      throw new UnavailableException(
          "flink: "
              + rest.address()
              + " takes no jars: set web.submit.enable: true in its configuration");
    }
    return version;
  }

  private static void checkSlots(FlinkRest rest, int needed) {
    JsonNode overview = rest.get("/overview");
    int free = overview.path("slots-available").asInt();
    if (free < needed) {
      throw new UnavailableException(
          "flink: "
              + rest.address()
              + " has "
              + free
              + " of its "
              + overview.path("slots-total").asInt()
              + " slots free, and "
              + needed
              + " are needed: lower --parallelism, end other jobs, or add TaskManagers");
    }
  }
}
