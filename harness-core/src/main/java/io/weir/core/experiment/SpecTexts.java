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
import io.weir.spi.Guarantee;
import io.weir.spi.NearMisses;
import io.weir.spi.SettingException;
import io.weir.spi.SubscriptionKind;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        seed(s),
        s.text(RunKey.WORKLOAD),
        engine(s));
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
    spec.engine().ifPresent(engine -> writeEngine(engine, to));
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

  private static void writeEngine(EngineSpec engine, RunSettings.Builder to) {
    put(to, RunKey.ENGINE, engine.name() + engine.version().map(v -> "@" + v).orElse(""));
    if (engine.local()) {
      put(to, RunKey.ENGINE_NODES, engine.workers());
    } else {
      putList(to, RunKey.ENGINE_URL, engine.addresses());
    }
    put(to, RunKey.QUERY, engine.query());
    put(to, RunKey.GUARANTEE, engine.guarantee().text());
    put(to, RunKey.PARALLELISM, engine.parallelism());
    put(to, RunKey.CHECKPOINT_INTERVAL, Units.text(engine.checkpointInterval()));
    put(to, RunKey.WATERMARK_DELAY, Units.text(engine.watermarkDelay()));
    engine.fault().ifPresent(fault -> put(to, RunKey.FAULT, fault.text()));
    engine.rescale().ifPresent(rescale -> put(to, RunKey.RESCALE, rescale.text()));
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
    writeProfile(load.profile(), to);
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
    addresses.forEach(
        address ->
            checkAddress(
                RunKey.BROKER_URL,
                address,
                "addresses separated by commas, such as host1:9092,host2:9092"));
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

  private static void checkAddress(RunKey key, String address, String allowed) {
    if (address.isBlank() || address.chars().anyMatch(Character::isWhitespace)) {
      throw new SettingException(key.flag(), address, allowed, "");
    }
  }

  /**
   * The engine that the settings name, without a version; empty if they name none.
   *
   * @throws SettingException if what is behind the name is no version
   */
  public static Optional<String> engineName(RunSettings s) {
    return s.written(RunKey.ENGINE)
        .map(written -> NamedSystem.parse(RunKey.ENGINE.flag(), written.text()).name());
  }

  private static Optional<EngineSpec> engine(RunSettings s) {
    if (!s.has(RunKey.ENGINE)) {
      Arrays.stream(RunKey.values())
          .filter(key -> key.group() == RunKey.Group.ENGINE && s.has(key))
          .findFirst()
          .ifPresent(key -> refuseWithoutEngine(s, key));
      return Optional.empty();
    }
    NamedSystem engine = NamedSystem.parse(RunKey.ENGINE.flag(), s.text(RunKey.ENGINE));
    List<String> addresses = s.list(RunKey.ENGINE_URL);
    addresses.forEach(
        address ->
            checkAddress(
                RunKey.ENGINE_URL,
                address,
                "addresses separated by commas, such as http://host:8081"));
    if (!addresses.isEmpty()) {
      if (engine.version().isPresent()) {
        throw new SettingException(
            RunKey.ENGINE.flag(),
            s.text(RunKey.ENGINE),
            "a name without a version with " + RunKey.ENGINE_URL.flag(),
            "a running engine has the version it has: write " + engine.name());
      }
      refuseWith(s, RunKey.ENGINE_NODES, RunKey.ENGINE_URL.flag());
      refuseWith(s, RunKey.FAULT, RunKey.ENGINE_URL.flag());
    }
    Guarantee guarantee = choice(s, RunKey.GUARANTEE, Guarantee.values(), Guarantee::text);
    return Optional.of(
        new EngineSpec(
            engine.name(),
            engine.version(),
            addresses.isEmpty() ? whole(s, RunKey.ENGINE_NODES) : 0,
            addresses,
            query(s),
            guarantee,
            whole(s, RunKey.PARALLELISM),
            checkpointInterval(s, guarantee),
            time(s, RunKey.WATERMARK_DELAY),
            s.written(RunKey.FAULT).map(SpecTexts::fault),
            s.written(RunKey.RESCALE).map(SpecTexts::rescale)));
  }

  private static void refuseWithoutEngine(RunSettings s, RunKey key) {
    throw new SettingException(
        key.flag(),
        s.text(key),
        "none without " + RunKey.ENGINE.flag(),
        "name an engine or leave it out");
  }

  private static Duration checkpointInterval(RunSettings s, Guarantee guarantee) {
    if (s.has(RunKey.CHECKPOINT_INTERVAL)) {
      return time(s, RunKey.CHECKPOINT_INTERVAL);
    }
    return switch (guarantee) {
      case AT_LEAST_ONCE -> Defaults.CHECKPOINT_INTERVAL;
      case EXACTLY_ONCE -> Defaults.EXACTLY_ONCE_CHECKPOINT_INTERVAL;
    };
  }

  private static String query(RunSettings s) {
    String query = s.text(RunKey.QUERY);
    if (query.isBlank()) {
      throw new SettingException(
          RunKey.QUERY.flag(), "(none)", "a query of the workload", "harness plugins lists them");
    }
    return query;
  }

  private static EngineSpec.EngineFault fault(RunSettings.Written written) {
    String flag = RunKey.FAULT.flag();
    String text = written.text();
    int at = text.lastIndexOf('@');
    if (at < 1) {
      throw new SettingException(
          flag, text, "a fault and when it strikes, such as kill-taskmanager@20s", "");
    }
    return new EngineSpec.EngineFault(
        text.substring(0, at), Units.duration(flag, text.substring(at + 1)));
  }

  private static EngineSpec.Rescale rescale(RunSettings.Written written) {
    String flag = RunKey.RESCALE.flag();
    String text = written.text();
    int at = text.indexOf('@');
    try {
      return new EngineSpec.Rescale(
          Integer.parseInt(text.substring(0, Math.max(0, at))),
          Units.duration(flag, text.substring(at + 1)));
    } catch (NumberFormatException e) {
      SettingException refused =
          new SettingException(
              flag, text, "a parallelism and from when on it is in force, such as 4@30s", "");
      refused.initCause(e);
      throw refused;
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

  /** The seed that the settings name. */
  public static long seed(RunSettings s) {
    return wholeLong(s, RunKey.SEED);
  }

  /**
   * The load that the settings describe.
   *
   * @throws SettingException naming the first setting that cannot be read or does not go with
   *     another
   */
  public static LoadSpec load(RunSettings s) {
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

  /** The settings that a profile takes, of those that only some do. */
  private static Set<RunKey> settingsOf(String profile) {
    return switch (profile) {
      case "sine" -> EnumSet.of(RunKey.RATE, RunKey.PERIOD);
      case "on-off" -> EnumSet.of(RunKey.RATE, RunKey.ON_TIME, RunKey.OFF_TIME);
      case "trace" ->
          EnumSet.of(
              RunKey.RATE,
              RunKey.SLOT,
              RunKey.WITHIN,
              RunKey.TRACE,
              RunKey.TRACE_STRETCH,
              RunKey.TRACE_SCALE);
      case "users" -> EnumSet.of(RunKey.USERS, RunKey.THINK_ALPHA, RunKey.THINK_MIN);
      case "b-model" ->
          EnumSet.of(
              RunKey.RATE,
              RunKey.B,
              RunKey.SLOT,
              RunKey.VOLUME,
              RunKey.PEAK_RATE,
              RunKey.FLOOR,
              RunKey.CEILING,
              RunKey.WITHIN);
      case "max", TrafficProfile.OWN -> EnumSet.noneOf(RunKey.class);
      default -> EnumSet.of(RunKey.RATE);
    };
  }

  private static TrafficProfile profile(RunSettings s) {
    String name =
        choice(s, RunKey.PROFILE, RunKey.PROFILE.choices().toArray(String[]::new), n -> n);
    Set<RunKey> own = settingsOf(name);
    for (RunKey key : RunKey.values()) {
      if ((key == RunKey.RATE || key.group() == RunKey.Group.TRAFFIC) && !own.contains(key)) {
        refuseWith(s, key, RunKey.PROFILE.flag() + " " + name);
      }
    }
    return switch (name) {
      case "max" -> new TrafficProfile.Max();
      case TrafficProfile.OWN -> new TrafficProfile.Own();
      case "users" -> users(s);
      case "b-model" -> bModel(s);
      case "trace" -> trace(s);
      case "sine" -> sine(s);
      case "on-off" -> onOff(s);
      default -> byRates(s, name);
    };
  }

  private static TrafficProfile byRates(RunSettings s, String name) {
    List<Rate> rates =
        Arrays.stream(s.text(RunKey.RATE).split(",", -1))
            .map(t -> Rate.parse(RunKey.RATE.flag(), t))
            .toList();
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

  private static TrafficProfile sine(RunSettings s) {
    String[] rates = s.text(RunKey.RATE).split(",", -1);
    expect(s, rates.length == 2, "two rates with --profile sine, low,high");
    return new TrafficProfile.Sine(
        rateOrNone(rates[0]),
        Rate.parse(RunKey.RATE.flag(), rates[1]),
        s.has(RunKey.PERIOD) ? time(s, RunKey.PERIOD) : time(s, RunKey.DURATION));
  }

  private static TrafficProfile onOff(RunSettings s) {
    String[] rates = s.text(RunKey.RATE).split(",", -1);
    expect(s, rates.length == 2, "two rates with --profile on-off, on,off, such as 5000,0");
    return new TrafficProfile.OnOff(
        Rate.parse(RunKey.RATE.flag(), rates[0]),
        rateOrNone(rates[1]),
        time(s, RunKey.ON_TIME),
        time(s, RunKey.OFF_TIME));
  }

  /** A rate, or empty for 0. */
  private static Optional<Rate> rateOrNone(String text) {
    return text.strip().equals("0")
        ? Optional.empty()
        : Optional.of(Rate.parse(RunKey.RATE.flag(), text));
  }

  private static TrafficProfile trace(RunSettings s) {
    if (!s.has(RunKey.TRACE) || s.text(RunKey.TRACE).isBlank()) {
      throw new SettingException(
          RunKey.TRACE.flag(),
          "(none)",
          "a CSV or JSON file with --profile trace",
          "docs/traffic.md says how it looks");
    }
    if (s.has(RunKey.TRACE_SCALE)) {
      refuseWith(s, RunKey.RATE, RunKey.TRACE_SCALE.flag());
    }
    return new TrafficProfile.Trace(
        s.text(RunKey.TRACE),
        s.has(RunKey.SLOT) ? Optional.of(time(s, RunKey.SLOT)) : Optional.empty(),
        isOn(s, RunKey.TRACE_STRETCH),
        s.has(RunKey.TRACE_SCALE) ? Optional.of(number(s, RunKey.TRACE_SCALE)) : Optional.empty(),
        s.has(RunKey.RATE) ? Optional.of(rate(s, RunKey.RATE)) : Optional.empty(),
        choice(s, RunKey.WITHIN, Within.values(), Within::text));
  }

  private static TrafficProfile users(RunSettings s) {
    if (!s.has(RunKey.USERS)) {
      throw new SettingException(
          RunKey.USERS.flag(),
          "(none)",
          "how many users, or several numbers for equal parts of the window",
          "as in --profile users --users 1000,5000,1000");
    }
    List<Integer> users = s.list(RunKey.USERS).stream().map(SpecTexts::userCount).toList();
    return new TrafficProfile.Users(
        users, number(s, RunKey.THINK_ALPHA), time(s, RunKey.THINK_MIN));
  }

  private static int userCount(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new SettingException(RunKey.USERS.flag(), text, "whole numbers of users", "");
    }
  }

  private static TrafficProfile bModel(RunSettings s) {
    boolean volume = s.has(RunKey.VOLUME);
    boolean peak = s.has(RunKey.PEAK_RATE);
    if (volume) {
      refuseWith(s, RunKey.PEAK_RATE, RunKey.VOLUME.flag());
      refuseWith(s, RunKey.RATE, RunKey.VOLUME.flag());
    }
    if (peak) {
      refuseWith(s, RunKey.RATE, RunKey.PEAK_RATE.flag());
    }
    return new TrafficProfile.BModel(
        number(s, RunKey.B),
        time(s, RunKey.SLOT),
        volume ? OptionalLong.of(wholeLong(s, RunKey.VOLUME)) : OptionalLong.empty(),
        volume || peak ? Optional.empty() : Optional.of(rate(s, RunKey.RATE)),
        peak ? Optional.of(rate(s, RunKey.PEAK_RATE)) : Optional.empty(),
        s.has(RunKey.FLOOR) ? Optional.of(rate(s, RunKey.FLOOR)) : Optional.empty(),
        s.has(RunKey.CEILING) ? Optional.of(rate(s, RunKey.CEILING)) : Optional.empty(),
        choice(s, RunKey.WITHIN, Within.values(), Within::text));
  }

  private static Rate rate(RunSettings s, RunKey key) {
    return Rate.parse(key.flag(), s.text(key));
  }

  private static Duration time(RunSettings s, RunKey key) {
    return Units.duration(key.flag(), s.text(key));
  }

  /** A profile's settings in one line, as in {@code b=0.705 rate=500}; without its name. */
  public static String settings(TrafficProfile profile) {
    RunSettings.Builder to = RunSettings.builder();
    writeProfile(profile, to);
    RunSettings all = to.build();
    return Arrays.stream(RunKey.values())
        .filter(all::has)
        .map(key -> key.key() + "=" + all.text(key))
        .collect(Collectors.joining(" "));
  }

  private static void writeProfile(TrafficProfile profile, RunSettings.Builder to) {
    if (profile instanceof TrafficProfile.Constant constant) {
      putRates(to, Stream.of(constant.rate()));
    } else if (profile instanceof TrafficProfile.Ramp ramp) {
      putRates(to, Stream.of(ramp.from(), ramp.to()));
    } else if (profile instanceof TrafficProfile.Steps steps) {
      putRates(to, steps.rates().stream());
    } else if (profile instanceof TrafficProfile.Sine sine) {
      putList(to, RunKey.RATE, List.of(text(sine.low()), sine.high().text()));
      put(to, RunKey.PERIOD, Units.text(sine.period()));
    } else if (profile instanceof TrafficProfile.OnOff onOff) {
      putList(to, RunKey.RATE, List.of(onOff.on().text(), text(onOff.off())));
      put(to, RunKey.ON_TIME, Units.text(onOff.onTime()));
      put(to, RunKey.OFF_TIME, Units.text(onOff.offTime()));
    } else if (profile instanceof TrafficProfile.Trace trace) {
      put(to, RunKey.TRACE, trace.file());
      trace.slot().ifPresent(slot -> put(to, RunKey.SLOT, Units.text(slot)));
      put(to, RunKey.TRACE_STRETCH, trace.stretch());
      trace.scale().ifPresent(scale -> put(to, RunKey.TRACE_SCALE, scale));
      trace.rate().ifPresent(rate -> put(to, RunKey.RATE, rate.text()));
      put(to, RunKey.WITHIN, trace.within().text());
    } else if (profile instanceof TrafficProfile.Users users) {
      putList(to, RunKey.USERS, users.users().stream().map(String::valueOf).toList());
      put(to, RunKey.THINK_ALPHA, users.thinkAlpha());
      put(to, RunKey.THINK_MIN, Units.text(users.thinkMin()));
    } else if (profile instanceof TrafficProfile.BModel model) {
      model.volume().ifPresent(volume -> put(to, RunKey.VOLUME, volume));
      model.rate().ifPresent(rate -> put(to, RunKey.RATE, rate.text()));
      model.peakRate().ifPresent(rate -> put(to, RunKey.PEAK_RATE, rate.text()));
      put(to, RunKey.B, model.b());
      put(to, RunKey.SLOT, Units.text(model.slot()));
      model.floor().ifPresent(rate -> put(to, RunKey.FLOOR, rate.text()));
      model.ceiling().ifPresent(rate -> put(to, RunKey.CEILING, rate.text()));
      put(to, RunKey.WITHIN, model.within().text());
    }
  }

  private static String text(Optional<Rate> rate) {
    return rate.map(Rate::text).orElse("0");
  }

  private static void putRates(RunSettings.Builder to, Stream<Rate> rates) {
    putList(to, RunKey.RATE, rates.map(Rate::text).toList());
  }

  private static void putList(RunSettings.Builder to, RunKey key, List<String> texts) {
    to.put(key, texts, RunSettings.COMMAND_LINE);
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

  /**
   * A switch's value.
   *
   * @throws SettingException if it is neither true nor false
   */
  public static boolean isOn(RunSettings s, RunKey key) {
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
