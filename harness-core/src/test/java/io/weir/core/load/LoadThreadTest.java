/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.experiment.KeySpec;
import io.weir.core.experiment.LoadAssignment;
import io.weir.core.experiment.Pacing;
import io.weir.core.experiment.Partitioner;
import io.weir.core.experiment.Phase;
import io.weir.core.experiment.Rate;
import io.weir.core.experiment.RunSpec.LoadSpec;
import io.weir.core.experiment.RunSpec.PayloadSpec;
import io.weir.core.experiment.TrafficProfile;
import io.weir.core.load.LoadThread.OpenPublisher;
import io.weir.core.measure.AckedLedger;
import io.weir.core.measure.LatencyMetric;
import io.weir.core.measure.LatencySeries;
import io.weir.core.measure.LedgerBudget;
import io.weir.core.measure.LedgerLayout;
import io.weir.core.measure.Origin;
import io.weir.core.measure.Recorders;
import io.weir.core.measure.SendLane;
import io.weir.spi.AckHandler;
import io.weir.spi.ConfigValue;
import io.weir.spi.Encoding;
import io.weir.spi.Event;
import io.weir.spi.EventSource;
import io.weir.spi.Publisher;
import io.weir.spi.Stamp;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Load threads on a clock that moves only when somebody rests or a publisher takes its time. */
class LoadThreadTest {
  private static final long T0 = 1_000_000_000_000L;
  private static final long MS = 1_000_000;

  @TempDir private Path spill;

  private long nowNs = T0 - 5 * MS;
  private final Stop stop = new Stop();
  private final List<Sent> all = new ArrayList<>();

  /** One record as a publisher saw it. */
  private record Sent(
      int publisher, int partition, long sequence, long intendedNs, long atNs, int runTag) {}

  /** Takes records, answers at once or never, and may block. */
  private final class FakePublisher implements Publisher {
    private final int index;
    private final boolean answers;
    private AckHandler acks;
    private long blockAtSequence = -1;
    private long blockNs;

    FakePublisher(int index, boolean answers) {
      this.index = index;
      this.answers = answers;
    }

    @Override
    public void publish(
        int partition, byte[] key, byte[] payload, int offset, int length, long token) {
      ByteBuffer bytes = ByteBuffer.wrap(payload, offset, length);
      assertThat(Stamp.publisher(bytes, offset)).isEqualTo(index);
      assertThat(Stamp.sequence(bytes, offset)).isEqualTo(token);
      all.add(
          new Sent(
              index,
              partition,
              token,
              Stamp.intendedNs(bytes, offset),
              nowNs - T0,
              Stamp.runTag(bytes, offset)));
      if (token == blockAtSequence) {
        nowNs += blockNs;
      }
      if (answers) {
        acks.onAck(token, partition, nowNs);
      }
    }

    @Override
    public void flush() {}

    @Override
    public Map<String, ConfigValue> configuration() {
      return Map.of();
    }

    @Override
    public void close() {}
  }

  private final class Bench {
    private final LoadSpec load;
    private final int publishers;
    private final PhasePlan plan;
    private final LedgerLayout layout;
    private final Recorders recorders;
    private final PublishErrors errors = new PublishErrors();
    private final List<OpenPublisher> open = new ArrayList<>();
    private final List<FakePublisher> fakes = new ArrayList<>();
    private final Origin origin = new Origin();
    private EventSource source = new PayloadSource(new PayloadSpec(64, KeySpec.none(), 0.5), 42);
    private List<Encoding> encodings = List.of(Encoding.BINARY);

