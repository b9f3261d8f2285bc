/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import io.weir.spi.DurabilityLevel;
import io.weir.spi.TopicSpec;
import io.weir.spi.UnavailableException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.common.policies.data.PersistencePolicies;
import org.apache.pulsar.common.policies.data.PersistentTopicInternalStats;
import org.apache.pulsar.common.policies.data.RetentionPolicies;

/**
 * Topics and the namespaces that they lie in. How often and how surely a topic's records are kept
 * is a policy of its namespace, so that each level has one of its own: {@code public/weir-strong}.
 * A namespace that the user names is taken as it is. Safe for any thread.
 */
final class Topics {
  /** Every cluster by the book has it. */
  static final String TENANT = "public";

  /** A namespace that every cluster by the book has, with the cluster's own policies. */
  static final String READY_MADE = TENANT + "/default";

  private static final String PREFIX = TENANT + "/weir-";

  private final PulsarAdmin admin;
  private final Optional<String> namespace;
  private final Map<String, String> namespaceOf = new ConcurrentHashMap<>();
  private final Set<String> prepared = ConcurrentHashMap.newKeySet();

  Topics(PulsarAdmin admin, Optional<String> namespace) {
    this.admin = admin;
    this.namespace = namespace;
  }

  /** The whole name of a topic that is there, or may be made. */
  String full(String topic) {
    return full(
        namespaceOf.computeIfAbsent(topic, t -> found(t).orElse(namespaces().get(0))), topic);
  }

  private static String full(String namespace, String topic) {
    return "persistent://" + namespace + "/" + topic;
  }

  /** The whole name of one partition. */
  String partition(String topic, int partition) {
    return full(topic) + "-partition-" + partition;
  }

  List<String> partitions(String topic, int count) {
    return IntStream.range(0, count).mapToObj(p -> partition(topic, p)).toList();
  }

  boolean exists(String topic) {
    return found(topic).isPresent();
  }

  private Optional<String> found(String topic) {
    return namespaces().stream().filter(n -> exists(n, topic)).findFirst();
  }

  private boolean exists(String namespace, String topic) {
    String name = full(namespace, topic);
    return Admin.unless(
            PulsarAdminException.NotFoundException.class,
            "listing the topics of " + namespace,
            () ->
                admin.topics().getPartitionedTopicList(namespace).contains(name)
                    || admin.topics().getList(namespace).contains(name))
        .orElse(false);
  }

  private List<String> namespaces() {
    return namespace
        .map(List::of)
        .orElseGet(
            () ->
                Arrays.stream(DurabilityLevel.values())
                    .map(level -> PREFIX + level.text())
                    .toList());
  }

  private String namespace(DurabilityLevel level) {
    return namespace.orElse(PREFIX + level.text());
  }

  /** Makes the topic, and its namespace with the level's policies. */
  void create(TopicSpec spec) {
    String in = namespace(spec.level());
    if (namespace.isEmpty()) {
      prepare(in, spec.level());
    }
    String name = full(in, spec.name());
    Admin.call(
        "creating topic " + spec.name(),
        () -> {
          admin.topics().createPartitionedTopic(name, spec.partitions());
          return true;
        });
    namespaceOf.put(spec.name(), in);
  }

  private void prepare(String in, DurabilityLevel level) {
    if (!prepared.add(in)) {
      return;
    }
    if (!Admin.call(
        "listing the namespaces of " + TENANT,
        () -> admin.namespaces().getNamespaces(TENANT).contains(in))) {
      // Another run may be making it too.
      Admin.unless(
          PulsarAdminException.ConflictException.class,
          "creating namespace " + in,
          () -> {
            admin.namespaces().createNamespace(in);
            return true;
          });
    }
    PulsarDurability.Quorum quorum = PulsarDurability.quorum(level);
    Admin.call(
        "setting the policies of namespace " + in,
        () -> {
          admin
              .namespaces()
              .setPersistence(
                  in,
                  new PersistencePolicies(quorum.ensemble(), quorum.write(), quorum.ack(), 0.0));
          // Kept until the topic goes: what nobody has subscribed to would be removed otherwise.
          admin.namespaces().setRetention(in, new RetentionPolicies(-1, -1));
          return true;
        });
  }

  void delete(String topic) {
    Optional<String> in = found(topic);
    if (in.isEmpty()) {
      return;
    }
    Admin.unless(
        PulsarAdminException.NotFoundException.class,
        "deleting topic " + topic,
        () -> {
          admin.topics().deletePartitionedTopic(full(in.get(), topic), true);
          return true;
        });
    namespaceOf.remove(topic);
  }

  /** Whether every partition of the topics that were made here can be written to. */
  boolean opened() {
    return namespaceOf.keySet().stream()
        .allMatch(topic -> ledgers(topic).size() == partitionsOf(topic));
  }

  /** How many partitions a topic has; 0 if it is not there. */
  int partitionsOf(String topic) {
    return Admin.unless(
            PulsarAdminException.NotFoundException.class,
            "reading the partitions of " + topic,
            () -> admin.topics().getPartitionedTopicMetadata(full(topic)).partitions)
        .orElse(0);
  }

  /**
   * The quorums of the ledgers that the partitions are written to; asking makes the broker load
   * them, and open a ledger for each.
   *
   * @throws UnavailableException if a partition cannot be loaded
   */
  List<PulsarDurability.Quorum> ledgers(String topic) {
    List<PulsarDurability.Quorum> quorums = new ArrayList<>();
    for (String partition : partitions(topic, Math.max(1, partitionsOf(topic)))) {
      PersistentTopicInternalStats stats =
          Admin.call(
              "reading the ledgers of " + topic,
              () -> admin.topics().getInternalStats(partition, true));
      if (stats.ledgers != null && !stats.ledgers.isEmpty()) {
        String metadata = stats.ledgers.get(stats.ledgers.size() - 1).metadata;
        PulsarDurability.quorum(String.valueOf(metadata)).ifPresent(quorums::add);
      }
    }
    return quorums;
  }
}
