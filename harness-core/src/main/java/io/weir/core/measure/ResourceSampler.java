/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.TickType;
import oshi.hardware.GlobalMemory;
import oshi.hardware.HWDiskStore;
import oshi.hardware.NetworkIF;

/**
 * Reads what the processes of a run and their host use. {@link #sample} is to be called about once
 * a second; each call yields these rows:
 *
 * <ul>
 *   <li>{@code process} <i>entity</i>: cpu_user_total, cpu_system_total (s); rss (bytes); threads
 *       (count); faults_minor_total, faults_major_total (count); disk_read_total,
 *       disk_written_total (bytes that reached the device); and on Linux io_read_total,
 *       io_written_total (bytes through read and write calls: files and sockets together)
 *   <li>{@code host host}: cpu_busy_total (all but idle, waiting for I/O and steal),
 *       cpu_steal_total (s, summed over CPUs); load_1m (load); memory_available (bytes)
 *   <li>{@code net} <i>interface</i>, loopback too: received_total, sent_total (bytes)
 *   <li>{@code disk} <i>device</i>: read_total, written_total (bytes)
 * </ul>
 *
 * <p>A process that is gone, or may not be read, yields nothing. One thread at a time.
 */
public final class ResourceSampler {

  private static final String HOST = "host";

  private final LongSupplier clockNs;
  private final Supplier<? extends Collection<SampledProcess>> processes;
  private final Consumer<Sample> consumer;
  private final CentralProcessor processor;
  private final GlobalMemory memory;
  private final ProcessCounters processCounters;
  private final HostCounters hostCounters;
  private final Map<Long, Long> startedByPid = new HashMap<>();

  /**
   * @param clockNs the run's clock: offset from T0
   * @param processes asked at each sample, as servers come and go
   * @param consumer of the rows, called in {@link #sample}
   */
  public ResourceSampler(
      LongSupplier clockNs,
      Supplier<? extends Collection<SampledProcess>> processes,
      Consumer<Sample> consumer) {
    this.clockNs = clockNs;
    this.processes = processes;
    this.consumer = consumer;
    SystemInfo system = new SystemInfo();
    this.processor = system.getHardware().getProcessor();
    this.memory = system.getHardware().getMemory();
    Path proc = Path.of("/proc");
    if (Files.isDirectory(proc.resolve("self"))) {
      this.processCounters = new LinuxProcessCounters(proc, memory.getPageSize());
      this.hostCounters = new LinuxHostCounters(proc);
    } else {
      this.processCounters = new PortableProcessCounters(system.getOperatingSystem());
      this.hostCounters =
          new PortableHostCounters(
              system.getHardware().getNetworkIFs(true), system.getHardware().getDiskStores());
    }
  }

  /** Reads everything once. */
  public void sample() {
    Collection<SampledProcess> wanted = processes.get();
    Set<Long> pids = wanted.stream().map(SampledProcess::pid).collect(Collectors.toSet());
    startedByPid.keySet().retainAll(pids);
    for (SampledProcess process : wanted) {
      sampleProcess(process);
    }
    sampleHost();
  }

  private void sampleProcess(SampledProcess process) {
    ProcessCounters.Usage usage = processCounters.read(process.pid()).orElse(null);
    // A successor with the same pid is another process, and none of the run's.
    if (usage == null
        || startedByPid.computeIfAbsent(process.pid(), pid -> usage.started()) != usage.started()) {
      return;
    }
    Rows rows = new Rows("process", process.entity());
    rows.seconds("cpu_user_total", usage.userMs());
    rows.seconds("cpu_system_total", usage.systemMs());
    rows.bytes("rss", usage.rssBytes());
    rows.count("threads", usage.threads());
    rows.count("faults_minor_total", usage.minorFaults());
    rows.count("faults_major_total", usage.majorFaults());
    usage.diskReadBytes().ifPresent(bytes -> rows.bytes("disk_read_total", bytes));
    usage.diskWrittenBytes().ifPresent(bytes -> rows.bytes("disk_written_total", bytes));
    usage.ioReadBytes().ifPresent(bytes -> rows.bytes("io_read_total", bytes));
    usage.ioWrittenBytes().ifPresent(bytes -> rows.bytes("io_written_total", bytes));
  }

  private void sampleHost() {
    Rows rows = new Rows(HOST, HOST);
    long[] ticksMs = processor.getSystemCpuLoadTicks();
    long busyMs =
        tick(ticksMs, TickType.USER)
            + tick(ticksMs, TickType.NICE)
            + tick(ticksMs, TickType.SYSTEM)
            + tick(ticksMs, TickType.IRQ)
            + tick(ticksMs, TickType.SOFTIRQ);
    rows.seconds("cpu_busy_total", busyMs);
    rows.seconds("cpu_steal_total", tick(ticksMs, TickType.STEAL));
    double load = processor.getSystemLoadAverage(1)[0];
    if (load >= 0) {
      rows.add("load_1m", "load", load);
    }
    rows.bytes("memory_available", memory.getAvailable());
    for (HostCounters.Traffic traffic : hostCounters.network()) {
      Rows network = new Rows("net", traffic.device());
      network.bytes("received_total", traffic.inBytes());
      network.bytes("sent_total", traffic.outBytes());
    }
    for (HostCounters.Traffic traffic : hostCounters.disks()) {
      Rows disk = new Rows("disk", traffic.device());
      disk.bytes("read_total", traffic.inBytes());
      disk.bytes("written_total", traffic.outBytes());
    }
  }

  private static long tick(long[] ticksMs, TickType type) {
    return ticksMs[type.getIndex()];
  }

  private final class Rows {
    private final long atNs = clockNs.getAsLong();
    private final String source;
    private final String entity;

    Rows(String source, String entity) {
      this.source = source;
      this.entity = entity;
    }

    void seconds(String name, long ms) {
      add(name, "s", ms / 1e3);
    }

    void bytes(String name, long bytes) {
      add(name, "bytes", (double) bytes);
    }

    void count(String name, long count) {
      add(name, "count", (double) count);
    }

    void add(String name, String unit, double value) {
      consumer.accept(new Sample(atNs, source, entity, name, unit, value));
    }
  }

  private record PortableHostCounters(List<NetworkIF> interfaces, List<HWDiskStore> stores)
      implements HostCounters {
    @Override
    public List<Traffic> network() {
      return interfaces.stream()
          .filter(NetworkIF::updateAttributes)
          .map(each -> new Traffic(each.getName(), each.getBytesRecv(), each.getBytesSent()))
          .toList();
    }

    @Override
    public List<Traffic> disks() {
      return stores.stream()
          .filter(HWDiskStore::updateAttributes)
          .map(each -> new Traffic(each.getName(), each.getReadBytes(), each.getWriteBytes()))
          .toList();
    }
  }
}
