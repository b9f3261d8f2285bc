/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.core.provision.LocalHost;
import io.weir.spi.ArtifactSet;
import io.weir.spi.ServerProcess;
import io.weir.spi.ServerSpec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A throw-away cluster. */
final class TestFlink {
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, String> jars = new HashMap<>();
  private final Path jobs;
  private final String url;
  ServerProcess taskManager;

  TestFlink(LocalHost host, Path jobs, String... more) throws Exception {
    this.jobs = jobs;
    String v = "1.20.3";
    List<Path> lib =
        host.resolve(
            new ArtifactSet(
                "flink",
                List.of(
                    "org.apache.flink:flink-runtime:" + v,
                    "org.apache.flink:flink-runtime-web:" + v,
                    "org.apache.flink:flink-clients:" + v,
                    "org.apache.flink:flink-streaming-java:" + v,
                    "org.apache.flink:flink-connector-base:" + v,
                    "org.apache.flink:flink-connector-files:" + v,
                    "org.apache.flink:flink-table-api-java-bridge:" + v,
                    "org.apache.flink:flink-table-runtime:" + v,
                    "org.apache.flink:flink-table-planner_2.12:" + v,
                    "org.apache.flink:flink-json:" + v,
                    "org.apache.logging.log4j:log4j-slf4j-impl:2.24.3",
                    "org.apache.logging.log4j:log4j-core:2.24.3"),
                List.of(),
                List.of(),
                List.of()));
    int rpc = host.freePort();
    int rest = host.freePort();
    url = "http://127.0.0.1:" + rest;
    Path dir = host.directory("flink");
    String common =
        "jobmanager.rpc.address: 127.0.0.1\njobmanager.rpc.port: "
            + rpc
            + "\nrest.address: 127.0.0.1\nrest.bind-address: 127.0.0.1\nrest.port: "
            + rest
            + "\njobmanager.bind-host: 127.0.0.1\ntaskmanager.host: 127.0.0.1\ntaskmanager.bind-host: 127.0.0.1"
            + "\nexecution.checkpointing.dir: file://"
            + dir.resolve("cp")
            + "\ncluster.registration.error-delay: 200\ncluster.registration.refused-registration-delay: 200\ncluster.registration.initial-timeout: 200"
            + "\ntaskmanager.numberOfTaskSlots: 8\ntaskmanager.cpu.cores: 2.0\ntaskmanager.memory.task.heap.size: 512m\ntaskmanager.memory.framework.heap.size: 128m"
            + "\ntaskmanager.memory.task.off-heap.size: 0m\ntaskmanager.memory.framework.off-heap.size: 128m\ntaskmanager.memory.network.min: 64m\ntaskmanager.memory.network.max: 64m"
            + "\ntaskmanager.memory.managed.size: 64m\ntaskmanager.memory.jvm-metaspace.size: 512m\ntaskmanager.memory.jvm-overhead.min: 64m\ntaskmanager.memory.jvm-overhead.max: 64m"
            + "\njobmanager.memory.process.size: 1g\nio.tmp.dirs: "
            + dir.resolve("tmp")
            + "\nweb.tmpdir: "
            + dir.resolve("web")
            + "\n"
            + String.join("\n", more)
            + "\n";
    Files.createDirectories(dir.resolve("tmp"));
    Files.writeString(dir.resolve("config.yaml"), common);
    Files.writeString(
        dir.resolve("log4j2.properties"),
        "rootLogger.level=INFO\nrootLogger.appenderRef.c.ref=c\nappender.c.name=c\nappender.c.type=CONSOLE\nappender.c.layout.type=PatternLayout\nappender.c.layout.pattern=%d %p %c{1} %m%n\n");
    List<String> flags =
        List.of(
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.time=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/java.net=ALL-UNNAMED",
            "--add-opens=java.base/sun.net.util=ALL-UNNAMED",
            "-Xmx768m",
            "-Dlog4j2.configurationFile=" + dir.resolve("log4j2.properties"));
    ServerProcess jm =
        host.start(
            new ServerSpec.Jvm(
                "jobmanager",
                "jobmanager",
                Optional.empty(),
                lib,
                "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                flags,
                List.of("--configDir", dir.toString()),
                Map.of(),
                dir));
    taskManager =
        host.start(
            new ServerSpec.Jvm(
                "taskmanager",
                "taskmanager",
                Optional.empty(),
                lib,
                "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                flags,
                List.of("--configDir", dir.toString()),
                Map.of(),
                dir));
    host.await(
        jm,
        "slots",
        () -> get("/overview").path("slots-available").asInt() > 0,
        Duration.ofSeconds(60));
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return json.readTree(
        http.send(
                HttpRequest.newBuilder(URI.create(url + path)).build(),
                HttpResponse.BodyHandlers.ofString())
            .body());
  }

  String submit(FlinkSql.Submission s) throws Exception {
    String jar = jars.get(s.jar());
    if (jar == null) {
      byte[] content = Files.readAllBytes(jobs.resolve(s.jar()));
      String head =
          "--xx\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
              + s.jar()
              + "\"\r\nContent-Type: application/x-java-archive\r\n\r\n";
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(url + "/jars/upload"))
                  .header("Content-Type", "multipart/form-data; boundary=xx")
                  .POST(
                      HttpRequest.BodyPublishers.ofByteArrays(
                          List.of(
                              head.getBytes(StandardCharsets.UTF_8),
                              content,
                              "\r\n--xx--\r\n".getBytes(StandardCharsets.UTF_8))))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      String name = json.readTree(answer.body()).path("filename").asText();
      jar = name.substring(name.lastIndexOf('/') + 1);
      jars.put(s.jar(), jar);
    }
    byte[] work =
        json.writeValueAsBytes(
            Map.of("configuration", s.configuration(), "statements", s.statements()));
    String argument = Base64.getUrlEncoder().withoutPadding().encodeToString(work);
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(url + "/jars/" + jar + "/run"))
                .POST(
                    HttpRequest.BodyPublishers.ofByteArray(
                        json.writeValueAsBytes(
                            Map.of(
                                "entryClass",
                                s.mainClass(),
                                "programArgsList",
                                List.of(argument)))))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    JsonNode body = json.readTree(answer.body());
    if (!body.has("jobid")) {
      throw new IllegalStateException(body.toString().replace("\\n", "\n"));
    }
    return body.get("jobid").asText();
  }

  String state(String id) throws Exception {
    return get("/jobs/" + id).path("state").asText();
  }

  String exceptions(String id) throws Exception {
    String all = get("/jobs/" + id + "/exceptions").path("root-exception").asText();
    return all.substring(0, Math.min(3000, all.length()));
  }

  void cancel(String id) throws Exception {
    http.send(
        HttpRequest.newBuilder(URI.create(url + "/jobs/" + id))
            .method("PATCH", HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
    for (int i = 0; i < 300; i++) {
      if (List.of("CANCELED", "FAILED", "FINISHED").contains(state(id))) {
        return;
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException("job stays " + state(id));
  }
}
