/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import io.weir.core.experiment.RunSpec.BrokerSpec;
import io.weir.core.experiment.RunSpec.LoadSpec;
import io.weir.core.experiment.RunSpec.PayloadSpec;
import io.weir.core.experiment.RunSpec.TopicsSpec;
import io.weir.spi.Capabilities;
import io.weir.spi.Compression;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.Guarantee;
import io.weir.spi.Offer;
import io.weir.spi.SettingException;
import io.weir.spi.Stamp;
import io.weir.spi.SubscriptionKind;
import io.weir.spi.Support;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks a run's values against each other and against what a driver can do. */
public final class RunSpecs {
  private static final Duration LEAST_WINDOW = Duration.ofSeconds(1);

  /** 24 bytes each: 200 MB. */
  private static final int MOST_SLOTS = 1 << 23;

  private static final Duration LONGEST = Duration.ofDays(7);
  private static final Duration SHORTEST_SLOT = Duration.ofMillis(1);

  /** 16 million slots. */
  private static final int MOST_LEVELS = 24;

  /** 32 bytes each: 128 MB for each load thread. */
  private static final long MOST_ARRIVALS = 4_000_000;

  private static final Pattern PREFIX = Pattern.compile("[0-9A-Za-z][0-9A-Za-z._-]{0,199}");

  private RunSpecs() {}

  /**
   * Refuses what cannot be run.
   *
   * @throws SettingException naming the first setting that cannot be used
   */
  public static void check(RunSpec spec, Capabilities can) {
    checkTopics(spec.topics(), can);
    checkPayload(spec.payload());
    checkLoad(spec.load());
    range("--batch-bytes", spec.tuning().batchBytes(), 1, 1 << 30);
    range("--pending-bytes", spec.tuning().pendingBytes(), 1 << 10, 1L << 40);
    range("--linger", spec.tuning().linger(), Duration.ZERO, Duration.ofMinutes(1));
    offered("--compression", spec.tuning().compression(), can.compressions(), Compression::text);
    checkBroker(spec.broker(), can);
    if (spec.transactions() && can.transactions() instanceof Support.No no) {
      throw new SettingException(
          "--guarantee",
          Guarantee.EXACTLY_ONCE.text(),
          Guarantee.AT_LEAST_ONCE.text(),
          no.reason());
    }
  }

  private static void checkBroker(BrokerSpec broker, Capabilities can) {
    offered("--durability", broker.durability(), can.durabilityLevels(), DurabilityLevel::text);
    if (!broker.addresses().isEmpty()) {
      if (can.existingClusters() instanceof Support.No no) {
        throw new SettingException(
            "--broker-url",
            String.join(",", broker.addresses()),
            "no address, since " + no.reason(),
            "leave it out");
      }
      return;
    }
    if (can.localServers() instanceof Support.No no) {
      throw new SettingException(
          "--broker-url", "(none)", "the address of a running cluster", no.reason());
    }
    range("--nodes", broker.nodes(), 1, can.maxNodes());
  }

  private static void checkTopics(TopicsSpec topics, Capabilities can) {
    range("--topics", topics.topics(), 1, 10_000);
    range("--partitions", topics.partitions(), 1, 10_000);
    topics.prefix().ifPresent(RunSpecs::checkPrefix);
    range("--subscriptions", topics.subscriptions(), 0, 1_000);
    range("--subscribers", topics.subscribers(), 1, 10_000);
    offered("--subscription-kind", topics.kind(), can.subscriptionKinds(), SubscriptionKind::text);
  }

  private static void checkPrefix(String prefix) {
    if (!PREFIX.matcher(prefix).matches()) {
      throw new SettingException(
          "--topic-prefix",
          prefix,
          "up to 200 letters, digits, dots, dashes and underscores, a letter or digit first",
          "");
    }
  }

  private static void checkPayload(PayloadSpec payload) {
    range("--record-size", payload.recordBytes(), Stamp.BYTES, 64 << 20);
    if (!(payload.compressibility() >= 0 && payload.compressibility() <= 1)) {
      throw new SettingException(
          "--compressibility", String.valueOf(payload.compressibility()), "0 to 1", "");
    }
    KeySpec keys = payload.keys();
    if (keys.distribution() != KeySpec.Distribution.NONE) {
      range("--key-count", keys.keys(), 1, 1_000_000);
    }
    if (keys.distribution() == KeySpec.Distribution.ZIPF
        && !(keys.exponent() > 0 && keys.exponent() <= 10)) {
      throw new SettingException(
          "--zipf-exponent", String.valueOf(keys.exponent()), "above 0, up to 10", "");
    }
  }

  private static void checkLoad(LoadSpec load) {
    range("--warmup", load.warmup(), Duration.ZERO, LONGEST);
    checkTraffic(load);
    range("--cooldown", load.cooldown(), Duration.ZERO, LONGEST);
    range("--drain-limit", load.drainLimit(), Duration.ofSeconds(1), LONGEST);
    range("--publishers", load.publishers(), 1, 100_000);
    range("--load-threads", load.loadThreads(), 1, Math.min(64, load.publishers()));
    range("--max-in-flight", load.maxInFlight(), 1, MOST_SLOTS);
    if ((long) load.publishers() * load.maxInFlight() > MOST_SLOTS) {
      throw new SettingException(
          "--max-in-flight",
          String.valueOf(load.maxInFlight()),
          "at most " + MOST_SLOTS + " over all publishers",
          load.publishers() + " publishers leave each " + MOST_SLOTS / load.publishers());
    }
  }

