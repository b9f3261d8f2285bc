/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import io.weir.driver.pulsar.LocalServers.Deadline;
import io.weir.spi.AckHandler;
import io.weir.spi.BrokerCluster;
import io.weir.spi.ClusterDescription;
import io.weir.spi.ConfigValue;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.DurabilityReport;
import io.weir.spi.Endpoint;
import io.weir.spi.NanoClock;
import io.weir.spi.Publisher;
import io.weir.spi.PublisherSpec;
import io.weir.spi.RecordHandler;
import io.weir.spi.ServerProcess;
import io.weir.spi.Subscriber;
import io.weir.spi.SubscriberSpec;
import io.weir.spi.TopicSpec;
import io.weir.spi.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pulsar.PulsarVersion;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;

/** A Pulsar cluster in use, local or not. Threads as {@link BrokerCluster} says. */
final class PulsarCluster implements BrokerCluster {
  /** Of the broker's hundreds of settings those that bear on results. */
  private static final List<String> TELLING =
      List.of("managedLedger", "bookkeeper", "acknowledgment", "transaction", "loadBalancer");

  /** A consumer holds nothing of its own; the client wants a limit nevertheless. */
  private static final long SUBSCRIBER_MEMORY = 64L << 20;

  private final ClientSettings settings;
  private final PulsarOptions options;
  private final Optional<String> launchedVersion;
  private final Optional<LocalServers> servers;
  private final NanoClock clock;
  private final PulsarAdmin admin;
  private final Bookies bookies;
  private final Topics topics;
  private final ProducerPool producers;
  private final List<PulsarSubscriber> subscribers = new ArrayList<>();

  /**
   * @param settings how clients reach it
   * @param options the driver's own
   * @param launchedVersion of local servers; empty for a cluster that ran before
   * @param servers local ones
   * @param clock what publishers and subscribers read times from
   * @param admin closed with this
   * @param bookies of the cluster
   */
  PulsarCluster(
      ClientSettings settings,
      PulsarOptions options,
      Optional<String> launchedVersion,
      Optional<LocalServers> servers,
      NanoClock clock,
      PulsarAdmin admin,
      Bookies bookies) {
    this.settings = settings;
    this.options = options;
    this.launchedVersion = launchedVersion;
    this.servers = servers;
    this.clock = clock;
    this.admin = admin;
    this.bookies = bookies;
    // One bookie cannot keep what any level asks for.
    Optional<String> ready =
        options.standalone() ? Optional.of(Topics.READY_MADE) : Optional.empty();
    this.topics = new Topics(admin, options.namespace().or(() -> ready));
    this.producers = new ProducerPool(settings, options, topics);
  }

  /**
   * {@inheritDoc}
   *
   * <p>One address, the service URL, {@code pulsar://host:port,host:port} or {@code pulsar+ssl://};
   * the properties as {@link ClientSettings#shared} says.
   */
  @Override
  public Endpoint endpoint() {
    Map<String, ConfigValue> properties = new TreeMap<>(settings.shared());
    // Namespaces depend on durability levels: an engine cannot tell a topic's.
    topics
        .full()
        .forEach((topic, full) -> properties.put("topic." + topic, ConfigValue.plain(full)));
    return new Endpoint(PulsarDriver.PROTOCOL, List.of(settings.serviceUrl()), properties);
  }

  @Override
  public ClusterDescription describe() {
    List<String> brokers =
        Admin.revealed("listing the brokers", () -> admin.brokers().getActiveBrokers())
            .orElse(List.of());
    Map<String, ConfigValue> configuration = brokerConfiguration();
    Map<String, Map<String, String>> told = bookies.configurations();
    List<ClusterDescription.Node> nodes =
        Stream.concat(
                (brokers.isEmpty() ? List.of(settings.adminUrl()) : brokers)
                    .stream()
                        .map(id -> new ClusterDescription.Node("broker " + id, id, configuration)),
                bookies.ids().stream()
                    .map(
                        id ->
                            new ClusterDescription.Node(
                                "bookie " + id, id, plain(told.getOrDefault(id, Map.of())))))
            .toList();
    return new ClusterDescription(
        options.standalone() ? PulsarDriver.STANDALONE : PulsarDriver.NAME,
        version(),
        nodes,
        PulsarVersion.getVersion());
  }

