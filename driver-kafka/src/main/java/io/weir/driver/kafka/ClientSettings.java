/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import io.weir.spi.ClientTuning;
import io.weir.spi.ConfigValue;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import io.weir.spi.SubscriberSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SecurityConfig;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/**
 * Translates the harness's intents and the user's native settings into Kafka's client
 * configurations. What the user sets natively wins over the translation. Immutable.
 */
final class ClientSettings {
  static final String LINGER = ProducerConfig.LINGER_MS_CONFIG;

  /** In the effective configuration: the linger asked for, where Kafka cannot express it. */
  static final String LINGER_REQUESTED = "weir.linger.requested";

  /** A record that cannot be delivered is given up after this; until then the client retries. */
  private static final Duration DELIVERY_LIMIT = Duration.ofMinutes(2);

  /** Beyond any run's drain deadline, so that waiting for buffer memory counts as blocked. */
  private static final Duration BLOCK_LIMIT = Duration.ofMinutes(2);

  /** How soon a subscriber learns that another has joined. */
  private static final Duration HEARTBEAT = Duration.ofMillis(500);

  private static final int MOST_POLL_RECORDS = 5_000;

  private static final List<String> MECHANISMS =
      List.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER", "GSSAPI");

  private final List<String> addresses;
  private final Settings settings;

  ClientSettings(List<String> addresses, Settings settings) {
    this.addresses = List.copyOf(addresses);
    this.settings = settings;
  }

  List<String> addresses() {
    return addresses;
  }

  /** The settings that all clients share, for stream engines. */
  Map<String, ConfigValue> shared() {
    return settings.section(NativeKeys.CLIENT);
  }

  /**
   * Checks the SASL mechanism, of which Kafka's client finds out only while it connects, again and
   * again.
   *
   * @throws SettingException if no client has it
   */
  void checkMechanism() {
    ConfigValue given = shared().get(SaslConfigs.SASL_MECHANISM);
    boolean custom = shared().containsKey(SecurityConfig.SECURITY_PROVIDERS_CONFIG);
    if (given != null && !custom && securityProtocol().startsWith("SASL")) {
      if (!MECHANISMS.contains(given.value())) {
        throw new SettingException(
            "kafka.client." + SaslConfigs.SASL_MECHANISM,
            given.shown(),
            String.join(", ", MECHANISMS),
            "");
      }
    }
  }

  /** The security protocol that clients use. */
  String securityProtocol() {
    return Optional.ofNullable(shared().get(AdminClientConfig.SECURITY_PROTOCOL_CONFIG))
        .or(
            () ->
                Optional.ofNullable(
                    settings
                        .section(NativeKeys.ADMIN)
                        .get(AdminClientConfig.SECURITY_PROTOCOL_CONFIG)))
        .map(ConfigValue::value)
        .orElse("PLAINTEXT");
  }

  Map<String, Object> admin() {
    Map<String, Object> config = common("weir-admin");
    return with(config, NativeKeys.ADMIN);
  }

  Map<String, Object> producer(DurabilityLevel level, ClientTuning tuning, String clientId) {
    Map<String, Object> config = common(clientId);
    config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, String.valueOf(tuning.batchBytes()));
    config.put(LINGER, String.valueOf(tuning.linger().toMillis()));
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, tuning.compression().text());
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, String.valueOf(tuning.pendingBytes()));
    config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "5");
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, String.valueOf(BLOCK_LIMIT.toMillis()));
    // Kafka wants the delivery limit to hold at least one request and one linger.
    config.put(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
        String.valueOf(DELIVERY_LIMIT.plus(tuning.linger()).toMillis()));
    config.putAll(KafkaDurability.producerConfig(level));
    return with(config, NativeKeys.PRODUCER);
  }

  Map<String, Object> consumer(SubscriberSpec spec) {
    Map<String, Object> config = common("weir-" + spec.subscription() + "-" + spec.index());
    config.put(
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteBufferDeserializer.class.getName());
    config.put(
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteBufferDeserializer.class.getName());
    config.put(ConsumerConfig.GROUP_ID_CONFIG, spec.subscription());
    config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, String.valueOf(HEARTBEAT.toMillis()));
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, String.valueOf(MOST_POLL_RECORDS));
    config.put(
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
        switch (spec.start()) {
          case EARLIEST -> "earliest";
          case LATEST -> "latest";
        });
    config.put(
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        switch (spec.isolation()) {
          case READ_UNCOMMITTED -> "read_uncommitted";
          case READ_COMMITTED -> "read_committed";
        });
    return with(config, NativeKeys.CONSUMER);
  }

  /** What Kafka makes of a configuration, by native key; passwords and secrets stay hidden. */
  Map<String, ConfigValue> effective(AbstractConfig config, String section) {
    Map<String, ConfigValue> effective = new TreeMap<>();
    config
        .values()
        .forEach(
            (key, value) -> {
              if (value != null) {
                boolean secret =
                    value instanceof Password
                        || secret(NativeKeys.CLIENT, key)
                        || secret(section, key);
                effective.put(key, new ConfigValue(secret ? "" : text(value), secret));
              }
            });
    return effective;
  }

  /** The effective producer settings, with a note where the linger could not be expressed. */
  Map<String, ConfigValue> effectiveProducer(Map<String, Object> config, ClientTuning tuning) {
    Map<String, ConfigValue> effective =
        effective(
            checked(NativeKeys.PRODUCER, () -> new ProducerConfig(config)), NativeKeys.PRODUCER);
    if (tuning.linger().toNanos() % 1_000_000 != 0) {
      effective.put(LINGER_REQUESTED, ConfigValue.plain(tuning.linger().toNanos() / 1_000 + "us"));
    }
    return effective;
  }

  /**
   * Makes something of a configuration.
   *
   * @throws SettingException if Kafka does not take its combination of values
   */
  static <T> T checked(String section, Supplier<T> made) {
    try {
      return made.get();
    } catch (ConfigException e) {
      throw new SettingException(
          "kafka." + section,
          "(several keys)",
          "a combination that the Kafka client takes",
          String.valueOf(e.getMessage()));
    }
  }

  private Map<String, Object> common(String clientId) {
    Map<String, Object> config = new HashMap<>();
    config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, String.join(",", addresses));
    config.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId);
    return with(config, NativeKeys.CLIENT);
  }

  private Map<String, Object> with(Map<String, Object> config, String section) {
    settings.section(section).forEach((key, value) -> config.put(key, value.value()));
    return config;
  }

  private boolean secret(String section, String key) {
    ConfigValue given = settings.section(section).get(key);
    return given != null && given.secret();
  }

  private static String text(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(ClientSettings::text).collect(Collectors.joining(","));
    }
    return value instanceof Class<?> type ? type.getName() : String.valueOf(value);
  }
}
