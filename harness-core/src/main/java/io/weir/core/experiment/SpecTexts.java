/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import io.weir.core.experiment.RunSpec.BrokerSpec;
import io.weir.core.experiment.RunSpec.LoadSpec;
import io.weir.core.experiment.RunSpec.PayloadSpec;
import io.weir.core.experiment.RunSpec.TopicsSpec;
import io.weir.spi.ClientTuning;
import io.weir.spi.Compression;
import io.weir.spi.ConfigValue;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.NearMisses;
import io.weir.spi.SettingException;
import io.weir.spi.SubscriptionKind;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * A {@link RunSpec} from its settings' texts, and the texts of a spec. {@code read(write(spec))} is
 * the spec itself.
 */
public final class SpecTexts {
  private SpecTexts() {}

  /**
   * The driver that the settings name, without a version; empty if they name none.
   *
   * @throws SettingException if what is behind the name is no version
   */
  public static String driverName(RunSettings settings) {
    return NamedSystem.parse(RunKey.DRIVER.flag(), settings.text(RunKey.DRIVER)).name();
  }

  /**
   * The run that the settings describe.
   *
   * @param nodesForLevel local servers that a durability level needs
   * @throws SettingException naming the first setting that cannot be read or does not go with
   *     another
   */
  public static RunSpec read(RunSettings s, ToIntFunction<DurabilityLevel> nodesForLevel) {
    return new RunSpec(
        broker(s, nodesForLevel),
        new TopicsSpec(
            whole(s, RunKey.TOPICS),
            whole(s, RunKey.PARTITIONS),
            s.written(RunKey.TOPIC_PREFIX).map(RunSettings.Written::text),
            whole(s, RunKey.SUBSCRIPTIONS),
            whole(s, RunKey.SUBSCRIBERS),
            choice(s, RunKey.SUBSCRIPTION_KIND, SubscriptionKind.values(), SubscriptionKind::text),
            isOn(s, RunKey.KEEP)),
        new PayloadSpec(
            intBytes(s, RunKey.RECORD_SIZE), keys(s), number(s, RunKey.COMPRESSIBILITY)),
        load(s),
        new ClientTuning(
            intBytes(s, RunKey.BATCH_BYTES),
            Units.duration(RunKey.LINGER.flag(), s.text(RunKey.LINGER)),
            choice(s, RunKey.COMPRESSION, Compression.values(), Compression::text),
            Units.bytes(RunKey.PENDING_BYTES.flag(), s.text(RunKey.PENDING_BYTES))),
        wholeLong(s, RunKey.SEED),
        s.text(RunKey.WORKLOAD));
  }

  /** The settings that describe the run completely; nothing is left to a default. */
  public static RunSettings write(RunSpec spec) {
    RunSettings.Builder to = RunSettings.builder();
    BrokerSpec broker = spec.broker();
    put(to, RunKey.DRIVER, broker.driver() + broker.version().map(v -> "@" + v).orElse(""));
    if (broker.addresses().isEmpty()) {
      put(to, RunKey.NODES, broker.nodes());
    } else {
      to.put(RunKey.BROKER_URL, broker.addresses(), RunSettings.COMMAND_LINE);
    }
    put(to, RunKey.DURABILITY, broker.durability().text());
    broker.settings().forEach((key, text) -> to.putPair(key, text, RunSettings.COMMAND_LINE));
    writeLoad(spec, to);
    put(to, RunKey.WORKLOAD, spec.workload());
    boolean ownRecords = spec.workload().equals(RunSpec.PAYLOAD);
    if (ownRecords) {
      writePayload(spec.payload(), to);
    }
    TopicsSpec topics = spec.topics();
    if (ownRecords) {
      put(to, RunKey.TOPICS, topics.topics());
    }
    put(to, RunKey.PARTITIONS, topics.partitions());
    topics.prefix().ifPresent(prefix -> put(to, RunKey.TOPIC_PREFIX, prefix));
    put(to, RunKey.SUBSCRIPTIONS, topics.subscriptions());
    put(to, RunKey.SUBSCRIBERS, topics.subscribers());
    put(to, RunKey.SUBSCRIPTION_KIND, topics.kind().text());
    put(to, RunKey.PARTITIONER, spec.load().partitioner().text());
    put(to, RunKey.KEEP, topics.keep());
    put(to, RunKey.BATCH_BYTES, spec.tuning().batchBytes());
    put(to, RunKey.LINGER, Units.text(spec.tuning().linger()));
    put(to, RunKey.COMPRESSION, spec.tuning().compression().text());
    put(to, RunKey.PENDING_BYTES, spec.tuning().pendingBytes());
    return to.build();
  }

