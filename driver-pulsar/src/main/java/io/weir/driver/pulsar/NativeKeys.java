/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import io.weir.spi.ConfigValue;
import io.weir.spi.NearMisses;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.pulsar.client.impl.conf.ClientConfigurationData;
import org.apache.pulsar.client.impl.conf.ConfigurationDataUtils;
import org.apache.pulsar.client.impl.conf.ConsumerConfigurationData;
import org.apache.pulsar.client.impl.conf.ProducerConfigurationData;

/**
 * Which native settings pass through to Pulsar, by section. Keys of clients are known from the
 * client library. Keys of servers are not: the client library does not carry them, and they differ
 * between versions, so any well-formed key passes.
 */
final class NativeKeys {
  static final String PRODUCER = "producer";
  static final String CONSUMER = "consumer";
  static final String CLIENT = "client";
  static final String BROKER = "broker";
  static final String BOOKIE = "bookie";
  static final String ZOOKEEPER = "zookeeper";

  private static final Pattern SERVER_KEY = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");
  private static final Set<String> SERVERS = Set.of(BROKER, BOOKIE, ZOOKEEPER);

  /** What the harness itself decides: a run would not mean what it says if these were changed. */
  private static final Map<String, Set<String>> OWNED =
      Map.of(
          PRODUCER,
          Set.of("topicName", "blockIfQueueFull", "lazyStartPartitionedProducers", "accessMode"),
          CONSUMER,
          Set.of(
              "subscriptionName",
              "subscriptionType",
              "subscriptionInitialPosition",
              "consumerName",
              "receiverQueueSize",
              "poolMessages",
              "startPaused"),
          CLIENT,
          Set.of("serviceUrl", "authPluginClassName", "authParams", "memoryLimitBytes"),
          BROKER,
          Set.of(
              "clusterName",
              "metadataStoreUrl",
              "configurationMetadataStoreUrl",
              "brokerServicePort",
              "webServicePort",
              "advertisedAddress",
              "bindAddress"),
          BOOKIE,
          Set.of(
              "bookiePort",
              "metadataServiceUri",
              "journalDirectories",
              "journalDirectory",
              "ledgerDirectories",
              "indexDirectories",
              "advertisedAddress",
              "httpServerEnabled",
              "httpServerPort"),
          ZOOKEEPER,
          // Without forceSync metadata may be lost with the power, whatever bookies force.
          Set.of("dataDir", "dataLogDir", "clientPort", "clientPortAddress", "forceSync"));

  private NativeKeys() {}

  static Map<String, String> sections() {
    Map<String, String> sections = new TreeMap<>();
    sections.put(PRODUCER, "settings of every producer, as the client's loadConf takes them");
    sections.put(CONSUMER, "settings of every consumer, as the client's loadConf takes them");
    sections.put(
        CLIENT,
        "settings of every client, such as security, as the client's loadConf takes them; handed"
            + " on to stream engines too");
    sections.put(BROKER, "settings of the local broker, as in broker.conf");
    sections.put(BOOKIE, "settings of every local bookie, as in bookkeeper.conf");
    sections.put(ZOOKEEPER, "settings of the local ZooKeeper, as in zookeeper.conf");
    return sections;
  }

  static Optional<List<String>> check(String section, String key) {
    if (SERVERS.contains(section)) {
      return SERVER_KEY.matcher(key).matches() ? Optional.empty() : Optional.of(List.of());
    }
    Set<String> known = known(section);
    return known.contains(key) ? Optional.empty() : Optional.of(NearMisses.of(key, known));
  }

  private static Set<String> known(String section) {
    return switch (section) {
      case PRODUCER -> ConfFields.PRODUCER.names();
      case CONSUMER -> ConfFields.CONSUMER.names();
      case CLIENT -> ConfFields.CLIENT.names();
      default -> Set.of();
    };
  }

  /**
   * Checks the values that can be checked before anything starts.
   *
   * @throws SettingException for the first that cannot be used
   */
  static void checkValues(Settings settings) {
    settings
        .sections()
        .forEach(
            (section, values) ->
                values.forEach(
                    (key, value) -> {
                      if (OWNED.getOrDefault(section, Set.of()).contains(key)) {
                        throw new SettingException(
                            "pulsar." + section + "." + key,
                            value.shown(),
                            "no value, since the harness sets it itself",
                            "leave it out");
                      }
                      checkReadable(section, key, value);
                    }));
  }

  private static void checkReadable(String section, String key, ConfigValue value) {
    if (SERVERS.contains(section)) {
      return;
    }
    Map<String, Object> one = Map.of(key, value.value());
    try {
      var unused =
          switch (section) {
            case PRODUCER ->
                ConfigurationDataUtils.loadData(
                    one, new ProducerConfigurationData(), ProducerConfigurationData.class);
            case CONSUMER ->
                ConfigurationDataUtils.loadData(
                    one, new ConsumerConfigurationData<byte[]>(), ConsumerConfigurationData.class);
            default ->
                ConfigurationDataUtils.loadData(
                    one, new ClientConfigurationData(), ClientConfigurationData.class);
          };
    } catch (RuntimeException e) {
      SettingException refused =
          new SettingException(
              "pulsar." + section + "." + key,
              value.shown(),
              "what the Pulsar client takes",
              value.secret() ? "" : reason(e));
      refused.initCause(e);
      throw refused;
    }
  }

  /**
   * Makes something of native settings.
   *
   * @throws SettingException if Pulsar does not take their combination
   */
  static <T> T readable(String section, Map<String, Object> natives, Supplier<T> made) {
    try {
      return made.get();
    } catch (RuntimeException e) {
      throw new SettingException(
          "pulsar." + section,
          "(" + String.join(", ", natives.keySet()) + ")",
          "a combination that the Pulsar client takes",
          reason(e));
    }
  }

  private static String reason(Throwable e) {
    Throwable at = e;
    while (at.getCause() != null && at.getCause() != at) {
      at = at.getCause();
    }
    return String.valueOf(at.getMessage()).lines().findFirst().orElse("").strip();
  }
}
