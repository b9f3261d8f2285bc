/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * CPU time and run-queue time of the threads that matter, from Linux's schedstat. Off Linux there
 * are no readings.
 *
 * <p>Threads: {@link #register} by each thread for itself; the rest any. A thread that has ended
 * keeps its last reading.
 */
public final class ThreadSampler {

  private final LongSupplier clockNs;
  private final Consumer<Sample> consumer;

  /** By thread id of the kernel. */
  private final Map<Long, Registered> threads = new ConcurrentSkipListMap<>();

  /**
   * @param clockNs the run's clock: offset from T0
   * @param consumer of the rows of {@link #sample}
   */
  public ThreadSampler(LongSupplier clockNs, Consumer<Sample> consumer) {
    this.clockNs = clockNs;
    this.consumer = consumer;
  }

  /**
   * Adds the calling thread. A thread that is known already keeps its first role: a load thread to
   * which a client reports a refused record stays a load thread.
   *
   * @param name for people; need not be unique
   */
  public void register(String name, ThreadRole role) {
    OptionalLong tid = LinuxThreads.currentTid();
    if (tid.isPresent()) {
      threads.putIfAbsent(
          tid.getAsLong(),
          new Registered(Path.of("/proc/self/task/" + tid.getAsLong() + "/schedstat"), name, role));
    }
  }

  /**
   * Yields, of each thread, cpu_total and run_queue_total (s), source {@code thread}, entity {@code
   * <role>/<name>}. To be called about once a second.
   */
  public void sample() {
    for (ThreadUsage usage : snapshot().values()) {
      long atNs = clockNs.getAsLong();
      String entity = usage.role().text() + "/" + usage.name();
      consumer.accept(new Sample(atNs, "thread", entity, "cpu_total", "s", usage.cpuNs() / 1e9));
      consumer.accept(
          new Sample(atNs, "thread", entity, "run_queue_total", "s", usage.waitNs() / 1e9));
    }
  }

  /** What each thread has used until now, by its id; those that cannot be read are left out. */
  public Map<Long, ThreadUsage> snapshot() {
    Map<Long, ThreadUsage> all = new TreeMap<>();
    threads.forEach((tid, thread) -> thread.read().ifPresent(usage -> all.put(tid, usage)));
    return all;
  }

  /** What each thread has used since a snapshot; threads that came since, from their start. */
  public List<ThreadUsage> since(Map<Long, ThreadUsage> snapshot) {
    List<ThreadUsage> used = new ArrayList<>();
    snapshot()
        .forEach(
            (tid, now) -> {
              ThreadUsage before = snapshot.get(tid);
              used.add(before == null ? now : now.since(before));
            });
    return used;
  }

  private static final class Registered {
    private final Path schedstat;
    private final String name;
    private final ThreadRole role;
    private Optional<ThreadUsage> last = Optional.empty();

    Registered(Path schedstat, String name, ThreadRole role) {
      this.schedstat = schedstat;
      this.name = name;
      this.role = role;
    }

    synchronized Optional<ThreadUsage> read() {
      try {
        String[] fields = Files.readString(schedstat).strip().split(" ", -1);
        if (fields.length > 1) {
          last =
              Optional.of(
                  new ThreadUsage(
                      name, role, Long.parseLong(fields[0]), Long.parseLong(fields[1])));
        }
      } catch (IOException ended) {
        // The last reading stands.
      }
      return last;
    }
  }
}
