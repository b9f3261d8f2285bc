/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import io.weir.spi.AckHandler;
import io.weir.spi.BrokerCluster;
import io.weir.spi.ClientTuning;
import io.weir.spi.ClusterDescription;
import io.weir.spi.Compression;
import io.weir.spi.ConfigValue;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.DurabilityReport;
import io.weir.spi.Endpoint;
import io.weir.spi.NanoClock;
import io.weir.spi.Publisher;
import io.weir.spi.PublisherSpec;
import io.weir.spi.RecordHandler;
import io.weir.spi.ServerProcess;
import io.weir.spi.SettingException;
import io.weir.spi.Subscriber;
import io.weir.spi.SubscriberSpec;
import io.weir.spi.SubscriptionKind;
import io.weir.spi.TopicSpec;
import io.weir.spi.UnavailableException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.apache.kafka.common.utils.AppInfoParser;

/** A Kafka cluster in use, local or not. Threads as {@link BrokerCluster} says. */
final class KafkaCluster implements BrokerCluster {
  /** Only what level and native settings say of a producer matters for durability. */
  private static final ClientTuning ANY_TUNING =
      new ClientTuning(16_384, Duration.ZERO, Compression.NONE, 32L << 20);

  private final ClientSettings settings;
  private final Map<String, String> topicSettings;
  private final Optional<String> launchedVersion;
  private final Optional<LocalNodes> local;
  private final NanoClock clock;
  private final Admin admin;
  private final TopicView topics;
  private final ProducerPool producers;
  private final List<KafkaSubscriber> subscribers = new ArrayList<>();

