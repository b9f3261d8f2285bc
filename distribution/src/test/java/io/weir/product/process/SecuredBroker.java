/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import io.weir.core.provision.LocalHost;
import io.weir.core.provision.MavenArtifacts;
import io.weir.spi.ArtifactSet;
import io.weir.spi.ServerProcess;
import io.weir.spi.ServerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A broker that somebody else runs: with TLS, SCRAM and ACLs, on free ports of the loopback
 * address. Its certificate is for 127.0.0.1 alone. Closing ends it.
 */
final class SecuredBroker implements AutoCloseable {
  static final String USER = "bench";
  static final String PASSWORD = "b3nch/p&ss \\word=42";
  static final String GUEST = "guest";
  static final String GUEST_PASSWORD = "gu3st-without-rights";
  static final String STORE_PASSWORD = "st0re-pass-4711";

  private static final String HOST = "127.0.0.1";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Held, since a logger that nobody holds forgets its level. */
  private final Logger clientLogger = Logger.getLogger("org.apache.kafka");

  private final Path directory;
  private final MavenArtifacts artifacts;
  private final LocalHost host;
  private final int saslTls;
  private final int plain;
  private final int saslPlain;
  private final int mutualTls;

  private SecuredBroker(Path directory) throws Exception {
    clientLogger.setLevel(Level.SEVERE);
    this.directory = directory;
    this.artifacts = new MavenArtifacts(MavenArtifacts.defaultCacheDirectory(System.getenv()));
    this.host = new LocalHost(directory, artifacts);
    this.saslTls = host.freePort();
    this.plain = host.freePort();
    this.saslPlain = host.freePort();
    this.mutualTls = host.freePort();
  }

  static SecuredBroker start(Path directory) throws Exception {
    SecuredBroker broker = new SecuredBroker(directory);
    try {
      broker.makeKeys();
      broker.startServer();
      broker.allowUser();
      return broker;
    } catch (Exception | Error e) {
      broker.close();
      throw e;
    }
  }

  /** Where SCRAM over TLS is wanted. */
  String saslTls() {
    return HOST + ":" + saslTls;
  }

  /** The same listener by a name that its certificate does not have. */
  String saslTlsByAnotherName() {
    return "localhost:" + saslTls;
  }

  /** Where anybody may do anything. */
  String plain() {
    return HOST + ":" + plain;
  }

  /** Where SCRAM without TLS is wanted. */
  String saslPlain() {
    return HOST + ":" + saslPlain;
  }

  /** Where a client's certificate is wanted. */
  String mutualTls() {
    return HOST + ":" + mutualTls;
  }

  /** The same listener by a name that its certificate does not have. */
  String mutualTlsByAnotherName() {
    return "localhost:" + mutualTls;
  }

  /** Holds the broker's certificate. */
  Path trustStore() {
    return directory.resolve("trust.p12");
  }

  /** Holds a certificate that is not the broker's. */
  Path otherTrustStore() {
    return directory.resolve("other-trust.p12");
  }

  /** A client's key and certificate, which the broker trusts. */
  Path clientKeyStore() {
    return directory.resolve("client.p12");
  }

