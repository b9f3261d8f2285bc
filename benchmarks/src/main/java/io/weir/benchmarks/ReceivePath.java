/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.benchmarks;

import io.weir.benchmarks.ReceiveRig.Order;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The harness's cost of receiving a record: reading its stamp, the received ledger, reordering,
 * recorders. One delivery is tens of thousands of records over several milliseconds, so that making
 * them between deliveries does not disturb the time.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(3)
public class ReceivePath {
  @Param({"1", "10", "100", "500"})
  int publishers;

  @Param({"SCHEDULE", "PARTITIONS"})
  Order order;

  private ReceiveRig rig;

  @Setup
  public void open() throws IOException {
    rig = new ReceiveRig(publishers, order);
  }

  @Setup(Level.Invocation)
  public void prepare() {
    rig.prepare();
  }

  @Benchmark
  @OperationsPerInvocation(ReceiveRig.RECORDS)
  public void record() throws InterruptedException {
    rig.deliver();
  }

  @TearDown(Level.Iteration)
  public void collect() {
    rig.collect();
  }

  @TearDown
  public void close() throws IOException {
    rig.check();
    rig.close();
  }
}