    Bench(TrafficProfile profile, int publishers, int inFlight, boolean answers) {
      this.publishers = publishers;
      load =
          new LoadSpec(
              profile,
              Duration.ofSeconds(1),
              Duration.ofSeconds(4),
              Duration.ofMillis(500),
              Duration.ofMillis(500),
              Pacing.PRECISE,
              publishers,
              1,
              inFlight,
              Partitioner.HARNESS);
      plan = Schedules.of(load, 42).plan();
      layout =
          profile.closedLoop()
              ? LedgerLayout.closedLoop(publishers)
              : new LedgerLayout(
                  publishers, plan.firstIndex(Phase.WINDOW), plan.firstIndex(Phase.COOLDOWN));
      recorders = new Recorders(plan.window(), List.of(), !profile.closedLoop(), lane -> {});
      origin.set(T0);
      AckedLedger ledger =
          new AckedLedger(layout, LedgerBudget.standard(), spill.resolve("a" + System.nanoTime()));
      for (int p = 0; p < publishers; p++) {
        FakePublisher fake = new FakePublisher(p, answers);
        LoadPublisher side = new LoadPublisher(p, 4, inFlight, origin, recorders, ledger, errors);
        fake.acks = side;
        fakes.add(fake);
        open.add(new OpenPublisher(side, List.of(fake)));
      }
    }

    void run(int[] own, Pacer.Park park) {
      List<OpenPublisher> mine = new ArrayList<>();
      for (int p : own) {
        mine.add(open.get(p));
      }
      new LoadThread(
              mine,
              publishers,
              Schedules.of(load, 42).open(),
              source,
              new LoadThread.Setup(
                  () -> nowNs,
                  origin,
                  load.pacing(),
                  load.partitioner(),
                  recorders,
                  stop,
                  77,
                  plan.window(),
                  layout,
                  encodings),
              resting(park))
          .run();
    }

    /** Time passes while the thread spins, too. */
    private Pacer.Park resting(Pacer.Park park) {
      return new Pacer.Park() {
        @Override
        public void parkNs(long ns) {
          park.parkNs(ns);
        }

        @Override
        public void spin() {
          nowNs++;
        }
      };
    }

    void runAll() {
      run(LoadAssignment.whole(publishers).publishersHere(), ns -> nowNs += ns);
    }

    SendLane lane() {
      return recorders.sendLanes().get(0);
    }
  }

  private static TrafficProfile hz(long hz) {
    return new TrafficProfile.Constant(Rate.perSecond(hz));
  }

  @Test
  void eachRecordGoesOutAtItsIntendedTimeInTheOrderOfTheGlobalIndex() {
    Bench bench = new Bench(hz(1_000), 3, 64, true);
    bench.runAll();
    assertThat(all).hasSize(1_000 * 6);
    for (int i = 0; i < all.size(); i++) {
      Sent sent = all.get(i);
      assertThat(sent.publisher()).isEqualTo(i % 3);
      assertThat(sent.sequence()).isEqualTo(i / 3);
      assertThat(sent.intendedNs()).isEqualTo(i * MS);
      assertThat(sent.atNs()).isEqualTo(i * MS);
      assertThat(sent.runTag()).isEqualTo(77);
    }
    assertThat(bench.lane().sent(Phase.WARMUP)).isEqualTo(1_000);
    assertThat(bench.lane().sent(Phase.WINDOW)).isEqualTo(4_000);
    assertThat(bench.lane().sent(Phase.COOLDOWN)).isEqualTo(1_000);
  }

  @Test
  void severalThreadsSendEveryRecordOnce() {
    Bench bench = new Bench(hz(100), 5, 64, true);
    LoadAssignment whole = LoadAssignment.whole(5);
    for (int t = 0; t < 2; t++) {
      nowNs = T0 - 5 * MS;
      bench.run(whole.publishersOf(t, 2), ns -> nowNs += ns);
    }
    assertThat(all.stream().map(s -> s.sequence() * 5 + s.publisher()).distinct()).hasSize(600);
    assertThat(all).hasSize(600);
    assertThat(all)
        .allSatisfy(
            s ->
                assertThat(s.intendedNs()).isEqualTo((s.sequence() * 5 + s.publisher()) * 10 * MS));
  }

