/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.loopback;

import io.weir.spi.ConfigValue;
import io.weir.spi.RecordHandler;
import io.weir.spi.Subscriber;
import io.weir.spi.SubscriberSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Reads its fixed share of a subscription's partitions on one thread. The rings wait for it until
 * it is closed or fails. Methods may be called from any thread.
 */
final class LoopbackSubscriber implements Subscriber {
  private static final long JOIN_MS = 5_000;

  /** Records of one partition in a row, so that no partition starves another. */
  private static final int BATCH = 256;

  /** One partition of the share. */
  record Share(int topic, PartitionRing ring, RingCursor cursor) {}

  private final SubscriberSpec spec;
  private final LoopbackSubscription subscription;
  private final List<Share> shares;
  private final RecordHandler records;
  private final Map<String, ConfigValue> configuration;
  private final Thread thread;
  private volatile boolean closed;

  LoopbackSubscriber(
      SubscriberSpec spec,
      LoopbackSubscription subscription,
      List<Share> shares,
      RecordHandler records,
      Map<String, ConfigValue> configuration) {
    this.spec = spec;
    this.subscription = subscription;
    this.shares = List.copyOf(shares);
    this.records = records;
    this.configuration = configuration;
    this.thread = new Thread(this::run, "weir-sub-" + spec.subscription() + "-" + spec.index());
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    Backoff backoff = new Backoff();
    subscription.joined(spec.index());
    try {
      while (!closed) {
        if (deliver() > 0) {
          backoff.reset();
        } else {
          backoff.idle();
        }
      }
    } catch (RuntimeException | Error e) {
      records.onFailure(e);
    } finally {
      subscription.left(spec.index());
      shares.forEach(share -> share.ring().remove(share.cursor()));
    }
  }

  private int deliver() {
    int count = 0;
    for (int i = 0; i < shares.size() && !closed; i++) {
      Share share = shares.get(i);
      count += share.ring().deliver(share.cursor(), share.topic(), BATCH, records);
    }
    return count;
  }

  @Override
  public boolean awaitReady(Duration timeLimit) {
    return subscription.await(spec.subscribers(), timeLimit);
  }

  @Override
  public Map<String, ConfigValue> configuration() {
    return configuration;
  }

  @Override
  public void close() {
    closed = true;
    Joining.join(thread, JOIN_MS);
  }
}