  /** The client's half of SCRAM. */
  static String jaas(String user, String password) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
        + user
        + "\" password=\""
        + password.replace("\\", "\\\\").replace("\"", "\\\"")
        + "\";";
  }

  Set<String> topics() throws Exception {
    try (Admin admin = admin()) {
      return new TreeSet<>(admin.listTopics().names().get(30, TimeUnit.SECONDS));
    }
  }

  void createTopic(String name) throws Exception {
    try (Admin admin = admin()) {
      admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get(30, TimeUnit.SECONDS);
    }
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", plain()));
  }

  private void makeKeys() throws Exception {
    key("broker", "san=ip:" + HOST);
    key("client", "san=dns:client");
    key("other", "san=dns:other");
    trust("broker", trustStore());
    trust("other", otherTrustStore());
    trust("client", directory.resolve("broker-trust.p12"));
  }

  private void key(String name, String extension) throws Exception {
    keytool(
        "-genkeypair",
        "-alias",
        name,
        "-keyalg",
        "RSA",
        "-validity",
        "2",
        "-dname",
        "CN=" + name,
        "-ext",
        extension,
        "-keystore",
        directory.resolve(name + ".p12").toString());
    keytool(
        "-exportcert",
        "-alias",
        name,
        "-keystore",
        directory.resolve(name + ".p12").toString(),
        "-file",
        directory.resolve(name + ".crt").toString());
  }

  private void trust(String name, Path store) throws Exception {
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        name,
        "-file",
        directory.resolve(name + ".crt").toString(),
        "-keystore",
        store.toString());
  }

  private void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", STORE_PASSWORD));
    Path log = directory.resolve("keytool.log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(Files.readString(log));
    }
  }

  private void startServer() throws IOException {
    List<Path> jars =
        host.resolve(
            new ArtifactSet(
                "kafka of the test",
                List.of(
                    "org.apache.kafka:kafka_2.13:4.3.1",
                    "org.apache.logging.log4j:log4j-slf4j-impl:2.25.5"),
                List.of(),
                List.of(),
                List.of()));
    Path home = host.directory("secured");
    Path config = Files.writeString(home.resolve("server.properties"), properties(home));
    host.run(
        server(
            "format",
            jars,
            "kafka.tools.StorageTool",
            List.of(
                "format",
                "-t",
                Uuid.randomUuid().toString(),
                "-c",
                config.toString(),
                "--add-scram",
                scram(USER, PASSWORD),
                "--add-scram",
                scram(GUEST, GUEST_PASSWORD)),
            home),
        LIMIT);
    ServerProcess server =
        host.start(server("secured", jars, "kafka.Kafka", List.of(config.toString()), home));
    host.await(server, "its answer", () -> !topics().contains(""), LIMIT);
  }

  private static String scram(String user, String password) {
    return "SCRAM-SHA-512=[name=" + user + ",password=\"" + password + "\"]";
  }

  private static ServerSpec.Jvm server(
      String id, List<Path> jars, String main, List<String> arguments, Path home) {
    return new ServerSpec.Jvm(
        id,
        id,
        Optional.empty(),
        jars,
        main,
        List.of("-Xmx384m", "-XX:+UseSerialGC"),
        arguments,
        Map.of(),
        home);
  }

  private String properties(Path home) {
    int controller = host.freePort();
    String listeners =
        "SASL_SSL://"
            + saslTls()
            + ",PLAINTEXT://"
            + plain()
            + ",SASL_PLAINTEXT://"
            + saslPlain()
            + ",SSL://"
            + mutualTls();
    return String.join(
        "\n",
        "process.roles=broker,controller",
        "node.id=1",
        "controller.quorum.voters=1@" + HOST + ":" + controller,
        "listeners=" + listeners + ",CONTROLLER://" + HOST + ":" + controller,
        "advertised.listeners=" + listeners,
        "controller.listener.names=CONTROLLER",
        "listener.security.protocol.map=SASL_SSL:SASL_SSL,PLAINTEXT:PLAINTEXT,"
            + "SASL_PLAINTEXT:SASL_PLAINTEXT,SSL:SSL,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name=PLAINTEXT",
        "sasl.enabled.mechanisms=SCRAM-SHA-512",
        "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config="
            + "org.apache.kafka.common.security.scram.ScramLoginModule required;",
        "listener.name.sasl_plaintext.scram-sha-512.sasl.jaas.config="
            + "org.apache.kafka.common.security.scram.ScramLoginModule required;",
        "listener.name.ssl.ssl.client.auth=required",
        "ssl.keystore.location=" + directory.resolve("broker.p12"),
        "ssl.keystore.password=" + STORE_PASSWORD,
        "ssl.truststore.location=" + directory.resolve("broker-trust.p12"),
        "ssl.truststore.password=" + STORE_PASSWORD,
        "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users=User:ANONYMOUS;User:CN=client",
        "log.dirs=" + home.resolve("data"),
        "offsets.topic.replication.factor=1",
        "offsets.topic.num.partitions=4",
        "transaction.state.log.replication.factor=1",
        "transaction.state.log.min.isr=1",
        "group.initial.rebalance.delay.ms=0",
        "auto.create.topics.enable=false",
        "");
  }

  /** No more than what the documentation says that a run's user needs. */
  private void allowUser() throws Exception {
    List<AclBinding> allowed = new ArrayList<>();
    for (AclOperation operation :
        List.of(
            AclOperation.CREATE,
            AclOperation.DELETE,
            AclOperation.DESCRIBE,
            AclOperation.DESCRIBE_CONFIGS,
            AclOperation.READ,
            AclOperation.WRITE)) {
      allowed.add(allow(ResourceType.TOPIC, operation));
    }
    allowed.add(allow(ResourceType.GROUP, AclOperation.READ));
    allowed.add(allow(ResourceType.GROUP, AclOperation.DESCRIBE));
    try (Admin admin = admin()) {
      admin.createAcls(allowed).all().get(30, TimeUnit.SECONDS);
    }
  }

  private static AclBinding allow(ResourceType type, AclOperation operation) {
    return new AclBinding(
        new ResourcePattern(type, "weir-", PatternType.PREFIXED),
        new AccessControlEntry("User:" + USER, "*", operation, AclPermissionType.ALLOW));
  }

  @Override
  public void close() {
    try {
      host.close();
    } finally {
      artifacts.close();
    }
  }
}
