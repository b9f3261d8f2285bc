/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import io.weir.spi.NearMisses;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Which native settings pass through to Kafka, by section. Keys of clients and topics are known
 * from the client library. Keys of the server are not: the client library does not carry them, and
 * they differ between server versions, so any well-formed key passes and the server itself warns of
 * those it does not know.
 */
final class NativeKeys {
  static final String PRODUCER = "producer";
  static final String CONSUMER = "consumer";
  static final String ADMIN = "admin";
  static final String CLIENT = "client";
  static final String TOPIC = "topic";
  static final String SERVER = "server";

  private static final Pattern SERVER_KEY = Pattern.compile("[a-z0-9._-]+");
  private static final int MOST_SUGGESTIONS = 3;

  /** What the harness itself decides: a run would not mean what it says if these were changed. */
  private static final Map<String, Set<String>> OWNED =
      Map.of(
          PRODUCER,
              Set.of(
                  "bootstrap.servers",
                  "client.id",
                  "key.serializer",
                  "value.serializer",
                  "transactional.id"),
          CONSUMER,
              Set.of(
                  "bootstrap.servers",
                  "client.id",
                  "group.id",
                  "group.instance.id",
                  "group.protocol",
                  "group.remote.assignor",
                  "partition.assignment.strategy",
                  "key.deserializer",
                  "value.deserializer",
                  "enable.auto.commit",
                  "auto.offset.reset",
                  "isolation.level",
                  "allow.auto.create.topics"),
          ADMIN, Set.of("bootstrap.servers", "bootstrap.controllers", "client.id"),
          CLIENT, Set.of("bootstrap.servers", "client.id"),
          TOPIC, Set.of(),
          SERVER,
              Set.of(
                  "process.roles",
                  "node.id",
                  "broker.id",
                  "listeners",
                  "advertised.listeners",
                  "controller.listener.names",
                  "controller.quorum.voters",
                  "controller.quorum.bootstrap.servers",
                  "log.dir",
                  "log.dirs",
                  "metadata.log.dir"));

  private static final Set<String> TOPIC_KEYS =
      Set.of(
          TopicConfig.SEGMENT_BYTES_CONFIG,
          TopicConfig.SEGMENT_MS_CONFIG,
          TopicConfig.SEGMENT_JITTER_MS_CONFIG,
          TopicConfig.SEGMENT_INDEX_BYTES_CONFIG,
          TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG,
          TopicConfig.FLUSH_MS_CONFIG,
          TopicConfig.RETENTION_BYTES_CONFIG,
          TopicConfig.RETENTION_MS_CONFIG,
          TopicConfig.REMOTE_LOG_STORAGE_ENABLE_CONFIG,
          TopicConfig.REMOTE_LOG_COPY_DISABLE_CONFIG,
          TopicConfig.REMOTE_LOG_DELETE_ON_DISABLE_CONFIG,
          TopicConfig.LOCAL_LOG_RETENTION_MS_CONFIG,
          TopicConfig.LOCAL_LOG_RETENTION_BYTES_CONFIG,
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
          TopicConfig.INDEX_INTERVAL_BYTES_CONFIG,
          TopicConfig.FILE_DELETE_DELAY_MS_CONFIG,
          TopicConfig.DELETE_RETENTION_MS_CONFIG,
          TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
          TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
          TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
          TopicConfig.CLEANUP_POLICY_CONFIG,
          TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG,
          TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
          TopicConfig.COMPRESSION_TYPE_CONFIG,
          TopicConfig.COMPRESSION_GZIP_LEVEL_CONFIG,
          TopicConfig.COMPRESSION_LZ4_LEVEL_CONFIG,
          TopicConfig.COMPRESSION_ZSTD_LEVEL_CONFIG,
          TopicConfig.PREALLOCATE_CONFIG,
          TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
          TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG,
          TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG);

  private NativeKeys() {}

  static Map<String, String> sections() {
    Map<String, String> sections = new TreeMap<>();
    sections.put(PRODUCER, "settings of every producer");
    sections.put(CONSUMER, "settings of every consumer");
    sections.put(ADMIN, "settings of the admin client");
    sections.put(
        CLIENT, "settings of every client, such as security; handed on to stream engines too");
    sections.put(TOPIC, "settings of every topic that the harness creates");
    sections.put(
        SERVER,
        "settings of every local server; any key of lower case letters, digits, dots, dashes and"
            + " underscores passes, and the server's log warns of unknown ones");
    return sections;
  }

  static Optional<List<String>> check(String section, String key) {
    if (section.equals(SERVER)) {
      return SERVER_KEY.matcher(key).matches() ? Optional.empty() : Optional.of(List.of());
    }
    Set<String> known = known(section);
    return known.contains(key) ? Optional.empty() : Optional.of(nearest(known, key));
  }

  private static Set<String> known(String section) {
    return switch (section) {
      case PRODUCER -> ProducerConfig.configNames();
      case CONSUMER -> ConsumerConfig.configNames();
      case ADMIN -> AdminClientConfig.configNames();
      case CLIENT -> commonToAllClients();
      case TOPIC -> TOPIC_KEYS;
      default -> Set.of();
    };
  }

  private static Set<String> commonToAllClients() {
    Set<String> common = new TreeSet<>(AdminClientConfig.configNames());
    common.retainAll(ProducerConfig.configNames());
    common.retainAll(ConsumerConfig.configNames());
    return common;
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
                            "kafka." + section + "." + key,
                            value.shown(),
                            "no value, since the harness sets it itself",
                            "leave it out");
                      }
                      definition(section)
                          .ifPresent(
                              def -> checkValue(section, key, value.value(), value.shown(), def));
                    }));
  }

  private static Optional<ConfigDef> definition(String section) {
    return switch (section) {
      case PRODUCER -> Optional.of(ProducerConfig.configDef());
      case CONSUMER -> Optional.of(ConsumerConfig.configDef());
      case ADMIN, CLIENT -> Optional.of(AdminClientConfig.configDef());
      default -> Optional.empty();
    };
  }

  private static void checkValue(
      String section, String key, String value, String shown, ConfigDef definition) {
    definition.validate(Map.of(key, value)).stream()
        .filter(checked -> checked.name().equals(key))
        .flatMap(checked -> checked.errorMessages().stream())
        .findFirst()
        .ifPresent(
            message -> {
              throw new SettingException(
                  "kafka." + section + "." + key,
                  shown,
                  "what the Kafka client takes",
                  shown.equals(value) ? message : "");
            });
  }

  /** A key that was left off half way is as near as a slip of the finger. */
  private static List<String> nearest(Set<String> known, String key) {
    return Stream.concat(
            NearMisses.of(key, known).stream(),
            known.stream().filter(candidate -> candidate.startsWith(key + ".")).sorted())
        .distinct()
        .limit(MOST_SUGGESTIONS)
        .toList();
  }
}
