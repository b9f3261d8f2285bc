/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import io.weir.spi.Compression;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.Guarantee;
import io.weir.spi.SubscriptionKind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Everything that can be set for a run. One list for the command line ({@code --rate 1000}), for
 * run files ({@code rate: 1000}) and for what a run leaves behind; the order is that of the help.
 */
public enum RunKey {
  DRIVER(
      Group.SYSTEM,
      Shape.ONE,
      "NAME[@VERSION]",
      "",
      "Required. The broker's driver; harness plugins lists them. A version is for local servers."),
  BROKER_URL(
      Group.SYSTEM,
      Shape.LIST,
      "HOST:PORT",
      "",
      "A running cluster. Without it, servers are started on this machine."),
  NODES(
      Group.SYSTEM,
      Shape.ONE,
      "N",
      "",
      "Local servers. Default: as many as the durability level needs."),
  DURABILITY(
      Group.SYSTEM,
      choices(DurabilityLevel.values(), DurabilityLevel::text),
      "LEVEL",
      DurabilityLevel.DEFAULT.text(),
      "What an acknowledgement promises: default, weak, strong or flow-weak."),
  TOPOLOGY(
      Group.SYSTEM,
      Shape.ONE,
      "NAME",
      "",
      "How local servers are made up, where a driver has a choice: pulsar knows cluster and"
          + " standalone. Short for --set DRIVER.topology=NAME."),
  SET(
      Group.SYSTEM,
      Shape.PAIRS,
      "KEY=VALUE",
      "",
      "A plugin's option (kafka.heap=1G) or a native setting (kafka.producer.acks=1)."
          + " VALUE may be @file or env:NAME. Repeatable."),

  ENGINE(
      Group.ENGINE,
      Shape.ONE,
      "NAME[@VERSION]",
      "",
      "Runs a query of the workload on a stream engine; harness plugins lists them. A version is for"
          + " a local one."),
  ENGINE_URL(
      Group.ENGINE,
      Shape.LIST,
      "URL",
      "",
      "A running engine. Without it, one is started on this machine."),
  ENGINE_NODES(
      Group.ENGINE,
      Shape.ONE,
      "N",
      Integer.toString(Defaults.ENGINE_NODES),
      "Processes of a local engine that run tasks."),
  QUERY(
      Group.ENGINE,
      Shape.ONE,
      "NAME",
      "",
      "What the engine works out; harness plugins lists them. Default: the workload's first."),
  GUARANTEE(
      Group.ENGINE,
      choices(Guarantee.values(), Guarantee::text),
      "WHAT",
      Guarantee.AT_LEAST_ONCE.text(),
      "Of each record's effect on the results: at-least-once, or exactly-once, whose results are"
          + " seen checkpoint by checkpoint."),
  PARALLELISM(
      Group.ENGINE,
      Shape.ONE,
      "N",
      Integer.toString(Defaults.PARALLELISM),
      "Tasks of each operator side by side. More than --partitions leave some without records."),
  CHECKPOINT_INTERVAL(
      Group.ENGINE,
      Shape.ONE,
      "TIME",
      "",
      "How often the job makes its progress durable. Default: "
          + Units.text(Defaults.CHECKPOINT_INTERVAL)
          + ", or "
          + Units.text(Defaults.EXACTLY_ONCE_CHECKPOINT_INTERVAL)
          + " with exactly-once."),
  WATERMARK_DELAY(
      Group.ENGINE,
      Shape.ONE,
      "TIME",
      Units.text(Defaults.WATERMARK_DELAY),
      "How long windows wait for late records, in event time: that of a trace is the trace's,"
          + " however fast it is replayed."),
  FAULT(
      Group.ENGINE,
      Shape.ONE,
      "NAME@TIME",
      "",
      "Strikes a local engine so long after the start of the window, as in kill-taskmanager@20s;"
          + " harness plugins ENGINE lists faults."),
  RESCALE(
      Group.ENGINE,
      Shape.ONE,
      "N@TIME",
      "",
      "Another parallelism from so long after the start of the window on, as in 4@30s."),

