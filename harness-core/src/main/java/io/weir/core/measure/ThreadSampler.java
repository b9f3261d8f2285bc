/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedQueue;
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
  private final Collection<Registered> threads = new ConcurrentLinkedQueue<>();

  /**
   * @param clockNs the run's clock: offset from T0
   * @param consumer of the rows of {@link #sample}
   */
  public ThreadSampler(LongSupplier clockNs, Consumer<Sample> consumer) {
    this.clockNs = clockNs;
    this.consumer = consumer;
  }

  /**
   * Adds the calling thread, once for each of its roles.
   *
   * @param name of the thread
   */
  public void register(String name, ThreadRole role) {
    OptionalLong tid = LinuxThreads.currentTid();
    if (tid.isPresent()) {
      threads.add(
          new Registered(
              Path.of("/proc/self/task/" + tid.getAsLong() + "/schedstat"),
              new ThreadUsage(name, role, 0, 0)));
    }
  }

  /**
   * Yields, of each thread, cpu_total and run_queue_total (s), source {@code thread}, entity {@code
   * <role>/<name>}. To be called about once a second.
   */
  public void sample() {
    for (Registered thread : threads) {
      ThreadUsage usage = thread.read();
      long atNs = clockNs.getAsLong();
      String entity = usage.role().text() + "/" + usage.name();
      consumer.accept(new Sample(atNs, "thread", entity, "cpu_total", "s", usage.cpuNs() / 1e9));
      consumer.accept(
          new Sample(atNs, "thread", entity, "run_queue_total", "s", usage.waitNs() / 1e9));
    }
  }

  /** What each thread has used until now, in the order of registering. */
  public List<ThreadUsage> snapshot() {
    return threads.stream().map(Registered::read).toList();
  }

  /** What each thread has used since a snapshot; threads that came since, from their start. */
  public List<ThreadUsage> since(List<ThreadUsage> snapshot) {
    // By place, since a thread may have several roles: a client may answer on the load thread.
    List<ThreadUsage> used = new ArrayList<>(snapshot());
    for (int i = 0; i < snapshot.size(); i++) {
      used.set(i, used.get(i).since(snapshot.get(i)));
    }
    return used;
  }

  private static final class Registered {
    private final Path schedstat;
    private ThreadUsage last;

    Registered(Path schedstat, ThreadUsage none) {
      this.schedstat = schedstat;
      this.last = none;
    }

    synchronized ThreadUsage read() {
      try {
        String[] fields = Files.readString(schedstat).strip().split(" ", -1);
        if (fields.length > 1) {
          last =
              new ThreadUsage(
                  last.name(), last.role(), Long.parseLong(fields[0]), Long.parseLong(fields[1]));
        }
      } catch (IOException ended) {
        // The last reading stands.
      }
      return last;
    }
  }
}