  @Test
  void eachStreamHasAClientOfItsOwnAndOneSequenceOverAll() {
    Bench bench = new Bench(hz(100), 2, 64, true);
    List<OpenPublisher> two = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    for (OpenPublisher publisher : bench.open) {
      two.add(
          new OpenPublisher(
              publisher.load(),
              List.of(
                  new StreamPublisher(publisher.load(), 0, Encoding.JSON, seen),
                  new StreamPublisher(publisher.load(), 1, Encoding.AVRO, seen))));
    }
    bench.open.clear();
    bench.open.addAll(two);
    bench.source = new TwoStreams();
    bench.encodings = List.of(Encoding.JSON, Encoding.AVRO);
    bench.runAll();
    assertThat(seen).hasSize(600);
    for (int i = 0; i < seen.size(); i++) {
      // Every third record is of the second stream, and its partition is fixed by the source.
      assertThat(seen.get(i))
          .isEqualTo(
              "stream %d publisher %d sequence %d intended %d partition %s"
                  .formatted(
                      i % 3 == 2 ? 1 : 0,
                      i % 2,
                      i / 2,
                      i * 10L * MS,
                      i % 3 == 2 ? "fixed" : "free"));
    }
  }

  private static final class TwoStreams implements EventSource {
    private final byte[] json = ("{\"weir\":\"" + "0".repeat(48) + "\"}").getBytes(US_ASCII);
    private final byte[] avro = new byte[30];

    @Override
    public void fill(long index, int publisher, long sequence, long intendedNs, Event into) {
      boolean second = index % 3 == 2;
      into.stream = second ? 1 : 0;
      into.payload = second ? avro : json;
      into.length = into.payload.length;
      into.partition = second ? 3 : -1;
      into.keyIndex = index;
    }

    @Override
    public void tick(int stream, long index, long offsetNs, long aheadMs, Event into) {
      throw new AssertionError("a load thread makes no ticks");
    }
  }

  private record StreamPublisher(AckHandler acks, int stream, Encoding encoding, List<String> seen)
      implements Publisher {
    @Override
    public void publish(
        int partition, byte[] key, byte[] payload, int offset, int length, long token) {
      ByteBuffer record = ByteBuffer.wrap(payload, offset, length);
      assertThat(encoding.hasStamp(record)).isTrue();
      assertThat(encoding.runTag(record)).isEqualTo(77);
      assertThat(encoding.sequence(record)).isEqualTo(token);
      assertThat(partition).isBetween(0, 3);
      seen.add(
          "stream %d publisher %d sequence %d intended %d partition %s"
              .formatted(
                  stream,
                  encoding.publisher(record),
                  token,
                  encoding.intendedNs(record),
                  stream == 1 && partition == 3 ? "fixed" : "free"));
      acks.onAck(token, partition, T0 + encoding.intendedNs(record));
    }

    @Override
    public void flush() {}

    @Override
    public Map<String, ConfigValue> configuration() {
      return Map.of();
    }

    @Override
    public void close() {}
  }

  @Test
  void aBlockedClientMakesRecordsLateAndIsBlamedForIt() {
    Bench bench = new Bench(hz(1_000), 1, 8_192, true);
    // 2 s into the run the client holds the load thread for 1 s.
    bench.fakes.get(0).blockAtSequence = 2_000;
    bench.fakes.get(0).blockNs = 1_000 * MS;
    bench.runAll();
    assertThat(all).as("no record is skipped").hasSize(6_000);
    Map<LatencySeries, Histogram> seen = bench.recorders.collect();
    Histogram delay = seen.get(LatencySeries.of(Phase.WINDOW, LatencyMetric.SCHEDULE_DELAY));
    // Records due during the stall were sent at its end: 999 ms, 998 ms, … late.
    assertThat(delay.getTotalCount()).isEqualTo(999);
    assertThat(delay.getMaxValue()).isCloseTo(999 * MS, within(MS));
    assertThat(delay.getValueAtPercentile(50)).isCloseTo(500 * MS, within(2 * MS));
    assertThat(bench.lane().lateOwnNs(Phase.WINDOW)).isZero();
    // However many records were late at a time.
    assertThat(bench.lane().behindInWindowNs()).isCloseTo(999 * MS, within(2 * MS));
    assertThat(bench.lane().lateBlockedNs(Phase.WINDOW))
        .isCloseTo(999L * 1_000 / 2 * MS, within(2_000 * MS));
  }

