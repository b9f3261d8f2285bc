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
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.common.policies.data.PersistencePolicies;
import org.apache.pulsar.common.policies.data.PersistentTopicInternalStats;
import org.apache.pulsar.common.policies.data.RetentionPolicies;

/**
 * Topics and the namespaces that they lie in. How often and how surely a topic's records are kept
 * is a policy of its namespace, so that each level has one of its own: {@code public/weir-strong}.
 * A namespace that the user names is taken as it is. Safe for any thread.
 *
 * <p>Whatever subscriptions have acknowledged, a topic keeps its records until it goes: another
 * subscription can read all of them again from the earliest. In namespaces of the harness's own
 * their retention sees to that, elsewhere a subscription that nobody reads.
 */
final class Topics {
  /** Every cluster by the book has it. */
  static final String TENANT = "public";

  /** A namespace that every cluster by the book has, with the cluster's own policies. */
  static final String READY_MADE = TENANT + "/default";

  private static final String PREFIX = TENANT + "/weir-";

  /** Holds what others have acknowledged; goes with its topic. */
  static final String KEEPER = "weir-keeper";

  private static final RetentionPolicies FOR_EVER = new RetentionPolicies(-1, -1);
  private static final System.Logger LOG = System.getLogger(Topics.class.getName());

  private final PulsarAdmin admin;
  private final Optional<String> namespace;
  private final Map<String, String> namespaceOf = new ConcurrentHashMap<>();
  private final Set<String> prepared = ConcurrentHashMap.newKeySet();

  Topics(PulsarAdmin admin, Optional<String> namespace) {
    this.admin = admin;
    this.namespace = namespace;
  }

  /**
   * The whole name of a topic.
   *
   * @throws UnavailableException if it is not there
   */
  String full(String topic) {
    String known = namespaceOf.get(topic);
    if (known == null) {
      known =
          found(topic)
              .orElseThrow(
                  () ->
                      new UnavailableException(
                          "pulsar: there is no topic " + topic + "; create it before it is used"));
      namespaceOf.put(topic, known);
    }
    return full(known, topic);
  }

  /** The whole names of the topics that are in use here. */
  Map<String, String> full() {
    Map<String, String> names = new TreeMap<>();
    namespaceOf.forEach((topic, in) -> names.put(topic, full(in, topic)));
    return names;
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
    if (namespace.isPresent()) {
      keep(in, name);
    }
  }

  private void keep(String in, String name) {
    Optional<RetentionPolicies> retention =
        Admin.revealed(
            "reading the retention of namespace " + in,
            // The client answers null where the namespace has no such policy.
            () ->
                Optional.ofNullable(admin.namespaces().getRetention(in))
                    .orElse(new RetentionPolicies(0, 0)));
    if (retention.equals(Optional.of(FOR_EVER))) {
      return;
    }
    Optional<Boolean> kept =
        Admin.revealed(
            "creating subscription " + KEEPER + " of " + name,
            () -> {
              admin.topics().createSubscription(name, KEEPER, MessageId.earliest);
              return true;
            });
    if (kept.isEmpty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "this client may not create subscriptions in "
              + in
              + ": records that were acknowledged may be gone when they are to be read again");
    }
  }

  private void prepare(String in, DurabilityLevel level) {
    if (prepared.contains(in)) {
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
          // What nobody has subscribed to, or everybody acknowledged, would be removed otherwise.
          admin.namespaces().setRetention(in, FOR_EVER);
          return true;
        });
    prepared.add(in);
  }

  void delete(String topic) {
    Optional<String> in = Optional.ofNullable(namespaceOf.remove(topic)).or(() -> found(topic));
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
  }

  /** Whether the broker has loaded every partition of the topics that are in use here. */
  boolean opened() {
    return namespaceOf.keySet().stream()
        .allMatch(topic -> ledgers(topic).stream().allMatch(Optional::isPresent));
  }

  /**
   * The quorum of the ledger that each partition is written to, empty where it is not revealed;
   * asking makes the broker load them, and open a ledger for each.
   *
   * @throws UnavailableException if a partition cannot be loaded
   */
  List<Optional<PulsarDurability.Quorum>> ledgers(String topic) {
    String name = full(topic);
    int count =
        Admin.call(
            "reading the partitions of " + topic,
            () -> admin.topics().getPartitionedTopicMetadata(name).partitions);
    List<Optional<PulsarDurability.Quorum>> quorums = new ArrayList<>();
    for (String partition : partitions(topic, count)) {
      PersistentTopicInternalStats stats =
          Admin.call(
              "reading the ledgers of " + topic,
              () -> admin.topics().getInternalStats(partition, true));
      quorums.add(
          stats.ledgers == null || stats.ledgers.isEmpty()
              ? Optional.empty()
              : PulsarDurability.quorum(
                  String.valueOf(stats.ledgers.get(stats.ledgers.size() - 1).metadata)));
    }
    return quorums;
  }
}
