/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pulsar.client.admin.PulsarAdmin;

/** Apache Pulsar: real servers on this machine, or a cluster that runs already. */
public final class PulsarDriver implements BrokerDriver {
  static final String NAME = "pulsar";
  static final String PROTOCOL = "pulsar";

  /** As the one-process topology is called in results, so that nobody takes it for a cluster. */
  static final String STANDALONE = "pulsar-standalone";

  private static final int MOST_NODES = 5;

  /** Does nothing; the service loader needs it. */
  public PulsarDriver() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Apache Pulsar with BookKeeper and ZooKeeper, 4.0 or later";
  }

  @Override
  public String defaultVersion() {
    return "4.2.4";
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
        Offer.all(SubscriptionKind.class),
        Offer.all(Compression.class)
            .without("Pulsar has zlib in its place, which is not the same", Compression.GZIP),
        Support.yes());
  }

  @Override
  public List<OptionSpec> options() {
    return PulsarOptions.specs();
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
    return PulsarDurability.tuple(level);
  }

  @Override
  public int nodesFor(DurabilityLevel level) {
    return PulsarDurability.nodesFor(level);
  }

  @Override
  public List<ArtifactSet> artifacts(String version) {
    return List.of(PulsarArtifacts.of(version));
  }

  @Override
  public BrokerCluster launch(LaunchRequest request, ServerHost host) {
    PulsarOptions options = PulsarOptions.of(request.settings());
    NativeKeys.checkValues(request.settings());
    refuse(PulsarOptions.ADMIN_URL, options.adminUrl());
    refuse(PulsarOptions.BOOKIE_URLS, options.bookieUrls().stream().findFirst());
    if (options.standalone()) {
      if (request.level() != DurabilityLevel.DEFAULT) {
        throw new SettingException(
            "pulsar." + PulsarOptions.TOPOLOGY,
            "standalone",
            "cluster with durability " + request.level().text(),
            "one process with one bookie keeps one copy");
      }
    } else if (request.nodes() < nodesFor(request.level()) || request.nodes() > MOST_NODES) {
      throw new SettingException(
          "--nodes",
          String.valueOf(request.nodes()),
          "from "
              + nodesFor(request.level())
              + " to "
              + MOST_NODES
              + " bookies with durability "
              + request.level().text(),
          "");
    }
    return new PulsarLauncher(request, host, options).launch();
  }

  private static void refuse(String option, Optional<String> given) {
    if (given.isPresent()) {
      throw new SettingException(
          "pulsar." + option,
          given.get(),
          "no value without the address of an existing cluster",
          "leave it out, or name the cluster by --broker-url");
    }
  }

  @Override
  public BrokerCluster connect(ConnectRequest request) {
    PulsarOptions options = PulsarOptions.of(request.settings());
    NativeKeys.checkValues(request.settings());
    for (String section : List.of(NativeKeys.BROKER, NativeKeys.BOOKIE, NativeKeys.ZOOKEEPER)) {
      for (Map.Entry<String, ConfigValue> entry : request.settings().section(section).entrySet()) {
        throw new SettingException(
            "pulsar." + section + "." + entry.getKey(),
            entry.getValue().shown(),
            "no value, since these servers run already",
            "leave it out, or leave the address out to launch servers");
      }
    }
    ClientSettings clients =
        ClientSettings.existing(request.addresses(), request.settings(), options);
    PulsarAdmin admin = clients.admin();
    try {
      awaitAnswer(admin, clients, request);
    } catch (RuntimeException e) {
      admin.close();
      throw e;
    }
    return new PulsarCluster(
        clients,
        options,
        Optional.empty(),
        Optional.empty(),
        request.clock(),
        admin,
        new Bookies(admin, options.bookieUrls()));
  }

  private static void awaitAnswer(
      PulsarAdmin admin, ClientSettings clients, ConnectRequest request) {
    try {
      var unused =
          admin
              .clusters()
              .getClustersAsync()
              .get(request.timeLimit().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("pulsar: interrupted while connecting", e);
    } catch (TimeoutException e) {
      throw new UnavailableException(
          "pulsar: no answer from the admin service at "
              + clients.adminUrl()
              + " within "
              + request.timeLimit().toMillis()
              + " ms; check the address, or name another by pulsar.admin-url",
          e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new UnavailableException(
          "pulsar: the admin service at "
              + clients.adminUrl()
              + ": "
              + Refusals.of(cause)
              + "; pulsar.admin-url names it",
          cause);
    }
  }
}
