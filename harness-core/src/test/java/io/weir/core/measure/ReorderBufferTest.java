/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ReorderBufferTest {
  private static final PhaseWindow ALL = new PhaseWindow(0, Long.MAX_VALUE);

  /** An arrival: its place in the order, and when. */
  private record Arrival(long intendedNs, long receivedNs) {}

  /** Shuffled a little or wholly, with ties; received one after the other, some at once. */
  @Provide
  Arbitrary<List<Arrival>> arrivals() {
    return Arbitraries.randoms()
        .flatMap(
            random ->
                Arbitraries.integers()
                    .between(0, 300)
                    .flatMap(
                        n ->
                            Arbitraries.integers()
                                .between(0, 400)
                                .map(reach -> arrivals(random, n, reach))));
  }

  private static List<Arrival> arrivals(Random random, int n, int reach) {
    record Key(long intendedNs, long at) {}
    List<Key> keys =
        IntStream.range(0, n)
            .mapToObj(i -> new Key(3L * (i / 2), 3L * i + random.nextInt(reach + 1)))
            .sorted(Comparator.comparingLong(Key::at))
            .toList();
    List<Arrival> arrivals = new ArrayList<>();
    long nowNs = 0;
    for (Key key : keys) {
      nowNs += random.nextInt(3);
      arrivals.add(new Arrival(key.intendedNs(), nowNs));
    }
    return arrivals;
  }

  @Property(tries = 300)
  void theOrderOfArrivalIsThatOfComparingEachWithAllBefore(
      @ForAll("arrivals") List<Arrival> arrivals,
      @ForAll @LongRange(max = 200) long startNs,
      @ForAll @LongRange(max = 500) long lengthNs) {
    PhaseWindow window = new PhaseWindow(startNs, startNs + lengthNs);
    Histogram inversions = new Histogram(3);
    long records = 0;
    for (int i = 0; i < arrivals.size(); i++) {
      long mine = arrivals.get(i).intendedNs();
      if (window.contains(mine)) {
        records++;
        long latest =
            arrivals.subList(0, i).stream().mapToLong(Arrival::intendedNs).max().orElse(mine);
        if (latest > mine) {
          inversions.recordValue(latest - mine);
        }
      }
    }
    OrderTotals.Case found = run(new OrderBound(OrderBound.Kind.NONE, 0), window, arrivals);
    assertThat(found.records()).isEqualTo(records);
    assertThat(found.outOfOrder()).isEqualTo(inversions.getTotalCount());
    assertThat(found.inversions()).isEqualTo(inversions);
    assertThat(found.delays().getMaxValue()).isZero();
    assertThat(found.heldAtEnd()).isZero();
  }

  @Property(tries = 300)
  void aBufferOfRecordsReleasesTheEarliestWhenItOverflows(
      @ForAll("arrivals") List<Arrival> arrivals,
      @ForAll @LongRange(max = 70) long size,
      @ForAll @LongRange(max = 200) long startNs) {
    PhaseWindow window = new PhaseWindow(startNs, startNs + 300);
    PlainBuffer plain = new PlainBuffer(window);
    for (Arrival arrival : arrivals) {
      plain.held.add(arrival);
      if (plain.held.size() > size) {
        plain.releaseEarliest(arrival.receivedNs());
      }
    }
    plain.assertSame(run(OrderBound.records(size), window, arrivals));
  }

  @Property(tries = 300)
  void aBufferOfTimeReleasesWhatIsThatFarBehindTheLatest(
      @ForAll("arrivals") List<Arrival> arrivals,
      @ForAll @LongRange(min = 1, max = 200) long slackNs,
      @ForAll @LongRange(max = 200) long startNs) {
    PhaseWindow window = new PhaseWindow(startNs, startNs + 300);
    PlainBuffer plain = new PlainBuffer(window);
    long latestNs = Long.MIN_VALUE;
    for (Arrival arrival : arrivals) {
      latestNs = Math.max(latestNs, arrival.intendedNs());
      plain.held.add(arrival);
      while (plain.earliest().intendedNs() <= latestNs - slackNs) {
        plain.releaseEarliest(arrival.receivedNs());
      }
    }
    plain.assertSame(run(OrderBound.slack(slackNs), window, arrivals));
  }

  @Test
  void aBufferThatIsLargeEnoughRestoresTheOrder() {
    List<Arrival> swapped =
        List.of(
            new Arrival(20, 100), new Arrival(10, 103), new Arrival(40, 110), new Arrival(30, 116));
    OrderTotals.Case none = run(new OrderBound(OrderBound.Kind.NONE, 0), ALL, swapped);
    assertThat(none.outOfOrder()).isEqualTo(2);
    assertThat(none.inversions().getMaxValue()).isEqualTo(10);

    OrderTotals.Case one = run(OrderBound.records(1), ALL, swapped);
    assertThat(one.outOfOrder()).isZero();
    assertThat(one.records()).isEqualTo(4);
    // 10 leaves as it comes, 20 after 10, 30 as it comes; 40 is left.
    assertThat(one.delays().getTotalCount()).isEqualTo(3);
    assertThat(one.delays().getMaxValue()).isEqualTo(10);
    assertThat(one.heldAtEnd()).isEqualTo(1);

    // A record is held until one comes that much later, so 20 and 40 wait, 10 and 30 need not.
    OrderTotals.Case slack = run(OrderBound.slack(5), ALL, swapped);
    assertThat(slack.outOfOrder()).isZero();
    assertThat(slack.delays().getMaxValue()).isEqualTo(10);
    assertThat(slack.heldAtEnd()).isEqualTo(1);
  }

  @Test
  void whatComesTooLateForItsPlaceGoesOutAtOnce() {
    List<Arrival> late = List.of(new Arrival(20, 1), new Arrival(26, 2), new Arrival(10, 9));
    OrderTotals.Case slack = run(OrderBound.slack(5), ALL, late);
    assertThat(slack.outOfOrder()).isEqualTo(1);
    assertThat(slack.inversions().getMaxValue()).isEqualTo(10);
    assertThat(slack.delays().getMaxValue()).isEqualTo(1);
    assertThat(run(OrderBound.slack(16), ALL, late).outOfOrder()).isZero();
  }

  private static OrderTotals.Case run(
      OrderBound bound, PhaseWindow window, List<Arrival> arrivals) {
    ReorderBuffer buffer = new ReorderBuffer(bound, window);
    arrivals.forEach(a -> buffer.arrive(a.intendedNs(), a.receivedNs()));
    return buffer.end();
  }

  /** A list that is searched through each time. */
  private static final class PlainBuffer {
    private final List<Arrival> held = new ArrayList<>();
    private final PhaseWindow window;
    private final List<Long> out = new ArrayList<>();
    private final Histogram delays = new Histogram(3);

    PlainBuffer(PhaseWindow window) {
      this.window = window;
    }

    Arrival earliest() {
      return held.stream()
          .min(Comparator.comparingLong(Arrival::intendedNs).thenComparing(Arrival::receivedNs))
          .orElse(new Arrival(Long.MAX_VALUE, Long.MAX_VALUE));
    }

    void releaseEarliest(long nowNs) {
      Arrival earliest = earliest();
      held.remove(earliest);
      out.add(earliest.intendedNs());
      if (window.contains(earliest.intendedNs())) {
        delays.recordValue(nowNs - earliest.receivedNs());
      }
    }

    void assertSame(OrderTotals.Case found) {
      long left = held.stream().filter(a -> window.contains(a.intendedNs())).count();
      held.stream().map(Arrival::intendedNs).sorted().forEach(out::add);
      Histogram inversions = new Histogram(3);
      long latestNs = Long.MIN_VALUE;
      long records = 0;
      for (long intendedNs : out) {
        if (window.contains(intendedNs)) {
          records++;
          if (intendedNs < latestNs) {
            inversions.recordValue(latestNs - intendedNs);
          }
        }
        latestNs = Math.max(latestNs, intendedNs);
      }
      assertThat(found.records()).isEqualTo(records);
      assertThat(found.outOfOrder()).isEqualTo(inversions.getTotalCount());
      assertThat(found.inversions()).isEqualTo(inversions);
      assertThat(found.delays()).isEqualTo(delays);
      assertThat(found.heldAtEnd()).isEqualTo(left);
    }
  }
}
