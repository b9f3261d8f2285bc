/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.plugin.SettingsBinder;
import io.weir.engine.flink.FlinkSql.Submission;
import io.weir.spi.ConfigValue;
import io.weir.spi.Encoding;
import io.weir.spi.Endpoint;
import io.weir.spi.Guarantee;
import io.weir.spi.JobSpec;
import io.weir.spi.ResultSchema;
import io.weir.spi.RowFormat;
import io.weir.spi.Schema;
import io.weir.spi.Schema.Field;
import io.weir.spi.Schema.Type;
import io.weir.spi.SettingException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FlinkSqlTest {
  private static final Schema POWER =
      Schema.of(
          "power",
          Field.of("robot", Type.STRING),
          Field.orNull("watts", Type.DOUBLE),
          Field.of("count", Type.INT32));

  private static final List<Field> COLUMNS =
      List.of(Field.of("robot", Type.STRING), Field.of("mean", Type.DOUBLE));

  private static final Endpoint KAFKA =
      new Endpoint(
          "kafka",
          List.of("a:1", "b:2"),
          Map.of(
              "security.protocol",
              ConfigValue.plain("SASL_SSL"),
              "sasl.jaas.config",
              new ConfigValue("password='hush'", true)));

  private static final Endpoint PULSAR =
      new Endpoint(
          "pulsar",
          List.of("pulsar://a:6650,b:6650"),
          Map.of(
              "adminUrl", ConfigValue.plain("http://a:8080"),
              "authPluginClassName", ConfigValue.plain("Token"),
              "authParams", new ConfigValue("token:hush", true),
              "topic.in", ConfigValue.plain("persistent://public/weir-sync/in"),
              "topic.out", ConfigValue.plain("persistent://public/weir-sync/out")));

  private static Submission written(
      Endpoint endpoint,
      Encoding encoding,
      ResultSchema.Mode mode,
      Guarantee guarantee,
      Map<String, String> set) {
    return FlinkSql.of(
        new JobSpec(
            "weir-7",
            "SELECT robot, AVG(watts) FROM power GROUP BY robot",
            List.of(new JobSpec.Input("in", 4, encoding, POWER)),
            new JobSpec.Output("out", 4, new ResultSchema(COLUMNS, List.of("robot"), mode)),
            endpoint,
            guarantee,
            3,
            Duration.ofSeconds(10),
            Duration.ofMillis(61_050),
            new SettingsBinder(Map.of()).bind(new FlinkAdapter(), set, List.of("flink"))));
  }

  private static Submission written(Endpoint endpoint, Map<String, String> set) {
    return written(endpoint, Encoding.JSON, ResultSchema.Mode.APPEND, Guarantee.AT_LEAST_ONCE, set);
  }

  @Test
  void aTableHasTheFieldsAndTheEventTime() {
    assertThat(written(KAFKA, Map.of()).statements().get(0))
        .startsWith(
            """
            CREATE TABLE `power` (
              `weir` STRING NOT NULL,
              `tick` BOOLEAN NOT NULL,
              `event_ms` BIGINT NOT NULL,
              `robot` STRING NOT NULL,
              `watts` DOUBLE,
              `count` INT NOT NULL,
              `event_time` AS TO_TIMESTAMP_LTZ(`event_ms`, 3),
              WATERMARK FOR `event_time` AS `event_time` - INTERVAL '0 00:01:01.051' DAY TO SECOND(3)
            ) WITH (
              'connector' = 'kafka',
              'topic' = 'in',
              'properties.bootstrap.servers' = 'a:1,b:2',\
            """);
  }

  @Test
  void theInsertStandsLast() {
    assertThat(written(KAFKA, Map.of()).statements())
        .hasSize(3)
        .last()
        .isEqualTo("INSERT INTO `Result`\nSELECT robot, AVG(watts) FROM power GROUP BY robot");
  }

  @Test
  void avroHasTheStampAsBytes() {
    Submission avro =
        written(KAFKA, Encoding.AVRO, ResultSchema.Mode.APPEND, Guarantee.AT_LEAST_ONCE, Map.of());
    assertThat(avro.statements().get(0))
        .contains("`weir` BYTES NOT NULL", "'format' = 'avro'")
        .doesNotContain("json");
    assertThat(avro.statements().get(1)).contains("'format' = 'json'");
  }

  @Test
  void secretsAreSubmittedAndNeverShown() {
    for (Endpoint endpoint : List.of(KAFKA, PULSAR)) {
      Submission submission = written(endpoint, Map.of());
      assertThat(String.join("\n", submission.statements())).contains("hush");
      assertThat(submission.text()).doesNotContain("hush").contains(ConfigValue.MASK);
      assertThat(submission.toString()).doesNotContain("hush");
      assertThat(submission.connectors().toString()).doesNotContain("hush");
      assertThat(submission.connectors().values()).anyMatch(ConfigValue::secret);
    }
  }

  @Test
  void aQuoteInASettingEndsNoLiteral() {
    assertThat(written(KAFKA, Map.of()).statements().get(0))
        .contains("'properties.sasl.jaas.config' = 'password=''hush'''");
  }

  @Test
  void keysOfAnUpdatedResultAreItsPrimaryKey() {
    Submission kafka =
        written(KAFKA, Encoding.JSON, ResultSchema.Mode.UPSERT, Guarantee.AT_LEAST_ONCE, Map.of());
    assertThat(kafka.format()).isEqualTo(RowFormat.KEYED);
    assertThat(kafka.statements().get(1))
        .contains("PRIMARY KEY (`robot`) NOT ENFORCED", "'connector' = 'upsert-kafka'");
    Submission pulsar =
        written(PULSAR, Encoding.JSON, ResultSchema.Mode.UPSERT, Guarantee.AT_LEAST_ONCE, Map.of());
    assertThat(pulsar.format()).isEqualTo(RowFormat.DEBEZIUM);
    assertThat(pulsar.statements().get(1))
        .contains(
            "'format' = 'debezium-json'",
            "'key.fields' = 'robot'",
            "'sink.topic-routing-mode' = 'message-key-hash'")
        .doesNotContain("PRIMARY KEY");
  }

  @Test
  void changesOfAResultComeInEnvelopes() {
    Submission changes =
        written(
            KAFKA, Encoding.JSON, ResultSchema.Mode.CHANGELOG, Guarantee.AT_LEAST_ONCE, Map.of());
    assertThat(changes.format()).isEqualTo(RowFormat.DEBEZIUM);
    assertThat(changes.statements().get(1))
        .contains("'connector' = 'kafka'", "'format' = 'debezium-json'")
        .doesNotContain("PRIMARY KEY");
  }

  @Test
  void exactlyOnceIsOfTransactions() {
    Submission kafka =
        written(KAFKA, Encoding.JSON, ResultSchema.Mode.APPEND, Guarantee.EXACTLY_ONCE, Map.of());
    assertThat(kafka.configuration()).containsEntry("execution.checkpointing.mode", "EXACTLY_ONCE");
    assertThat(kafka.statements().get(1))
        .contains(
            "'sink.delivery-guarantee' = 'exactly-once'",
            "'sink.transactional-id-prefix' = 'weir-7'",
            "'properties.transaction.timeout.ms' = '120000'");
    assertThat(kafka.statements().get(0)).doesNotContain("transaction");
    assertThat(
            written(
                    PULSAR,
                    Encoding.JSON,
                    ResultSchema.Mode.APPEND,
                    Guarantee.EXACTLY_ONCE,
                    Map.of())
                .statements()
                .get(1))
        .contains(
            "'sink.delivery-guarantee' = 'exactly-once'",
            "'pulsar.sink.transactionTimeoutMillis' = '100000'");
  }

  @Test
  void anExistingClustersOwnCheckpointSettingsDoNotApplyUnlessGiven() {
    String prefix = "execution.checkpointing.";
    assertThat(written(KAFKA, Map.of()).configuration())
        .containsEntry(prefix + "externalized-checkpoint-retention", "NO_EXTERNALIZED_CHECKPOINTS")
        .containsEntry(prefix + "min-pause", "0 ms")
        .containsEntry(prefix + "max-concurrent-checkpoints", "1")
        .containsEntry(prefix + "unaligned.enabled", "false");
    assertThat(
            written(
                    KAFKA,
                    Map.of(
                        "flink.job." + prefix + "min-pause", "1 s",
                        "flink.job." + prefix + "unaligned", "true"))
                .configuration())
        .containsEntry(prefix + "min-pause", "1 s")
        .containsEntry(prefix + "unaligned", "true")
        .doesNotContainKey(prefix + "unaligned.enabled");
  }

  @Test
  void transactionsLastAsLongAsBrokersAllow() {
    Duration least = Transactions.LEAST_ON_KAFKA;
    assertThat(Transactions.timeout(Duration.ofSeconds(5), least)).isEqualTo(least);
    assertThat(Transactions.timeout(Duration.ofSeconds(5), Transactions.LEAST_ON_PULSAR))
        .isEqualTo(Transactions.LEAST_ON_PULSAR);
    assertThat(Transactions.timeout(Duration.ofSeconds(30), least))
        .isEqualTo(Duration.ofMinutes(5));
    assertThat(Transactions.timeout(Duration.ofMinutes(10), least))
        .isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void pulsarHasItsTopicsWholeAndWhatItsConnectorTakes() {
    Submission pulsar = written(PULSAR, Map.of("flink.fetch-time", "3ms"));
    assertThat(pulsar.jar()).isEqualTo("flink-job-pulsar.jar");
    assertThat(pulsar.statements().get(0))
        .contains(
            "'topics' = 'persistent://public/weir-sync/in'",
            "'pulsar.client.authParams' = 'token:hush'",
            "'pulsar.source.maxFetchTime' = '3'",
            "'pulsar.source.maxFetchRecords' = '1000'")
        .doesNotContain("adminUrl");
    assertThat(pulsar.statements().get(1))
        .contains("'topics' = 'persistent://public/weir-sync/out'");
  }

  @Test
  void theParallelismIsShownButNotPartOfTheConfiguration() {
    Submission submission = written(KAFKA, Map.of());
    assertThat(submission.text()).contains("SET 'parallelism.default' = '3';");
    assertThat(submission.configuration()).doesNotContainKey("parallelism.default");
  }

  @Test
  void optionsReachTheJob() {
    assertThat(
            written(
                    KAFKA,
                    Map.of(
                        "flink.state-backend", "rocksdb",
                        "flink.checkpoint-storage", "/tmp/checkpoints",
                        "flink.object-reuse", "true",
                        "flink.watermark-interval", "50ms",
                        "flink.buffer-timeout", "0",
                        "flink.mini-batch", "2s"))
                .configuration())
        .containsEntry("state.backend.type", "rocksdb")
        .containsEntry("execution.checkpointing.dir", "file:///tmp/checkpoints")
        .containsEntry("pipeline.object-reuse", "true")
        .containsEntry("pipeline.auto-watermark-interval", "50 ms")
        .containsEntry("execution.buffer-timeout.interval", "0 ms")
        .containsEntry("table.exec.mini-batch.allow-latency", "2000 ms");
  }

  @Test
  void nativeSettingsComeLast() {
    Submission submission =
        written(
            KAFKA,
            Map.of(
                "flink.source.properties.max.poll.records", "7",
                "flink.sink.properties.linger.ms", "9",
                "flink.job.table.exec.state.ttl", "1 h"));
    assertThat(submission.statements().get(0)).contains("'properties.max.poll.records' = '7'");
    assertThat(submission.statements().get(1)).contains("'properties.linger.ms' = '9'");
    assertThat(submission.configuration()).containsEntry("table.exec.state.ttl", "1 h");
    assertThat(submission.connectors())
        .containsEntry("power.properties.max.poll.records", ConfigValue.plain("7"));
  }

  @Test
  void whatTheHarnessSetsItselfIsRefused() {
    assertThatThrownBy(() -> written(KAFKA, Map.of("flink.sink.sink.delivery-guarantee", "none")))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "flink.sink.sink.delivery-guarantee=none cannot be used: allowed is no value, since the"
                + " harness sets it itself; leave it out");
    assertThatThrownBy(() -> written(KAFKA, Map.of("flink.job.parallelism.default", "9")))
        .isInstanceOf(SettingException.class);
  }

  @Test
  void timesFlinkCannotExpressAreRefused() {
    assertThatThrownBy(() -> written(KAFKA, Map.of("flink.sink-linger", "250us")))
        .isInstanceOf(SettingException.class)
        .hasMessage("flink.sink-linger=250us cannot be used: allowed is whole milliseconds");
    assertThatThrownBy(() -> written(PULSAR, Map.of("flink.fetch-time", "0")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("at least 1");
    assertThatThrownBy(() -> written(KAFKA, Map.of("flink.fetch-records", "0")))
        .isInstanceOf(SettingException.class);
  }

  @Test
  void nativeKeysThatNoConnectorHasAreUnknown() {
    assertThat(FlinkSql.checkNative("source", "properties.fetch.max.wait.ms")).isEmpty();
    assertThat(FlinkSql.checkNative("source", "property.fetch.max.wait.ms")).isPresent();
    assertThat(FlinkSql.checkNative("source", "propertes.fetch.max.wait.ms"))
        .contains(List.of("properties.fetch.max.wait.ms"));
    assertThat(FlinkSql.checkNative("job", "table.exec.state.ttl")).isEmpty();
    assertThat(FlinkSql.checkNative("job", "TTL")).isPresent();
  }
}