  /**
   * Refuses what no schedule can be made of; a trace's file is read, and refused, later.
   *
   * @throws SettingException naming the first setting that cannot be used
   */
  public static void checkTraffic(LoadSpec load) {
    range("--duration", load.window(), LEAST_WINDOW, LONGEST);
    TrafficProfile profile = load.profile();
    if (profile instanceof TrafficProfile.Steps steps) {
      range("--rate (number of rates)", steps.rates().size(), 2, 1_000);
    } else if (profile instanceof TrafficProfile.Sine sine) {
      range("--period", sine.period(), LEAST_WINDOW, LONGEST);
      if (sine.low().map(low -> low.hz() > sine.high().hz()).orElse(false)) {
        throw new SettingException(
            "--rate",
            sine.low().get().text() + "," + sine.high().text(),
            "low,high with --profile sine",
            "the lower rate comes first");
      }
    } else if (profile instanceof TrafficProfile.OnOff onOff) {
      range("--on-time", onOff.onTime(), SHORTEST_SLOT, LONGEST);
      range("--off-time", onOff.offTime(), SHORTEST_SLOT, LONGEST);
    } else if (profile instanceof TrafficProfile.Trace trace) {
      trace.slot().ifPresent(slot -> range("--slot", slot, SHORTEST_SLOT, LONGEST));
      if (trace.scale().map(scale -> !(scale > 0 && scale <= 1e9)).orElse(false)) {
        throw new SettingException(
            "--trace-scale", String.valueOf(trace.scale().get()), "above 0, up to 1e9", "");
      }
    } else if (profile instanceof TrafficProfile.Users users) {
      checkUsers(users);
    } else if (profile instanceof TrafficProfile.BModel model) {
      checkBModel(model, load.window());
    }
  }

  private static void checkUsers(TrafficProfile.Users users) {
    range("--users (number of parts)", users.users().size(), 1, 1_000);
    users.users().forEach(n -> range("--users", n, 0, 1_000_000));
    if (users.users().stream().allMatch(n -> n == 0)) {
      throw new SettingException("--users", "0", "at least one user in one part", "");
    }
    if (users.arrivals() > MOST_ARRIVALS) {
      throw new SettingException(
          "--users",
          users.arrivals() + " users that come in, over " + users.users().size() + " parts",
          "at most " + MOST_ARRIVALS,
          "let fewer come and go");
    }
    if (!(users.thinkAlpha() >= 1.01 && users.thinkAlpha() <= 100)) {
      throw new SettingException(
          "--think-alpha",
          String.valueOf(users.thinkAlpha()),
          "1.01 to 100",
          "at 1 and below the time has no mean");
    }
    range("--think-min", users.thinkMin(), SHORTEST_SLOT, Duration.ofHours(1));
  }

  private static void checkBModel(TrafficProfile.BModel model, Duration window) {
    if (!(model.b() >= 0.5 && model.b() <= 0.99)) {
      throw new SettingException(
          "--b", String.valueOf(model.b()), "0.5 (even) to 0.99", "real traffic has 0.6 to 0.8");
    }
    range("--slot", model.slot(), SHORTEST_SLOT, window);
    if (model.levels(window) > MOST_LEVELS) {
      throw new SettingException(
          "--slot",
          Units.text(model.slot()),
          "at most 2^" + MOST_LEVELS + " slots in the window of " + Units.text(window),
          "take longer slots");
    }
    model.ceiling().ifPresent(ceiling -> checkCeiling(ceiling, model, window));
    model.volume().ifPresent(volume -> range("--volume", volume, 1, 1_000_000_000_000L));
    if (model.floor().isPresent()
        && model.ceiling().isPresent()
        && model.floor().get().hz() > model.ceiling().get().hz()) {
      throw new SettingException(
          "--floor",
          model.floor().get().text(),
          "at most the ceiling of " + model.ceiling().get().text(),
          "");
    }
  }

  /** Slots hold whole records: below one a slot nothing would be left. */
  private static void checkCeiling(Rate ceiling, TrafficProfile.BModel model, Duration window) {
    double slots = Math.scalb(1.0, model.levels(window));
    double leastHz = slots * 1e9 / window.toNanos();
    if (ceiling.hz() < leastHz) {
      throw new SettingException(
          "--ceiling",
          ceiling.text(),
          String.format(
              Locale.ROOT,
              "a record a slot at least, %.3f/s with %,.0f slots in the window of %s",
              leastHz,
              slots,
              Units.text(window)),
          "take a higher ceiling, or a longer --slot");
    }
  }

  private static <T extends Enum<T>> void offered(
      String setting, T value, Offer<T> offer, Function<T, String> name) {
    if (offer.support(value) instanceof Support.No no) {
      throw new SettingException(
          setting,
          name.apply(value),
          offer.offered().stream().map(name).collect(Collectors.joining(", ")),
          no.reason());
    }
  }

  private static void range(String setting, long value, long least, long most) {
    if (value < least || value > most) {
      throw new SettingException(
          setting, String.valueOf(value), least == most ? "" + least : least + " to " + most, "");
    }
  }

  private static void range(String setting, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new SettingException(
          setting, Units.text(value), Units.text(least) + " to " + Units.text(most), "");
    }
  }
}