  PROFILE(
      Group.LOAD,
      List.of(
          "constant", "steps", "ramp", "sine", "on-off", "trace", "users", "b-model", "own", "max"),
      "NAME",
      "constant",
      "Traffic over the window: constant, steps, ramp, sine, on-off, trace, users, b-model, max"
          + " (closed loop), or own, which a workload that brings its own times has."),
  RATE(
      Group.LOAD,
      Shape.LIST,
      "HZ",
      Long.toString(Defaults.RATE_PER_SECOND),
      "Records a second: one for constant, two for ramp (from,to), several for steps, low,high"
          + " for sine, on,off for on-off; the mean for b-model and trace."),
  WARMUP(
      Group.LOAD,
      Shape.ONE,
      "TIME",
      Units.text(Defaults.WARMUP),
      "Load before the window, not judged."),
  DURATION(Group.LOAD, Shape.ONE, "TIME", Units.text(Defaults.WINDOW), "The measured window."),
  COOLDOWN(
      Group.LOAD,
      Shape.ONE,
      "TIME",
      Units.text(Defaults.COOLDOWN),
      "Least load after the window. With --engine no less than the query's window, the watermark"
          + " delay and "
          + Units.text(Defaults.ENGINE_COOLDOWN)
          + "."),
  DRAIN_LIMIT(
      Group.LOAD,
      Shape.ONE,
      "TIME",
      Units.text(Defaults.DRAIN_LIMIT),
      "Longest wait for the window's records after it."),
  PUBLISHERS(Group.LOAD, Shape.ONE, "N", Integer.toString(Defaults.PUBLISHERS), "Over all topics."),
  LOAD_THREADS(
      Group.LOAD,
      Shape.ONE,
      "N",
      Integer.toString(Defaults.LOAD_THREADS),
      "Threads that publish; each owns its share of the publishers."),
  PACING(
      Group.LOAD,
      choices(Pacing.values(), Pacing::text),
      "HOW",
      Pacing.PRECISE.text(),
      "How a load thread waits: precise or economical."),
  MAX_IN_FLIGHT(
      Group.LOAD,
      Shape.ONE,
      "N",
      "",
      "Unanswered records per publisher; a power of two. Default: 131072 shared by all."),
  SEED(
      Group.LOAD,
      Shape.ONE,
      "N",
      Long.toString(Defaults.SEED),
      "Fixes everything random: same seed, same records at the same times."),

  B(
      Group.TRAFFIC,
      Shape.ONE,
      "B",
      Double.toString(Defaults.B),
      "b-model: the favoured half's share, 0.5 (even) to 0.99."),
  SLOT(
      Group.TRAFFIC,
      Shape.ONE,
      "TIME",
      Units.text(Defaults.SLOT),
      "b-model: about so long is a slot, of which the window has a power of two. trace: length of"
          + " the file's slots, if it does not say it."),
  VOLUME(Group.TRAFFIC, Shape.ONE, "N", "", "b-model: records of the window, in place of --rate."),
  PEAK_RATE(
      Group.TRAFFIC,
      Shape.ONE,
      "HZ",
      "",
      "b-model: records a second in the fullest slot, in place of --rate."),
  FLOOR(Group.TRAFFIC, Shape.ONE, "HZ", "", "b-model: no slot has a lower rate."),
  CEILING(Group.TRAFFIC, Shape.ONE, "HZ", "", "b-model: no slot has a higher rate."),
  WITHIN(
      Group.TRAFFIC,
      choices(Within.values(), Within::text),
      "HOW",
      Within.EVEN.text(),
      "b-model and trace: how records lie within a slot, even or poisson."),
  PERIOD(Group.TRAFFIC, Shape.ONE, "TIME", "", "sine: one day and night. Default: the window."),
  ON_TIME(Group.TRAFFIC, Shape.ONE, "TIME", "1s", "on-off: how long a burst is."),
  OFF_TIME(Group.TRAFFIC, Shape.ONE, "TIME", "9s", "on-off: how long the time between two is."),
  TRACE(
      Group.TRAFFIC,
      Shape.FILE,
      "FILE",
      "",
      "trace: CSV or JSON of counts or rates, slot by slot."),
  TRACE_STRETCH(
      Group.TRAFFIC, Shape.SWITCH, "", "false", "trace: lay the whole of it over the window."),
  TRACE_SCALE(Group.TRAFFIC, Shape.ONE, "FACTOR", "", "trace: times its counts or rates."),
  USERS(
      Group.TRAFFIC,
      Shape.LIST,
      "N",
      "",
      "users: how many at a time, each number for an equal part of the window."),
  THINK_ALPHA(
      Group.TRAFFIC,
      Shape.ONE,
      "A",
      Double.toString(Defaults.THINK_ALPHA),
      "users: shape of the Pareto time between two records of a user."),
  THINK_MIN(
      Group.TRAFFIC, Shape.ONE, "TIME", Units.text(Defaults.THINK_MIN), "users: its least value."),

