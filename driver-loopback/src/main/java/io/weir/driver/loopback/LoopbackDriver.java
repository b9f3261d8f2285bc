/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.loopback;

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
import io.weir.spi.Settings;
import io.weir.spi.SubscriptionKind;
import io.weir.spi.Support;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A broker inside the harness's own process: bounded rings in memory instead of servers.
 *
 * <p>Records that it answers have reached memory only, and nothing outlives the run. It launches no
 * process, so there is nothing to connect to.
 */
public final class LoopbackDriver implements BrokerDriver {
  static final String NAME = "loopback";
  static final String RING_RECORDS = "ring-records";
  static final String LOSE_EVERY = "lose-every";
  static final Durability IN_MEMORY = new Durability(1, 1, Durability.Reached.MEMORY, 1);

  private static final String NOWHERE_TO_CONNECT =
      "the loopback broker lives in the harness's own process";
  private static final int MOST_RING_RECORDS = 1 << 24;

  /** Does nothing; the service loader needs it. */
  public LoopbackDriver() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "a broker in memory, for calibrating the harness itself";
  }

  @Override
  public String defaultVersion() {
    return "1";
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(
        NAME,
        Support.yes(),
        1,
        Support.no(NOWHERE_TO_CONNECT),
        true,
        OrderingScope.PARTITION,
        Offer.of(DurabilityLevel.DEFAULT)
            .without(
                "records are in memory only, in one copy",
                DurabilityLevel.WEAK,
                DurabilityLevel.STRONG,
                DurabilityLevel.FLOW_WEAK),
        Offer.of(SubscriptionKind.EXCLUSIVE)
            .without(
                "each subscriber has a fixed share of the partitions",
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
        Support.no("the loopback broker hands on each record at once"));
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        OptionSpec.of(
            RING_RECORDS,
            OptionType.INTEGER,
            "4096",
            "Records a partition holds until every subscription has read them, a power of two;"
                + " publishers wait while it is full, and its memory is kept."),
        OptionSpec.of(
            LOSE_EVERY,
            OptionType.INTEGER,
            "0",
            "Each subscriber misses every n-th record, though it was acknowledged, to see what a run"
                + " says of loss. 0: none is lost."));
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
    return new LoopbackCluster(
        request.clock(), ringRecords(request.settings()), loseEvery(request.settings()));
  }

  @Override
  public BrokerCluster connect(ConnectRequest request) {
    throw new SettingException(
        "--broker-url",
        String.join(",", request.addresses()),
        "no address, since " + NOWHERE_TO_CONNECT,
        "leave it out");
  }

  private static int ringRecords(Settings settings) {
    String text = settings.get(RING_RECORDS).orElse("4096");
    long records = wholeNumber(text);
    if (records < 2 || records > MOST_RING_RECORDS || Long.bitCount(records) != 1) {
      throw new SettingException(
          "loopback." + RING_RECORDS, text, "a power of two from 2 to " + MOST_RING_RECORDS, "");
    }
    return (int) records;
  }

  private static int loseEvery(Settings settings) {
    String text = settings.get(LOSE_EVERY).orElse("0");
    long every = wholeNumber(text);
    if (every < 0 || every == 1 || every > Integer.MAX_VALUE) {
      throw new SettingException(
          "loopback." + LOSE_EVERY,
          text,
          "0, or a whole number from 2 to " + Integer.MAX_VALUE,
          "");
    }
    return (int) every;
  }

  /** The number, or -1 if the text is none. */
  private static long wholeNumber(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
