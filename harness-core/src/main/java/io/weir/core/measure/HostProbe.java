/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Tries out what a run depends on: short measurements of the clock, of waking up and of the disk.
 * Stateless; each method takes well under a second, and uses the calling thread only.
 */
public final class HostProbe {
  private static final int CLOCK_READS = 200_000;
  private static final int WAKE_UPS = 400;
  private static final long WAIT_NS = 200_000;
  private static final int FLUSHES = 25;
  private static final int FLUSH_BYTES = 4096;

  /** A disk that takes longer is known to be slow before all flushes are done. */
  private static final long FLUSH_LIMIT_NS = 1_000_000_000L;

  private HostProbe() {}

  /**
   * What reading the clock takes and tells.
   *
   * @param readNs mean cost of a reading
   * @param stepNs the smallest step seen between two readings that differ
   */
  public record Clock(double readNs, long stepNs) {}

  /**
   * How late a thread wakes up from a timed wait.
   *
   * @param slackNs the timer slack in force meanwhile; empty if unknown
   * @param lateP50Ns median lateness
   * @param lateP99Ns 99th percentile
   * @param lateMaxNs the longest
   */
  public record WakeUps(OptionalLong slackNs, long lateP50Ns, long lateP99Ns, long lateMaxNs) {}

  /**
   * How long forcing a few KiB to the disk takes.
   *
   * @param medianNs of all flushes
   * @param maxNs the longest
   */
  public record Flushes(long medianNs, long maxNs) {}

  /** Reads {@link System#nanoTime} many times. */
  public static Clock clock() {
    long stepNs = Long.MAX_VALUE;
    long startNs = System.nanoTime();
    long lastNs = startNs;
    for (int i = 0; i < CLOCK_READS; i++) {
      long nowNs = System.nanoTime();
      if (nowNs > lastNs) {
        stepNs = Math.min(stepNs, nowNs - lastNs);
      }
      lastNs = nowNs;
    }
    return new Clock((double) (lastNs - startNs) / CLOCK_READS, stepNs);
  }

  /** Waits as a precise load thread does, with the least timer slack it may have. */
  public static WakeUps wakeUps() {
    WakeUps[] measured = new WakeUps[1];
    // The slack belongs to a thread; this one's is thrown away with it.
    Thread thread = new Thread(() -> measured[0] = ownWakeUps(), "weir-probe");
    thread.start();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return measured[0];
  }

  private static WakeUps ownWakeUps() {
    TimerSlack.lowerOwn();
    long[] lateNs = new long[WAKE_UPS];
    for (int i = 0; i < WAKE_UPS; i++) {
      long dueNs = System.nanoTime() + WAIT_NS;
      long leftNs = WAIT_NS;
      while (leftNs > 0) {
        LockSupport.parkNanos(leftNs);
        leftNs = dueNs - System.nanoTime();
      }
      lateNs[i] = -leftNs;
    }
    Arrays.sort(lateNs);
    return new WakeUps(
        TimerSlack.ownNs(),
        lateNs[WAKE_UPS / 2],
        lateNs[WAKE_UPS * 99 / 100],
        lateNs[WAKE_UPS - 1]);
  }

  /**
   * Writes and forces a small file.
   *
   * @param directory an existing one; the file is removed again
   * @throws IOException if nothing can be written there
   */
  public static Flushes flushes(Path directory) throws IOException {
    Path file = Files.createTempFile(directory, ".probe", "");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long[] tookNs = new long[FLUSHES];
      int done = 0;
      long limitNs = System.nanoTime() + FLUSH_LIMIT_NS;
      do {
        ByteBuffer bytes = ByteBuffer.allocate(FLUSH_BYTES);
        long startNs = System.nanoTime();
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(false);
        tookNs[done++] = System.nanoTime() - startNs;
      } while (done < FLUSHES && System.nanoTime() - limitNs < 0);
      long[] sorted = Arrays.copyOf(tookNs, done);
      Arrays.sort(sorted);
      return new Flushes(sorted[done / 2], sorted[done - 1]);
    } finally {
      Files.delete(file);
    }
  }

  /**
   * Memory that can be used without swapping, in bytes; empty off Linux.
   *
   * @param proc where the kernel tells of memory
   */
  public static OptionalLong availableMemoryBytes(Path proc) {
    return memInfo(proc, "MemAvailable");
  }

  /**
   * Swap in use, in bytes; empty off Linux.
   *
   * @param proc where the kernel tells of memory
   */
  public static OptionalLong usedSwapBytes(Path proc) {
    OptionalLong total = memInfo(proc, "SwapTotal");
    OptionalLong free = memInfo(proc, "SwapFree");
    return total.isPresent() && free.isPresent()
        ? OptionalLong.of(total.getAsLong() - free.getAsLong())
        : OptionalLong.empty();
  }

  private static OptionalLong memInfo(Path proc, String name) {
    return ControlGroup.text(proc.resolve("meminfo")).stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .filter(digits -> !digits.isEmpty())
        .mapToLong(digits -> Long.parseLong(digits) << 10)
        .findFirst();
  }

  /**
   * How the kernel chooses the CPU's frequency; empty if it does not tell.
   *
   * @param sys where the kernel tells of devices
   */
  public static Optional<String> frequencyGovernor(Path sys) {
    return ControlGroup.text(sys.resolve("devices/system/cpu/cpu0/cpufreq/scaling_governor"));
  }
}
