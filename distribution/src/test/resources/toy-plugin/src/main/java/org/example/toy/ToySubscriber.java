/* SPDX-License-Identifier: Apache-2.0 */
package org.example.toy;

import io.weir.spi.ConfigValue;
import io.weir.spi.NanoClock;
import io.weir.spi.RecordHandler;
import io.weir.spi.Subscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.example.toy.ToyPartition.ToyRecord;

/** Reads its share of the partitions on a thread of its own. */
final class ToySubscriber implements Subscriber {
  private static final long IDLE_NS = 50_000;
  private static final long JOIN_MS = 5_000;

  /** One partition, and the index of the next record. */
  static final class Position {
    private final int topic;
    private final int number;
    private final ToyPartition partition;
    private int next;

    Position(int topic, int number, ToyPartition partition, int next) {
      this.topic = topic;
      this.number = number;
      this.partition = partition;
      this.next = next;
    }
  }

  private final List<Position> share;
  private final RecordHandler records;
  private final NanoClock clock;
  private final CountDownLatch joined;
  private final Thread thread;
  private volatile boolean closed;

  /** The latch counts the subscribers of the subscription that have not joined yet. */
  ToySubscriber(
      String name,
      List<Position> share,
      RecordHandler records,
      NanoClock clock,
      CountDownLatch joined) {
    this.share = List.copyOf(share);
    this.records = records;
    this.clock = clock;
    this.joined = joined;
    this.thread = new Thread(this::run, name);
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    joined.countDown();
    try {
      while (!closed) {
        if (!deliver()) {
          LockSupport.parkNanos(IDLE_NS);
        }
      }
    } catch (RuntimeException | Error e) {
      records.onFailure(e);
    }
  }

  private boolean deliver() {
    boolean any = false;
    for (Position at : share) {
      List<ToyRecord> batch = at.partition.from(at.next);
      long receivedNs = clock.epochNs();
      for (ToyRecord record : batch) {
        if (closed) {
          return true;
        }
        at.next++;
        ByteBuffer key = record.keyed() ? ByteBuffer.wrap(record.key()) : null;
        records.onRecord(
            at.topic, at.number, key, ByteBuffer.wrap(record.payload()), -1, receivedNs);
        any = true;
      }
    }
    return any;
  }

  @Override
  public boolean awaitReady(Duration timeLimit) {
    try {
      return joined.await(timeLimit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public Map<String, ConfigValue> configuration() {
    return Map.of();
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(JOIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