  private static void writePayload(PayloadSpec payload, RunSettings.Builder to) {
    put(to, RunKey.RECORD_SIZE, payload.recordBytes());
    put(to, RunKey.KEYS, payload.keys().distribution().text());
    if (payload.keys().distribution() != KeySpec.Distribution.NONE) {
      put(to, RunKey.KEY_COUNT, payload.keys().keys());
    }
    if (payload.keys().distribution() == KeySpec.Distribution.ZIPF) {
      put(to, RunKey.ZIPF_EXPONENT, payload.keys().exponent());
    }
    put(to, RunKey.COMPRESSIBILITY, payload.compressibility());
  }

  private static void writeLoad(RunSpec spec, RunSettings.Builder to) {
    LoadSpec load = spec.load();
    put(to, RunKey.PROFILE, load.profile().name());
    List<Rate> rates = rates(load.profile());
    if (!rates.isEmpty()) {
      to.put(RunKey.RATE, rates.stream().map(Rate::text).toList(), RunSettings.COMMAND_LINE);
    }
    put(to, RunKey.WARMUP, Units.text(load.warmup()));
    put(to, RunKey.DURATION, Units.text(load.window()));
    put(to, RunKey.COOLDOWN, Units.text(load.cooldown()));
    put(to, RunKey.DRAIN_LIMIT, Units.text(load.drainLimit()));
    put(to, RunKey.PUBLISHERS, load.publishers());
    put(to, RunKey.LOAD_THREADS, load.loadThreads());
    put(to, RunKey.PACING, load.pacing().text());
    put(to, RunKey.MAX_IN_FLIGHT, load.maxInFlight());
    put(to, RunKey.SEED, spec.seed());
  }

  private static void put(RunSettings.Builder to, RunKey key, Object value) {
    to.put(key, List.of(String.valueOf(value)), RunSettings.COMMAND_LINE);
  }

  private static BrokerSpec broker(RunSettings s, ToIntFunction<DurabilityLevel> nodesForLevel) {
    NamedSystem driver = NamedSystem.parse(RunKey.DRIVER.flag(), s.text(RunKey.DRIVER));
    List<String> addresses = s.list(RunKey.BROKER_URL);
    addresses.forEach(SpecTexts::checkAddress);
    if (!addresses.isEmpty()) {
      if (driver.version().isPresent()) {
        throw new SettingException(
            RunKey.DRIVER.flag(),
            s.text(RunKey.DRIVER),
            "a name without a version with " + RunKey.BROKER_URL.flag(),
            "a running cluster has the version it has: write " + driver.name());
      }
      refuseWith(s, RunKey.NODES, RunKey.BROKER_URL.flag());
      refuseWith(s, RunKey.TOPOLOGY, RunKey.BROKER_URL.flag());
    }
    DurabilityLevel level =
        choice(s, RunKey.DURABILITY, DurabilityLevel.values(), DurabilityLevel::text);
    int nodes =
        s.has(RunKey.NODES)
            ? whole(s, RunKey.NODES)
            : addresses.isEmpty() ? nodesForLevel.applyAsInt(level) : 0;
    Map<String, String> pairs = new TreeMap<>(s.pairs());
    if (s.has(RunKey.TOPOLOGY)) {
      addTopology(s, driver.name(), pairs);
    }
    pairs.forEach(SpecTexts::checkNotMasked);
    return new BrokerSpec(driver.name(), driver.version(), nodes, addresses, level, pairs);
  }

