/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import io.weir.spi.ArtifactSet;
import io.weir.spi.BrokerCluster;
import io.weir.spi.BrokerDriver;
import io.weir.spi.Capabilities;
import io.weir.spi.Compression;
import io.weir.spi.ConfigValue;
import io.weir.spi.ConnectRequest;
import io.weir.spi.Durability;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.LaunchRequest;
import io.weir.spi.Offer;
import io.weir.spi.OptionSpec;
import io.weir.spi.OrderingScope;
import io.weir.spi.ServerHost;
import io.weir.spi.SettingException;
import io.weir.spi.SubscriptionKind;
import io.weir.spi.Support;
import io.weir.spi.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Apache Kafka: real servers on this machine, or a cluster that runs already. */
public final class KafkaDriver implements BrokerDriver {
  static final String NAME = "kafka";
  static final String PROTOCOL = "kafka";

  private static final int MOST_NODES = 5;

  /** Does nothing; the service loader needs it. */
  public KafkaDriver() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Apache Kafka with KRaft, 3.9 or later";
  }

  @Override
  public String defaultVersion() {
    return "4.3.1";
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(
        PROTOCOL,
        Support.yes(),
        MOST_NODES,
        Support.yes(),
        true,
        OrderingScope.PARTITION,
        Offer.all(DurabilityLevel.class),
        Offer.of(SubscriptionKind.EXCLUSIVE)
            .without(
                "a consumer group has no standby members, whoever joins is given partitions",
                SubscriptionKind.FAILOVER)
            .without("this driver does not use share groups", SubscriptionKind.SHARED)
            .without(
                "Kafka hands out whole partitions, it does not part them by key",
                SubscriptionKind.KEY_SHARED),
        Offer.all(Compression.class),
        Support.yes());
  }

  @Override
  public List<OptionSpec> options() {
    return KafkaOptions.specs();
  }

  @Override
  public Map<String, String> nativeSections() {
    return NativeKeys.sections();
  }

  @Override
  public Optional<List<String>> checkNative(String section, String key) {
    return NativeKeys.check(section, key);
  }

  @Override
  public Durability durability(DurabilityLevel level, int nodes) {
    return KafkaDurability.tuple(level);
  }

  @Override
  public int nodesFor(DurabilityLevel level) {
    return KafkaDurability.nodesFor(level);
  }

  @Override
  public List<ArtifactSet> artifacts(String version) {
    return List.of(KafkaArtifacts.of(version));
  }

  @Override
  public BrokerCluster launch(LaunchRequest request, ServerHost host) {
    if (request.nodes() < nodesFor(request.level()) || request.nodes() > MOST_NODES) {
      throw new SettingException(
          "--nodes",
          String.valueOf(request.nodes()),
          "from "
              + nodesFor(request.level())
              + " to "
              + MOST_NODES
              + " with durability "
              + request.level().text(),
          "");
    }
    NativeKeys.checkValues(request.settings());
    return new KafkaLauncher(request, host, KafkaOptions.of(request.settings())).launch();
  }

  @Override
  public BrokerCluster connect(ConnectRequest request) {
    NativeKeys.checkValues(request.settings());
    Map<String, ConfigValue> server = request.settings().section(NativeKeys.SERVER);
    for (Map.Entry<String, ConfigValue> entry : server.entrySet()) {
      throw new SettingException(
          "kafka." + NativeKeys.SERVER + "." + entry.getKey(),
          entry.getValue().shown(),
          "no value, since these servers run already",
          "leave it out, or leave the address out to launch servers");
    }
    KafkaOptions options = KafkaOptions.of(request.settings());
    ClientSettings asked = new ClientSettings(request.addresses(), request.settings());
    asked.checkMechanism();
    long deadlineNs = System.nanoTime() + request.timeLimit().toNanos();
    List<String> answering =
        transport(asked)
            .map(
                transport ->
                    new BrokerProbe(transport, asked.securityProtocol())
                        .await(request.addresses(), request.timeLimit()))
            .orElse(request.addresses());
    ClientSettings clients = new ClientSettings(answering, request.settings());
    Admin admin = open(clients);
    try {
      awaitAnswer(admin, request, deadlineNs);
    } catch (RuntimeException e) {
      admin.close(Duration.ZERO);
      throw e;
    }
    return new KafkaCluster(
        clients,
        options,
        request.settings().section(NativeKeys.TOPIC),
        Optional.empty(),
        Optional.empty(),
        request.clock(),
        admin);
  }

  /** Empty where only Kafka's own client can tell. */
  private static Optional<Transport> transport(ClientSettings clients) {
    return clients.securityProtocol().endsWith("SSL")
        ? ClientSettings.checked(NativeKeys.CLIENT, () -> Transport.tls(clients.admin()))
        : Optional.of(Transport.plain());
  }

  private static Admin open(ClientSettings clients) {
    try {
      return ClientSettings.checked(NativeKeys.ADMIN, () -> Admin.create(clients.admin()));
    } catch (KafkaException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new UnavailableException(
          "kafka: no client can be made for "
              + String.join(",", clients.addresses())
              + ": "
              + String.valueOf(reason.getMessage()).lines().findFirst().orElse("")
              + "; look at kafka.client.sasl.* and kafka.client.ssl.*",
          e);
    }
  }

  private static void awaitAnswer(Admin admin, ConnectRequest request, long deadlineNs) {
    String addresses = String.join(",", request.addresses());
    try {
      admin
          .describeCluster()
          .nodes()
          .get(Math.max(1, deadlineNs - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("kafka: interrupted while connecting to " + addresses, e);
    } catch (TimeoutException e) {
      throw new UnavailableException(
          "kafka: no answer from "
              + addresses
              + " within "
              + request.timeLimit().toMillis()
              + " ms; check the address and the security settings (kafka.client.*)",
          e);
    } catch (ExecutionException e) {
      Throwable cause = Causes.of(e);
      throw new UnavailableException("kafka: " + addresses + ": " + Refusals.of(cause), cause);
    }
  }
}
