/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import io.weir.spi.Durability;
import io.weir.spi.Durability.Reached;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.DurabilityReport;
import io.weir.spi.DurabilityReport.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.internals.Topic;

/**
 * What each level stands for on Kafka, and the tuple that a topic's settings amount to.
 *
 * <p>The least in-sync set counts only for acks=all: with acks=1 the leader alone acknowledges, and
 * accepts writes alone. An appended batch is forced to disk before it is acknowledged, on the
 * leader and on each follower that acknowledges it, only if flush.messages is 1.
 */
final class KafkaDurability {
  static final String ACKS = "acks";
  static final String IDEMPOTENCE = "enable.idempotence";
  static final String REPLICATION_FACTOR = "replication.factor";

  /** Kafka's way of saying that it leaves flushing to the operating system. */
  static final String NEVER = String.valueOf(Long.MAX_VALUE);

  private static final String LEAST_IN_SYNC = TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG;
  private static final String FLUSH_MESSAGES = TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG;
  private static final String FLUSH_MS = TopicConfig.FLUSH_MS_CONFIG;
  private static final String UNCLEAN = TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG;

  private KafkaDurability() {}

  static Durability tuple(DurabilityLevel level) {
    return switch (level) {
      case DEFAULT -> new Durability(1, 1, Reached.OS_CACHE, 1);
      case WEAK, FLOW_WEAK -> new Durability(3, 1, Reached.OS_CACHE, 1);
      case STRONG -> new Durability(3, 2, Reached.DISK, 2);
    };
  }

  static int nodesFor(DurabilityLevel level) {
    return tuple(level).copies();
  }

  static short replicationFactor(DurabilityLevel level) {
    return (short) tuple(level).copies();
  }

  /** What a topic is created with. */
  static Map<String, String> topicConfig(DurabilityLevel level) {
    return switch (level) {
      case DEFAULT -> Map.of();
      case WEAK, FLOW_WEAK -> Map.of(LEAST_IN_SYNC, "2");
      case STRONG -> Map.of(LEAST_IN_SYNC, "2", FLUSH_MESSAGES, "1");
    };
  }

  /** What a producer is opened with. */
  static Map<String, String> producerConfig(DurabilityLevel level) {
    return switch (level) {
      case DEFAULT -> Map.of(ACKS, "all");
      case WEAK, FLOW_WEAK -> Map.of(ACKS, "1", IDEMPOTENCE, "false");
      case STRONG -> Map.of(ACKS, "all", IDEMPOTENCE, "true");
    };
  }

  /** What of a topic's settings is read back. */
  static List<String> topicKeys() {
    return List.of(LEAST_IN_SYNC, FLUSH_MESSAGES, FLUSH_MS, UNCLEAN);
  }

  /**
   * Judges what was read back.
   *
   * @param topic its name
   * @param level the level asked for
   * @param replicas copies of the partition that has the fewest
   * @param topicConfig of {@link #topicKeys}, what the cluster reveals
   * @param producerConfig effective producer settings
   */
  static DurabilityReport report(
      String topic,
      DurabilityLevel level,
      int replicas,
      Map<String, String> topicConfig,
      Map<String, String> producerConfig) {
    Map<String, String> required = required(level);
    Optional<String> acks =
        Optional.ofNullable(producerConfig.get(ACKS)).map(KafkaDurability::named);
    required.put(REPLICATION_FACTOR, String.valueOf(replicationFactor(level)));
    List<Setting> settings =
        topicSettings("topic " + topic, required, Optional.of(replicas), topicConfig);
    settings.add(new Setting("producer", ACKS, Optional.ofNullable(required.get(ACKS)), acks));
    settings.add(
        new Setting(
            "producer",
            IDEMPOTENCE,
            Optional.ofNullable(required.get(IDEMPOTENCE)),
            Optional.ofNullable(producerConfig.get(IDEMPOTENCE))));
    return new DurabilityReport(
        tuple(level), effective(replicas, topicConfig, acks.orElse("all")), settings);
  }

  private static List<Setting> topicSettings(
      String scope,
      Map<String, String> required,
      Optional<Integer> replicas,
      Map<String, String> topicConfig) {
    List<Setting> settings = new ArrayList<>();
    settings.add(
        new Setting(
            scope,
            REPLICATION_FACTOR,
            Optional.ofNullable(required.get(REPLICATION_FACTOR)),
            replicas.map(String::valueOf)));
    for (String key : topicKeys()) {
      settings.add(
          new Setting(
              scope,
              key,
              Optional.ofNullable(required.get(key)),
              Optional.ofNullable(topicConfig.get(key))));
    }
    return settings;
  }

