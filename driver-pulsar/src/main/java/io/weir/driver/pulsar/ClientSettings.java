/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import io.weir.spi.ClientTuning;
import io.weir.spi.Compression;
import io.weir.spi.ConfigValue;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import io.weir.spi.SubscriberSpec;
import io.weir.spi.SubscriptionKind;
import io.weir.spi.UnavailableException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminBuilder;
import org.apache.pulsar.client.api.ClientBuilder;
import org.apache.pulsar.client.api.CompressionType;
import org.apache.pulsar.client.api.ConsumerBuilder;
import org.apache.pulsar.client.api.ProducerBuilder;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.client.api.SizeUnit;
import org.apache.pulsar.client.api.SubscriptionInitialPosition;
import org.apache.pulsar.client.api.SubscriptionType;
import org.apache.pulsar.client.impl.ConsumerBuilderImpl;
import org.apache.pulsar.client.impl.ProducerBuilderImpl;
import org.apache.pulsar.client.impl.PulsarClientImpl;

/**
 * How clients reach a cluster, and what one intent is in Pulsar's own settings. What the user set
 * natively wins. Immutable.
 */
final class ClientSettings {
  /** In the effective configuration where Pulsar cannot wait as long as was asked for. */
  static final String LINGER_REQUESTED = "weir.linger.requested";

  /** As long as the other drivers go on trying. */
  private static final Duration SEND_LIMIT = Duration.ofMinutes(2);

  private static final Duration OPERATION_LIMIT = Duration.ofSeconds(30);
  private static final Duration LEAST_LINGER = Duration.ofMillis(1);
  private static final String TLS = "pulsar+ssl";
  private static final int PLAIN_ADMIN_PORT = 8080;
  private static final int TLS_ADMIN_PORT = 8443;

  private final String serviceUrl;
  private final String adminUrl;
  private final Settings settings;
  private final PulsarOptions options;

  private ClientSettings(
      String serviceUrl, String adminUrl, Settings settings, PulsarOptions options) {
    this.serviceUrl = serviceUrl;
    this.adminUrl = adminUrl;
    this.settings = settings;
    this.options = options;
  }

  /** For servers that the harness launched. */
  static ClientSettings local(
      String serviceUrl, String adminUrl, Settings settings, PulsarOptions options) {
    return new ClientSettings(serviceUrl, adminUrl, settings, options);
  }

  /**
   * For a cluster that runs already.
   *
   * @param addresses {@code host:port} or URLs with the schemes {@code pulsar} or {@code
   *     pulsar+ssl}, all with the same
   * @throws SettingException if an address cannot be used
   */
  static ClientSettings existing(List<String> addresses, Settings settings, PulsarOptions options) {
    List<ServiceAddress> parsed = addresses.stream().map(ServiceAddress::of).toList();
    String scheme = parsed.get(0).scheme();
    for (ServiceAddress each : parsed) {
      if (!each.scheme().equals(scheme)) {
        throw new SettingException(
            "--broker-url",
            String.join(",", addresses),
            "addresses of one scheme, " + TLS + " or pulsar",
            "");
      }
    }
    String serviceUrl =
        scheme
            + "://"
            + parsed.stream().map(ServiceAddress::hostAndPort).collect(Collectors.joining(","));
    boolean tls = scheme.equals(TLS);
    String adminUrl =
        options
            .adminUrl()
            .orElseGet(
                () ->
                    (tls ? "https://" : "http://")
                        + parsed.stream()
                            .map(a -> a.host() + ":" + (tls ? TLS_ADMIN_PORT : PLAIN_ADMIN_PORT))
                            .distinct()
                            .collect(Collectors.joining(",")));
    return new ClientSettings(serviceUrl, adminUrl, settings, options);
  }

  String serviceUrl() {
    return serviceUrl;
  }

  String adminUrl() {
    return adminUrl;
  }

  /**
   * What a stream engine's connector needs beside the service URL, by the native keys of the
   * client's loadConf: {@code adminUrl}, the whole URL of the admin service, always; {@code
   * authPluginClassName} and {@code authParams} where clients authenticate; and what the user set
   * for every client, such as {@code tlsTrustCertsFilePath}.
   */
  Map<String, ConfigValue> shared() {
    Map<String, ConfigValue> shared = new TreeMap<>(settings.section(NativeKeys.CLIENT));
    shared.put("adminUrl", ConfigValue.plain(adminUrl));
    options
        .authPlugin()
        .ifPresent(plugin -> shared.put("authPluginClassName", ConfigValue.plain(plugin)));
    options.authParams().ifPresent(params -> shared.put("authParams", params));
    return shared;
  }

  /**
   * A client of its own connections.
   *
   * @param name for the broker's log
   * @param connections to each broker, each served by a thread
   * @param pendingBytes that its producers may hold before they block
   * @throws UnavailableException if it cannot be made
   */
  PulsarClient client(String name, int connections, long pendingBytes) {
    return client(name, connections, pendingBytes, false);
  }

