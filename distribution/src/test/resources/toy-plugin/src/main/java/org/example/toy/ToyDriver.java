/* SPDX-License-Identifier: Apache-2.0 */
package org.example.toy;

import io.weir.spi.ArtifactSet;
import io.weir.spi.BrokerCluster;
import io.weir.spi.BrokerDriver;
import io.weir.spi.Capabilities;
import io.weir.spi.Compression;
import io.weir.spi.ConnectRequest;
import io.weir.spi.Durability;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.LaunchRequest;
import io.weir.spi.Offer;
import io.weir.spi.OptionSpec;
import io.weir.spi.OptionType;
import io.weir.spi.OrderingScope;
import io.weir.spi.ServerHost;
import io.weir.spi.SettingException;
import io.weir.spi.SubscriptionKind;
import io.weir.spi.Support;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A broker in memory, as small as a driver can be. */
public final class ToyDriver implements BrokerDriver {
  static final String NAME = "toy";
  static final String VERSION = "1.0";
  static final Durability IN_MEMORY = new Durability(1, 1, Durability.Reached.MEMORY, 1);

  private static final String GREETING = "greeting";
  private static final String MOST_RECORDS = "most-records";
  private static final String IN_PROCESS = "the toy broker lives in the harness's own process";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "a toy broker in memory, version " + VERSION;
  }

  @Override
  public String defaultVersion() {
    return VERSION;
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(
        "toy",
        Support.yes(),
        1,
        Support.no(IN_PROCESS),
        true,
        OrderingScope.PARTITION,
        Offer.of(DurabilityLevel.DEFAULT)
            .without(
                "a toy keeps one copy, in memory",
                DurabilityLevel.WEAK,
                DurabilityLevel.STRONG,
                DurabilityLevel.FLOW_WEAK),
        Offer.of(SubscriptionKind.EXCLUSIVE)
            .without(
                "toys are not shared",
                SubscriptionKind.FAILOVER,
                SubscriptionKind.SHARED,
                SubscriptionKind.KEY_SHARED),
        Offer.of(Compression.NONE)
            .without(
                "records never leave the process",
                Compression.LZ4,
                Compression.ZSTD,
                Compression.SNAPPY,
                Compression.GZIP),
        Support.no("a toy hands on each record at once"));
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        OptionSpec.of(
            MOST_RECORDS,
            OptionType.INTEGER,
            "1000000",
            "Records a partition takes before it refuses more; their memory is kept."),
        OptionSpec.choice(GREETING, "What its cluster's description says.", "hello", "goodbye"));
  }

  @Override
  public Map<String, String> nativeSections() {
    return Map.of();
  }

  @Override
  public Optional<List<String>> checkNative(String section, String key) {
    return Optional.of(List.of());
  }

  @Override
  public Durability durability(DurabilityLevel level, int nodes) {
    return IN_MEMORY;
  }

  @Override
  public int nodesFor(DurabilityLevel level) {
    return 1;
  }

  @Override
  public List<ArtifactSet> artifacts(String version) {
    return List.of();
  }

  @Override
  public BrokerCluster launch(LaunchRequest request, ServerHost host) {
    long mostRecords = request.settings().integer(MOST_RECORDS);
    if (mostRecords < 1 || mostRecords > Integer.MAX_VALUE) {
      throw new SettingException(
          "--set " + NAME + "." + MOST_RECORDS,
          String.valueOf(mostRecords),
          "1 to " + Integer.MAX_VALUE,
          "");
    }
    return new ToyCluster(
        request.clock(), (int) mostRecords, request.settings().require(GREETING));
  }

  @Override
  public BrokerCluster connect(ConnectRequest request) {
    throw new SettingException(
        "--broker-url",
        String.join(",", request.addresses()),
        "no address, since " + IN_PROCESS,
        "leave it out");
  }
}
