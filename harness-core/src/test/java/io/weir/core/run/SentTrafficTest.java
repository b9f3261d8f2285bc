/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.analysis.EntropyPlot;
import io.weir.core.experiment.RunKey;
import io.weir.core.experiment.RunSettings;
import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.SpecTexts;
import io.weir.core.measure.EpochClock;
import io.weir.core.plugin.LoadedDriver;
import io.weir.core.plugin.SettingsBinder;
import io.weir.core.provision.LocalHost;
import io.weir.core.provision.MavenArtifacts;
import io.weir.core.results.ClockFacts;
import io.weir.core.results.HarnessFacts;
import io.weir.core.results.Overload;
import io.weir.core.results.RunDirectory;
import io.weir.core.results.RunDocument;
import io.weir.core.results.RunIdentity;
import io.weir.core.results.Secrets;
import io.weir.core.results.VerdictEntry;
import io.weir.driver.loopback.LoopbackDriver;
import io.weir.spi.AckHandler;
import io.weir.spi.BModel;
import io.weir.spi.BrokerCluster;
import io.weir.spi.BrokerDriver;
import io.weir.spi.NanoClock;
import io.weir.spi.Publisher;
import io.weir.spi.Settings;
import io.weir.spi.Stamp;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What publishers are handed in a real run of b-model traffic, over several threads. */
class SentTrafficTest {
  private static final int LEVELS = 6;
  private static final int VOLUME = 12_800;
  private static final long WARMUP_NS = 500_000_000L;
  private static final long WINDOW_NS = 8_000_000_000L;

  @TempDir Path directory;

  /**
   * A record that was handed to a client.
   *
   * @param intendedNs as stamped, from T0
   * @param sentNs when, ns since the epoch
   */
  private record Sent(long intendedNs, long sentNs) {}

  @Test
  void whatIsSentFitsTheBThatWasAskedFor() {
    Queue<Sent> sent = new ConcurrentLinkedQueue<>();
    NanoClock clock = new EpochClock();
    RunDocument document = run(watching(new LoopbackDriver(), sent, clock), clock);
    long t0Ns = document.t0EpochNs().orElseThrow();
    long[] expected = new long[1 << LEVELS];
    BModel model = new BModel(VOLUME, LEVELS, 0.7, 99);
    for (int k = 0; k < expected.length; k++) {
      expected[k] = model.nextCount();
    }

    List<Long> intended = new ArrayList<>();
    List<Long> handedOver = new ArrayList<>();
    for (Sent record : sent) {
      if (record.intendedNs() >= WARMUP_NS && record.intendedNs() < WARMUP_NS + WINDOW_NS) {
        intended.add(record.intendedNs());
        handedOver.add(record.sentNs() - t0Ns);
      }
    }
    assertThat(counts(intended)).isEqualTo(expected);
    assertThat(fit(counts(intended))).isCloseTo(0.7, within(0.002));
    // A machine that is busy sends late, and moves records into neighbouring slots.
    assertThat(fit(counts(handedOver))).isCloseTo(0.7, within(0.05));
    assertThat(document.traffic().orElseThrow().records()).isEqualTo(VOLUME);
    assertThat(document.overload()).isPresent();
  }

  private static double fit(long[] counts) {
    return EntropyPlot.of(counts).fit().orElseThrow().b();
  }

  private static long[] counts(List<Long> offsets) {
    long[] counts = new long[1 << LEVELS];
    for (long offset : offsets) {
      long into = Math.min(WINDOW_NS - 1, Math.max(0, offset - WARMUP_NS));
      counts[(int) (into * counts.length / WINDOW_NS)]++;
    }
    return counts;
  }

  @Test
  void answersThatStayAwayForTwoSecondsAreAnOverloadThatIsWorkedOff() {
    NanoClock clock = new EpochClock();
    RunDocument document = run(withholding(new LoopbackDriver(), clock), clock);
    Overload overload = document.overload().orElseThrow();
    // At the ends of the third, fourth and fifth second; a busy machine may add others.
    assertThat(overload.publishSeconds()).isGreaterThanOrEqualTo(3);
    assertThat(overload.seconds()).isGreaterThanOrEqualTo(overload.publishSeconds());
    assertThat(overload.recoverSeconds().orElseThrow()).isGreaterThanOrEqualTo(4);
    assertThat(document.verdict().stream().map(VerdictEntry::verdict))
        .doesNotContain("SATURATED", "ERRORS", "LOST", "INCOMPLETE");
  }

