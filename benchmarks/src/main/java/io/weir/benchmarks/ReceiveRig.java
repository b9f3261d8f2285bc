/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.benchmarks;

import io.weir.core.experiment.Defaults;
import io.weir.core.experiment.Phase;
import io.weir.core.load.Arrivals;
import io.weir.core.measure.AckedLedger;
import io.weir.core.measure.EpochClock;
import io.weir.core.measure.LatencyMetric;
import io.weir.core.measure.LedgerBudget;
import io.weir.core.measure.LedgerLayout;
import io.weir.core.measure.LedgerSet;
import io.weir.core.measure.LedgerSubscription;
import io.weir.core.measure.LedgerTotals;
import io.weir.core.measure.Origin;
import io.weir.core.measure.PhaseWindow;
import io.weir.core.measure.ReceiveLane;
import io.weir.core.measure.ReceivedLedger;
import io.weir.core.measure.Recorders;
import io.weir.core.measure.Reordering;
import io.weir.spi.Encoding;
import io.weir.spi.Stamp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The harness's side of a subscriber, fed with records as a broker would deliver them. The records
 * are made beforehand, so that only their arrival is measured.
 *
 * <p>Thread contract: one thread.
 */
public final class ReceiveRig implements AutoCloseable {
  /** Records of one delivery: enough that waking a thread is a small part of it. */
  public static final int RECORDS = 1 << 18;

  private static final int RECORD_BYTES = 100;
  private static final int RUN_TAG = 0x57454952;
  private static final int PARTITIONS = Defaults.PARTITIONS;

  /** Records that a client hands over together, with one time. */
  private static final int BATCH = 512;

  /** Records of which each partition's come together. */
  private static final int INTERLEAVED = 4_096;

  private static final long LEAST_LATENCY_NS = 1_000_000;
  private static final int LATENCY_SPREAD_NS = 1 << 22;

  private final EpochClock clock = new EpochClock();
  private final Origin origin = new Origin();
  private final Gate gate = new Gate();
  private final Thread thread = new Thread(this::receive, "weir-receive");
  private final List<Throwable> failures = new ArrayList<>();
  private final byte[] records = new byte[RECORDS * RECORD_BYTES];
  private final ByteBuffer view = ByteBuffer.wrap(records);
  private final int[] partitions = new int[RECORDS];
  private final SplittableRandom latencies = new SplittableRandom(Defaults.SEED);
  private final int publishers;
  private final Order order;
  private final Path spill;
  private final Recorders recorders;
  private final LedgerSet ledgers;
  private final Arrivals arrivals;
  private long made;
  private long delivered;

  /** In which order records arrive. */
  public enum Order {
    /** That of the schedule: publishers and partitions in turn. */
    SCHEDULE,
    /** Some records of one partition after some of another, as consumers fetch them. */
    PARTITIONS
  }

  /**
   * @param publishers of the run whose records arrive
   */
  public ReceiveRig(int publishers, Order order) throws IOException {
    this.publishers = publishers;
    this.order = order;
    this.spill = Files.createTempDirectory("weir-benchmark");
    LedgerLayout layout = new LedgerLayout(publishers, 0, Long.MAX_VALUE / 2);
    ReceivedLedger received =
        new ReceivedLedger(layout, LedgerBudget.standard(), spill.resolve("received"));
    Reordering reordering = new Reordering(layout, PARTITIONS);
    this.ledgers =
        new LedgerSet(
            layout,
            new AckedLedger(layout, LedgerBudget.standard(), spill.resolve("acked")),
            List.of(new LedgerSubscription("sub-0", received, reordering)),
            System::nanoTime);
    this.recorders =
        new Recorders(
            new PhaseWindow(Long.MIN_VALUE, Long.MAX_VALUE), List.of("sub-0"), true, lane -> {});
    this.arrivals =
        new Arrivals(
            0,
            List.of(Encoding.BINARY),
            PARTITIONS,
            publishers,
            RUN_TAG,
            origin,
            recorders,
            received,
            reordering,
            Optional.empty(),
            failures::add);
    origin.set(clock.epochNs());
    thread.setDaemon(true);
    thread.start();
  }

  /** Makes the next records. */
  public void prepare() {
    int at = 0;
    if (order == Order.SCHEDULE) {
      for (int i = 0; i < RECORDS; i++) {
        at = make(made + i, at);
      }
    } else {
      for (int from = 0; from < RECORDS; from += INTERLEAVED) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
          for (int i = from; i < from + INTERLEAVED; i++) {
            if (partitionOf(made + i) == partition) {
              at = make(made + i, at);
            }
          }
        }
      }
    }
    made += RECORDS;
  }

  /** Delivers what was prepared, on a thread of its own, and returns when all has arrived. */
  public void deliver() throws InterruptedException {
    gate.pass(RECORDS);
    delivered += RECORDS;
  }

  private void receive() {
    while (gate.await() == RECORDS) {
      deliverAll();
      gate.done();
    }
  }

  private void deliverAll() {
    for (int from = 0; from < RECORDS; from += BATCH) {
      long nowNs = clock.epochNs();
      for (int i = from; i < from + BATCH; i++) {
        int start = i * RECORD_BYTES;
        view.limit(start + RECORD_BYTES).position(start);
        arrivals.onRecord(0, partitions[i], null, view, -1, nowNs);
      }
    }
  }

  /** What a run's observer does once a second. */
  public void collect() {
    recorders.collect();
    ledgers.maintain();
  }

  /**
   * Compares what was measured with what was delivered; to be called last.
   *
   * @throws IllegalStateException if a record is missing anywhere
   */
  public void check() {
    recorders.collect();
    List<ReceiveLane> lanes = recorders.receiveLanes(0);
    Checks.equal("failures", 0, failures.size());
    Checks.equal("unrecognised", 0, lanes.stream().mapToLong(ReceiveLane::unrecognisedTotal).sum());
    Checks.equal(
        "received", delivered, lanes.stream().mapToLong(l -> l.received(Phase.WINDOW)).sum());
    Checks.recorded(recorders, LatencyMetric.END_TO_END_LATENCY, delivered);
    long[] sent = new long[publishers];
    Arrays.setAll(sent, p -> (delivered - p + publishers - 1) / publishers);
    LedgerTotals totals = Checks.window(ledgers.totals(sent));
    Checks.equal("received by the ledger", delivered, totals.received());
    Checks.equal("lost", 0, totals.lost());
    Checks.equal("duplicates", 0, totals.duplicates());
    Checks.equal("reordered", 0, totals.reordered());
  }

  @Override
  public void close() throws IOException {
    gate.open();
    Gate.join(thread);
    ledgers.close();
    Files.deleteIfExists(spill);
  }

  private int make(long index, int at) {
    long sequence = index / publishers;
    long latencyNs = LEAST_LATENCY_NS + latencies.nextInt(LATENCY_SPREAD_NS);
    long intendedNs = origin.offsetNs(clock.epochNs()) - latencyNs;
    Stamp.write(
        records, at * RECORD_BYTES, RUN_TAG, (int) (index % publishers), sequence, intendedNs);
    partitions[at] = partitionOf(index);
    return at + 1;
  }

  /** As the harness's own partitioner spreads records without keys. */
  private int partitionOf(long index) {
    return (int) ((index / publishers + index % publishers) % PARTITIONS);
  }
}
