/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import io.weir.spi.ConfigValue;
import io.weir.spi.Encoding;
import io.weir.spi.JobSpec;
import io.weir.spi.NearMisses;
import io.weir.spi.OptionSpec;
import io.weir.spi.ResultSchema;
import io.weir.spi.RowFormat;
import io.weir.spi.Schema;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes a job as a user of Flink would: tables over topics, and one INSERT of the query into the
 * result's. Pure.
 */
final class FlinkSql {
  static final String MAIN_CLASS = "io.weir.engine.flink.job.SqlJob";

  /** Native sections. */
  static final String SOURCE = "source";

  static final String SINK = "sink";
  static final String JOB = "job";

  /** The result's table; the names of input tables have no capital letters. */
  private static final String RESULT = "Result";

  private static final String PARALLELISM = "parallelism.default";
  private static final String RETENTION =
      "execution.checkpointing.externalized-checkpoint-retention";

  /** Its older name, which Flink takes where the newer one is not set. */
  private static final String UNALIGNED_BEFORE = "execution.checkpointing.unaligned";

  private static final Map<String, Tables> PROTOCOLS =
      Map.of("kafka", new KafkaTables(), "pulsar", new PulsarTables());

  private static final Pattern JOB_KEY = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z0-9-]+)+");

  /** What the harness itself decides: a run would not mean what it says if these were changed. */
  private static final Map<String, Set<String>> OWNED =
      Map.of(
          SOURCE,
          Set.of(
              "connector",
              "topic",
              "topics",
              "format",
              "service-url",
              "properties.bootstrap.servers",
              "scan.startup.mode",
              "source.start.message-id",
              "json.ignore-parse-errors"),
          SINK,
          Set.of(
              "connector",
              "topic",
              "topics",
              "format",
              "key.format",
              "value.format",
              "service-url",
              "properties.bootstrap.servers",
              "sink.delivery-guarantee",
              "sink.transactional-id-prefix"),
          JOB,
          Set.of(
              "pipeline.name",
              PARALLELISM,
              "execution.checkpointing.interval",
              "execution.checkpointing.mode",
              "execution.runtime-mode",
              "table.local-time-zone"));

  private FlinkSql() {}

  /**
   * What is submitted.
   *
   * @param jar file name of the job jar
   * @param mainClass in it
   * @param configuration of the job, by Flink's keys, but for its parallelism
   * @param statements in order, the INSERT last; secrets in clear
   * @param format how rows of the result come
   * @param text what a user of Flink's SQL client would write, secrets masked
   * @param connectors the settings of every table's connector, as {@code <table>.<option>}
   */
  record Submission(
      String jar,
      String mainClass,
      Map<String, String> configuration,
      List<String> statements,
      RowFormat format,
      String text,
      Map<String, ConfigValue> connectors) {
    Submission {
      configuration = Map.copyOf(configuration);
      statements = List.copyOf(statements);
      connectors = Map.copyOf(connectors);
    }

    /** The statements may hold secrets. */
    @Override
    public String toString() {
      return text;
    }
  }

  /** The protocols of brokers that there are tables for. */
  static Set<String> protocols() {
    return PROTOCOLS.keySet();
  }

  /** Options of jobs. */
  static List<OptionSpec> options() {
    return JobOptions.specs();
  }

  /** Native sections of jobs, with what each is for. */
  static Map<String, String> sections() {
    return new TreeMap<>(
        Map.of(
            SOURCE, "options of the tables that are read, such as properties.<client key>",
            SINK, "options of the table that is written, such as properties.<client key>",
            JOB, "Flink's configuration of the job, such as table.exec.state.ttl"));
  }

  /** As {@link io.weir.spi.SystemPlugin#checkNative}, for {@link #sections}. */
  static Optional<List<String>> checkNative(String section, String key) {
    if (section.equals(JOB)) {
      return JOB_KEY.matcher(key).matches() ? Optional.empty() : Optional.of(List.of());
    }
    Set<String> prefixes =
        PROTOCOLS.values().stream()
            .flatMap(tables -> tables.prefixes().stream())
            .collect(Collectors.toSet());
    if (prefixes.stream().anyMatch(prefix -> key.startsWith(prefix))
        || OWNED.getOrDefault(section, Set.of()).contains(key)) {
      return Optional.empty();
    }
    String first = key.substring(0, key.indexOf('.') + 1);
    return Optional.of(
        NearMisses.of(first, prefixes).stream()
            .map(near -> near + key.substring(first.length()))
            .toList());
  }

  /**
   * Writes a job.
   *
   * @throws SettingException if a setting cannot be used
   */
  static Submission of(JobSpec spec) {
    Tables tables =
        Optional.ofNullable(PROTOCOLS.get(spec.endpoint().protocol()))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no connector speaks " + spec.endpoint().protocol()));
    checkOwned(spec.settings());
    JobOptions options = JobOptions.of(spec.settings());
    RowFormat format = tables.format(spec.output().rows());
    List<Table> declared = new ArrayList<>();
    for (JobSpec.Input input : spec.inputs()) {
      Map<String, ConfigValue> table = tables.source(spec, input, options);
      table.putAll(spec.settings().section(SOURCE));
      declared.add(new Table(input.schema().name(), columns(spec, input), table));
    }
    Map<String, ConfigValue> sink = tables.sink(spec, options);
    sink.putAll(spec.settings().section(SINK));
    declared.add(new Table(RESULT, columns(spec.output().rows(), format), sink));
    String insert = "INSERT INTO " + identifier(RESULT) + "\n" + spec.text().strip();

    Map<String, ConfigValue> configuration = configuration(spec, options);
    List<String> statements = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    new TreeMap<>(configuration)
        .forEach(
            (key, value) ->
                text.append("SET ")
                    .append(literal(key))
                    .append(" = ")
                    .append(literal(value.shown()))
                    .append(";\n"));
    Map<String, ConfigValue> connectors = new TreeMap<>();
    for (Table table : declared) {
      statements.add(table.statement(false));
      text.append('\n').append(table.statement(true)).append(";\n");
      table.options().forEach((key, value) -> connectors.put(table.name() + "." + key, value));
    }
    statements.add(insert);
    text.append('\n').append(insert).append(";\n");
    return new Submission(
        tables.jar(),
        MAIN_CLASS,
        configuration.entrySet().stream()
            // Given beside the job: it changes when the job is rescaled.
            .filter(entry -> !entry.getKey().equals(PARALLELISM))
            .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().value())),
        statements,
        format,
        text.toString(),
        connectors);
  }

  private static void checkOwned(Settings settings) {
    OWNED.forEach(
        (section, keys) ->
            settings
                .section(section)
                .forEach(
                    (key, value) -> {
                      if (keys.contains(key)) {
                        throw new SettingException(
                            "flink." + section + "." + key,
                            value.shown(),
                            "no value, since the harness sets it itself",
                            "leave it out");
                      }
                    }));
  }

  private static Map<String, ConfigValue> configuration(JobSpec spec, JobOptions options) {
    Map<String, String> made = new TreeMap<>();
    made.put("pipeline.name", spec.name());
    made.put(PARALLELISM, String.valueOf(spec.parallelism()));
    made.put("pipeline.object-reuse", String.valueOf(options.objectReuse()));
    made.put("pipeline.auto-watermark-interval", text(options.watermarkInterval()));
    made.put("execution.buffer-timeout.interval", text(options.bufferTimeout()));
    if (!spec.checkpointInterval().isZero()) {
      made.put("execution.checkpointing.interval", text(spec.checkpointInterval()));
      // Flink's default, and for either guarantee: what is asked of at-least-once is that rows may
      // come again. Flink's mode of that name lets a record count twice within a window.
      made.put("execution.checkpointing.mode", "EXACTLY_ONCE");
      // Flink's defaults, since an existing cluster may have others: checkpoints that stay behind
      // when the job has ended, or that come less often than asked for.
      made.put(RETENTION, "NO_EXTERNALIZED_CHECKPOINTS");
      made.put("execution.checkpointing.min-pause", "0 ms");
      made.put("execution.checkpointing.max-concurrent-checkpoints", "1");
      if (!spec.settings().section(JOB).containsKey(UNALIGNED_BEFORE)) {
        made.put("execution.checkpointing.unaligned.enabled", "false");
      }
    }
    options.checkpointStorage().ifPresent(uri -> made.put("execution.checkpointing.dir", uri));
    made.put("state.backend.type", options.stateBackend());
    // Soon again after a failure, which is measured; but a job that cannot run is to end and say
    // so.
    made.put("restart-strategy.type", "failure-rate");
    made.put("restart-strategy.failure-rate.delay", "200 ms");
    made.put("restart-strategy.failure-rate.failure-rate-interval", "60000 ms");
    made.put("restart-strategy.failure-rate.max-failures-per-interval", "10");
    made.put("table.local-time-zone", "UTC");
    // A source that is idle must not let the others' records close its windows: ticks keep it
    // going.
    made.put("table.exec.source.idle-timeout", "0 ms");
    made.put("table.exec.mini-batch.enabled", String.valueOf(options.miniBatch().isPresent()));
    options
        .miniBatch()
        .ifPresent(
            latency -> {
              made.put("table.exec.mini-batch.allow-latency", text(latency));
              made.put("table.exec.mini-batch.size", "5000");
            });
    Map<String, ConfigValue> configuration = new TreeMap<>();
    made.forEach((key, value) -> configuration.put(key, ConfigValue.plain(value)));
    configuration.putAll(spec.settings().section(JOB));
    return configuration;
  }

  private static List<String> columns(JobSpec spec, JobSpec.Input input) {
    List<String> columns = new ArrayList<>();
    for (Schema.Field field : input.schema().fields()) {
      columns.add(
          identifier(field.name())
              + " "
              + type(field.type(), input.encoding())
              + (field.nullable() ? "" : " NOT NULL"));
    }
    String time = identifier(Schema.EVENT_TIME);
    columns.add(time + " AS TO_TIMESTAMP_LTZ(" + identifier(Schema.EVENT_MS) + ", 3)");
    // A watermark says that nothing before it or at it will follow, so a window that ends at E
    // closes
    // at E - 1 ms: with one more it closes when the event time is E and the delay, as is defined.
    columns.add(
        "WATERMARK FOR "
            + time
            + " AS "
            + time
            + " - "
            + interval(spec.watermarkDelay().plusMillis(1)));
    return columns;
  }

  /** All may be null but a key: a NOT NULL of a result is not Flink's to enforce. */
  private static List<String> columns(ResultSchema rows, RowFormat format) {
    List<String> columns = new ArrayList<>();
    for (Schema.Field column : rows.columns()) {
      columns.add(identifier(column.name()) + " " + type(column.type(), Encoding.JSON));
    }
    if (format == RowFormat.KEYED) {
      columns.add(
          "PRIMARY KEY ("
              + rows.key().stream().map(FlinkSql::identifier).collect(Collectors.joining(", "))
              + ") NOT ENFORCED");
    }
    return columns;
  }

  private static String type(Schema.Type type, Encoding encoding) {
    return switch (type) {
      case STAMP -> encoding == Encoding.AVRO ? "BYTES" : "STRING";
      case BOOLEAN -> "BOOLEAN";
      case INT32 -> "INT";
      case INT64 -> "BIGINT";
      case DOUBLE -> "DOUBLE";
      case STRING -> "STRING";
    };
  }

  /** Flink takes no other leading precision than that of two digits: days, not seconds. */
  private static String interval(Duration delay) {
    return String.format(
        Locale.ROOT,
        "INTERVAL '%d %02d:%02d:%02d.%03d' DAY TO SECOND(3)",
        delay.toDays(),
        delay.toHoursPart(),
        delay.toMinutesPart(),
        delay.toSecondsPart(),
        delay.toMillisPart());
  }

  private static String text(Duration duration) {
    return duration.toMillis() + " ms";
  }

  private static String identifier(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private record Table(String name, List<String> columns, Map<String, ConfigValue> options) {
    String statement(boolean shown) {
      return "CREATE TABLE "
          + identifier(name)
          + " (\n  "
          + String.join(",\n  ", columns)
          + "\n) WITH (\n  "
          + options.entrySet().stream()
              .map(
                  option ->
                      literal(option.getKey())
                          + " = "
                          + literal(shown ? option.getValue().shown() : option.getValue().value()))
              .collect(Collectors.joining(",\n  "))
          + "\n)";
    }
  }
}
