/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures how far the global order of the records, that of their intended times, is lost on the
 * way to one subscription, over all its topics, partitions and subscribers; and what buffers of
 * several bounds at the consumer would cost to restore it. For workloads whose records have such an
 * order.
 *
 * <p>No thread that receives sees the global order of arrival. So each has a lane, a queue of its
 * own, and a thread of the probe merges the lanes by the time of reception; lanes ascend in it,
 * since each is one thread's. A record has its turn when every other lane has a later one waiting,
 * or when it was received at least {@value #SETTLE_NS} ns ago: what is handed over later than that
 * is counted and taken as received then. First copies of all phases set the order, those of the
 * cohort are counted.
 *
 * <p>Cost: on the receiving thread three stores a record; on the probe's thread a step in each
 * buffer tried, 1 to 3 µs a record together; 16 bytes for each record that waits, at most {@value
 * #MOST_BYTES} bytes, beyond which records are skipped and counted; and in the buffers 16 bytes for
 * each record held, those of a second of intended time at most.
 *
 * <p>Thread contract: {@link #lane} by any thread, {@link #start} and {@link #finish} by one.
 */
public final class OrderProbe {
  /** How long a record waits for lanes that show nothing. */
  static final long SETTLE_NS = 1_000_000_000L;

  /** Room for records that wait, over all lanes. */
  static final int MOST_BYTES = 1 << 26;

  private static final long REST_NS = 20_000_000L;

  private final String subscription;
  private final LongSupplier nowNs;
  private final List<ReorderBuffer> buffers;
  private final Map<Thread, OrderLane> byThread = new ConcurrentHashMap<>();
  private final List<OrderLane> lanes = new CopyOnWriteArrayList<>();
  private final AtomicInteger waitingChunks = new AtomicInteger();
  private final Thread thread;
  private volatile boolean ending;
  private volatile @Nullable Throwable failure;
  private long lastReceivedNs = Long.MIN_VALUE;
  private long unplaced;

  /**
   * @param subscription its name
   * @param window which records are counted
   * @param bounds of the buffers that are tried, such as {@link OrderBound#TRIED}
   * @param nowNs the offset from the start of the run, ns
   */
  public OrderProbe(
      String subscription, PhaseWindow window, List<OrderBound> bounds, LongSupplier nowNs) {
    this.subscription = subscription;
    this.nowNs = nowNs;
    this.buffers = bounds.stream().map(bound -> new ReorderBuffer(bound, window)).toList();
    this.thread = new Thread(this::run, "weir-order-" + subscription);
    this.thread.setDaemon(true);
  }

  /** The calling thread's lane. */
  public OrderLane lane() {
    OrderLane known = byThread.get(Thread.currentThread());
    if (known != null) {
      return known;
    }
    OrderLane lane = new OrderLane(waitingChunks, MOST_BYTES / OrderLane.CHUNK_BYTES);
    byThread.put(Thread.currentThread(), lane);
    lanes.add(lane);
    return lane;
  }

  /** Begins to merge. */
  public void start() {
    thread.start();
  }

  /**
   * Takes what is left and ends. After the subscribers are closed, so that nothing more arrives;
   * also if it was never started.
   */
  public OrderTotals finish() throws InterruptedException {
    ending = true;
    LockSupport.unpark(thread);
    thread.join();
    if (failure == null) {
      merge(Long.MAX_VALUE);
    }
    return new OrderTotals(
        subscription,
        lanes.stream().mapToLong(OrderLane::skipped).sum(),
        unplaced,
        buffers.stream().map(ReorderBuffer::end).toList());
  }

  /** What ended the merging early, if anything did: figures are short then. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  private void run() {
    try {
      while (!ending) {
        merge(nowNs.getAsLong() - SETTLE_NS);
        LockSupport.parkNanos(REST_NS);
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  /**
   * Takes all records whose turn has come.
   *
   * @param settledNs records received up to then do not wait for empty lanes
   */
  void merge(long settledNs) {
    while (true) {
      OrderLane first = null;
      long firstNs = Long.MAX_VALUE;
      long secondNs = Long.MAX_VALUE;
      boolean anyEmpty = false;
      for (OrderLane lane : lanes) {
        if (!lane.hasNext()) {
          anyEmpty = true;
          continue;
        }
        long receivedNs = lane.nextReceivedNs();
        if (first == null || receivedNs < firstNs) {
          secondNs = firstNs;
          firstNs = receivedNs;
          first = lane;
        } else {
          secondNs = Math.min(secondNs, receivedNs);
        }
      }
      if (first == null || (anyEmpty && firstNs > settledNs)) {
        return;
      }
      long upToNs = anyEmpty ? Math.min(secondNs, settledNs) : secondNs;
      do {
        arrive(first.nextIntendedNs(), first.nextReceivedNs());
        first.take();
      } while (first.hasNext() && first.nextReceivedNs() <= upToNs);
    }
  }

  private void arrive(long intendedNs, long receivedNs) {
    if (receivedNs < lastReceivedNs) {
      unplaced++;
    } else {
      lastReceivedNs = receivedNs;
    }
    for (int i = 0; i < buffers.size(); i++) {
      buffers.get(i).arrive(intendedNs, lastReceivedNs);
    }
  }
}
