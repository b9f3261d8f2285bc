/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.engine.flink.FlinkSql.Submission;
import io.weir.spi.ClusterDescription;
import io.weir.spi.ClusterDescription.Node;
import io.weir.spi.ConfigValue;
import io.weir.spi.EngineCluster;
import io.weir.spi.EngineJob;
import io.weir.spi.JobSpec;
import io.weir.spi.ServerProcess;
import io.weir.spi.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import okhttp3.OkHttp;

/** A Flink session cluster in use. */
final class FlinkCluster implements EngineCluster {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  /**
   * For jobs to end on a cluster that stays: closing the connectors of many tasks takes a while.
   */
  private static final Duration ENDING_LIMIT = Duration.ofSeconds(30);

  /** The keys whose values Flink itself hides. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i).*(password|secret|fs\\.azure\\.account\\.key|apikey|token|access-key).*");

  private final FlinkRest rest;
  private final Path jobs;
  private final Optional<LocalServers> local;
  private final String version;
  private final JobRunner runner;

  /** By the last fault, until the cluster recovers: a server that died of itself stays dead. */
  private volatile List<ServerProcess> struck = List.of();

  /**
   * @param jobs directory of the job jars
   * @param local empty for a cluster that was there before
   */
  FlinkCluster(FlinkRest rest, Path jobs, Optional<LocalServers> local, String version) {
    this.rest = rest;
    this.jobs = jobs;
    this.local = local;
    this.version = version;
    this.runner =
        new JobRunner(
            rest,
            local.isPresent()
                ? "see logs/jobmanager.log in the run's directory"
                : "the JobManager's log says more");
  }

  @Override
  public ClusterDescription describe() {
    List<Node> nodes = new ArrayList<>();
    Map<String, ConfigValue> conf = new TreeMap<>();
    for (JsonNode entry : rest.get("/jobmanager/config")) {
      String key = entry.path("key").asText();
      conf.put(key, value(key, entry.path("value").asText()));
    }
    local.ifPresent(servers -> conf.putAll(servers.jobManagerConf()));
    nodes.add(new Node("jobmanager", rest.address(), hidden(conf)));
    for (JsonNode worker : rest.get("/taskmanagers").path("taskmanagers")) {
      Map<String, ConfigValue> of = new TreeMap<>();
      of.put("slots", ConfigValue.plain(worker.path("slotsNumber").asText()));
      worker
          .path("memoryConfiguration")
          .properties()
          .forEach(
              field ->
                  of.put(
                      "memoryConfiguration." + field.getKey(),
                      ConfigValue.plain(field.getValue().asText())));
      Optional<LocalServers.Worker> ours =
          local.flatMap(servers -> servers.behind(worker.path("dataPort").asInt()));
      ours.ifPresent(w -> of.putAll(w.conf()));
      nodes.add(
          new Node(
              ours.map(w -> w.process().id()).orElseGet(() -> worker.path("id").asText()),
              worker.path("path").asText(),
              hidden(of)));
    }
    return new ClusterDescription("flink", version, nodes, "okhttp " + OkHttp.VERSION);
  }

  private static ConfigValue value(String key, String text) {
    return new ConfigValue(text, SECRET.matcher(key).matches());
  }

  private static Map<String, ConfigValue> hidden(Map<String, ConfigValue> conf) {
    Map<String, ConfigValue> all = new TreeMap<>();
    conf.forEach((key, value) -> all.put(key, value.secret() ? value : value(key, value.value())));
    return all;
  }

  @Override
  public EngineJob submit(JobSpec spec) {
    Submission submission = FlinkSql.of(spec);
    Path jar = jobs.resolve(submission.jar());
    String argument = argument(submission);
    String uploaded = runner.upload(jar);
    try {
      String id =
          runner.run(
              uploaded,
              new JobRunner.Run(
                  submission.mainClass(), List.of(argument), spec.parallelism(), Optional.empty()));
      return new FlinkJob(
          rest, runner, submission, jar, argument, spec.settings().section(FlinkSql.JOB), id);
    } finally {
      runner.discard(uploaded);
    }
  }

  private static String argument(Submission submission) {
    ObjectNode work = FlinkRest.object();
    ObjectNode configuration = work.putObject("configuration");
    new TreeMap<>(submission.configuration()).forEach(configuration::put);
    submission.statements().forEach(work.putArray("statements")::add);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(work.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public List<ServerProcess> servers() {
    return local.map(LocalServers::processes).orElse(List.of());
  }

  @Override
  public List<String> strike(String fault) {
    if (!fault.equals(FlinkAdapter.KILL_TASK_MANAGER)) {
      throw new IllegalArgumentException("flink knows no fault " + fault);
    }
    ServerProcess busiest =
        local
            .orElseThrow(() -> noServers(fault))
            .busiest()
            .orElseThrow(
                () -> new UnavailableException("flink: " + fault + ": no TaskManager runs a task"));
    busiest.kill();
    struck = List.of(busiest);
    return List.of(busiest.id());
  }

  @Override
  public void recover(Duration timeLimit) {
    List<ServerProcess> dead = struck;
    struck = List.of();
    local.orElseThrow(() -> noServers("recovery")).restart(dead, Deadline.in(timeLimit));
  }

  private static UnavailableException noServers(String what) {
    return new UnavailableException(
        "flink: " + what + ": this cluster has no servers of the harness's own");
  }

  @Override
  public void close() {
    // The servers of a local cluster are about to end, and their jobs with them.
    runner.close(CLOSE_LIMIT, local.isPresent() ? Duration.ZERO : ENDING_LIMIT);
    rest.close();
  }
}
