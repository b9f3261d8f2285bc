/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * All lanes of one run in this process, and their sums.
 *
 * <p>Threads ask for a lane when they first need one, and keep it. {@link #collect} and {@link
 * #totals} are called by one thread, the collector.
 */
public final class Recorders {
  private final PhaseWindow window;
  private final List<String> subscriptions;
  private final boolean openLoop;
  private final Consumer<Lane> onNewLane;
  private final List<SendLane> sendLanes = new CopyOnWriteArrayList<>();
  private final Map<Thread, AckLane> ackLanes = new ConcurrentHashMap<>();
  private final List<Map<Thread, ReceiveLane>> receiveLanes = new ArrayList<>();
  private final Map<LatencySeries, Histogram> wholePhase = new TreeMap<>();
  private final Map<LatencySeries, Histogram> second = new TreeMap<>();

  /**
   * @param window where the measured window lies
   * @param subscriptions their names
   * @param openLoop whether intended times exist: without, only service times are recorded
   * @param onNewLane told of every new lane, on the thread that owns it
   */
  public Recorders(
      PhaseWindow window, List<String> subscriptions, boolean openLoop, Consumer<Lane> onNewLane) {
    this.window = window;
    this.subscriptions = List.copyOf(subscriptions);
    this.openLoop = openLoop;
    this.onNewLane = onNewLane;
    subscriptions.forEach(s -> receiveLanes.add(new ConcurrentHashMap<>()));
  }

  /** A lane for the calling load thread. */
  public SendLane newSendLane() {
    SendLane lane = new SendLane(window, openLoop);
    sendLanes.add(lane);
    onNewLane.accept(lane);
    return lane;
  }

  /** The calling thread's lane for acknowledgements. */
  public AckLane ackLane() {
    AckLane known = ackLanes.get(Thread.currentThread());
    if (known != null) {
      return known;
    }
    AckLane lane = new AckLane(window, openLoop);
    ackLanes.put(Thread.currentThread(), lane);
    onNewLane.accept(lane);
    return lane;
  }

  /** The calling thread's lane for a subscription. */
  public ReceiveLane receiveLane(int subscription) {
    Map<Thread, ReceiveLane> lanes = receiveLanes.get(subscription);
    ReceiveLane known = lanes.get(Thread.currentThread());
    if (known != null) {
      return known;
    }
    ReceiveLane lane =
        new ReceiveLane(window, subscription, subscriptions.get(subscription), openLoop);
    lanes.put(Thread.currentThread(), lane);
    onNewLane.accept(lane);
    return lane;
  }

  /** Every load thread's lane. */
  public List<SendLane> sendLanes() {
    return List.copyOf(sendLanes);
  }

  /** Every acknowledging thread's lane. */
  public List<AckLane> ackLanes() {
    return List.copyOf(ackLanes.values());
  }

  /** Every receiving thread's lane of one subscription. */
  public List<ReceiveLane> receiveLanes(int subscription) {
    return List.copyOf(receiveLanes.get(subscription).values());
  }

  /**
   * The values since the last call, by series; series without values are left out. The histograms
   * are valid until the next call.
   */
  public Map<LatencySeries, Histogram> collect() {
    second.values().forEach(Histogram::reset);
    forEachLane(
        lane ->
            lane.forEach(
                (series, recorder) -> {
                  Histogram interval = recorder.swap();
                  if (interval.getTotalCount() > 0) {
                    histogramOf(second, series).add(interval);
                    histogramOf(wholePhase, series).add(interval);
                  }
                }));
    Map<LatencySeries, Histogram> seen = new TreeMap<>();
    second.forEach(
        (series, histogram) -> {
          if (histogram.getTotalCount() > 0) {
            seen.put(series, histogram);
          }
        });
    return seen;
  }

  /** Whole phases, up to the last {@link #collect}. */
  public List<LatencyTotals> totals() {
    Map<LatencySeries, long[]> beyond = new TreeMap<>();
    forEachLane(
        lane ->
            lane.forEach(
                (series, recorder) -> {
                  long[] counts = beyond.computeIfAbsent(series, s -> new long[2]);
                  counts[0] += recorder.nonPositive();
                  counts[1] += recorder.overflow();
                }));
    List<LatencyTotals> totals = new ArrayList<>();
    beyond.forEach(
        (series, counts) ->
            totals.add(
                new LatencyTotals(
                    series, histogramOf(wholePhase, series).copy(), counts[0], counts[1])));
    return totals;
  }

  private static Histogram histogramOf(
      Map<LatencySeries, Histogram> histograms, LatencySeries series) {
    return histograms.computeIfAbsent(series, s -> LatencyRecorder.emptyHistogram());
  }

  private void forEachLane(Consumer<Lane> each) {
    sendLanes.forEach(each);
    ackLanes.values().forEach(each);
    receiveLanes.forEach(lanes -> lanes.values().forEach(each));
  }
}