  WORKLOAD(
      Group.RECORDS,
      Shape.ONE,
      "NAME",
      RunSpec.PAYLOAD,
      "What is published: payload, or a plugin's; harness plugins lists them. With --engine the"
          + " default is "
          + Defaults.ENGINE_WORKLOAD
          + "."),
  RECORD_SIZE(
      Group.RECORDS,
      Shape.ONE,
      "SIZE",
      Integer.toString(Defaults.RECORD_BYTES),
      "Bytes of each record, at least 24."),
  KEYS(
      Group.RECORDS,
      choices(KeySpec.Distribution.values(), KeySpec.Distribution::text),
      "HOW",
      KeySpec.Distribution.NONE.text(),
      "none, round-robin, uniform or zipf."),
  KEY_COUNT(Group.RECORDS, Shape.ONE, "N", Integer.toString(Defaults.KEYS), "Different keys."),
  ZIPF_EXPONENT(
      Group.RECORDS,
      Shape.ONE,
      "S",
      Double.toString(Defaults.ZIPF_EXPONENT),
      "How unequal keys are, for --keys zipf."),
  COMPRESSIBILITY(
      Group.RECORDS,
      Shape.ONE,
      "SHARE",
      Double.toString(Defaults.COMPRESSIBILITY),
      "Share of each record that repeats, 0 to 1."),

  TOPICS(Group.TOPICS, Shape.ONE, "N", Integer.toString(Defaults.TOPICS), "New topics of the run."),
  PARTITIONS(Group.TOPICS, Shape.ONE, "N", Integer.toString(Defaults.PARTITIONS), "Of each topic."),
  TOPIC_PREFIX(
      Group.TOPICS,
      Shape.ONE,
      "NAME",
      "",
      "Topics are named NAME-0, NAME-1, ... Default: weir-<run id>."),
  SUBSCRIPTIONS(
      Group.TOPICS,
      Shape.ONE,
      "N",
      Integer.toString(Defaults.SUBSCRIPTIONS),
      "Each gets every record; 0 to publish only."),
  SUBSCRIBERS(
      Group.TOPICS,
      Shape.ONE,
      "N",
      Integer.toString(Defaults.SUBSCRIBERS),
      "Of each subscription."),
  SUBSCRIPTION_KIND(
      Group.TOPICS,
      choices(SubscriptionKind.values(), SubscriptionKind::text),
      "KIND",
      SubscriptionKind.EXCLUSIVE.text(),
      "exclusive, failover, shared or key-shared."),
  PARTITIONER(
      Group.TOPICS,
      choices(Partitioner.values(), Partitioner::text),
      "WHO",
      Partitioner.HARNESS.text(),
      "harness or client: who chooses a record's partition."),
  KEEP(
      Group.TOPICS,
      Shape.SWITCH,
      "",
      "false",
      "Leave the run's topics and the data of local servers in place."),