  /**
   * Judges a topic of the brokers' own that transactions rest on. Brokers write to it as with
   * acks=all, whatever clients ask for.
   *
   * @param scope names it
   * @param replicas copies of the partition that has the fewest; empty if it is not revealed
   * @param topicConfig of {@link #topicKeys}, what the cluster reveals
   */
  static List<Setting> internalTopic(
      String scope,
      DurabilityLevel level,
      Optional<Integer> replicas,
      Map<String, String> topicConfig) {
    return topicSettings(scope, requiredOfInternalTopic(level), replicas, topicConfig);
  }

  /** At the default level as many copies as the cluster makes are right. */
  private static Map<String, String> requiredOfInternalTopic(DurabilityLevel level) {
    Map<String, String> required = required(level);
    if (level == DurabilityLevel.DEFAULT) {
      required.remove(LEAST_IN_SYNC);
    } else {
      required.put(REPLICATION_FACTOR, String.valueOf(replicationFactor(level)));
    }
    return required;
  }

  /** What of a topic setting, or of {@link #REPLICATION_FACTOR}, the level needs there. */
  static Optional<String> requiredOfInternalTopic(DurabilityLevel level, String key) {
    return Optional.ofNullable(requiredOfInternalTopic(level).get(key));
  }

  /** The broker's settings by which it makes such a topic, each with what it is in the topic. */
  static Map<String, String> internalTopicByBroker(String topic) {
    Map<String, String> keys = new TreeMap<>(Map.of("log.flush.interval.messages", FLUSH_MESSAGES));
    if (topic.equals(Topic.TRANSACTION_STATE_TOPIC_NAME)) {
      keys.put("transaction.state.log.replication.factor", REPLICATION_FACTOR);
      keys.put("transaction.state.log.min.isr", LEAST_IN_SYNC);
    } else {
      keys.put("offsets.topic.replication.factor", REPLICATION_FACTOR);
      keys.put("min.insync.replicas", LEAST_IN_SYNC);
    }
    return keys;
  }

  private static Map<String, String> required(DurabilityLevel level) {
    Map<String, String> required = new TreeMap<>(producerConfig(level));
    switch (level) {
      case DEFAULT -> required.put(LEAST_IN_SYNC, "1");
      case WEAK, FLOW_WEAK -> {
        required.put(LEAST_IN_SYNC, "2");
        required.remove(IDEMPOTENCE);
      }
      case STRONG -> {
        required.put(LEAST_IN_SYNC, "2");
        required.put(UNCLEAN, "false");
      }
    }
    if (tuple(level).reached() == Reached.DISK) {
      required.put(FLUSH_MESSAGES, "1");
    } else {
      required.put(FLUSH_MESSAGES, NEVER);
      required.put(FLUSH_MS, NEVER);
    }
    return required;
  }

  private static Durability effective(int replicas, Map<String, String> topicConfig, String acks) {
    // Not revealed: nothing better than the broker's default may be assumed.
    int leastInSync = Integer.parseInt(topicConfig.getOrDefault(LEAST_IN_SYNC, "1"));
    String flushMessages = topicConfig.get(FLUSH_MESSAGES);
    Reached reached;
    if (acks.equals("0")) {
      reached = Reached.UNKNOWN;
    } else if (flushMessages == null) {
      reached = Reached.UNKNOWN;
    } else {
      reached = flushMessages.equals("1") ? Reached.DISK : Reached.OS_CACHE;
    }
    if (replicas > 1 && "true".equals(topicConfig.get(UNCLEAN)) && !acks.equals("0")) {
      // A copy outside the in-sync set may lead, whatever the others have acknowledged.
      return new Durability(replicas, 1, reached, acks.equals("1") ? 1 : leastInSync);
    }
    return switch (acks) {
      case "0" -> new Durability(replicas, 0, reached, 1);
      case "1" -> new Durability(replicas, 1, reached, 1);
      default -> new Durability(replicas, Math.min(leastInSync, replicas), reached, leastInSync);
    };
  }

  private static String named(String acks) {
    return acks.equals("-1") ? "all" : acks;
  }
}
