/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.OffsetNotAvailableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Topics and settings as the cluster has them. Safe for any thread. */
final class TopicView {
  private final Admin admin;

  TopicView(Admin admin) {
    this.admin = admin;
  }

  /** The topic; empty if it is not there. */
  Optional<TopicDescription> topic(String name) {
    return AdminCalls.unless(
            UnknownTopicOrPartitionException.class,
            "describing topic " + name,
            admin.describeTopics(List.of(name)).allTopicNames())
        .map(described -> described.get(name));
  }

  /** Copies of the partition that has the fewest. */
  static int replicas(TopicDescription topic) {
    return topic.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0);
  }

  /** Whether every partition of a topic can be written to, with all its copies in sync. */
  boolean led(TopicDescription topic) {
    return topic.partitions().stream()
            .allMatch(p -> p.leader() != null && p.isr().size() == p.replicas().size())
        && served(topic);
  }

  /** Each leader is asked itself: it may learn that it leads after others know. */
  private boolean served(TopicDescription topic) {
    Map<TopicPartition, OffsetSpec> latest =
        IntStream.range(0, topic.partitions().size())
            .mapToObj(p -> new TopicPartition(topic.name(), p))
            .collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest()));
    return AdminCalls.unless(
            // One that has just begun to lead does not tell its end yet.
            Set.of(UnknownTopicOrPartitionException.class, OffsetNotAvailableException.class),
            "asking the leaders of " + topic.name(),
            admin.listOffsets(latest).all())
        .isPresent();
  }

  /** The configuration of a topic or a node; empty if it is not revealed. */
  Optional<Config> config(ConfigResource resource) {
    return AdminCalls.revealed(
            "reading the configuration of " + resource.name(),
            admin.describeConfigs(List.of(resource)).all())
        .map(configs -> configs.get(resource));
  }

  /** Of a configuration the values of these keys, as far as they are revealed. */
  Map<String, String> values(ConfigResource resource, List<String> keys) {
    Map<String, String> values = new TreeMap<>();
    config(resource)
        .ifPresent(
            config -> {
              for (String key : keys) {
                ConfigEntry entry = config.get(key);
                if (entry != null && entry.value() != null) {
                  values.put(key, entry.value());
                }
              }
            });
    return values;
  }
}
