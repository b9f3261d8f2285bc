/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.experiment.Phase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class RecordersTest {
  private static final PhaseWindow WINDOW = new PhaseWindow(1_000, 2_000);

  private final Recorders recorders = new Recorders(WINDOW, List.of("a", "b"), true, lane -> {});

  private LatencyTotals total(Phase phase, LatencyMetric metric) {
    return recorders.totals().stream()
        .filter(t -> t.series().equals(LatencySeries.of(phase, metric)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void thePhaseFollowsTheIntendedTimeNotTheCompletion() {
    AckLane lane = recorders.ackLane();
    lane.acked(999, 1_000, 5_000);
    lane.acked(1_000, 1_000, 1_999);
    lane.acked(1_999, 1_999, 2_000);
    lane.acked(2_000, 2_000, 2_001);
    recorders.collect();
    assertThat(total(Phase.WARMUP, LatencyMetric.PUBLISH_LATENCY).count()).isEqualTo(1);
    assertThat(total(Phase.WINDOW, LatencyMetric.PUBLISH_LATENCY).count()).isEqualTo(2);
    assertThat(total(Phase.COOLDOWN, LatencyMetric.PUBLISH_LATENCY).count()).isEqualTo(1);
    assertThat(lane.ackedInWindow())
        .as("goodput counts completions inside the window")
        .isEqualTo(1);
  }

  @Test
  void aThreadIsBehindWithinTheWindowOnlyAndAtAnyMomentOnce() {
    SendLane lane = recorders.newSendLane();
    lane.late(900, 1_100, 0, 200);
    assertThat(lane.behindInWindowNs()).as("of 900 to 1,100 what lies in it").isEqualTo(100);
    lane.late(1_050, 1_300, 0, 250);
    assertThat(lane.behindInWindowNs()).as("1,050 to 1,100 was counted").isEqualTo(300);
    lane.late(1_400, 1_450, 0, 50);
    assertThat(lane.behindInWindowNs()).isEqualTo(350);
    lane.late(1_900, 9_000, 0, 7_100);
    lane.late(1_999, 9_500, 0, 7_501);
    lane.late(2_000, 9_900, 0, 7_900);
    assertThat(lane.behindInWindowNs()).as("nothing after its end").isEqualTo(450);
  }

  @Test
  void valuesThatTheHistogramCannotHoldAreCountedByKind() {
    AckLane lane = recorders.ackLane();
    lane.acked(1_500, 1_500, 1_500);
    lane.acked(1_500, 1_500, 1_400);
    lane.acked(1_500, 1_500, 1_500 + LatencyRecorder.MAX_NS);
    lane.acked(1_500, 1_500, 1_501 + LatencyRecorder.MAX_NS);
    recorders.collect();
    LatencyTotals totals = total(Phase.WINDOW, LatencyMetric.PUBLISH_LATENCY);
    assertThat(totals.nonPositive()).isEqualTo(2);
    assertThat(totals.overflow()).isEqualTo(1);
    assertThat(totals.histogram().getTotalCount()).isEqualTo(1);
    assertThat(totals.count()).isEqualTo(4);
  }

  @Test
  void collectGivesEachValueOnceAndTotalsKeepThemAll() {
    ReceiveLane lane = recorders.receiveLane(1);
    lane.received(1_100, 1_200);
    LatencySeries series = new LatencySeries(Phase.WINDOW, LatencyMetric.END_TO_END_LATENCY, "b");
    Map<LatencySeries, Histogram> first = recorders.collect();
    assertThat(first.get(series).getTotalCount()).isEqualTo(1);
    assertThat(recorders.collect()).isEmpty();
    lane.received(1_100, 1_300);
    assertThat(recorders.collect().get(series).getMaxValue()).isEqualTo(200);
    assertThat(recorders.totals())
        .singleElement()
        .satisfies(t -> assertThat(t.count()).isEqualTo(2));
  }

  @Test
  void eachThreadHasALaneOfItsOwn() throws InterruptedException {
    AckLane mine = recorders.ackLane();
    assertThat(recorders.ackLane()).isSameAs(mine);
    AtomicReference<AckLane> other = new AtomicReference<>();
    Thread thread = new Thread(() -> other.set(recorders.ackLane()));
    thread.start();
    thread.join();
    assertThat(other.get()).isNotSameAs(mine);
    assertThat(mine.mine()).isTrue();
    assertThat(other.get().mine()).isFalse();
  }

  @Test
  void aClosedLoopHasServiceTimesOnly() {
    Recorders closed = new Recorders(WINDOW, List.of("a"), false, lane -> {});
    closed.ackLane().acked(1_500, 1_500, 1_600);
    closed.newSendLane().sent(1_500, 1_500, 100);
    closed.receiveLane(0).received(1_500, 1_700);
    closed.collect();
    assertThat(closed.totals())
        .singleElement()
        .satisfies(
            t -> assertThat(t.series().metric()).isEqualTo(LatencyMetric.PUBLISH_SERVICE_TIME));
  }
}
