/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs against a broker that runs already, with TLS, SCRAM and ACLs. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecurityIT {
  private static final int USAGE = 2;
  private static final int UNAVAILABLE = 4;
  private static final List<String> SHORT =
      List.of("--rate", "500", "--duration", "2s", "--warmup", "1s", "--cooldown", "0s");

  private SecuredBroker broker;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    broker = SecuredBroker.start(directory);
    broker.createTopic("orders");
    broker.createTopic("weir-of-somebody-else");
  }

  @AfterAll
  void stop() {
    broker.close();
  }

  @Test
  void aRunWithTheSecretsInFilesAndVariablesLeavesNeitherTheirTextsNorItsTopics(
      @TempDir Path directory) throws Exception {
    Path jaas = directory.resolve("jaas");
    Files.writeString(jaas, SecuredBroker.jaas(SecuredBroker.USER, SecuredBroker.PASSWORD) + "\n");
    Set<String> before = broker.topics();
    assertThat(before).contains("orders", "weir-of-somebody-else");

    List<String> arguments =
        new Client()
            .to(broker.saslTls())
            .with("sasl.jaas.config", "@" + jaas)
            .with("ssl.truststore.password", "env:STORE")
            .arguments();
    try (Harness harness =
        Harness.start(directory, Map.of("STORE", SecuredBroker.STORE_PASSWORD), arguments)) {
      harness.awaitSeconds("window", 1);
      Set<String> lines = new TreeSet<>();
      harness.rememberFamily().forEach(pid -> lines.add(Processes.commandLine(pid)));
      int exitCode = harness.awaitExit();
      RunFiles run = new RunFiles(harness.runDirectory());

      Verdicts.assertEnded(exitCode, run);
      Verdicts.assertWhole(run, 1_000, 1);
      harness.awaitNothingLeft();
      Leaks leaks = new Leaks(SecuredBroker.PASSWORD, SecuredBroker.STORE_PASSWORD);
      assertThat(lines).anyMatch(line -> line.contains("harness.jar"));
      assertThat(leaks.inTexts(lines)).isEmpty();
      assertThat(leaks.inTexts(List.of(harness.out(), harness.err()))).isEmpty();
      assertThat(leaks.below(harness.runDirectory())).isEmpty();
    }
    Set<String> after = broker.topics();
    after.removeIf(topic -> topic.equals("__consumer_offsets"));
    before.removeIf(topic -> topic.equals("__consumer_offsets"));
    assertThat(after).isEqualTo(before);
  }

  @Test
  void aKeptRunsTopicStaysAndLiteralSecretsStandNowhere(@TempDir Path directory) throws Exception {
    Set<String> before = broker.topics();
    List<String> arguments = new ArrayList<>(scram(broker.saslTls()).arguments());
    arguments.add("--keep");
    try (Harness harness = Harness.start(directory, Map.of(), arguments)) {
      Verdicts.assertEnded(harness.awaitExit(), new RunFiles(harness.runDirectory()));

      Leaks leaks = new Leaks(SecuredBroker.PASSWORD, SecuredBroker.STORE_PASSWORD);
      assertThat(leaks.inTexts(List.of(harness.out(), harness.err()))).isEmpty();
      assertThat(leaks.below(harness.runDirectory())).isEmpty();
      // What is looked for would be found, in the results and in the log.
      assertThat(new Leaks("SCRAM-SHA-512").below(harness.runDirectory()))
          .anyMatch(line -> line.startsWith("run.json"))
          .anyMatch(line -> line.startsWith("logs/harness.log"));
      Set<String> after = broker.topics();
      after.removeAll(before);
      assertThat(after)
          .filteredOn(topic -> !topic.startsWith("__"))
          .containsExactly("weir-" + harness.runDirectory().getFileName() + "-0");
      assertThat(broker.topics()).containsAll(before);
    }
  }

  @Test
  void aTopicThatIsThereIsNeitherUsedNorDeleted(@TempDir Path directory) throws Exception {
    broker.createTopic("weir-mine-1");
    List<String> arguments = new ArrayList<>(scram(broker.saslTls()).arguments());
    arguments.addAll(List.of("--topics", "2", "--topic-prefix", "weir-mine"));
    try (Harness harness = Harness.start(directory, Map.of(), arguments)) {
      assertThat(harness.awaitExit()).isEqualTo(USAGE);
      assertThat(harness.err().strip())
          .startsWith("--topic-prefix=weir-mine cannot be used")
          .contains("weir-mine-1 is")
          .doesNotContain("\n");
    }
    assertThat(broker.topics()).contains("weir-mine-1").doesNotContain("weir-mine-0");
  }

  @Test
  void topicsAreNamedByTheirPrefixAndRemoved(@TempDir Path directory) throws Exception {
    List<String> arguments = new ArrayList<>(scram(broker.saslTls()).arguments());
    arguments.addAll(List.of("--topics", "2", "--topic-prefix", "weir-yours"));
    try (Harness harness = Harness.start(directory, Map.of(), arguments)) {
      harness.awaitSeconds("window", 1);
      assertThat(broker.topics()).contains("weir-yours-0", "weir-yours-1");
      Verdicts.assertEnded(harness.awaitExit(), new RunFiles(harness.runDirectory()));
    }
    assertThat(broker.topics()).doesNotContain("weir-yours-0", "weir-yours-1");
  }

  @Test
  void aClientWithACertificateOfItsOwnThatTakesAnyHostName(@TempDir Path directory)
      throws Exception {
    List<String> arguments =
        new Client()
            .to(broker.mutualTlsByAnotherName())
            .with("ssl.endpoint.identification.algorithm", "")
            .with("security.protocol", "SSL")
            .with("ssl.truststore.password", SecuredBroker.STORE_PASSWORD)
            .with("ssl.keystore.location", broker.clientKeyStore().toString())
            .with("ssl.keystore.password", SecuredBroker.STORE_PASSWORD)
            .arguments();
    try (Harness harness = Harness.start(directory, Map.of(), arguments)) {
      Verdicts.assertEnded(harness.awaitExit(), new RunFiles(harness.runDirectory()));
    }
  }

  @Test
  void aTlsPortSpokenToWithoutTls(@TempDir Path directory) throws Exception {
    refused(
        directory,
        new Client().to(broker.saslTls()).with("security.protocol", "SASL_PLAINTEXT").jaas(),
        broker.saslTls(),
        "speaks TLS",
        "kafka.client.security.protocol=SASL_PLAINTEXT",
        "set it to SASL_SSL");
  }

  @Test
  void aTlsPortWithNoSecuritySettings(@TempDir Path directory) throws Exception {
    refused(
        directory,
        new Client().to(broker.saslTls()).nothing(),
        broker.saslTls(),
        "speaks TLS",
        "set it to SSL or SASL_SSL");
  }

  @Test
  void aPlainPortSpokenToWithTls(@TempDir Path directory) throws Exception {
    refused(
        directory,
        scram(broker.plain()),
        broker.plain(),
        "speaks without TLS",
        "kafka.client.security.protocol=SASL_SSL",
        "set it to SASL_PLAINTEXT");
  }

  @Test
  void aPlainPortSpokenToWithSasl(@TempDir Path directory) throws Exception {
    refused(
        directory,
        scram(broker.plain()).with("security.protocol", "SASL_PLAINTEXT"),
        broker.plain(),
        "it takes no SASL there",
        "kafka.client.security.protocol");
  }

  @Test
  void aPortThatWantsAuthenticationSpokenToWithoutAny(@TempDir Path directory) throws Exception {
    refused(
        directory,
        new Client().to(broker.saslPlain()).nothing(),
        broker.saslPlain(),
        "does not authenticate",
        "kafka.client.security.protocol=PLAINTEXT",
        "set it to SASL_PLAINTEXT");
  }

  @Test
  void aCertificateThatIsNotTrusted(@TempDir Path directory) throws Exception {
    refused(
        directory,
        scram(broker.saslTls())
            .with("ssl.truststore.location", broker.otherTrustStore().toString()),
        broker.saslTls(),
        "its certificate is not trusted",
        "kafka.client.ssl.truststore.location");
  }

  @Test
  void aCertificateForAnotherHost(@TempDir Path directory) throws Exception {
    refused(
        directory,
        scram(broker.saslTlsByAnotherName()),
        broker.saslTlsByAnotherName(),
        "its certificate is not for this host name",
        "kafka.client.ssl.endpoint.identification.algorithm");
  }

  @Test
  void noCertificateWhereOneIsWanted(@TempDir Path directory) throws Exception {
    refused(
        directory,
        new Client()
            .to(broker.mutualTls())
            .with("security.protocol", "SSL")
            .with("ssl.truststore.password", SecuredBroker.STORE_PASSWORD),
        broker.mutualTls(),
        "not accept the client's certificate",
        "kafka.client.ssl.keystore.location");
  }

  @Test
  void aWrongPassword(@TempDir Path directory) throws Exception {
    refused(
        directory,
        scram(broker.saslTls())
            .with("sasl.jaas.config", SecuredBroker.jaas(SecuredBroker.USER, "wr0ng-password")),
        broker.saslTls(),
        "authentication was refused",
        "invalid credentials",
        "kafka.client.sasl.jaas.config");
  }

  @Test
  void aMechanismThatTheBrokerDoesNotHave(@TempDir Path directory) throws Exception {
    refused(
        directory,
        scram(broker.saslTls()).with("sasl.mechanism", "SCRAM-SHA-256"),
        broker.saslTls(),
        "SCRAM-SHA-256",
        "enabled mechanisms are [SCRAM-SHA-512]",
        "kafka.client.sasl.mechanism");
  }

  @Test
  void aMechanismThatNobodyHas(@TempDir Path directory) throws Exception {
    refused(
        USAGE,
        directory,
        scram(broker.saslTls()).with("sasl.mechanism", "SCRAM-SHA-9000"),
        "kafka.client.sasl.mechanism=SCRAM-SHA-9000 cannot be used",
        "SCRAM-SHA-256, SCRAM-SHA-512");
  }

  @Test
  void aLoginThatCannotBeRead(@TempDir Path directory) throws Exception {
    refused(
        directory,
        scram(broker.saslTls())
            .with("sasl.jaas.config", "no.such.Module password=\"" + SecuredBroker.PASSWORD + "\""),
        broker.saslTls(),
        "kafka.client.sasl");
  }

  @Test
  void aUserWithoutRights(@TempDir Path directory) throws Exception {
    refused(
        directory,
        scram(broker.saslTls())
            .with(
                "sasl.jaas.config",
                SecuredBroker.jaas(SecuredBroker.GUEST, SecuredBroker.GUEST_PASSWORD)),
        "not allowed",
        "the run's user needs");
  }

  @Test
  void aTrustStoreWhosePasswordIsWrong(@TempDir Path directory) throws Exception {
    refused(
        USAGE,
        directory,
        scram(broker.saslTls()).with("ssl.truststore.password", "wr0ng-password"),
        "kafka.client.ssl.*",
        "password was incorrect");
  }

  private Client scram(String address) {
    return new Client()
        .to(address)
        .with("ssl.truststore.password", SecuredBroker.STORE_PASSWORD)
        .jaas();
  }

  private void refused(Path directory, Client client, String... words) throws Exception {
    refused(UNAVAILABLE, directory, client, words);
  }

  private void refused(int exitCode, Path directory, Client client, String... words)
      throws Exception {
    Set<String> before = broker.topics();
    try (Harness harness = Harness.start(directory, Map.of(), client.arguments())) {
      assertThat(harness.awaitExit()).as(harness.err()).isEqualTo(exitCode);
      assertThat(harness.err().strip()).isNotEmpty().doesNotContain("\n").contains(words);
      Leaks leaks =
          new Leaks(
              SecuredBroker.PASSWORD,
              SecuredBroker.STORE_PASSWORD,
              SecuredBroker.GUEST_PASSWORD,
              "wr0ng-password");
      assertThat(leaks.inTexts(List.of(harness.out(), harness.err()))).isEmpty();
      assertThat(leaks.below(harness.runDirectory())).isEmpty();
      harness.awaitNothingLeft();
    }
    assertThat(broker.topics()).containsAll(before);
  }

  /** What a user says of how to reach the broker; SCRAM over TLS unless told otherwise. */
  private final class Client {
    private final Map<String, String> settings = new LinkedHashMap<>();
    private String address = "";

    Client() {
      settings.put("security.protocol", "SASL_SSL");
      settings.put("sasl.mechanism", "SCRAM-SHA-512");
      settings.put("ssl.truststore.location", broker.trustStore().toString());
    }

    Client to(String where) {
      address = where;
      return this;
    }

    Client with(String key, String value) {
      settings.put(key, value);
      return this;
    }

    Client jaas() {
      return with(
          "sasl.jaas.config", SecuredBroker.jaas(SecuredBroker.USER, SecuredBroker.PASSWORD));
    }

    Client nothing() {
      settings.clear();
      return this;
    }

    List<String> arguments() {
      List<String> arguments =
          new ArrayList<>(List.of("--driver", "kafka", "--broker-url", address));
      settings.forEach(
          (key, value) -> arguments.addAll(List.of("--set", "kafka.client." + key + "=" + value)));
      arguments.addAll(SHORT);
      return arguments;
    }
  }
}