  /** An option like others; it has a flag since it decides what a run's figures are worth. */
  private static void addTopology(RunSettings s, String driver, Map<String, String> pairs) {
    String key = driver + ".topology";
    String topology = s.text(RunKey.TOPOLOGY);
    String other = pairs.putIfAbsent(key, topology);
    if (other != null && !other.equals(topology)) {
      throw new SettingException(
          RunKey.TOPOLOGY.flag(),
          topology,
          "what " + RunKey.SET.flag() + " " + key + "=" + other + " says",
          "give one of them");
    }
  }

  private static void checkAddress(String address) {
    if (address.isBlank() || address.chars().anyMatch(Character::isWhitespace)) {
      throw new SettingException(
          RunKey.BROKER_URL.flag(),
          address,
          "addresses separated by commas, such as host1:9092,host2:9092",
          "");
    }
  }

  /** What a run left behind has masks where secrets were; they are nobody's password. */
  private static void checkNotMasked(String key, String text) {
    if (text.contains(ConfigValue.MASK)) {
      throw new SettingException(
          RunKey.SET.flag() + " " + key,
          text,
          "the secret itself, as @file or env:NAME",
          "it was masked when the run was kept: give it anew");
    }
  }

  private static KeySpec keys(RunSettings s) {
    KeySpec.Distribution how =
        choice(s, RunKey.KEYS, KeySpec.Distribution.values(), KeySpec.Distribution::text);
    String keys = RunKey.KEYS.flag() + " " + how.text();
    if (how == KeySpec.Distribution.NONE) {
      refuseWith(s, RunKey.KEY_COUNT, keys);
    }
    if (how != KeySpec.Distribution.ZIPF) {
      refuseWith(s, RunKey.ZIPF_EXPONENT, keys);
    }
    return switch (how) {
      case NONE -> KeySpec.none();
      case ZIPF -> new KeySpec(how, whole(s, RunKey.KEY_COUNT), number(s, RunKey.ZIPF_EXPONENT));
      case ROUND_ROBIN, UNIFORM -> new KeySpec(how, whole(s, RunKey.KEY_COUNT), 0);
    };
  }

  private static LoadSpec load(RunSettings s) {
    int publishers = whole(s, RunKey.PUBLISHERS);
    return new LoadSpec(
        profile(s),
        Units.duration(RunKey.WARMUP.flag(), s.text(RunKey.WARMUP)),
        Units.duration(RunKey.DURATION.flag(), s.text(RunKey.DURATION)),
        Units.duration(RunKey.COOLDOWN.flag(), s.text(RunKey.COOLDOWN)),
        Units.duration(RunKey.DRAIN_LIMIT.flag(), s.text(RunKey.DRAIN_LIMIT)),
        choice(s, RunKey.PACING, Pacing.values(), Pacing::text),
        publishers,
        whole(s, RunKey.LOAD_THREADS),
        inFlight(s, publishers),
        choice(s, RunKey.PARTITIONER, Partitioner.values(), Partitioner::text));
  }

  private static int inFlight(RunSettings s, int publishers) {
    if (!s.has(RunKey.MAX_IN_FLIGHT)) {
      return Defaults.maxInFlight(Math.max(1, publishers));
    }
    int limit = whole(s, RunKey.MAX_IN_FLIGHT);
    if (limit < 1 || Integer.bitCount(limit) != 1) {
      throw new SettingException(
          RunKey.MAX_IN_FLIGHT.flag(),
          s.text(RunKey.MAX_IN_FLIGHT),
          "a power of two, such as 4096",
          "");
    }
    return limit;
  }