  /** The driver, whose answers of the time from 2.5 to 5.5 s all come after that. */
  private static BrokerDriver withholding(BrokerDriver driver, NanoClock clock) {
    long epochNs = clock.epochNs();
    AtomicLong startNs = new AtomicLong(Long.MAX_VALUE);
    return around(
        BrokerDriver.class,
        driver,
        (name, cluster) ->
            cluster instanceof BrokerCluster c
                ? BrokerCluster.class.cast(
                    Proxy.newProxyInstance(
                        SentTrafficTest.class.getClassLoader(),
                        new Class<?>[] {BrokerCluster.class},
                        (proxy, method, arguments) -> {
                          if (method.getName().equals("openPublisher")) {
                            arguments[1] =
                                new LateAnswers(
                                    (AckHandler) arguments[1],
                                    () -> {
                                      long nowNs = clock.epochNs() - epochNs;
                                      startNs.accumulateAndGet(nowNs, Math::min);
                                      return nowNs - startNs.get();
                                    });
                          }
                          return invoke(c, method, arguments);
                        }))
                : cluster);
  }

  /** Keeps answers back for a time. */
  private static final class LateAnswers implements AckHandler {
    private final AckHandler handler;
    private final LongSupplier sinceStartNs;
    private final List<Runnable> kept = new ArrayList<>();

    LateAnswers(AckHandler handler, LongSupplier sinceStartNs) {
      this.handler = handler;
      this.sinceStartNs = sinceStartNs;
    }

    @Override
    public synchronized void onAck(long token, int partition, long ackedNs) {
      long nowNs = sinceStartNs.getAsLong();
      if (nowNs > 2_500_000_000L && nowNs < 5_500_000_000L) {
        kept.add(() -> handler.onAck(token, partition, ackedNs + 5_500_000_000L - nowNs));
        return;
      }
      kept.forEach(Runnable::run);
      kept.clear();
      handler.onAck(token, partition, ackedNs);
    }

    @Override
    public void onError(long token, ErrorKind kind, Throwable cause) {
      handler.onError(token, kind, cause);
    }
  }

  private RunDocument run(BrokerDriver driver, NanoClock clock) {
    RunSettings.Builder settings = RunSettings.builder();
    Map.of(
            RunKey.DRIVER, "loopback",
            RunKey.PROFILE, "b-model",
            RunKey.B, "0.7",
            RunKey.VOLUME, String.valueOf(VOLUME),
            RunKey.SLOT, "125ms",
            RunKey.WARMUP, "500ms",
            RunKey.DURATION, "8s",
            RunKey.PUBLISHERS, "5",
            RunKey.LOAD_THREADS, "2",
            RunKey.SEED, "99")
        .forEach((key, text) -> settings.put(key, List.of(text), RunSettings.COMMAND_LINE));
    RunSpec spec = SpecTexts.read(settings.build(), driver::nodesFor);
    LoadedDriver loaded =
        new LoadedDriver("loopback", directory, "1", driver, LoopbackDriver.class.getClassLoader());
    Settings bound = new SettingsBinder(Map.of()).bind(driver, Map.of(), List.of(loaded.name()));
    RunIdentity identity = RunIdentity.of(spec, Instant.now(), "sent");
    RunDirectory results = RunDirectory.create(directory.resolve("results"), identity);
    try (MavenArtifacts artifacts = new MavenArtifacts(directory.resolve("cache"));
        LocalHost host = new LocalHost(results.path(), artifacts);
        Deployment deployment =
            new Deployment(identity.runId(), spec.broker(), false, loaded, bound, host, clock)) {
      return new Run(
              RunDocument.begin(
                  identity,
                  new HarnessFacts("test", "", ""),
                  List.of(),
                  spec,
                  Map.of(),
                  new ClockFacts("System.nanoTime", OptionalLong.empty())),
              results,
              deployment,
              RunWorkload.payload(spec),
              RunListener.silent(),
              Secrets.none())
          .execute();
    }
  }

  /** The driver, with an eye on each record that its publishers are handed. */
  private static BrokerDriver watching(BrokerDriver driver, Queue<Sent> sent, NanoClock clock) {
    return around(
        BrokerDriver.class,
        driver,
        (name, cluster) ->
            cluster instanceof BrokerCluster c
                ? around(
                    BrokerCluster.class,
                    c,
                    (unused, publisher) ->
                        publisher instanceof Publisher p ? noting(p, sent, clock) : publisher)
                : cluster);
  }

  private static Publisher noting(Publisher publisher, Queue<Sent> sent, NanoClock clock) {
    return (Publisher)
        Proxy.newProxyInstance(
            SentTrafficTest.class.getClassLoader(),
            new Class<?>[] {Publisher.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("publish")) {
                byte[] payload = (byte[]) arguments[2];
                sent.add(
                    new Sent(
                        Stamp.intendedNs(ByteBuffer.wrap(payload), (int) arguments[3]),
                        clock.epochNs()));
              }
              return invoke(publisher, method, arguments);
            });
  }

  private static <T> T around(Class<T> type, T target, BiFunction<String, Object, Object> result) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          Object value = invoke(target, method, arguments);
          return value == null ? null : result.apply(method.getName(), value);
        };
    return type.cast(
        Proxy.newProxyInstance(
            SentTrafficTest.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object invoke(Object target, java.lang.reflect.Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