  @Test
  void aThreadThatOversleepsBlamesItself() {
    Bench bench = new Bench(hz(1_000), 1, 8_192, true);
    boolean[] overslept = new boolean[1];
    bench.run(
        new int[] {0},
        ns -> {
          nowNs += ns;
          if (!overslept[0] && nowNs > T0 + 2_000 * MS) {
            overslept[0] = true;
            nowNs += 1_000 * MS;
          }
        });
    assertThat(all).hasSize(6_000);
    assertThat(bench.lane().lateBlockedNs(Phase.WINDOW)).isZero();
    assertThat(bench.lane().lateOwnNs(Phase.WINDOW))
        .isCloseTo(1_000L * 1_001 / 2 * MS, within(2_000 * MS));
  }

  @Test
  void aFullRingBlocksUntilAnAnswerComesAndCountsAsBlocked() {
    Bench bench = new Bench(hz(1_000), 1, 16, false);
    int[] parks = new int[1];
    bench.run(
        new int[] {0},
        ns -> {
          nowNs += ns;
          if (all.size() >= 16 && ++parks[0] == 1_000) {
            // The client answers everything after a while, once; then no more.
            for (Sent sent : List.copyOf(all)) {
              bench.open.get(0).load().onAck(sent.sequence(), 0, nowNs);
            }
          }
          if (nowNs > T0 + 3_000 * MS) {
            stop.request();
          }
        });
    assertThat(all).as("16 before the answers, 16 after").hasSize(32);
    assertThat(bench.open.get(0).load().unanswered()).hasSize(16);
    assertThat(bench.lane().blockedNs(Phase.WARMUP)).isPositive();
  }

  @Test
  void aClosedLoopKeepsItsRingFullAndEntersPhasesByTime() {
    Bench bench = new Bench(new TrafficProfile.Max(), 2, 4, true);
    for (FakePublisher fake : bench.fakes) {
      fake.blockAtSequence = -1;
    }
    long[] calls = new long[1];
    List<OpenPublisher> slow = new ArrayList<>();
    for (OpenPublisher open : bench.open) {
      slow.add(
          new OpenPublisher(
              open.load(),
              List.of(
                  new Publisher() {
                    @Override
                    public void publish(
                        int partition,
                        byte[] key,
                        byte[] payload,
                        int offset,
                        int length,
                        long token) {
                      nowNs += MS;
                      if (++calls[0] == 6_000) {
                        stop.request();
                      }
                      open.load().onAck(token, partition, nowNs);
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public Map<String, ConfigValue> configuration() {
                      return Map.of();
                    }

                    @Override
                    public void close() {}
                  })));
    }
    bench.open.clear();
    bench.open.addAll(slow);
    bench.runAll();
    assertThat(bench.lane().sent(Phase.WARMUP)).isEqualTo(1_000);
    assertThat(bench.lane().sent(Phase.WINDOW)).isEqualTo(4_000);
    assertThat(bench.layout.firstIndex(Phase.WINDOW)).isEqualTo(1_000);
    assertThat(bench.layout.firstIndex(Phase.COOLDOWN)).isEqualTo(5_000);
    assertThat(bench.recorders.collect().keySet())
        .extracting(LatencySeries::metric)
        .containsOnly(LatencyMetric.PUBLISH_SERVICE_TIME);
  }

  @Test
  void anAnswerThatComesTwiceIsCountedAndChangesNothing() {
    Bench bench = new Bench(hz(1_000), 1, 64, true);
    bench.runAll();
    LoadPublisher side = bench.open.get(0).load();
    side.onAck(5, 0, nowNs);
    side.onError(6, AckHandler.ErrorKind.TIMEOUT, new IllegalStateException("late"));
    side.onAck(1_000_000, 0, nowNs);
    assertThat(bench.errors.unexpectedAnswers()).isEqualTo(3);
    assertThat(bench.errors.counts()).isEmpty();
    assertThat(bench.recorders.ackLane().acked(Phase.WARMUP)).isEqualTo(1_000);
  }
}