  BATCH_BYTES(
      Group.CLIENT,
      Shape.ONE,
      "SIZE",
      Integer.toString(Defaults.BATCH_BYTES),
      "Largest batch per partition."),
  LINGER(
      Group.CLIENT,
      Shape.ONE,
      "TIME",
      Units.text(Defaults.LINGER),
      "How long a batch may wait for more."),
  COMPRESSION(
      Group.CLIENT,
      choices(Compression.values(), Compression::text),
      "CODEC",
      Compression.NONE.text(),
      "Of batches: none, lz4, zstd, snappy or gzip."),
  PENDING_BYTES(
      Group.CLIENT,
      Shape.ONE,
      "SIZE",
      Long.toString(Defaults.PENDING_BYTES),
      "What may wait in a client before publishing blocks."),

  RESULTS(
      Group.OUTPUT,
      Shape.ONE,
      "DIR",
      "results",
      "Where runs go, each into a directory of its own."),
  PLUGINS(Group.OUTPUT, Shape.PATHS, "DIR", "", "Further directories of plugins. Repeatable."),
  ACCEPT(
      Group.OUTPUT,
      Shape.LIST,
      "VERDICT",
      "",
      "Exit with 0 on these verdicts too, as in: --accept saturated,unstable."),
  FORCE(
      Group.OUTPUT,
      Shape.SWITCH,
      "",
      "false",
      "Run although the peak rate is above what this machine's generator was measured to keep.");

  /** What a setting is about: the help's sections. */
  public enum Group {
    SYSTEM("The system under test"),
    ENGINE("The stream engine"),
    LOAD("The load"),
    TRAFFIC("Traffic that changes, by profile"),
    RECORDS("Records"),
    TOPICS("Topics and subscriptions"),
    CLIENT("Batching, one intent for every broker"),
    OUTPUT("This command");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    /** As a heading. */
    public String title() {
      return title;
    }
  }

  /** How much a setting holds. */
  public enum Shape {
    /** One text. */
    ONE,
    /** Several, separated by commas or given as a list. */
    LIST,
    /** Several files or directories; commas are part of their names. */
    PATHS,
    /** One file; in a run file, relative to that. */
    FILE,
    /** True or false; as a flag it may stand alone. */
    SWITCH,
    /** Keys with values. */
    PAIRS
  }

  private final Group group;
  private final Shape shape;
  private final String label;
  private final String defaultText;
  private final String help;

  // List.of and Stream.toList are immutable, which their type does not say.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> choices;

  RunKey(Group group, Shape shape, String label, String defaultText, String help) {
    this.group = group;
    this.shape = shape;
    this.label = label;
    this.defaultText = defaultText;
    this.help = help;
    this.choices = List.of();
  }

  RunKey(Group group, List<String> choices, String label, String defaultText, String help) {
    this.group = group;
    this.shape = Shape.ONE;
    this.label = label;
    this.defaultText = defaultText;
    this.help = help;
    this.choices = choices;
  }

  private static <T> List<String> choices(T[] values, Function<T, String> text) {
    return Arrays.stream(values).map(text).toList();
  }

  /** The key of a run file. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The flag of the command line. */
  public String flag() {
    return "--" + key();
  }

  public Group group() {
    return group;
  }

  public Shape shape() {
    return shape;
  }

  /** What stands for the value in the help. */
  public String label() {
    return label;
  }

  /** The default as the user would write it; empty if there is none, or none that is one text. */
  public Optional<String> defaultText() {
    return defaultText.isEmpty() ? Optional.empty() : Optional.of(defaultText);
  }

  /** One line for the user, without the default where {@link #defaultText} has it. */
  public String help() {
    return help;
  }

  /** The only texts that are allowed; empty if others are. */
  public List<String> choices() {
    return choices;
  }

  /** True if the setting changes what is measured, and so belongs to {@link RunSpec}. */
  public boolean ofTheRun() {
    return group != Group.OUTPUT;
  }

  /** The setting of a key, if there is one. */
  public static Optional<RunKey> of(String key) {
    return Arrays.stream(values()).filter(k -> k.key().equals(key)).findFirst();
  }
}
