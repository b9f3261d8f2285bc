/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import io.weir.core.provision.LocalHost;
import io.weir.core.provision.MavenArtifacts;
import io.weir.spi.ArtifactSet;
import io.weir.spi.ServerProcess;
import io.weir.spi.ServerSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A store that somebody else runs and that speaks S3, with one bucket, on a free port of the
 * loopback address; objects are files. Closing ends it.
 */
final class S3Server implements AutoCloseable {
  static final String BUCKET = "weir";
  static final String ACCESS_KEY = "somebody";
  static final String SECRET_KEY = "s3cret/of+somebody";

  private static final String HOST = "127.0.0.1";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final MavenArtifacts artifacts =
      new MavenArtifacts(MavenArtifacts.defaultCacheDirectory(System.getenv()));
  private final LocalHost host;
  private final Path objects;
  private final int port;

  private S3Server(Path directory) {
    this.host = new LocalHost(directory, artifacts);
    this.objects = directory.resolve("objects");
    this.port = host.freePort();
  }

  static S3Server start(Path directory) throws IOException {
    S3Server server = new S3Server(directory);
    try {
      server.start();
      return server;
    } catch (IOException | RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  private void start() throws IOException {
    Files.createDirectories(objects.resolve(BUCKET));
    Path directory = host.directory("s3");
    Path conf = directory.resolve("s3proxy.conf");
    Files.write(
        conf,
        List.of(
            "s3proxy.endpoint=" + url(),
            "s3proxy.authorization=aws-v2-or-v4",
            "s3proxy.identity=" + ACCESS_KEY,
            "s3proxy.credential=" + SECRET_KEY,
            "jclouds.provider=filesystem-nio2",
            "jclouds.filesystem.basedir=" + objects));
    ServerProcess process =
        host.start(
            new ServerSpec.Jvm(
                "s3",
                "store",
                Optional.empty(),
                host.resolve(
                    new ArtifactSet(
                        "s3proxy",
                        List.of("org.gaul:s3proxy:3.1.0"),
                        List.of(),
                        List.of(),
                        List.of())),
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
  }

  String url() {
    return "http://" + HOST + ":" + port;
  }

  /** Names of the objects whose names begin so. */
  List<String> objects(String prefix) throws IOException {
    Path bucket = objects.resolve(BUCKET);
    try (Stream<Path> files = Files.walk(bucket)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> bucket.relativize(file).toString())
          .filter(name -> name.startsWith(prefix))
          .sorted()
          .toList();
    }
  }

  @Override
  public void close() {
    host.close();
    artifacts.close();
  }
}