  /**
   * A client that has found the coordinators of transactions.
   *
   * @param name for the broker's log
   * @param pendingBytes that its producers may hold before they block
   * @throws UnavailableException if it cannot be made, also for want of coordinators
   */
  PulsarClient transactionClient(String name, long pendingBytes) {
    return client(name, 1, pendingBytes, true);
  }

  private PulsarClient client(
      String name, int connections, long pendingBytes, boolean transactions) {
    ClientBuilder builder =
        PulsarClient.builder()
            .serviceUrl(serviceUrl)
            .description(name)
            .connectionsPerBroker(connections)
            .ioThreads(connections)
            .listenerThreads(1)
            .enableTransaction(transactions)
            .memoryLimit(pendingBytes, SizeUnit.BYTES)
            .operationTimeout((int) OPERATION_LIMIT.toSeconds(), TimeUnit.SECONDS);
    Map<String, Object> loaded = new TreeMap<>();
    // Of its own statistics nothing is used.
    loaded.put("statsIntervalSeconds", "0");
    loaded.putAll(natives(NativeKeys.CLIENT));
    builder = checked(NativeKeys.CLIENT, builder, loaded, ClientBuilder::loadConf);
    try {
      if (options.authPlugin().isPresent()) {
        builder.authentication(
            options.authPlugin().get(), options.authParams().map(ConfigValue::value).orElse(""));
      }
      return builder.build();
    } catch (PulsarClientException | RuntimeException e) {
      throw new UnavailableException(
          "pulsar: no client can be made for " + serviceUrl + ": " + Refusals.of(e), e);
    }
  }

  /** The admin client, with the same security. */
  PulsarAdmin admin() {
    Map<String, Object> natives = natives(NativeKeys.CLIENT);
    try {
      PulsarAdminBuilder builder =
          PulsarAdmin.builder()
              .serviceHttpUrl(adminUrl)
              .connectionTimeout((int) OPERATION_LIMIT.toSeconds(), TimeUnit.SECONDS)
              .readTimeout((int) OPERATION_LIMIT.toSeconds(), TimeUnit.SECONDS);
      if (!natives.isEmpty()) {
        // Keys of its own: the URL is another one.
        Map<String, Object> withUrl = new LinkedHashMap<>(natives);
        withUrl.put("serviceUrl", adminUrl);
        builder.loadConf(withUrl);
      }
      if (options.authPlugin().isPresent()) {
        builder.authentication(
            options.authPlugin().get(), options.authParams().map(ConfigValue::value).orElse(""));
      }
      return builder.build();
    } catch (PulsarClientException | RuntimeException e) {
      throw new UnavailableException(
          "pulsar: no admin client can be made for " + adminUrl + ": " + Refusals.of(e), e);
    }
  }

  /** A producer's settings. */
  ProducerBuilder<byte[]> producer(PulsarClient client, String topic, ClientTuning tuning) {
    ProducerBuilder<byte[]> builder =
        client
            .newProducer(Schema.BYTES)
            .topic(topic)
            .blockIfQueueFull(true)
            // Bytes alone bound what waits: the client's memory limit.
            .maxPendingMessages(0)
            .sendTimeout((int) SEND_LIMIT.plus(tuning.linger()).toMillis(), TimeUnit.MILLISECONDS)
            .compressionType(compression(tuning.compression()));
    if (tuning.linger().isZero()) {
      builder.enableBatching(false);
    } else {
      builder
          .enableBatching(true)
          .batchingMaxBytes(tuning.batchBytes())
          .batchingMaxMessages(Integer.MAX_VALUE)
          .batchingMaxPublishDelay(lingerMicros(tuning), TimeUnit.MICROSECONDS);
    }
    Map<String, Object> loaded = new TreeMap<>();
    // A small batch is compressed like any other, as elsewhere; the builder has no method for it.
    loaded.put("compressMinMsgBodySize", "0");
    loaded.putAll(natives(NativeKeys.PRODUCER));
    return checked(NativeKeys.PRODUCER, builder, loaded, ProducerBuilder::loadConf);
  }

  private static long lingerMicros(ClientTuning tuning) {
    return Math.max(LEAST_LINGER.toNanos(), tuning.linger().toNanos()) / 1_000;
  }

  private static CompressionType compression(Compression compression) {
    return switch (compression) {
      case NONE -> CompressionType.NONE;
      case LZ4 -> CompressionType.LZ4;
      case ZSTD -> CompressionType.ZSTD;
      case SNAPPY -> CompressionType.SNAPPY;
      case GZIP ->
          throw new SettingException("--compression", "gzip", "none, lz4, zstd or snappy", "");
    };
  }

  /** A consumer's settings, for one partition of one topic. */
  ConsumerBuilder<ByteBuffer> consumer(PulsarClient client, String partition, SubscriberSpec spec) {
    ConsumerBuilder<ByteBuffer> builder =
        client
            .newConsumer(Schema.BYTEBUFFER)
            .topic(partition)
            .subscriptionName(spec.subscription())
            .consumerName(spec.subscription() + "-" + spec.index())
            .subscriptionType(type(spec.kind()))
            .subscriptionInitialPosition(
                switch (spec.start()) {
                  case EARLIEST -> SubscriptionInitialPosition.Earliest;
                  case LATEST -> SubscriptionInitialPosition.Latest;
                })
            .receiverQueueSize(options.receiverQueue())
            .poolMessages(true);
    return checked(
        NativeKeys.CONSUMER, builder, natives(NativeKeys.CONSUMER), ConsumerBuilder::loadConf);
  }

