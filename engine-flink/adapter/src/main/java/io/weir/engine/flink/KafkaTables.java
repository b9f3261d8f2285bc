/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import static io.weir.spi.ConfigValue.plain;

import io.weir.spi.ConfigValue;
import io.weir.spi.Endpoint;
import io.weir.spi.Guarantee;
import io.weir.spi.JobSpec;
import io.weir.spi.ResultSchema;
import io.weir.spi.RowFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Tables of Flink's Kafka connector. */
final class KafkaTables implements Tables {
  private static final String CLIENT = "properties.";

  @Override
  public String jar() {
    return "flink-job-kafka.jar";
  }

  @Override
  public RowFormat format(ResultSchema rows) {
    return switch (rows.mode()) {
      case APPEND -> RowFormat.PLAIN;
      case UPSERT -> RowFormat.KEYED;
      case CHANGELOG -> RowFormat.DEBEZIUM;
    };
  }

  @Override
  public Map<String, ConfigValue> source(JobSpec spec, JobSpec.Input input, JobOptions options) {
    Map<String, ConfigValue> table = new LinkedHashMap<>();
    table.put("connector", plain("kafka"));
    table.put("topic", plain(input.topic()));
    client(table, spec.endpoint());
    table.put(CLIENT + "client.id.prefix", plain(spec.name() + "-" + input.topic()));
    // Flink keeps the offsets; committed ones would leave a consumer group behind on the broker.
    table.put(CLIENT + "commit.offsets.on.checkpoint", plain("false"));
    table.put("scan.startup.mode", plain("earliest-offset"));
    // A run's partitions stay the same; readers without any then end and hold no watermark back.
    table.put("scan.topic-partition-discovery.interval", plain("0 ms"));
    table.put(CLIENT + "fetch.min.bytes", plain("1"));
    table.put(CLIENT + "max.poll.records", plain(String.valueOf(options.fetchRecords())));
    Formats.source(table, input.encoding());
    return table;
  }

  @Override
  public Map<String, ConfigValue> sink(JobSpec spec, JobOptions options) {
    RowFormat format = format(spec.output().rows());
    Map<String, ConfigValue> table = new LinkedHashMap<>();
    table.put("connector", plain(format == RowFormat.KEYED ? "upsert-kafka" : "kafka"));
    table.put("topic", plain(spec.output().topic()));
    client(table, spec.endpoint());
    table.put(CLIENT + "linger.ms", plain(String.valueOf(options.sinkLinger().toMillis())));
    table.put("sink.delivery-guarantee", plain(spec.guarantee().text()));
    if (spec.guarantee() == Guarantee.EXACTLY_ONCE) {
      table.put("sink.transactional-id-prefix", plain(spec.name()));
      table.put(
          CLIENT + "transaction.timeout.ms",
          plain(
              String.valueOf(
                  Transactions.timeout(spec.checkpointInterval(), Transactions.LEAST_ON_KAFKA)
                      .toMillis())));
    }
    Formats.sink(table, format);
    return table;
  }

  private static void client(Map<String, ConfigValue> table, Endpoint endpoint) {
    table.put(CLIENT + "bootstrap.servers", plain(String.join(",", endpoint.addresses())));
    new TreeMap<>(endpoint.properties()).forEach((key, value) -> table.put(CLIENT + key, value));
  }

  @Override
  public Set<String> prefixes() {
    return Set.of(CLIENT, "scan.", "sink.", "json.", "avro.", "key.", "value.");
  }
}
