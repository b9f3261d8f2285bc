/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.provision.LocalHost;
import io.weir.core.provision.MavenArtifacts;
import io.weir.spi.BrokerCluster;
import io.weir.spi.ClientTuning;
import io.weir.spi.Compression;
import io.weir.spi.ConfigValue;
import io.weir.spi.ConnectRequest;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.LaunchRequest;
import io.weir.spi.Publisher;
import io.weir.spi.PublisherSpec;
import io.weir.spi.Settings;
import io.weir.spi.Subscriber;
import io.weir.spi.SubscriberSpec;
import io.weir.spi.SubscriptionKind;
import io.weir.spi.TopicSpec;
import io.weir.spi.UnavailableException;
import io.weir.spi.testkit.Conditions;
import io.weir.spi.testkit.RecordedAnswers;
import io.weir.spi.testkit.RecordedDeliveries;
import io.weir.spi.testkit.TestRecords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker that wants TLS of those from outside, and a token of everybody. */
@Tag("extended")
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SecuredPulsarIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final byte[] KEY =
      "a key of at least two hundred and fifty-six bits".getBytes(StandardCharsets.UTF_8);
  private static final String PLUGIN = "org.apache.pulsar.client.impl.auth.AuthenticationToken";

  private final PulsarDriver driver = new PulsarDriver();
  private final MavenArtifacts artifacts =
      new MavenArtifacts(MavenArtifacts.defaultCacheDirectory(System.getenv()));
  private LocalHost host;
  private BrokerCluster cluster;
  private int tlsPort;
  private int webTlsPort;
  private Path certificate;

  @BeforeAll
  void launch(@TempDir Path directory) throws Exception {
    Path key = directory.resolve("key.pem");
    certificate = directory.resolve("certificate.pem");
    makeCertificate(directory, key);
    host = new LocalHost(directory, artifacts);
    try {
      tlsPort = host.freePort();
      webTlsPort = host.freePort();
      String token = token("admin");
      Map<String, String> broker = new HashMap<>();
      broker.put("authenticationEnabled", "true");
      broker.put("authorizationEnabled", "true");
      broker.put("superUserRoles", "admin");
      broker.put(
          "authenticationProviders",
          "org.apache.pulsar.broker.authentication.AuthenticationProviderToken");
      broker.put("tokenSecretKey", "data:;base64," + Base64.getEncoder().encodeToString(KEY));
      broker.put("brokerClientAuthenticationPlugin", PLUGIN);
      broker.put("brokerClientAuthenticationParameters", "token:" + token);
      broker.put("brokerServicePortTls", String.valueOf(tlsPort));
      broker.put("webServicePortTls", String.valueOf(webTlsPort));
      broker.put("tlsCertificateFilePath", certificate.toString());
      broker.put("tlsKeyFilePath", key.toString());
      Map<String, ConfigValue> options = new HashMap<>();
      options.put("topology", ConfigValue.plain("standalone"));
      options.put("token", new ConfigValue(token, true));
      Map<String, ConfigValue> natives = new HashMap<>();
      broker.forEach((name, value) -> natives.put(name, new ConfigValue(value, true)));
      cluster =
          driver.launch(
              new LaunchRequest(
                  driver.defaultVersion(),
                  1,
                  DurabilityLevel.DEFAULT,
                  false,
                  new Settings(options, Map.of("broker", natives)),
                  System::nanoTime,
                  Duration.ofMinutes(2)),
              host);
    } catch (RuntimeException e) {
      host.close();
      throw e;
    }
  }

  @AfterAll
  void close() {
    try {
      cluster.close();
    } finally {
      host.close();
      artifacts.close();
    }
  }

  @Test
  void aTokenOpensTheBrokerThatWasLaunchedWithIt() {
    roundTrip(cluster);
  }

  @Test
  void tlsAndATokenReachARunningCluster() {
    try (BrokerCluster connected =
        connect(Map.of("token", new ConfigValue(token("admin"), true)), trusting())) {
      roundTrip(connected);
    }
  }

  @Test
  void anAuthenticationPluginWithItsParametersDoesTheSame() {
    Map<String, ConfigValue> options =
        Map.of(
            "auth-plugin",
            ConfigValue.plain(PLUGIN),
            "auth-params",
            new ConfigValue("token:" + token("admin"), true));
    try (BrokerCluster connected = connect(options, trusting())) {
      roundTrip(connected);
    }
  }

  @Test
  void withoutATokenOneLineSaysWhatToLookAt() {
    assertRefused(Map.of(), trusting(), "authentication was refused");
  }

  @Test
  void aTokenOfAnotherKeyIsRefusedAndNotShown() {
    String forged = token("admin").replaceAll("\\.[^.]*$", ".AAAA");
    assertThatThrownBy(() -> connect(Map.of("token", new ConfigValue(forged, true)), trusting()))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("pulsar.token")
        .hasMessageNotContaining(forged);
  }

  @Test
  void aCertificateThatIsNotTrustedIsNamedAsTheReason() {
    assertRefused(
        Map.of("token", new ConfigValue(token("admin"), true)), Map.of(), "tlsTrustCertsFilePath");
  }

  @Test
  void aRoleThatMayNotSaysWhatItNeeds() {
    try (BrokerCluster connected =
        connect(Map.of("token", new ConfigValue(token("nobody"), true)), trusting())) {
      assertThatThrownBy(
              () -> connected.createTopic(new TopicSpec("weir-any", 1, DurabilityLevel.DEFAULT)))
          .isInstanceOf(UnavailableException.class)
          .hasMessageNotContaining("\n");
    }
  }

  private void assertRefused(
      Map<String, ConfigValue> options, Map<String, ConfigValue> client, String reason) {
    assertThatThrownBy(() -> connect(options, client).close())
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
  }

  private Map<String, ConfigValue> trusting() {
    return Map.of("tlsTrustCertsFilePath", ConfigValue.plain(certificate.toString()));
  }

  private BrokerCluster connect(Map<String, ConfigValue> options, Map<String, ConfigValue> client) {
    Map<String, ConfigValue> all = new HashMap<>(options);
    all.put("namespace", ConfigValue.plain("public/default"));
    all.put("admin-url", ConfigValue.plain("https://localhost:" + webTlsPort));
    return driver.connect(
        new ConnectRequest(
            List.of("pulsar+ssl://localhost:" + tlsPort),
            new Settings(all, Map.of("client", client)),
            System::nanoTime,
            LIMIT));
  }

  private static void roundTrip(BrokerCluster through) {
    String topic = "weir-" + System.nanoTime();
    through.createTopic(new TopicSpec(topic, 1, DurabilityLevel.DEFAULT));
    RecordedDeliveries received = new RecordedDeliveries();
    RecordedAnswers answers = new RecordedAnswers();
    ClientTuning tuning =
        new ClientTuning(16 * 1024, Duration.ofMillis(1), Compression.NONE, 8L << 20);
    try (Subscriber subscriber =
            through.openSubscriber(
                new SubscriberSpec(
                    List.of(topic),
                    1,
                    "sub",
                    0,
                    1,
                    SubscriptionKind.EXCLUSIVE,
                    SubscriberSpec.Isolation.READ_UNCOMMITTED,
                    SubscriberSpec.Start.EARLIEST),
                received);
        Publisher publisher =
            through.openPublisher(
                new PublisherSpec(topic, 1, 0, 1, 1 << 10, DurabilityLevel.DEFAULT, tuning),
                answers)) {
      assertThat(subscriber.awaitReady(LIMIT)).isTrue();
      assertThat(publisher.configuration().toString()).doesNotContain(token("admin"));
      byte[] payload = new byte[TestRecords.LEAST_BYTES];
      for (int s = 0; s < 100; s++) {
        TestRecords.fill(payload, 0, payload.length, 0, s);
        publisher.publish(0, null, payload, 0, payload.length, s);
      }
      Conditions.await(
          () -> received.count() == 100,
          LIMIT,
          () -> received.count() + " received, " + received.failures());
    }
    assertThat(answers.failures()).isEmpty();
    through.deleteTopic(topic);
  }

  /** A JSON Web Token (RFC 7519) for a role, signed by HMAC with SHA-256. */
  private static String token(String role) {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String head = base64.encodeToString("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8));
    String body =
        base64.encodeToString(("{\"sub\":\"" + role + "\"}").getBytes(StandardCharsets.UTF_8));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
      byte[] signature = mac.doFinal((head + "." + body).getBytes(StandardCharsets.UTF_8));
      return head + "." + body + "." + base64.encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** With the JDK's own tool: a key pair and a certificate for localhost, as PEM files. */
  private void makeCertificate(Path directory, Path key)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = directory.resolve("store.p12");
    String password = "changeit";
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "broker",
                "-keyalg",
                "RSA",
                "-validity",
                "2",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                password)
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(keytool.exitValue()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), password.toCharArray());
    write(certificate, "CERTIFICATE", keys.getCertificate("broker").getEncoded());
    write(key, "PRIVATE KEY", keys.getKey("broker", password.toCharArray()).getEncoded());
  }

  private static void write(Path file, String what, byte[] der) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
  }
}
