/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import io.weir.core.provision.LocalHost;
import io.weir.core.provision.MavenArtifacts;
import io.weir.spi.ArtifactSet;
import io.weir.spi.ServerProcess;
import io.weir.spi.ServerSpec;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A store that somebody else runs and that speaks S3, with one bucket, on a free port of the
 * loopback address. Its objects lie in memory: they are deleted as in a store, not as files and
 * directories are. Closing ends it.
 */
final class S3Server implements AutoCloseable {
  static final String BUCKET = "weir";
  static final String ACCESS_KEY = "somebody";
  static final String SECRET_KEY = "s3cret/of+somebody";

  private static final String HOST = "127.0.0.1";
  private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final MavenArtifacts artifacts =
      new MavenArtifacts(MavenArtifacts.defaultCacheDirectory(System.getenv()));
  private final LocalHost host;
  private final int port;

  private S3Server(Path directory) {
    this.host = new LocalHost(directory, artifacts);
    this.port = host.freePort();
  }

  static S3Server start(Path directory) throws Exception {
    S3Server server = new S3Server(directory);
    try {
      server.start();
      return server;
    } catch (Exception | Error e) {
      server.close();
      throw e;
    }
  }

  private void start() throws Exception {
    Path directory = host.directory("s3");
    Path conf = directory.resolve("s3proxy.conf");
    Files.write(
        conf,
        List.of(
            "s3proxy.endpoint=" + url(),
            "s3proxy.authorization=aws-v2-or-v4",
            "s3proxy.identity=" + ACCESS_KEY,
            "s3proxy.credential=" + SECRET_KEY,
            "jclouds.provider=transient"));
    ServerProcess process =
        host.start(
            new ServerSpec.Jvm(
                "s3",
                "store",
                Optional.empty(),
                List.of(jar()),
                "org.gaul.s3proxy.Main",
                List.of("-Xmx256m"),
                List.of("--properties", conf.toString()),
                Map.of(),
                directory));
    host.await(
        process,
        "its port",
        () -> {
          try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(HOST, port), 500);
            return true;
          }
        },
        LIMIT);
    ask("PUT", "");
  }

  /** The one with its dependencies inside: what the tree resolves to does not fit together. */
  private Path jar() {
    String classifier = "jar-with-dependencies";
    return host
        .resolve(
            new ArtifactSet(
                "s3proxy",
                List.of("org.gaul:s3proxy:jar:" + classifier + ":3.1.0"),
                List.of(),
                List.of(),
                List.of("*:*")))
        .stream()
        .filter(jar -> jar.toString().contains(classifier))
        .findFirst()
        .orElseThrow();
  }

  String url() {
    return "http://" + HOST + ":" + port;
  }

  /** Names of at most 1,000 objects whose names begin so. */
  List<String> objects(String prefix) throws Exception {
    List<String> names = new ArrayList<>();
    Matcher key = KEY.matcher(ask("GET", "?prefix=" + prefix));
    while (key.find()) {
      names.add(key.group(1));
    }
    return names;
  }

  /** Asks for the bucket, signed by the older and shorter of the two ways. */
  private String ask(String method, String query) throws Exception {
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(SECRET_KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
    String signed = method + "\n\n\n\nx-amz-date:" + date + "\n/" + BUCKET + "/";
    String signature =
        Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url() + "/" + BUCKET + "/" + query))
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .header("x-amz-date", date)
                    .header("Authorization", "AWS " + ACCESS_KEY + ":" + signature)
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new AssertionError(method + query + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  @Override
  public void close() {
    host.close();
    artifacts.close();
  }
}
