/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.benchmarks;

import io.weir.benchmarks.PublishRig.AnsweredBy;
import io.weir.benchmarks.PublishRig.Loop;
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
 * The harness's cost of publishing a record: schedule, payload, stamp, in-flight slot, recorders,
 * partition, acknowledgement. Wall time from the first record of many to the last one's answer,
 * over their number.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(3)
public class PublishPath {
  /** Enough that waking the load thread is less than a nanosecond of each. */
  static final int RECORDS = 200 * DueSchedule.RECORDS;

  @Param({"1", "10", "100", "500"})
  int publishers;

  @Param({"CALLER", "THREAD"})
  AnsweredBy answeredBy;

  @Param({"OPEN", "CLOSED"})
  Loop loop;

  private PublishRig rig;

  @Setup
  public void open() throws IOException {
    rig = new PublishRig(publishers, loop, answeredBy);
  }

  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public void record() throws InterruptedException {
    rig.publish(RECORDS);
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
