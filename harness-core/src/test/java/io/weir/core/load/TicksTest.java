/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.measure.Origin;
import io.weir.spi.AckHandler;
import io.weir.spi.ConfigValue;
import io.weir.spi.Encoding;
import io.weir.spi.Event;
import io.weir.spi.EventSource;
import io.weir.spi.Publisher;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TicksTest {
  private static final long T0 = 5_000_000_000L;
  private static final long MS = 1_000_000;

  private long nowNs = T0 - 20 * MS;
  private final Stop stop = new Stop();
  private final List<Tick> ticks = new ArrayList<>();
  private final List<Made> made = new ArrayList<>();
  private boolean failing;
  private @Nullable Ticks answered;

  private record Tick(int stream, int partition, long atNs, int publisher, long sequence) {}

  private record Made(int stream, long index, long offsetNs, long aheadMs) {}

  private final class Source implements EventSource {
    @Override
    public void fill(long index, int publisher, long sequence, long intendedNs, Event into) {
      throw new AssertionError("ticks are no records");
    }

    @Override
    public void tick(int stream, long index, long offsetNs, long aheadMs, Event into) {
      made.add(new Made(stream, index, offsetNs, aheadMs));
      into.payload = new byte[24];
      into.length = 24;
    }
  }

  private final class Topic implements Publisher {
    private final int stream;

    Topic(int stream) {
      this.stream = stream;
    }

    @Override
    public void publish(
        int partition, byte @Nullable [] key, byte[] payload, int offset, int length, long token) {
      ByteBuffer bytes = ByteBuffer.wrap(payload, offset, length);
      ticks.add(
          new Tick(
              stream,
              partition,
              nowNs - T0,
              Encoding.BINARY.publisher(bytes),
              Encoding.BINARY.sequence(bytes)));
      if (failing) {
        answered.onError(token, AckHandler.ErrorKind.OTHER, new IllegalStateException("no"));
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

  private Ticks run(long untilNs, long extraSleepAtNs, long extraSleepNs) {
    Origin origin = new Origin();
    origin.set(T0);
    boolean[] slept = new boolean[1];
    Ticks under =
        new Ticks(
            List.of(
                new Ticks.Stream(0, Encoding.BINARY, new Topic(0)),
                new Ticks.Stream(2, Encoding.BINARY, new Topic(2))),
            new Source(),
            offsetNs -> offsetNs / MS,
            3,
            77,
            12_345,
            () -> nowNs,
            origin,
            stop,
            new Pacer.Park() {
              @Override
              public void parkNs(long ns) {
                nowNs += ns;
                if (!slept[0] && nowNs >= T0 + extraSleepAtNs) {
                  slept[0] = true;
                  nowNs += extraSleepNs;
                }
                if (nowNs >= T0 + untilNs) {
                  stop.request();
                }
              }

              @Override
              public void spin() {
                nowNs++;
              }
            });
    answered = under;
    under.run();
    return under;
  }

  @Test
  void everyPartitionOfEveryStreamGetsATickEach100Ms() {
    Ticks under = run(1_050 * MS, Long.MAX_VALUE - T0, 0);
    List<Tick> regular = ticks.subList(0, ticks.size() - 6);
    // Offsets 0, 100, …, 1000 ms.
    assertThat(regular).hasSize(11 * 6);
    for (int i = 0; i < regular.size(); i++) {
      Tick tick = regular.get(i);
      assertThat(tick.stream()).isEqualTo(i / 3 % 2 == 0 ? 0 : 2);
      assertThat(tick.partition()).isEqualTo(i % 3);
      assertThat(tick.publisher()).isEqualTo(Arrivals.TICK_PUBLISHER);
      assertThat(tick.sequence()).isEqualTo(i / 6);
      assertThat(tick.atNs()).isGreaterThanOrEqualTo(i / 6 * 100L * MS);
    }
    assertThat(made.get(2)).isEqualTo(new Made(0, 100, 100 * MS, 0));
    assertThat(under.sent()).isEqualTo(12 * 6);
    assertThat(under.failure()).isEmpty();
  }

  @Test
  void closingTicksAreAheadOfAllOthersAndComeLast() {
    run(1_050 * MS, Long.MAX_VALUE - T0, 0);
    Made last = made.get(made.size() - 1);
    assertThat(last.aheadMs()).isEqualTo(12_345);
    assertThat(last.offsetNs()).isGreaterThanOrEqualTo(1_000 * MS);
    assertThat(made.stream().filter(m -> m.aheadMs() > 0)).hasSize(2);
    assertThat(made.stream().map(Made::offsetNs).toList()).isSorted();
  }

  @Test
  void afterAStallTheTicksThatWereMissedAreLeftOut() {
    run(2_000 * MS, 350 * MS, 500 * MS);
    List<Long> offsets = made.stream().filter(m -> m.aheadMs() == 0).map(Made::offsetNs).toList();
    assertThat(offsets).contains(300 * MS, 400 * MS).doesNotContain(500 * MS, 600 * MS, 700 * MS);
    assertThat(offsets).contains(1_000 * MS);
  }

  @Test
  void ticksThatCouldNotBePublishedAreCountedAndClosingOnesTold() {
    failing = true;
    Ticks under = run(250 * MS, Long.MAX_VALUE - T0, 0);
    assertThat(under.failed()).isEqualTo(24);
    assertThat(under.failure()).hasValueSatisfying(f -> assertThat(f).contains("6 closing", "no"));
  }
}
