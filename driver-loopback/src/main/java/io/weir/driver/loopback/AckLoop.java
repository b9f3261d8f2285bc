/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.loopback;

import java.util.List;

/** The broker's thread: acknowledges what was appended, so that no publisher answers itself. */
final class AckLoop {
  private static final long JOIN_MS = 5_000;

  private final Thread thread = new Thread(this::run, "weir-loopback-broker");
  private volatile List<LoopbackTopic> topics = List.of();
  private volatile boolean closed;

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  void serve(List<LoopbackTopic> now) {
    topics = List.copyOf(now);
  }

  private void run() {
    Backoff backoff = new Backoff();
    while (!closed) {
      if (acknowledgeAll(topics) > 0) {
        backoff.reset();
      } else {
        backoff.idle();
      }
    }
  }

  private static int acknowledgeAll(List<LoopbackTopic> topics) {
    int count = 0;
    for (int t = 0; t < topics.size(); t++) {
      List<PartitionRing> partitions = topics.get(t).partitions();
      for (int p = 0; p < partitions.size(); p++) {
        count += partitions.get(p).acknowledge();
      }
    }
    return count;
  }

  void close() {
    closed = true;
    Joining.join(thread, JOIN_MS);
  }
}
