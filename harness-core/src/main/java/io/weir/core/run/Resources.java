/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.measure.AckLane;
import io.weir.core.measure.CollectorPauses;
import io.weir.core.measure.Lane;
import io.weir.core.measure.Origin;
import io.weir.core.measure.ResourceSampler;
import io.weir.core.measure.Sample;
import io.weir.core.measure.SampledProcess;
import io.weir.core.measure.SendLane;
import io.weir.core.measure.ThreadRole;
import io.weir.core.measure.ThreadSampler;
import io.weir.core.measure.ThreadUsage;
import io.weir.core.provision.LocalServer;
import io.weir.core.results.ResourceTotals;
import io.weir.core.results.ThreadShare;
import io.weir.spi.NanoClock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a run uses: its processes, its host, the harness's own threads and collector. Sampled every
 * second; the difference over the measured window goes into the run's outcome.
 *
 * <p>Thread contract: {@link #register} by any thread for itself; {@link #sample} by the observing
 * thread; the rest by the run's thread.
 */
final class Resources implements AutoCloseable {
  private static final String HARNESS = "harness";

  private final Origin origin;
  private final LongSupplier offsetNs;
  private final Supplier<List<LocalServer>> servers;
  private final Supplier<List<LocalServer>> engine;
  private final Queue<Sample> pending = new ConcurrentLinkedQueue<>();
  private final ResourceSampler processes;
  private final ThreadSampler threads;
  private final CollectorPauses pauses;
  private final AtomicLong pauseMaxNs = new AtomicLong();
  private volatile double peakRssBytes;
  private volatile boolean inWindow;
  private Map<Long, ThreadUsage> threadsBefore = Map.of();
  private List<ThreadShare> threadShares = List.of();
  private long windowStartNs;
  private double harnessCpuS = Double.NaN;
  private CpuOfProcesses serversCpu = CpuOfProcesses.unknown();
  private CpuOfProcesses engineCpu = CpuOfProcesses.unknown();
  private OptionalDouble serversCpuS = OptionalDouble.empty();
  private OptionalDouble engineCpuS = OptionalDouble.empty();

  /** By the observing thread. */
  private final ServerFamily family = new ServerFamily();

  /** This second's reading of each of the engine's processes; by the observing thread. */
  private final Map<String, Double> engineRss = new HashMap<>();

  private volatile double engineRssBytes;
  private long pausedMs;

  /**
   * @param origin start of the run; readings before it is fixed are left out
   * @param clock of the process
   * @param servers started for the deployment; asked at each reading
   * @param engine likewise for the stream engine
   */
  Resources(
      Origin origin,
      NanoClock clock,
      Supplier<List<LocalServer>> servers,
      Supplier<List<LocalServer>> engine) {
    this.origin = origin;
    this.offsetNs = () -> origin.offsetNs(clock.epochNs());
    this.servers = servers;
    this.engine = engine;
    this.processes = new ResourceSampler(offsetNs, this::sampled, this::take);
    this.threads = new ThreadSampler(offsetNs, pending::add);
    this.pauses = CollectorPauses.listen(offsetNs, this::take);
  }

  /** Adds the thread of a lane; called on it. */
  void register(Lane lane) {
    ThreadRole role =
        lane instanceof SendLane
            ? ThreadRole.LOAD
            : lane instanceof AckLane ? ThreadRole.ACK : ThreadRole.RECEIVE;
    threads.register(lane.threadName(), role);
  }

  /** All readings since the last call, those of now included. */
  List<Sample> sample() {
    // What ended since is not in memory any more.
    engineRss.clear();
    processes.sample();
    threads.sample();
    List<Sample> rows = new ArrayList<>();
    for (Sample row = pending.poll(); row != null; row = pending.poll()) {
      rows.add(row);
    }
    return rows;
  }

  void windowOpened() {
    threadsBefore = threads.snapshot();
    windowStartNs = offsetNs.getAsLong();
    harnessCpuS = -cpuSeconds(ProcessHandle.current().pid());
    serversCpu = CpuOfProcesses.now(servers.get());
    engineCpu = CpuOfProcesses.now(engine.get());
    pausedMs = -pauses.pausedMs();
    inWindow = true;
  }

  void windowClosed() {
    if (!inWindow) {
      return;
    }
    inWindow = false;
    double windowNs = Math.max(1, offsetNs.getAsLong() - windowStartNs);
    harnessCpuS += cpuSeconds(ProcessHandle.current().pid());
    serversCpuS = serversCpu.since(CpuOfProcesses.now(servers.get()));
    engineCpuS = engineCpu.since(CpuOfProcesses.now(engine.get()));
    pausedMs += pauses.pausedMs();
    threadShares =
        threads.since(threadsBefore).stream()
            .map(
                usage ->
                    new ThreadShare(
                        ThreadShare.Role.valueOf(usage.role().name()),
                        usage.name(),
                        OptionalDouble.of(usage.cpuNs() / windowNs),
                        OptionalDouble.of(usage.waitNs() / windowNs)))
            .toList();
  }

  /** The harness's threads over the window. */
  List<ThreadShare> threads() {
    return threadShares;
  }

  /** What the run cost over the window. */
  ResourceTotals totals() {
    if (Double.isNaN(harnessCpuS)) {
      return ResourceTotals.unknown();
    }
    return new ResourceTotals(
        OptionalDouble.of(harnessCpuS),
        serversCpuS,
        peakRssBytes > 0 ? OptionalLong.of((long) peakRssBytes) : OptionalLong.empty(),
        OptionalLong.of(pausedMs * 1_000_000),
        OptionalLong.of(pauseMaxNs.get()));
  }

  /** CPU time of the engine's processes over the window; empty if not known. */
  OptionalDouble engineCpuSeconds() {
    return engineCpuS;
  }

  /** The largest sum of the resident sets of the engine's processes; empty if not known. */
  OptionalLong enginePeakRssBytes() {
    return engineRssBytes > 0 ? OptionalLong.of((long) engineRssBytes) : OptionalLong.empty();
  }

  @Override
  public void close() {
    pauses.close();
  }

  private Collection<SampledProcess> sampled() {
    List<SampledProcess> all = new ArrayList<>();
    all.add(SampledProcess.own(HARNESS));
    all.addAll(
        family.members(Stream.concat(servers.get().stream(), engine.get().stream()).toList()));
    return all;
  }

  private void take(Sample row) {
    if (!origin.fixed()) {
      return;
    }
    pending.add(row);
    if (inWindow && row.source().equals("gc")) {
      pauseMaxNs.accumulateAndGet(Math.round(row.value() * 1e9), Math::max);
    }
    if (row.entity().equals(HARNESS) && row.name().equals("rss")) {
      peakRssBytes = Math.max(peakRssBytes, row.value());
    }
    if (row.name().equals("rss")
        && engine.get().stream().anyMatch(server -> ServerFamily.isOf(row.entity(), server.id()))) {
      engineRss.put(row.entity(), row.value());
      double sum = engineRss.values().stream().mapToDouble(bytes -> bytes).sum();
      engineRssBytes = Math.max(engineRssBytes, sum);
    }
  }

  static double cpuSeconds(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(p -> p.info().totalCpuDuration())
        .map(d -> d.toNanos() / 1e9)
        .orElse(Double.NaN);
  }
}