  private static SubscriptionType type(SubscriptionKind kind) {
    return switch (kind) {
      case EXCLUSIVE -> SubscriptionType.Exclusive;
      case FAILOVER -> SubscriptionType.Failover;
      case SHARED -> SubscriptionType.Shared;
      case KEY_SHARED -> SubscriptionType.Key_Shared;
    };
  }

  /** What a client and its producers work with, by native key. */
  Map<String, ConfigValue> effectiveProducer(PulsarClient client, ClientTuning tuning) {
    ProducerBuilderImpl<byte[]> builder =
        (ProducerBuilderImpl<byte[]>) producer(client, "any", tuning);
    Map<String, ConfigValue> effective = new TreeMap<>(effectiveClient(client));
    effective.putAll(masked(NativeKeys.PRODUCER, ConfFields.PRODUCER.valuesOf(builder.getConf())));
    effective.remove("topicName");
    if (!tuning.linger().isZero() && tuning.linger().compareTo(LEAST_LINGER) < 0) {
      effective.put(LINGER_REQUESTED, ConfigValue.plain(tuning.linger().toNanos() / 1_000 + "us"));
    }
    return effective;
  }

  /** What a client and its consumers work with, by native key. */
  Map<String, ConfigValue> effectiveConsumer(PulsarClient client, SubscriberSpec spec) {
    ConsumerBuilderImpl<ByteBuffer> builder =
        (ConsumerBuilderImpl<ByteBuffer>) consumer(client, "any", spec);
    Map<String, ConfigValue> effective = new TreeMap<>(effectiveClient(client));
    effective.putAll(masked(NativeKeys.CONSUMER, ConfFields.CONSUMER.valuesOf(builder.getConf())));
    return effective;
  }

  private Map<String, ConfigValue> effectiveClient(PulsarClient client) {
    return masked(
        NativeKeys.CLIENT,
        ConfFields.CLIENT.valuesOf(((PulsarClientImpl) client).getConfiguration()));
  }

  /** What the user called a secret is one, whatever the client thinks. */
  private Map<String, ConfigValue> masked(String section, Map<String, ConfigValue> values) {
    Map<String, ConfigValue> masked = new TreeMap<>(values);
    settings
        .section(section)
        .forEach(
            (key, given) -> {
              if (given.secret()) {
                masked.put(key, new ConfigValue("", true));
              }
            });
    return masked;
  }

  private Map<String, Object> natives(String section) {
    return settings.section(section).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().value()));
  }

  /** Loads native settings into a builder. */
  private static <B> B checked(
      String section, B builder, Map<String, Object> natives, Loading<B> load) {
    if (natives.isEmpty()) {
      return builder;
    }
    return NativeKeys.readable(section, natives, () -> load.into(builder, natives));
  }

  /** One of the client's loadConf methods. */
  private interface Loading<B> {
    B into(B builder, Map<String, Object> natives);
  }

  /**
   * Where a broker listens.
   *
   * @param scheme {@code pulsar} or {@code pulsar+ssl}
   */
  private record ServiceAddress(String scheme, String host, Optional<Integer> port) {
    private static final int PLAIN_PORT = 6650;
    private static final int TLS_PORT = 6651;

    static ServiceAddress of(String written) {
      String text = written.strip();
      int at = text.indexOf("://");
      String scheme = at < 0 ? "pulsar" : text.substring(0, at).toLowerCase(Locale.ROOT);
      String rest = at < 0 ? text : text.substring(at + 3);
      while (rest.endsWith("/")) {
        rest = rest.substring(0, rest.length() - 1);
      }
      if (!Arrays.asList("pulsar", TLS).contains(scheme) || rest.isEmpty() || rest.contains("/")) {
        throw refused(written);
      }
      int colon = rest.lastIndexOf(':');
      if (colon < 0 || rest.endsWith("]")) {
        return new ServiceAddress(scheme, rest, Optional.empty());
      }
      try {
        int port = Integer.parseInt(rest.substring(colon + 1));
        if (port < 1 || port > 65_535 || colon == 0) {
          throw refused(written);
        }
        return new ServiceAddress(scheme, rest.substring(0, colon), Optional.of(port));
      } catch (NumberFormatException e) {
        throw refused(written);
      }
    }

    String hostAndPort() {
      return host + ":" + port.orElse(scheme.equals(TLS) ? TLS_PORT : PLAIN_PORT);
    }

    private static SettingException refused(String written) {
      return new SettingException(
          "--broker-url",
          written,
          "host:port, pulsar://host:port or pulsar+ssl://host:port",
          "the admin service's URL goes into pulsar.admin-url");
    }
  }
}
