/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.Aggregator;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ResultRole;
import org.openjdk.jmh.util.ListStatistics;
import org.openjdk.jmh.util.Statistics;

/**
 * CPU time of the harness's own threads, those named {@code weir-…}, for each record: what a path
 * costs also on a machine that does other things meanwhile. A thread that answers from a loop of
 * its own spins while there is nothing to answer, and is counted with that.
 *
 * <p>The last iteration of a fork has no figure: JMH closes the states, and so ends the threads,
 * before it asks.
 *
 * <p>Named to JMH by {@code -prof io.weir.benchmarks.CpuProfiler}.
 */
public final class CpuProfiler implements InternalProfiler {
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private long beforeNs;

  @Override
  public String getDescription() {
    return "CPU time of the harness's threads for each record";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    beforeNs = cpuNs();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    long usedNs = cpuNs() - beforeNs;
    if (usedNs <= 0) {
      return List.of();
    }
    double records = result.getMetadata().getAllOps();
    return List.of(new CpuTime(usedNs / records));
  }

  private long cpuNs() {
    long sum = 0;
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().startsWith("weir-")) {
        sum += threads.getThreadCpuTime(thread.getThreadId());
      }
    }
    return sum;
  }

  /**
   * One iteration's figure, or several iterations'. A type of its own, since JMH would put a zero
   * into the mean of its own type for each iteration without a figure.
   */
  private static final class CpuTime extends Result<CpuTime> {
    CpuTime(double nsPerRecord) {
      this(of(nsPerRecord));
    }

    private CpuTime(Statistics nsPerRecord) {
      super(ResultRole.SECONDARY, "cpu.norm", nsPerRecord, "ns/op", AggregationPolicy.AVG);
    }

    @Override
    protected Aggregator<CpuTime> getThreadAggregator() {
      return CpuTime::together;
    }

    @Override
    protected Aggregator<CpuTime> getIterationAggregator() {
      return CpuTime::together;
    }

    private static CpuTime together(Collection<CpuTime> results) {
      ListStatistics all = new ListStatistics();
      results.forEach(result -> all.addValue(result.getScore()));
      return new CpuTime(all);
    }
  }
}