  private static TrafficProfile profile(RunSettings s) {
    String name =
        choice(s, RunKey.PROFILE, RunKey.PROFILE.choices().toArray(String[]::new), n -> n);
    if (name.equals("max")) {
      refuseWith(s, RunKey.RATE, "--profile max");
      return new TrafficProfile.Max();
    }
    String flag = RunKey.RATE.flag();
    List<Rate> rates =
        Arrays.stream(s.text(RunKey.RATE).split(",", -1)).map(t -> Rate.parse(flag, t)).toList();
    switch (name) {
      case "constant" -> {
        expect(s, rates.size() == 1, "one rate with --profile constant");
        return new TrafficProfile.Constant(rates.get(0));
      }
      case "ramp" -> {
        expect(s, rates.size() == 2, "two rates with --profile ramp, from,to");
        return new TrafficProfile.Ramp(rates.get(0), rates.get(1));
      }
      default -> {
        expect(s, rates.size() >= 2, "two or more rates with --profile steps");
        return new TrafficProfile.Steps(rates);
      }
    }
  }

  private static List<Rate> rates(TrafficProfile profile) {
    if (profile instanceof TrafficProfile.Constant constant) {
      return List.of(constant.rate());
    }
    if (profile instanceof TrafficProfile.Ramp ramp) {
      return List.of(ramp.from(), ramp.to());
    }
    return profile instanceof TrafficProfile.Steps steps ? steps.rates() : List.of();
  }

  private static void expect(RunSettings s, boolean right, String allowed) {
    if (!right) {
      String rate = s.written(RunKey.RATE).map(RunSettings.Written::text).orElse("(none)");
      throw new SettingException(RunKey.RATE.flag(), rate, allowed, "");
    }
  }

  /** A setting that would have no effect is a misunderstanding. */
  private static void refuseWith(RunSettings s, RunKey key, String other) {
    if (s.has(key)) {
      throw new SettingException(
          key.flag(),
          s.text(key),
          "none with " + other,
          "leave " + key.flag() + " or " + other + " out");
    }
  }

  private static int whole(RunSettings s, RunKey key) {
    long value = wholeLong(s, key);
    if (value != (int) value) {
      throw notWhole(s, key);
    }
    return (int) value;
  }

  private static long wholeLong(RunSettings s, RunKey key) {
    try {
      return Long.parseLong(s.text(key));
    } catch (NumberFormatException e) {
      throw notWhole(s, key);
    }
  }

  private static SettingException notWhole(RunSettings s, RunKey key) {
    return new SettingException(key.flag(), s.text(key), "a whole number", "");
  }

  private static double number(RunSettings s, RunKey key) {
    try {
      return new BigDecimal(s.text(key)).doubleValue();
    } catch (NumberFormatException e) {
      throw new SettingException(key.flag(), s.text(key), "a number such as 0.5", "");
    }
  }

  private static int intBytes(RunSettings s, RunKey key) {
    long bytes = Units.bytes(key.flag(), s.text(key));
    if (bytes > Integer.MAX_VALUE) {
      throw new SettingException(key.flag(), s.text(key), "a size below 2GiB", "");
    }
    return (int) bytes;
  }

  private static boolean isOn(RunSettings s, RunKey key) {
    return switch (s.text(key)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new SettingException(key.flag(), s.text(key), "true or false", "");
    };
  }

  private static <T> T choice(RunSettings s, RunKey key, T[] values, Function<T, String> name) {
    String text = s.text(key);
    Optional<T> chosen =
        Arrays.stream(values).filter(value -> name.apply(value).equals(text)).findFirst();
    return chosen.orElseThrow(
        () ->
            new SettingException(
                key.flag(),
                text,
                String.join(", ", key.choices()),
                NearMisses.advice(NearMisses.of(text, key.choices()))));
  }
}
