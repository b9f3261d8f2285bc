/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.driver.loopback.LoopbackDriver;
import io.weir.spi.Capabilities;
import io.weir.spi.ClientTuning;
import io.weir.spi.Compression;
import io.weir.spi.ConfigValue;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.Guarantee;
import io.weir.spi.SettingException;
import io.weir.spi.SubscriptionKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecTextsTest {
  @Property(tries = 300)
  void aSpecIsReadBackFromTheRunFileThatItLeaves(@ForAll("specs") RunSpec spec) throws IOException {
    Path file = Files.createTempFile("run", ".yaml");
    try {
      Files.write(file, RunFile.lines(SpecTexts.write(spec)));
      RunSettings read = RunFile.read(file);
      assertThat(SpecTexts.read(read, level -> 99)).isEqualTo(spec);
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void whatIsNotSetHasItsDefault() {
    RunSpec spec = SpecTexts.read(driver().build(), level -> 1);
    assertThat(spec.load().warmup()).isEqualTo(Defaults.WARMUP);
    assertThat(spec.load().profile())
        .isEqualTo(new TrafficProfile.Constant(Rate.perSecond(Defaults.RATE_PER_SECOND)));
    assertThat(spec.tuning().pendingBytes()).isEqualTo(Defaults.PENDING_BYTES);
    assertThat(spec.topics().keep()).isFalse();
    assertThat(spec.topics().prefix()).isEmpty();
  }

  @Test
  void exactlyOnceIsRefusedWhereTheBrokerHasNoTransactions() {
    RunSpec spec = SpecTexts.read(driver().build(), level -> 1);
    Capabilities can = new LoopbackDriver().capabilities();
    RunSpec once = spec.withEngine(engine(Guarantee.EXACTLY_ONCE));
    assertThat(once.transactions()).isTrue();
    assertThatThrownBy(() -> RunSpecs.check(once, can))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("--guarantee=exactly-once")
        .hasMessageContaining("at-least-once")
        .hasMessageContaining("hands on each record at once");
    RunSpec repeating = spec.withEngine(engine(Guarantee.AT_LEAST_ONCE));
    assertThat(repeating.transactions()).isFalse();
    RunSpecs.check(repeating, can);
    assertThat(spec.transactions()).isFalse();
  }

  private static EngineSpec engine(Guarantee guarantee) {
    return new EngineSpec(
        "any",
        Optional.empty(),
        1,
        List.of(),
        "passthrough",
        guarantee,
        1,
        Duration.ofSeconds(1),
        Duration.ZERO,
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void theNodesAreThoseThatTheLevelNeeds() {
    RunSettings settings = put(driver(), RunKey.DURABILITY, "strong").build();
    assertThat(
            SpecTexts.read(settings, level -> level == DurabilityLevel.STRONG ? 3 : 1)
                .broker()
                .nodes())
        .isEqualTo(3);
  }

  @Test
  void aTopologyIsTheDriversOption() {
    RunSettings flag = put(driver(), RunKey.TOPOLOGY, "standalone").build();
    assertThat(SpecTexts.read(flag, level -> 1).broker().settings())
        .containsEntry("kafka.topology", "standalone");
    RunSettings twice =
        put(driver(), RunKey.TOPOLOGY, "standalone")
            .putPair("kafka.topology", "cluster", "")
            .build();
    assertThatThrownBy(() -> SpecTexts.read(twice, level -> 1))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("--topology=standalone");
    RunSettings running =
        put(put(driver(), RunKey.TOPOLOGY, "standalone"), RunKey.BROKER_URL, "h:1").build();
    assertThatThrownBy(() -> SpecTexts.read(running, level -> 1))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("--topology");
  }

  @Test
  void aMaskIsNobodysPassword() {
    RunSettings settings = driver().putPair("kafka.client.x", ConfigValue.MASK, "").build();
    assertThatThrownBy(() -> SpecTexts.read(settings, level -> 1))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("give it anew");
  }

  @Test
  void aVersionOfARunningClusterCannotBeChosen() {
    RunSettings.Builder settings = put(RunSettings.builder(), RunKey.DRIVER, "kafka@4.3.1");
    RunSettings both = put(settings, RunKey.BROKER_URL, "h:1").build();
    assertThatThrownBy(() -> SpecTexts.read(both, level -> 1))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("--driver=kafka@4.3.1")
        .hasMessageContaining("write kafka");
  }

  @Provide
  Arbitrary<RunSpec> specs() {
    return Combinators.combine(
            brokers(),
            topics(),
            payloads(),
            loads(),
            tunings(),
            Arbitraries.longs(),
            engines().optional())
        .as(
            (broker, topics, payload, load, tuning, seed, engine) ->
                new RunSpec(broker, topics, payload, load, tuning, seed, "payload", engine));
  }

  private static Arbitrary<EngineSpec> engines() {
    Arbitrary<Integer> counts = Arbitraries.integers().between(0, 2_000);
    Arbitrary<Duration> times = spans();
    Arbitrary<Optional<EngineSpec.EngineFault>> faults =
        Combinators.combine(Arbitraries.of("kill-taskmanager", "a@b"), times)
            .as(EngineSpec.EngineFault::new)
            .optional();
    Arbitrary<Optional<EngineSpec.Rescale>> rescales =
        Combinators.combine(counts, times).as(EngineSpec.Rescale::new).optional();
    Arbitrary<EngineSpec> local =
        Combinators.combine(
                Arbitraries.of("1.20.3", "2", "1.20-SNAPSHOT").optional(),
                counts,
                Arbitraries.of("q5", "robots-1s"),
                Arbitraries.of(Guarantee.class),
                times,
                times,
                faults,
                rescales)
            .as(
                (version, n, query, guarantee, interval, delay, fault, rescale) ->
                    new EngineSpec(
                        "flink", version, n, List.of(), query, guarantee, n + 1, interval, delay,
                        fault, rescale));
    Arbitrary<EngineSpec> running =
        Combinators.combine(
                Arbitraries.of("http://host:8081", "[::1]:1").list().ofMinSize(1).ofMaxSize(3),
                counts,
                Arbitraries.of(Guarantee.class),
                times,
                times,
                rescales)
            .as(
                (addresses, n, guarantee, interval, delay, rescale) ->
                    new EngineSpec(
                        "flink",
                        Optional.empty(),
                        0,
                        addresses,
                        "q8",
                        guarantee,
                        n,
                        interval,
                        delay,
                        Optional.empty(),
                        rescale));
    return Arbitraries.oneOf(local, running);
  }

  @Test
  void checkpointsComeMoreOftenWhereResultsWaitForThem() {
    RunSettings.Builder engine = put(put(driver(), RunKey.ENGINE, "flink"), RunKey.QUERY, "q5");
    EngineSpec plain = SpecTexts.read(engine.build(), level -> 1).engine().orElseThrow();
    assertThat(plain)
        .isEqualTo(
            new EngineSpec(
                "flink",
                Optional.empty(),
                1,
                List.of(),
                "q5",
                Guarantee.AT_LEAST_ONCE,
                1,
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Optional.empty(),
                Optional.empty()));
    RunSettings exactly = put(engine, RunKey.GUARANTEE, "exactly-once").build();
    assertThat(SpecTexts.read(exactly, level -> 1).engine().orElseThrow().checkpointInterval())
        .isEqualTo(Duration.ofSeconds(1));
    assertThat(SpecTexts.read(driver().build(), level -> 1).engine()).isEmpty();
  }

  private static Arbitrary<RunSpec.BrokerSpec> brokers() {
    Arbitrary<Map<String, String>> settings =
        Arbitraries.maps(
                Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(5).map(k -> "kafka." + k),
                Arbitraries.strings().ofMaxLength(12))
            .ofMaxSize(4);
    Arbitrary<DurabilityLevel> levels = Arbitraries.of(DurabilityLevel.class);
    Arbitrary<RunSpec.BrokerSpec> local =
        Combinators.combine(
                Arbitraries.of("4.3.1", "3.9.1", "4").optional(),
                Arbitraries.integers().between(1, 9),
                levels,
                settings)
            .as((v, n, d, s) -> new RunSpec.BrokerSpec("kafka", v, n, List.of(), d, s));
    Arbitrary<RunSpec.BrokerSpec> running =
        Combinators.combine(
                Arbitraries.of("host:9092", "10.0.0.1:1", "[::1]:9092")
                    .list()
                    .ofMinSize(1)
                    .ofMaxSize(4),
                levels,
                settings)
            .as((a, d, s) -> new RunSpec.BrokerSpec("kafka", Optional.empty(), 0, a, d, s));
    return Arbitraries.oneOf(local, running);
  }

  private static Arbitrary<RunSpec.TopicsSpec> topics() {
    Arbitrary<Integer> counts = Arbitraries.integers().between(0, 10_000);
    return Combinators.combine(
            counts,
            counts,
            Arbitraries.of("mine", "a.b-c_d", "null", "true", "1e3", "0x1f").optional(),
            counts,
            counts,
            Arbitraries.of(SubscriptionKind.class),
            Arbitraries.of(true, false))
        .as(RunSpec.TopicsSpec::new);
  }

  private static Arbitrary<RunSpec.PayloadSpec> payloads() {
    Arbitrary<KeySpec> keys =
        Combinators.combine(
                Arbitraries.of(KeySpec.Distribution.class),
                Arbitraries.integers().between(1, 1_000_000),
                Arbitraries.doubles().between(0.01, 10).ofScale(5))
            .as(
                (how, count, exponent) ->
                    switch (how) {
                      case NONE -> KeySpec.none();
                      case ZIPF -> new KeySpec(how, count, exponent);
                      case ROUND_ROBIN, UNIFORM -> new KeySpec(how, count, 0);
                    });
    return Combinators.combine(
            Arbitraries.integers().between(0, Integer.MAX_VALUE / 4),
            keys,
            Arbitraries.doubles().between(0, 1).ofScale(9))
        .as(RunSpec.PayloadSpec::new);
  }

  private static Arbitrary<RunSpec.LoadSpec> loads() {
    Arbitrary<Duration> times =
        Arbitraries.longs().between(0, Duration.ofDays(99).toNanos()).map(Duration::ofNanos);
    return Combinators.combine(profiles(), times, times, times)
        .flatAs(
            (profile, warmup, window, rest) ->
                Combinators.combine(
                        Arbitraries.of(Pacing.class),
                        Arbitraries.integers().between(1, 100_000),
                        Arbitraries.integers().between(1, 64),
                        Arbitraries.integers().between(0, 22).map(shift -> 1 << shift),
                        Arbitraries.of(Partitioner.class))
                    .as(
                        (pacing, publishers, threads, inFlight, partitioner) ->
                            new RunSpec.LoadSpec(
                                profile,
                                warmup,
                                window,
                                rest,
                                rest,
                                pacing,
                                publishers,
                                threads,
                                inFlight,
                                partitioner)));
  }

  private static Arbitrary<TrafficProfile> profiles() {
    Arbitrary<Rate> rates =
        Arbitraries.longs().between(1, 1_000_000_000).map(n -> Rate.parse("rate", thousandths(n)));
    return Arbitraries.oneOf(
        rates.map(TrafficProfile.Constant::new),
        Combinators.combine(rates, rates).as(TrafficProfile.Ramp::new),
        rates.list().ofMinSize(2).ofMaxSize(5).map(TrafficProfile.Steps::new),
        Arbitraries.just(new TrafficProfile.Max()),
        Combinators.combine(rates.optional(), rates, spans()).as(TrafficProfile.Sine::new),
        Combinators.combine(rates, rates.optional(), spans(), spans())
            .as(TrafficProfile.OnOff::new),
        Combinators.combine(
                Arbitraries.of("/t/trace.csv", "/a trace.json", "/t/a,b: c.csv"),
                spans().optional(),
                Arbitraries.of(true, false),
                Arbitraries.doubles().between(0.001, 1e9).ofScale(3),
                rates,
                Arbitraries.of("scale", "rate", "neither"),
                Arbitraries.of(Within.class))
            .as(
                (file, slot, stretch, scale, rate, which, within) ->
                    new TrafficProfile.Trace(
                        file,
                        slot,
                        stretch,
                        which.equals("scale") ? Optional.of(scale) : Optional.empty(),
                        which.equals("rate") ? Optional.of(rate) : Optional.empty(),
                        within)),
        Combinators.combine(
                Arbitraries.integers().between(0, 1_000_000).list().ofMinSize(1).ofMaxSize(5),
                Arbitraries.doubles().between(1.01, 100).ofScale(4),
                spans())
            .as(TrafficProfile.Users::new),
        Combinators.combine(
                Arbitraries.doubles().between(0.5, 0.99).ofScale(6),
                spans(),
                Arbitraries.longs().between(1, 1_000_000_000_000L),
                rates,
                Arbitraries.of("volume", "rate", "peak"),
                rates.optional(),
                rates.optional(),
                Arbitraries.of(Within.class))
            .as(
                (b, slot, volume, rate, which, floor, ceiling, within) ->
                    new TrafficProfile.BModel(
                        b,
                        slot,
                        which.equals("volume") ? OptionalLong.of(volume) : OptionalLong.empty(),
                        which.equals("rate") ? Optional.of(rate) : Optional.empty(),
                        which.equals("peak") ? Optional.of(rate) : Optional.empty(),
                        floor,
                        ceiling,
                        within)));
  }

  private static Arbitrary<Duration> spans() {
    return Arbitraries.longs().between(1, Duration.ofDays(9).toNanos()).map(Duration::ofNanos);
  }

  /** The settings of a profile, each refused with those that do not know it. */
  @ParameterizedTest
  @CsvSource({
    "constant, b, 0.7",
    "constant, slot, 1s",
    "constant, users, 5",
    "ramp, period, 5s",
    "sine, on-time, 1s",
    "on-off, period, 1s",
    "trace, volume, 5",
    "trace, users, 5",
    "users, rate, 5",
    "users, slot, 5s",
    "b-model, trace, x.csv",
    "b-model, think-min, 5s",
    "b-model, off-time, 5s",
    "max, within, poisson",
    "max, rate, 5",
    "constant, trace-stretch, true"
  })
  void aSettingThatHasNoEffectWithAProfileIsRefused(String profile, String key, String text) {
    RunSettings settings =
        put(put(driver(), RunKey.PROFILE, profile), RunKey.of(key).orElseThrow(), text).build();
    assertThatThrownBy(() -> SpecTexts.read(settings, level -> 1))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("--" + key + "=" + text)
        .hasMessageContaining("none with --profile " + profile);
  }

  @Test
  void ofVolumeMeanAndPeakOneIsGiven() {
    RunSettings.Builder model = put(driver(), RunKey.PROFILE, "b-model");
    RunSettings both = put(put(model, RunKey.VOLUME, "5"), RunKey.PEAK_RATE, "5").build();
    assertThatThrownBy(() -> SpecTexts.read(both, level -> 1))
        .hasMessageContaining("--peak-rate=5")
        .hasMessageContaining("none with --volume");
    RunSpec plain = SpecTexts.read(put(driver(), RunKey.PROFILE, "b-model").build(), level -> 1);
    assertThat(plain.load().profile())
        .isEqualTo(
            new TrafficProfile.BModel(
                0.705,
                Duration.ofMillis(100),
                OptionalLong.empty(),
                Optional.of(Rate.perSecond(Defaults.RATE_PER_SECOND)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Within.EVEN));
  }

  @Test
  void aTraceOfARunFileStandsBesideIt() throws IOException {
    Path file = Files.createTempFile("run", ".yaml");
    try {
      Files.writeString(file, "driver: kafka\nprofile: trace\ntrace: trace.csv\n");
      RunSpec spec = SpecTexts.read(RunFile.read(file), level -> 1);
      assertThat(((TrafficProfile.Trace) spec.load().profile()).file())
          .isEqualTo(file.resolveSibling("trace.csv").toString());
    } finally {
      Files.delete(file);
    }
  }

  private static String thousandths(long n) {
    return n / 1000 + "." + String.format("%03d", n % 1000);
  }

  private static Arbitrary<ClientTuning> tunings() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 1 << 30),
            Arbitraries.longs().between(0, 60_000_000_000L).map(Duration::ofNanos),
            Arbitraries.of(Compression.class),
            Arbitraries.longs().between(1, 1L << 40))
        .as(ClientTuning::new);
  }

  private static RunSettings.Builder driver() {
    return put(RunSettings.builder(), RunKey.DRIVER, "kafka");
  }

  private static RunSettings.Builder put(RunSettings.Builder to, RunKey key, String text) {
    return to.put(key, List.of(text), RunSettings.COMMAND_LINE);
  }
}