  /**
   * @param settings how clients reach it
   * @param options the driver's own
   * @param topicSettings native settings of topics it creates
   * @param launchedVersion of local servers; empty for a cluster that ran before
   * @param local its servers; empty for a cluster that ran before
   * @param clock what publishers and subscribers read times from
   * @param admin connected; closed with this
   */
  KafkaCluster(
      ClientSettings settings,
      KafkaOptions options,
      Map<String, ConfigValue> topicSettings,
      Optional<String> launchedVersion,
      Optional<LocalNodes> local,
      NanoClock clock,
      Admin admin) {
    this.settings = settings;
    this.topicSettings =
        topicSettings.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().value()));
    this.launchedVersion = launchedVersion;
    this.local = local;
    this.clock = clock;
    this.admin = admin;
    this.topics = new TopicView(admin);
    this.producers = new ProducerPool(settings, options);
  }

  @Override
  public Endpoint endpoint() {
    return new Endpoint(KafkaDriver.PROTOCOL, settings.addresses(), settings.shared());
  }

  @Override
  public ClusterDescription describe() {
    Collection<Node> nodes =
        AdminCalls.get("describing the cluster", admin.describeCluster().nodes());
    List<ClusterDescription.Node> described =
        nodes.stream()
            .sorted(Comparator.comparingInt(Node::id))
            .map(
                node ->
                    new ClusterDescription.Node(
                        node.idString(), node.host() + ":" + node.port(), configuration(node)))
            .toList();
    return new ClusterDescription(
        KafkaDriver.NAME, version(), described, AppInfoParser.getVersion());
  }

  private String version() {
    return launchedVersion.orElseGet(
        () ->
            AdminCalls.revealed("reading the features", admin.describeFeatures().featureMetadata())
                .map(features -> features.finalizedFeatures().get("metadata.version"))
                .map(FinalizedVersionRange::maxVersionLevel)
                .map(level -> "unknown (metadata.version " + level + ")")
                .orElse("unknown"));
  }

  private Map<String, ConfigValue> configuration(Node node) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, node.idString());
    Map<String, ConfigValue> configuration = new TreeMap<>();
    topics
        .config(resource)
        .ifPresent(
            config ->
                config.entries().stream()
                    .filter(entry -> !entry.isDefault())
                    .forEach(entry -> configuration.put(entry.name(), shown(entry))));
    return configuration;
  }

  private static ConfigValue shown(ConfigEntry entry) {
    // A broker gives no value for what it holds to be sensitive, or cannot tell the type of.
    return entry.isSensitive() || entry.value() == null
        ? new ConfigValue("", true)
        : ConfigValue.plain(entry.value());
  }

  @Override
  public boolean topicExists(String topic) {
    return topics.topic(topic).isPresent();
  }

  @Override
  public void createTopic(TopicSpec spec) {
    Map<String, String> config = new HashMap<>(KafkaDurability.topicConfig(spec.level()));
    config.putAll(topicSettings);
    short replicas = KafkaDurability.replicationFactor(spec.level());
    NewTopic topic = new NewTopic(spec.name(), spec.partitions(), replicas).configs(config);
    AdminCalls.get("creating topic " + spec.name(), admin.createTopics(List.of(topic)).all());
    AdminCalls.await("topic " + spec.name() + " has its leaders", () -> led(spec, replicas));
  }

  private boolean led(TopicSpec spec, int replicas) {
    return topics
        .topic(spec.name())
        .filter(topic -> topic.partitions().size() == spec.partitions())
        .filter(topic -> TopicView.replicas(topic) == replicas)
        .filter(topics::led)
        .isPresent();
  }

  @Override
  public void deleteTopic(String topic) {
    AdminCalls.unless(
        UnknownTopicOrPartitionException.class,
        "deleting topic " + topic,
        admin.deleteTopics(List.of(topic)).all());
    AdminCalls.await("topic " + topic + " is gone", () -> !topicExists(topic));
  }

  @Override
  public DurabilityReport durabilityOf(String topic, DurabilityLevel level) {
    TopicDescription described =
        topics
            .topic(topic)
            .orElseThrow(
                () ->
                    new UnavailableException(
                        "kafka: there is no topic " + topic + "; create it before it is used"));
    Map<String, String> topicConfig =
        topics.values(
            new ConfigResource(ConfigResource.Type.TOPIC, topic), KafkaDurability.topicKeys());
    Map<String, String> producerConfig = new TreeMap<>();
    settings
        .effectiveProducer(settings.producer(level, ANY_TUNING, "weir-durability"), ANY_TUNING)
        .forEach((key, value) -> producerConfig.put(key, value.value()));
    return KafkaDurability.report(
        topic, level, TopicView.replicas(described), topicConfig, producerConfig);
  }

  @Override
  public List<DurabilityReport.Setting> prepareTransactions(DurabilityLevel level) {
    Transactions transactions = new Transactions(admin, topics);
    if (local.isPresent()) {
      transactions.prepare(level);
    }
    return transactions.settings(level);
  }

  @Override
  public Publisher openPublisher(PublisherSpec spec, AckHandler acks) {
    return new KafkaPublisher(spec, producers, producers.acquire(spec), acks, clock);
  }

  @Override
  public synchronized Subscriber openSubscriber(SubscriberSpec spec, RecordHandler records) {
    if (spec.kind() != SubscriptionKind.EXCLUSIVE) {
      throw new SettingException(
          "--subscription-kind", spec.kind().text(), SubscriptionKind.EXCLUSIVE.text(), "");
    }
    Map<String, Object> config = settings.consumer(spec);
    Map<String, ConfigValue> effective =
        settings.effective(
            ClientSettings.checked(NativeKeys.CONSUMER, () -> new ConsumerConfig(config)),
            NativeKeys.CONSUMER);
    KafkaConsumer<ByteBuffer, ByteBuffer> consumer =
        ClientSettings.checked(
            NativeKeys.CONSUMER,
            () ->
                new KafkaConsumer<>(
                    config, new ByteBufferDeserializer(), new ByteBufferDeserializer()));
    KafkaSubscriber subscriber =
        new KafkaSubscriber(spec, consumer, effective, new GroupView(admin), records, clock);
    subscribers.add(subscriber);
    subscriber.start();
    return subscriber;
  }

  @Override
  public List<ServerProcess> servers() {
    return local.map(LocalNodes::servers).orElse(List.of());
  }

  @Override
  public void restart(List<ServerProcess> dead, Duration timeLimit) {
    local
        .orElseThrow(
            () ->
                new UnavailableException(
                    "kafka: these servers were not started by the harness, which cannot start them"
                        + " again"))
        .restart(dead, admin, timeLimit);
  }

  @Override
  public synchronized void close() {
    subscribers.forEach(KafkaSubscriber::close);
    producers.close();
    admin.close(Duration.ofSeconds(2));
  }
}
