/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * The garbage collection pauses of this JVM. Each yields a row of source {@code gc}: entity the
 * collector, name the cause, value the pause in s (the JVM tells whole milliseconds). Collectors
 * that work beside the application report cycles, not pauses, and are left out.
 *
 * <p>Thread-safe. The consumer is called on a thread of the JVM's. {@link #close} stops listening.
 */
public final class CollectorPauses implements AutoCloseable {

  private final LongSupplier clockNs;
  private final Consumer<Sample> consumer;
  private final NotificationListener listener = this::handle;
  private final List<NotificationEmitter> emitters = new ArrayList<>();
  private final AtomicLong pauses = new AtomicLong();
  private final AtomicLong pausedMs = new AtomicLong();

  private CollectorPauses(LongSupplier clockNs, Consumer<Sample> consumer) {
    this.clockNs = clockNs;
    this.consumer = consumer;
  }

  /**
   * Listens from now on.
   *
   * @param clockNs the run's clock: offset from T0
   * @param consumer of the rows; at the end of each pause
   */
  public static CollectorPauses listen(LongSupplier clockNs, Consumer<Sample> consumer) {
    CollectorPauses collectorPauses = new CollectorPauses(clockNs, consumer);
    for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (bean instanceof NotificationEmitter emitter && pausesApplication(bean.getName())) {
        emitter.addNotificationListener(collectorPauses.listener, null, null);
        collectorPauses.emitters.add(emitter);
      }
    }
    return collectorPauses;
  }

  /** Pauses since listening began. */
  public long pauses() {
    return pauses.get();
  }

  /** Their duration together, in ms. */
  public long pausedMs() {
    return pausedMs.get();
  }

  @Override
  public void close() {
    for (NotificationEmitter emitter : emitters) {
      try {
        emitter.removeNotificationListener(listener);
      } catch (ListenerNotFoundException alreadyRemoved) {
        // Nothing is left to remove.
      }
    }
  }

  private static boolean pausesApplication(String collector) {
    return !collector.contains("Concurrent") && !collector.endsWith("Cycles");
  }

  private void handle(Notification notification, Object handback) {
    if (!notification
            .getType()
            .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)
        || !(notification.getUserData() instanceof CompositeData data)) {
      return;
    }
    GarbageCollectionNotificationInfo info = GarbageCollectionNotificationInfo.from(data);
    long durationMs = info.getGcInfo().getDuration();
    pauses.incrementAndGet();
    pausedMs.addAndGet(durationMs);
    consumer.accept(
        new Sample(
            clockNs.getAsLong(), "gc", info.getGcName(), info.getGcCause(), "s", durationMs / 1e3));
  }
}
