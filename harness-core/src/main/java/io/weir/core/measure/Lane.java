/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import io.weir.core.experiment.Phase;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The recorders of one thread: what it sends, has acknowledged, or receives. A thread gets its lane
 * on first use and is its only writer; the collector swaps and reads.
 */
public abstract sealed class Lane permits SendLane, AckLane, ReceiveLane {
  private final Thread owner = Thread.currentThread();
  private final PhaseWindow window;
  private final LatencyMetric[] metrics;
  private final String subscription;

  /** By phase and metric; made on first use, since most lanes see each phase only for a while. */
  private final AtomicReferenceArray<@Nullable LatencyRecorder> recorders;

  Lane(PhaseWindow window, String subscription, LatencyMetric... metrics) {
    this.window = window;
    this.subscription = subscription;
    this.metrics = metrics;
    this.recorders = new AtomicReferenceArray<>(Phase.values().length * metrics.length);
  }

  /** True if the calling thread is the one that writes to this lane. */
  public final boolean mine() {
    return owner == Thread.currentThread();
  }

  /** Name of the thread that writes to this lane. */
  public final String threadName() {
    return owner.getName();
  }

  final PhaseWindow window() {
    return window;
  }

  final void record(int phase, int metric, long ns) {
    int at = phase * metrics.length + metric;
    LatencyRecorder recorder = recorders.getPlain(at);
    if (recorder == null) {
      recorder = new LatencyRecorder();
      recorders.setRelease(at, recorder);
    }
    recorder.record(ns);
  }

  /** Shows each of the lane's recorders that exists; by the collector only. */
  final void forEach(BiConsumer<LatencySeries, LatencyRecorder> each) {
    for (Phase phase : Phase.values()) {
      for (int m = 0; m < metrics.length; m++) {
        LatencyRecorder recorder = recorders.getAcquire(phase.ordinal() * metrics.length + m);
        if (recorder != null) {
          each.accept(new LatencySeries(phase, metrics[m], subscription), recorder);
        }
      }
    }
  }
}
