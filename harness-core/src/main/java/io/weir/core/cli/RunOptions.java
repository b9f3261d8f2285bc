/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.experiment.Defaults;
import io.weir.core.experiment.KeySpec;
import io.weir.core.experiment.Pacing;
import io.weir.core.experiment.Partitioner;
import io.weir.core.experiment.Rate;
import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.RunSpec.BrokerSpec;
import io.weir.core.experiment.RunSpec.LoadSpec;
import io.weir.core.experiment.RunSpec.PayloadSpec;
import io.weir.core.experiment.RunSpec.TopicsSpec;
import io.weir.core.experiment.TrafficProfile;
import io.weir.core.experiment.Units;
import io.weir.spi.ClientTuning;
import io.weir.spi.Compression;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.SettingException;
import io.weir.spi.SubscriptionKind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The flags of a run, as text, and what they stand for. */
final class RunOptions {
  @Option(
      names = "--driver",
      paramLabel = "NAME[@VERSION]",
      description = "Required. The broker: kafka or loopback. A version is for local servers.")
  String driver = "";

  @Option(
      names = "--broker-url",
      split = ",",
      paramLabel = "HOST:PORT",
      description = "A running cluster. Without it, servers are started on this machine.")
  List<String> brokerUrls = List.of();

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "Local servers. Default: as many as the durability level needs.")
  int nodes;

  @Option(
      names = "--durability",
      paramLabel = "LEVEL",
      description = "default, weak, strong or flow-weak. Default: default.")
  String durability = DurabilityLevel.DEFAULT.text();

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description =
          "Traffic over the window: constant, steps, ramp, or max (closed loop). Default: constant.")
  String profile = "constant";

  @Option(
      names = "--rate",
      paramLabel = "HZ[,HZ...]",
      description =
          "Records a second: one for constant, two for ramp (from,to), several for steps."
              + " Default: 1000.")
  String rate = "";

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description = "The measured window. Default: 60s.")
  String duration = Units.text(Defaults.WINDOW);

  @Option(
      names = "--warmup",
      paramLabel = "TIME",
      description = "Load before the window, not judged. Default: 30s.")
  String warmup = Units.text(Defaults.WARMUP);

  @Option(
      names = "--cooldown",
      paramLabel = "TIME",
      description = "Least load after the window. Default: 1s.")
  String cooldown = Units.text(Defaults.COOLDOWN);

  @Option(
      names = "--drain-limit",
      paramLabel = "TIME",
      description = "Longest wait for the window's records after it. Default: 30s.")
  String drainLimit = Units.text(Defaults.DRAIN_LIMIT);

  @Option(names = "--topics", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
  int topics = Defaults.TOPICS;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Of each topic. Default: ${DEFAULT-VALUE}.")
  int partitions = Defaults.PARTITIONS;

  @Option(names = "--publishers", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
  int publishers = Defaults.PUBLISHERS;

  @Option(
      names = "--subscriptions",
      paramLabel = "N",
      description = "Each gets every record; 0 to publish only. Default: ${DEFAULT-VALUE}.")
  int subscriptions = Defaults.SUBSCRIPTIONS;

  @Option(
      names = "--subscribers",
      paramLabel = "N",
      description = "Of each subscription. Default: ${DEFAULT-VALUE}.")
  int subscribers = Defaults.SUBSCRIBERS;

  @Option(
      names = "--subscription-kind",
      paramLabel = "KIND",
      description = "exclusive, failover, shared or key-shared. Default: exclusive.")
  String subscriptionKind = SubscriptionKind.EXCLUSIVE.text();

  @Option(
      names = "--record-size",
      paramLabel = "SIZE",
      description = "Bytes of each record, at least 24. Default: 1024.")
  String recordSize = String.valueOf(Defaults.RECORD_BYTES);

  @Option(
      names = "--keys",
      paramLabel = "HOW",
      description = "none, round-robin, uniform or zipf. Default: none.")
  String keys = KeySpec.Distribution.NONE.text();

  @Option(
      names = "--key-count",
      paramLabel = "N",
      description = "Different keys. Default: ${DEFAULT-VALUE}.")
  int keyCount = Defaults.KEYS;

  @Option(
      names = "--zipf-exponent",
      paramLabel = "S",
      description = "For --keys zipf. Default: ${DEFAULT-VALUE}.")
  double zipfExponent = Defaults.ZIPF_EXPONENT;

  @Option(
      names = "--compressibility",
      paramLabel = "SHARE",
      description = "Share of each record that repeats, 0 to 1. Default: ${DEFAULT-VALUE}.")
  double compressibility = Defaults.COMPRESSIBILITY;

  @Option(
      names = "--partitioner",
      paramLabel = "WHO",
      description = "harness or client: who chooses a record's partition. Default: harness.")
  String partitioner = Partitioner.HARNESS.text();

  @Option(
      names = "--pacing",
      paramLabel = "HOW",
      description = "precise or economical. Default: precise.")
  String pacing = Pacing.PRECISE.text();

  @Option(
      names = "--max-in-flight",
      paramLabel = "N",
      description =
          "Unanswered records per publisher; a power of two. Default: 131072 shared by all.")
  int maxInFlight;

  @Option(names = "--load-threads", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
  int loadThreads = Defaults.LOAD_THREADS;

  @Option(
      names = "--batch-bytes",
      paramLabel = "SIZE",
      description = "Largest batch per partition. Default: 128KiB.")
  String batchBytes = String.valueOf(Defaults.BATCH_BYTES);

  @Option(
      names = "--linger",
      paramLabel = "TIME",
      description = "How long a batch may wait for more. Default: 1ms.")
  String linger = Units.text(Defaults.LINGER);

  @Option(
      names = "--compression",
      paramLabel = "CODEC",
      description = "none, lz4, zstd, snappy or gzip. Default: none.")
  String compression = Compression.NONE.text();

  @Option(
      names = "--pending-bytes",
      paramLabel = "SIZE",
      description = "What may wait in a client before publishing blocks. Default: 64MiB.")
  String pendingBytes = String.valueOf(Defaults.PENDING_BYTES);

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Fixes everything random. Default: ${DEFAULT-VALUE}.")
  long seed = Defaults.SEED;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "A plugin's option (kafka.heap=1G) or a native setting (kafka.producer.acks=1)."
              + " VALUE may be @file or env:NAME. Repeatable.")
  Map<String, String> settings = Map.of();

  @Option(
      names = "--keep",
      description = "Leave the run's topics and the data of local servers in place.")
  boolean keep;

  /**
   * The run that the flags describe.
   *
   * @param nodesForLevel local servers that a durability level needs
   * @throws SettingException if a value cannot be read
   */
  RunSpec toSpec(ToIntFunction<DurabilityLevel> nodesForLevel) {
    DurabilityLevel level =
        choice("--durability", durability, DurabilityLevel.values(), DurabilityLevel::text);
    int servers = nodes != 0 ? nodes : brokerUrls.isEmpty() ? nodesForLevel.applyAsInt(level) : 0;
    return new RunSpec(
        new BrokerSpec(
            driverName(), version(), servers, brokerUrls, level, new TreeMap<>(settings)),
        new TopicsSpec(
            topics,
            partitions,
            subscriptions,
            subscribers,
            choice(
                "--subscription-kind",
                subscriptionKind,
                SubscriptionKind.values(),
                SubscriptionKind::text),
            keep),
        new PayloadSpec(intBytes("--record-size", recordSize), keySpec(), compressibility),
        new LoadSpec(
            trafficProfile(),
            Units.duration("--warmup", warmup),
            Units.duration("--duration", duration),
            Units.duration("--cooldown", cooldown),
            Units.duration("--drain-limit", drainLimit),
            choice("--pacing", pacing, Pacing.values(), Pacing::text),
            publishers,
            loadThreads,
            inFlight(),
            choice("--partitioner", partitioner, Partitioner.values(), Partitioner::text)),
        new ClientTuning(
            intBytes("--batch-bytes", batchBytes),
            Units.duration("--linger", linger),
            choice("--compression", compression, Compression.values(), Compression::text),
            Units.bytes("--pending-bytes", pendingBytes)),
        seed,
        "payload");
  }

  /** The driver's name, without a version. */
  String driverName() {
    int at = driver.indexOf('@');
    return at < 0 ? driver : driver.substring(0, at);
  }

  /** The version asked for; empty for the driver's default. */
  Optional<String> version() {
    int at = driver.indexOf('@');
    if (at < 0) {
      return Optional.empty();
    }
    String version = driver.substring(at + 1);
    if (!version.matches("[0-9A-Za-z][0-9A-Za-z._-]*")) {
      throw new SettingException(
          "--driver", driver, "NAME or NAME@VERSION such as kafka@3.9.1", "");
    }
    return Optional.of(version);
  }

  private KeySpec keySpec() {
    KeySpec.Distribution how =
        choice("--keys", keys, KeySpec.Distribution.values(), KeySpec.Distribution::text);
    return how == KeySpec.Distribution.NONE
        ? KeySpec.none()
        : new KeySpec(how, keyCount, how == KeySpec.Distribution.ZIPF ? zipfExponent : 0);
  }

  private int inFlight() {
    if (maxInFlight == 0) {
      return Defaults.maxInFlight(Math.max(1, publishers));
    }
    if (maxInFlight < 0 || Integer.bitCount(maxInFlight) != 1) {
      throw new SettingException(
          "--max-in-flight", String.valueOf(maxInFlight), "a power of two, such as 4096", "");
    }
    return maxInFlight;
  }

  private TrafficProfile trafficProfile() {
    List<String> texts =
        rate.isBlank()
            ? List.of(String.valueOf(Defaults.RATE_PER_SECOND))
            : Arrays.asList(rate.split(",", -1));
    if (profile.equals("max")) {
      if (!rate.isBlank()) {
        throw new SettingException(
            "--rate",
            rate,
            "none with --profile max",
            "leave --rate out, or choose another profile");
      }
      return new TrafficProfile.Max();
    }
    List<Rate> rates = texts.stream().map(t -> Rate.parse("--rate", t)).toList();
    switch (profile) {
      case "constant" -> {
        expect(rates.size() == 1, "one rate with --profile constant");
        return new TrafficProfile.Constant(rates.get(0));
      }
      case "ramp" -> {
        expect(rates.size() == 2, "two rates with --profile ramp, from,to");
        return new TrafficProfile.Ramp(rates.get(0), rates.get(1));
      }
      case "steps" -> {
        expect(rates.size() >= 2, "two or more rates with --profile steps");
        return new TrafficProfile.Steps(rates);
      }
      default ->
          throw new SettingException("--profile", profile, "constant, steps, ramp or max", "");
    }
  }

  private void expect(boolean right, String allowed) {
    if (!right) {
      throw new SettingException("--rate", rate.isBlank() ? "(none)" : rate, allowed, "");
    }
  }

  private static int intBytes(String setting, String text) {
    long bytes = Units.bytes(setting, text);
    if (bytes > Integer.MAX_VALUE) {
      throw new SettingException(setting, text, "a size below 2GiB", "");
    }
    return (int) bytes;
  }

  private static <T> T choice(String setting, String text, T[] values, Function<T, String> name) {
    for (T value : values) {
      if (name.apply(value).equals(text)) {
        return value;
      }
    }
    throw new SettingException(
        setting, text, Arrays.stream(values).map(name).collect(Collectors.joining(", ")), "");
  }
}
