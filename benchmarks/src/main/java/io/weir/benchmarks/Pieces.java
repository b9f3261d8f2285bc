/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.benchmarks;

import io.weir.core.experiment.Defaults;
import io.weir.core.experiment.KeySpec;
import io.weir.core.experiment.RunSpec.PayloadSpec;
import io.weir.core.load.PayloadSource;
import io.weir.core.load.Spacing;
import io.weir.core.measure.EpochClock;
import io.weir.core.measure.InFlight;
import io.weir.core.measure.LatencyRecorder;
import io.weir.core.measure.LedgerBudget;
import io.weir.core.measure.LedgerLayout;
import io.weir.core.measure.ReceivedLedger;
import io.weir.core.measure.Reordering;
import io.weir.spi.Event;
import io.weir.spi.Stamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The steps of both paths, each alone: to find what a change of a path's cost comes from. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class Pieces {
  private static final int RECORD_BYTES = 100;
  private static final int RATE_HZ = 999_983;
  private static final int LATENCIES = 1 << 12;
  private static final long LEAST_LATENCY_NS = 1_000_000;

  private final EpochClock clock = new EpochClock();
  private final LatencyRecorder recorder = new LatencyRecorder();
  private final long[] latenciesNs = new long[LATENCIES];
  private final InFlight inFlight = new InFlight(Defaults.TOTAL_IN_FLIGHT);
  private final Spacing even = new Spacing.Even(RATE_HZ, 1_000_000_000L);
  private final Spacing linear = new Spacing.Linear(1_000, RATE_HZ, 60_000_000_000L);
  private final Event event = new Event();
  private final LedgerLayout layout = new LedgerLayout(1, 0, Long.MAX_VALUE / 2);
  private final Reordering reordering = new Reordering(layout, Defaults.PARTITIONS);
  private PayloadSource source;
  private Path spill;
  private ReceivedLedger received;
  private long sequence;

  @Setup
  public void open() throws IOException {
    source =
        new PayloadSource(
            new PayloadSpec(RECORD_BYTES, KeySpec.none(), Defaults.COMPRESSIBILITY), Defaults.SEED);
    spill = Files.createTempDirectory("weir-benchmark");
    received = new ReceivedLedger(layout, LedgerBudget.standard(), spill.resolve("received"));
    for (int i = 0; i < LATENCIES; i++) {
      latenciesNs[i] = LEAST_LATENCY_NS + (i * 7_919L & LATENCIES - 1) * 1_000;
    }
  }

  @TearDown(Level.Iteration)
  public void collect() {
    received.maintain();
    if (recorder.nonPositive() + recorder.overflow() > 0) {
      throw new IllegalStateException("a latency was not recorded");
    }
    recorder.swap();
  }

  @TearDown
  public void close() throws IOException {
    received.close();
    Files.deleteIfExists(spill);
  }

  @Benchmark
  public long clock() {
    return clock.epochNs();
  }

  @Benchmark
  public void histogram() {
    recorder.record(latenciesNs[(int) sequence++ & LATENCIES - 1]);
  }

  @Benchmark
  public boolean inFlight() {
    long s = sequence++;
    if (!inFlight.free(s)) {
      throw new IllegalStateException("slot of " + s);
    }
    inFlight.claim(s, s, s);
    return inFlight.settle(inFlight.slotOf(s), s);
  }

  @Benchmark
  public byte[] payload() {
    long s = sequence++;
    source.fill(s, 0, s, s, event);
    Stamp.write(event.payload, 0, 1, 0, s, s);
    return event.payload;
  }

  @Benchmark
  public long evenSpacing() {
    return even.offsetNs(sequence++ % RATE_HZ);
  }

  @Benchmark
  public long linearSpacing() {
    return linear.offsetNs(sequence++);
  }

  @Benchmark
  public int receivedLedger() {
    return received.mark(0, sequence++);
  }

  @Benchmark
  public boolean reordering() {
    long s = sequence++;
    return reordering.arrive((int) (s & 3), 0, s);
  }
}
