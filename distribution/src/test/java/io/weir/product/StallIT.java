/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.core.analysis.Verdict;
import io.weir.spi.NanoClock;
import io.weir.spi.ServerProcess;
import java.time.Duration;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A broker that stands still for a known time in the middle of a steady open-loop run.
 *
 * <p>How long it gave no answer is seen at the driver, by a clock reading of the test's own: the
 * pause, and what the broker needs to wake, which depends on the machine. With a pause of length P
 * in that sense and r records a second, the k = r · P records that were intended during the pause
 * are answered when it ends: the one intended s before the end waited s. So their latencies are
 * spread evenly over 0 to P, and of the window's W records the share x · k / W waited longer than
 * (1 − x) · P, for every x from 0 to 1. A harness that waits for the system (coordinated omission)
 * would show a handful of such records, one that clamps would show them at one value.
 */
@ExtendWith(SharedBench.class)
final class StallIT {
  /** From the first answer after the pause until the k records are through, of the pause. */
  private static final double MOST_CATCHING_UP = 0.05;

  /** How far a latency may be from the line, of the pause: answers come in batches. */
  private static final double TOLERANCE = 0.02;

  /** How long signals and waking may take on a busy machine. */
  private static final double MOST_WAKING_NS = 1e9;

  private static final long BAND_NS = 500_000_000;

  /** Between bands: records move across an edge by the jitter of answers that come in batches. */
  private static final int BAND_TOLERANCE = 40;

  private final KafkaBench bench;

  StallIT(KafkaBench bench) {
    this.bench = bench;
  }

  @Test
  @Timeout(120)
  void recordsOfAPauseAreSpreadEvenlyOverIt() throws Exception {
    stalled(1_000, Duration.ofSeconds(15), Duration.ofSeconds(3));
  }

  @Test
  @Tag("extended")
  @Timeout(240)
  void aLongerPauseInALongerRunAtAHigherRate() throws Exception {
    stalled(2_000, Duration.ofSeconds(60), Duration.ofSeconds(8));
  }

  private void stalled(int ratePerSecond, Duration window, Duration pause) throws Exception {
    FaultyKafka witness = new FaultyKafka(bench.clock());
    try (KafkaBench.Target kafka = bench.connect(witness::around)) {
      Injection<Long> paused =
          new Injection<>(
              bench.clock(),
              Duration.ofSeconds(4),
              () -> pause(bench.broker(), bench.clock(), pause));
      RunFiles run =
          bench.run(
              new Scenario().rate(ratePerSecond).warmup(Duration.ofSeconds(6)).window(window),
              kafka,
              paused);
      long records = ratePerSecond * window.toSeconds();
      double pauseNs = paused.result();
      SoftAssertions softly = new SoftAssertions();
      Map.of(
              "window.publish_latency", witness.longestWithoutAnswerNs(),
              "window.end_to_end_latency.sub-0", witness.longestWithoutDeliveryNs())
          .forEach(
              (tag, stillNs) -> {
                softly
                    .assertThat((double) stillNs)
                    .as(tag + ": how long the broker stood still, seen at the driver")
                    .isBetween(pauseNs, pauseNs + MOST_WAKING_NS);
                spread(softly, tag, run.latency(tag), records, ratePerSecond, stillNs);
              });
      nothingLeftOut(softly, run, records);
      softly
          .assertThat(run.verdicts())
          .doesNotContain(
              Verdict.GENERATOR_LIMITED.name(), Verdict.LOST.name(), Verdict.DUPLICATED.name());
      softly.assertAll();
      Agreement.check(run);
    }
  }

  /** Pauses the broker; returns for how long at least, ns, by the clock of the run. */
  private static long pause(ServerProcess broker, NanoClock clock, Duration length) {
    broker.pause();
    long pausedNs = clock.epochNs();
    try {
      Injection.until(clock, pausedNs + length.toNanos());
      return clock.epochNs() - pausedNs;
    } finally {
      broker.resume();
    }
  }

  private static void spread(
      SoftAssertions softly,
      String tag,
      Histogram latency,
      long records,
      int ratePerSecond,
      double pauseNs) {
    softly.assertThat(latency.getTotalCount()).as(tag + " count").isEqualTo(records);
    double inPause = ratePerSecond * pauseNs / 1e9;
    // All of them wait for the same catching up: one shift of the whole line.
    double shiftNs =
        latency.getValueAtPercentile(100 * (1 - 0.5 * inPause / records)) - 0.5 * pauseNs;
    softly
        .assertThat(shiftNs)
        .as(tag + ": the median of the pause's records, less half the pause")
        .isBetween(-TOLERANCE * pauseNs, MOST_CATCHING_UP * pauseNs);
    for (int percent = 5; percent <= 85; percent += 5) {
      double x = percent / 100.0;
      double quantile = 100 * (1 - x * inPause / records);
      softly
          .assertThat((double) latency.getValueAtPercentile(quantile))
          .as("%s: quantile %.3f, the longest %d %% of the pause's", tag, quantile, percent)
          .isCloseTo((1 - x) * pauseNs + shiftNs, within(TOLERANCE * pauseNs));
    }
    softly
        .assertThat((double) latency.getMaxValue())
        .as(tag + " max")
        .isCloseTo(pauseNs + shiftNs, within(TOLERANCE * pauseNs));
    double perBand = ratePerSecond * BAND_NS / 1e9;
    for (long from = BAND_NS; from + BAND_NS < pauseNs; from += BAND_NS) {
      softly
          .assertThat((double) latency.getCountBetweenValues(from, from + BAND_NS - 1))
          .as("%s: records from %d ms on, in 500 ms", tag, from / 1_000_000)
          .isCloseTo(perBand, within(BAND_TOLERANCE * ratePerSecond / 1e3));
    }
  }

  private static void nothingLeftOut(SoftAssertions softly, RunFiles run, long records) {
    for (JsonNode series : run.document().at("/outcome/latencies")) {
      String metric = series.path("metric").textValue();
      if (series.path("phase").textValue().equals("window") && !metric.equals("schedule_delay")) {
        softly.assertThat(series.path("count").longValue()).as(metric).isEqualTo(records);
        softly.assertThat(series.path("overflow").longValue()).as(metric + " overflow").isZero();
        softly
            .assertThat(series.path("non_positive").longValue())
            .as(metric + " non-positive")
            .isZero();
      }
    }
    assertThat(run.document().at("/outcome/latencies")).isNotEmpty();
  }
}
