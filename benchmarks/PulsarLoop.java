/* SPDX-License-Identifier: Apache-2.0 */

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.client.api.SizeUnit;

/**
 * A bare loop around Pulsar's client, to compare Weir's own cost with: it publishes at a rate, as
 * Weir does with economical pacing, and measures nothing. Prints the CPU time of the whole process
 * for each acknowledged record of the measured seconds, in ns.
 *
 * <pre>java -cp 'dist/plugins/pulsar/*' benchmarks/PulsarLoop.java URL TOPIC RATE BYTES WARMUP SECONDS</pre>
 */
public final class PulsarLoop {
  private static final long STEP_NS = 500_000;
  private static final int IN_FLIGHT = 131_072;

  private PulsarLoop() {}

  /** See above. */
  public static void main(String[] args) throws Exception {
    String topic = args[1];
    double perNs = Double.parseDouble(args[2]) / 1e9;
    int bytes = Integer.parseInt(args[3]);
    long warmupNs = TimeUnit.SECONDS.toNanos(Long.parseLong(args[4]));
    long measuredNs = TimeUnit.SECONDS.toNanos(Long.parseLong(args[5]));
    LongAdder acked = new LongAdder();
    LongAdder failed = new LongAdder();
    try (PulsarClient client =
            PulsarClient.builder()
                .serviceUrl(args[0])
                .ioThreads(1)
                .listenerThreads(1)
                .memoryLimit(64, SizeUnit.MEGA_BYTES)
                .build();
        Producer<byte[]> producer =
            client
                .newProducer(Schema.BYTES)
                .topic(topic)
                .blockIfQueueFull(true)
                .maxPendingMessages(0)
                .batchingMaxBytes(131_072)
                .batchingMaxMessages(Integer.MAX_VALUE)
                .batchingMaxPublishDelay(1, TimeUnit.MILLISECONDS)
                .sendTimeout(2, TimeUnit.MINUTES)
                .create()) {
      long startNs = System.nanoTime();
      long cpuNs = 0;
      long before = 0;
      boolean measuring = false;
      long sent = 0;
      while (true) {
        long nowNs = System.nanoTime() - startNs;
        if (!measuring && nowNs >= warmupNs) {
          measuring = true;
          cpuNs = cpuNs();
          before = acked.sum();
        }
        if (nowNs >= warmupNs + measuredNs) {
          break;
        }
        long due = (long) (nowNs * perNs);
        while (sent < due && sent - acked.sum() - failed.sum() < IN_FLIGHT) {
          byte[] record = new byte[bytes];
          producer
              .newMessage()
              .value(record)
              .sendAsync()
              .whenComplete((id, failure) -> (failure == null ? acked : failed).increment());
          sent++;
        }
        LockSupport.parkNanos(STEP_NS);
      }
      long usedNs = cpuNs() - cpuNs;
      long records = acked.sum() - before;
      System.out.printf("%.0f %d%n", (double) usedNs / records, failed.sum());
    }
  }

  private static long cpuNs() {
    return ((com.sun.management.OperatingSystemMXBean)
            ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
