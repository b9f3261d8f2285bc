/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LatencyRecorderTest {
  private final LatencyRecorder recorder = new LatencyRecorder();

  @Property
  void anIntervalIsTheHistogramOfItsValues(
      @ForAll("latencies") List<Long> first, @ForAll("latencies") List<Long> second) {
    LatencyRecorder fresh = new LatencyRecorder();
    first.forEach(fresh::record);
    assertThat(fresh.swap()).isEqualTo(histogramOf(first));
    second.forEach(fresh::record);
    assertThat(fresh.swap()).isEqualTo(histogramOf(second));
  }

  @Provide
  Arbitrary<List<Long>> latencies() {
    // Of every magnitude alike, and at the edges of buckets.
    Arbitrary<Long> anywhere =
        Arbitraries.integers()
            .between(0, 41)
            .flatMap(bits -> Arbitraries.longs().between(1L << bits, (2L << bits) - 1));
    Arbitrary<Long> edges =
        Arbitraries.integers()
            .between(0, 41)
            .flatMap(bits -> Arbitraries.longs().between((1L << bits) - 1, (1L << bits) + 1));
    return Arbitraries.oneOf(anywhere, edges)
        .filter(ns -> ns > 0 && ns <= LatencyRecorder.MAX_NS)
        .list()
        .ofMaxSize(50);
  }

  @Test
  void theSmallestAndTheLargestValueAreRecorded() {
    recorder.record(1);
    recorder.record(LatencyRecorder.MAX_NS);
    Histogram interval = recorder.swap();
    assertThat(interval).isEqualTo(histogramOf(List.of(1L, LatencyRecorder.MAX_NS)));
    assertThat(recorder.overflow()).isZero();
    assertThat(recorder.nonPositive()).isZero();
  }

  @Test
  void valuesBeyondAreCountedByKind() {
    recorder.record(0);
    recorder.record(-5);
    recorder.record(LatencyRecorder.MAX_NS + 1);
    assertThat(recorder.nonPositive()).isEqualTo(2);
    assertThat(recorder.overflow()).isEqualTo(1);
    assertThat(recorder.swap().getTotalCount()).isZero();
  }

  @Test
  @Timeout(60)
  void noValueIsLostOrCountedTwiceWhileIntervalsAreTaken() throws InterruptedException {
    int values = 2_000_000;
    AtomicBoolean ended = new AtomicBoolean();
    Thread writer =
        new Thread(
            () -> {
              for (long i = 0; i < values; i++) {
                recorder.record(1 + i % 5_000_000);
              }
              ended.set(true);
            });
    writer.start();
    Histogram sum = LatencyRecorder.emptyHistogram();
    boolean last;
    do {
      last = ended.get();
      sum.add(recorder.swap());
    } while (!last);
    writer.join();

    Histogram all = LatencyRecorder.emptyHistogram();
    for (long i = 0; i < values; i++) {
      all.recordValue(1 + i % 5_000_000);
    }
    assertThat(sum).isEqualTo(all);
  }

  private static Histogram histogramOf(List<Long> values) {
    Histogram histogram = LatencyRecorder.emptyHistogram();
    values.forEach(histogram::recordValue);
    return histogram;
  }
}