  private String version() {
    return launchedVersion.orElseGet(
        () ->
            Admin.revealed("reading the version", () -> admin.brokers().getVersion())
                .orElse("unknown"));
  }

  private Map<String, ConfigValue> brokerConfiguration() {
    Map<String, String> all =
        Admin.revealed(
                "reading the broker's settings", () -> admin.brokers().getRuntimeConfigurations())
            .orElse(Map.of());
    Map<String, String> telling = new TreeMap<>(all);
    telling.keySet().removeIf(key -> TELLING.stream().noneMatch(key::startsWith));
    telling.values().removeIf(value -> value == null || value.isEmpty());
    return plain(telling);
  }

  private static Map<String, ConfigValue> plain(Map<String, String> values) {
    return values.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, PulsarCluster::shown));
  }

  private static ConfigValue shown(Map.Entry<String, String> setting) {
    String key = setting.getKey().toLowerCase(Locale.ROOT);
    boolean secret =
        key.contains("password") || key.contains("secret") || key.contains("authparam");
    return secret ? new ConfigValue("", true) : ConfigValue.plain(setting.getValue());
  }

  @Override
  public boolean topicExists(String topic) {
    return topics.exists(topic);
  }

  @Override
  public void createTopic(TopicSpec spec) {
    topics.create(spec);
    long loaded = topics.ledgers(spec.name()).stream().filter(Optional::isPresent).count();
    if (loaded != spec.partitions()) {
      throw new UnavailableException(
          "pulsar: of topic "
              + spec.name()
              + " only "
              + loaded
              + " of "
              + spec.partitions()
              + " partitions have a ledger to write to; see the servers' logs");
    }
  }

  @Override
  public void deleteTopic(String topic) {
    topics.delete(topic);
  }

  @Override
  public DurabilityReport durabilityOf(String topic, DurabilityLevel level) {
    if (!topics.exists(topic)) {
      throw new UnavailableException(
          "pulsar: there is no topic " + topic + "; create it before it is used");
    }
    return PulsarDurability.report(topic, level, topics.ledgers(topic), bookies.journals());
  }

  @Override
  public List<DurabilityReport.Setting> prepareTransactions(DurabilityLevel level) {
    return new Transactions(settings, admin).settings(level, servers.isPresent());
  }

  @Override
  public Publisher openPublisher(PublisherSpec spec, AckHandler acks) {
    return new PulsarPublisher(producers, producers.acquire(spec), acks, clock);
  }

  @Override
  public synchronized Subscriber openSubscriber(SubscriberSpec spec, RecordHandler records) {
    PulsarClient client = settings.client("weir-subscriber-" + spec.index(), 1, SUBSCRIBER_MEMORY);
    try {
      PulsarSubscriber subscriber =
          new PulsarSubscriber(
              spec,
              client,
              settings.effectiveConsumer(client, spec),
              new SubscriptionView(admin, topics),
              records,
              clock);
      subscriber.start(settings, topics);
      subscribers.add(subscriber);
      return subscriber;
    } catch (RuntimeException e) {
      Closing.end(client);
      throw e;
    }
  }

  @Override
  public List<ServerProcess> servers() {
    return servers.map(LocalServers::processes).orElse(List.of());
  }

  @Override
  public List<ServerProcess> storageServers() {
    return servers().stream().filter(s -> s.role().equals(LocalServers.BOOKIE)).toList();
  }

  @Override
  public void restart(List<ServerProcess> dead, Duration timeLimit) {
    Deadline deadline = Deadline.in(timeLimit);
    LocalServers local =
        servers.orElseThrow(
            () ->
                new UnavailableException(
                    "pulsar: these servers were not started by the harness, which cannot start"
                        + " them again"));
    local.restart(dead, deadline);
    // The broker answers before it has found the bookies again and opened its topics.
    local.await(LocalServers.BROKER, "its topics to open", topics::opened, deadline);
  }

  @Override
  public synchronized void close() {
    subscribers.forEach(PulsarSubscriber::close);
    producers.close();
    admin.close();
  }
}
