/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import static io.weir.spi.ConfigValue.plain;

import io.weir.spi.ConfigValue;
import io.weir.spi.Guarantee;
import io.weir.spi.JobSpec;
import io.weir.spi.ResultSchema;
import io.weir.spi.RowFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tables of Flink's Pulsar connector, by the job jar's own table factory: the connector's cannot
 * say exactly-once, and its source takes its watermark from all partitions of a reader together.
 */
final class PulsarTables implements Tables {
  private static final String CLIENT = "pulsar.client.";
  private static final String SOURCE = "pulsar.source.";
  private static final String SINK = "pulsar.sink.";
  private static final String CONSUMER = "pulsar.consumer.";
  private static final String PRODUCER = "pulsar.producer.";

  /** Of the endpoint's properties, the whole name of a topic. */
  private static final String TOPIC = "topic.";

  /**
   * What the connector takes of a client's settings ({@code PulsarOptions} of version 4.1.0); it
   * ignores others, which are not of security.
   */
  private static final Set<String> CLIENT_KEYS =
      Set.of(
          "authPluginClassName",
          "authParams",
          "operationTimeoutMs",
          "lookupTimeoutMs",
          "numIoThreads",
          "numListenerThreads",
          "connectionsPerBroker",
          "connectionMaxIdleSeconds",
          "useTcpNoDelay",
          "tlsKeyFilePath",
          "tlsCertificateFilePath",
          "tlsTrustCertsFilePath",
          "tlsAllowInsecureConnection",
          "tlsHostnameVerificationEnable",
          "concurrentLookupRequest",
          "maxLookupRequest",
          "maxLookupRedirects",
          "maxNumberOfRejectedRequestPerConnection",
          "keepAliveIntervalSeconds",
          "connectionTimeoutMs",
          "requestTimeoutMs",
          "initialBackoffIntervalNanos",
          "maxBackoffIntervalNanos",
          "enableBusyWait",
          "listenerName",
          "useKeyStoreTls",
          "sslProvider",
          "tlsKeyStoreType",
          "tlsKeyStorePath",
          "tlsKeyStorePassword",
          "tlsTrustStoreType",
          "tlsTrustStorePath",
          "tlsTrustStorePassword",
          "tlsCiphers",
          "tlsProtocols",
          "proxyServiceUrl",
          "proxyProtocol",
          "dnsLookupBindAddress",
          "socks5ProxyAddress",
          "socks5ProxyUsername",
          "socks5ProxyPassword");

  @Override
  public String jar() {
    return "flink-job-pulsar.jar";
  }

  @Override
  public RowFormat format(ResultSchema rows) {
    return switch (rows.mode()) {
      case APPEND -> RowFormat.PLAIN;
      // The connector refuses records without a value, and so cannot delete by key.
      case UPSERT, CHANGELOG -> RowFormat.DEBEZIUM;
    };
  }

  @Override
  public Map<String, ConfigValue> source(JobSpec spec, JobSpec.Input input, JobOptions options) {
    Map<String, ConfigValue> table = new LinkedHashMap<>();
    client(table, spec, input.topic());
    table.put("source.subscription-name", plain(spec.name()));
    table.put("source.start.message-id", plain("earliest"));
    // A run's partitions stay the same; readers without any then end and hold no watermark back.
    table.put(SOURCE + "partitionDiscoveryIntervalMs", plain("-1"));
    table.put(SOURCE + "maxFetchTime", plain(String.valueOf(options.fetchTime().toMillis())));
    table.put(SOURCE + "maxFetchRecords", plain(String.valueOf(options.fetchRecords())));
    Formats.source(table, input.encoding());
    return table;
  }

  @Override
  public Map<String, ConfigValue> sink(JobSpec spec, JobOptions options) {
    Map<String, ConfigValue> table = new LinkedHashMap<>();
    client(table, spec, spec.output().topic());
    if (options.sinkLinger().isZero()) {
      table.put(PRODUCER + "batchingEnabled", plain("false"));
    } else {
      table.put(
          PRODUCER + "batchingMaxPublishDelayMicros",
          plain(String.valueOf(options.sinkLinger().toNanos() / 1_000)));
    }
    table.put("sink.delivery-guarantee", plain(spec.guarantee().text()));
    if (spec.guarantee() == Guarantee.EXACTLY_ONCE) {
      table.put(
          SINK + "transactionTimeoutMillis",
          plain(
              String.valueOf(
                  Transactions.timeout(spec.checkpointInterval(), Transactions.LEAST_ON_PULSAR)
                      .toMillis())));
    }
    RowFormat format = format(spec.output().rows());
    Formats.sink(table, format);
    if (format == RowFormat.DEBEZIUM && !spec.output().rows().key().isEmpty()) {
      // The changes of a key stay in order: they go to one partition.
      table.put("key.format", plain("json"));
      table.put("key.fields", plain(String.join(";", spec.output().rows().key())));
      table.put("sink.topic-routing-mode", plain("message-key-hash"));
    }
    return table;
  }

  private static void client(Map<String, ConfigValue> table, JobSpec spec, String topic) {
    Map<String, ConfigValue> properties = spec.endpoint().properties();
    table.put("connector", plain("weir-pulsar"));
    table.put("topics", properties.getOrDefault(TOPIC + topic, plain(topic)));
    table.put("service-url", plain(String.join(",", spec.endpoint().addresses())));
    new TreeMap<>(properties)
        .forEach(
            (key, value) -> {
              if (CLIENT_KEYS.contains(key)) {
                table.put(CLIENT + key, value);
              }
            });
  }

  @Override
  public Set<String> prefixes() {
    return Set.of(
        CLIENT, SOURCE, SINK, CONSUMER, PRODUCER, "source.", "sink.", "json.", "avro.", "value.");
  }
}
