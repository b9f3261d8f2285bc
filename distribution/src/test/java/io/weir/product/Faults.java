/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

import io.weir.spi.RecordHandler;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What goes wrong with exactly which records of a run.
 *
 * <p>Set up before the run; then any thread, those of one partition one at a time.
 */
final class Faults {
  private final Set<RecordId> swallowed = ConcurrentHashMap.newKeySet();
  private final Set<RecordId> dropped = ConcurrentHashMap.newKeySet();
  private final Map<RecordId, Integer> repeated = new ConcurrentHashMap<>();
  private final Set<RecordId> swapped = ConcurrentHashMap.newKeySet();
  private final Map<RecordId, Later> repeatedLater = new ConcurrentHashMap<>();
  private final Map<RecordId, Later> heldBack = new ConcurrentHashMap<>();
  private final Map<Waiting, Delivery> waiting = new ConcurrentHashMap<>();

  /** Which record of the same publisher and partition a late one follows. */
  private record Later(long sequence) {}

  /** A kept record goes out behind the next of its publisher and partition from a sequence on. */
  private record Waiting(RecordHandler handler, int topic, int partition, RecordId id, long from) {}

  /** Acknowledged, and never published. */
  Faults swallow(int publisher, long sequence) {
    swallowed.add(new RecordId(publisher, sequence));
    return this;
  }

  /** Published and acknowledged, and never delivered to any subscription. */
  Faults drop(int publisher, long sequence) {
    dropped.add(new RecordId(publisher, sequence));
    return this;
  }

  /** Delivered with further copies at once. */
  Faults repeat(int publisher, long sequence, int copies) {
    repeated.put(new RecordId(publisher, sequence), copies);
    return this;
  }

  /** Delivered right behind the next record of its publisher and partition. */
  Faults swap(int publisher, long sequence) {
    swapped.add(new RecordId(publisher, sequence));
    return this;
  }

  /** Delivered once more when its publisher and partition have come to a later sequence. */
  Faults repeatLater(int publisher, long sequence, long whenAt) {
    repeatedLater.put(new RecordId(publisher, sequence), new Later(whenAt));
    return this;
  }

  /** First delivered when its publisher and partition have come to a later sequence. */
  Faults holdBack(int publisher, long sequence, long untilAt) {
    heldBack.put(new RecordId(publisher, sequence), new Later(untilAt));
    return this;
  }

  boolean swallows(int publisher, long sequence) {
    return swallowed.contains(new RecordId(publisher, sequence));
  }

  void deliver(Delivery delivery, RecordHandler handler) {
    RecordId id = delivery.id();
    Later later = repeatedLater.get(id);
    if (later != null) {
      keep(delivery, handler, id, later.sequence());
    }
    if (heldBack.containsKey(id)) {
      keep(delivery, handler, id, heldBack.get(id).sequence());
    } else if (swapped.contains(id)) {
      keep(delivery, handler, id, id.sequence() + 1);
    } else if (!dropped.contains(id)) {
      delivery.to(handler);
      for (int copy = repeated.getOrDefault(id, 0); copy > 0; copy--) {
        delivery.to(handler);
      }
    }
    if (!waiting.isEmpty()) {
      release(delivery, handler, id);
    }
  }

  private void keep(Delivery delivery, RecordHandler handler, RecordId id, long from) {
    waiting.put(
        new Waiting(handler, delivery.topic(), delivery.partition(), id, from),
        delivery.copy(delivery.receivedNs()));
  }

  private void release(Delivery now, RecordHandler handler, RecordId id) {
    for (Waiting kept : List.copyOf(waiting.keySet())) {
      if (kept.handler() == handler
          && kept.topic() == now.topic()
          && kept.partition() == now.partition()
          && kept.id().publisher() == id.publisher()
          && id.sequence() >= kept.from()) {
        Delivery late = waiting.remove(kept);
        if (late != null) {
          late.copy(now.receivedNs()).to(handler);
        }
      }
    }
  }
}
