/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import io.weir.spi.DurabilityLevel;
import io.weir.spi.DurabilityReport.Setting;
import io.weir.spi.UnavailableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.internals.Topic;

/**
 * What transactions rest on: a committed record is worth what the topic is worth that knows of the
 * commit, and a transaction that also moves a group's positions what the topic of these is worth.
 * Brokers make both on first use. As {@link io.weir.spi.BrokerCluster} says of threads.
 */
final class Transactions {
  static final String LONGEST = "transaction.max.timeout.ms";

  private static final List<String> TOPICS =
      List.of(Topic.TRANSACTION_STATE_TOPIC_NAME, Topic.GROUP_METADATA_TOPIC_NAME);

  /** What nobody has: asking for it makes brokers look for its coordinator. */
  private static final String NOBODY = "weir-nobody";

  private final Admin admin;
  private final TopicView topics;

  Transactions(Admin admin, TopicView topics) {
    this.admin = admin;
    this.topics = topics;
  }

  /**
   * Has the brokers make both topics and gives them what the level gives any topic; for servers of
   * the harness's own only.
   */
  void prepare(DurabilityLevel level) {
    AdminCalls.unless(
        TransactionalIdNotFoundException.class,
        "looking for the coordinator of transactions",
        admin.describeTransactions(List.of(NOBODY)).all());
    AdminCalls.unless(
        GroupIdNotFoundException.class,
        "looking for the coordinator of groups",
        admin.describeConsumerGroups(List.of(NOBODY)).all());
    for (String topic : TOPICS) {
      AdminCalls.await(
          "topic " + topic + " has its leaders",
          () -> topics.topic(topic).filter(topics::led).isPresent());
      configure(topic, KafkaDurability.topicConfig(level));
    }
  }

  private void configure(String topic, Map<String, String> wanted) {
    if (wanted.isEmpty()) {
      return;
    }
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Collection<AlterConfigOp> changes =
        wanted.entrySet().stream()
            .map(
                e ->
                    new AlterConfigOp(
                        new ConfigEntry(e.getKey(), e.getValue()), AlterConfigOp.OpType.SET))
            .toList();
    AdminCalls.get(
        "setting the configuration of " + topic,
        admin.incrementalAlterConfigs(Map.of(resource, changes)).all());
    List<String> keys = List.copyOf(wanted.keySet());
    AdminCalls.await(
        "topic " + topic + " has the settings of its level",
        () -> topics.values(resource, keys).equals(wanted));
  }

  /** Reads back what both topics have, or would be made with, and how long a transaction may be. */
  List<Setting> settings(DurabilityLevel level) {
    List<Node> nodes =
        AdminCalls.revealed("listing the nodes", admin.describeCluster().nodes())
            .map(all -> all.stream().sorted(Comparator.comparingInt(Node::id)).toList())
            .orElse(List.of());
    List<Setting> settings = new ArrayList<>();
    for (String topic : TOPICS) {
      described(topic)
          .ifPresentOrElse(
              found -> settings.addAll(found.settings(level, topics)),
              () -> nodes.forEach(node -> settings.addAll(toBeMade(topic, node, level))));
    }
    for (Node node : nodes) {
      settings.add(
          new Setting(scope(node), LONGEST, Optional.empty(), value(brokerValues(node), LONGEST)));
    }
    return settings;
  }

  /**
   * A topic that is there.
   *
   * @param description empty if this client may not see it
   */
  private record Found(String name, Optional<TopicDescription> description) {
    List<Setting> settings(DurabilityLevel level, TopicView topics) {
      return KafkaDurability.internalTopic(
          "topic " + name,
          level,
          description.map(TopicView::replicas),
          topics.values(
              new ConfigResource(ConfigResource.Type.TOPIC, name), KafkaDurability.topicKeys()));
    }
  }

  /** Empty if it is not there yet. */
  private Optional<Found> described(String topic) {
    try {
      return topics.topic(topic).map(there -> new Found(topic, Optional.of(there)));
    } catch (UnavailableException e) {
      if (e.getCause() instanceof AuthorizationException) {
        return Optional.of(new Found(topic, Optional.empty()));
      }
      throw e;
    }
  }

  /** What a broker would make the topic with. */
  private List<Setting> toBeMade(String topic, Node node, DurabilityLevel level) {
    Map<String, String> values = brokerValues(node);
    return KafkaDurability.internalTopicByBroker(topic).entrySet().stream()
        .map(
            brokerKey ->
                new Setting(
                    scope(node),
                    brokerKey.getKey(),
                    KafkaDurability.requiredOfInternalTopic(level, brokerKey.getValue()),
                    value(values, brokerKey.getKey())))
        .toList();
  }

  private static String scope(Node node) {
    return "node " + node.idString();
  }

  private static Optional<String> value(Map<String, String> values, String key) {
    return Optional.ofNullable(values.get(key));
  }

  private Map<String, String> brokerValues(Node node) {
    List<String> keys =
        Stream.concat(
                TOPICS.stream()
                    .flatMap(t -> KafkaDurability.internalTopicByBroker(t).keySet().stream()),
                Stream.of(LONGEST))
            .toList();
    return topics.values(new ConfigResource(ConfigResource.Type.BROKER, node.idString()), keys);
  }
}
