/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.core.measure.Origin;
import io.weir.spi.AckHandler;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.LongStream;

/**
 * Sees when acknowledgements come back after a fault: the first of a record that was sent after it,
 * on each partition. A record sent before may have been acknowledged by a server that is dead by
 * now, so its answer tells nothing.
 *
 * <p>Thread contract: {@link #begin} by one thread, once; answers by any; the rest by any.
 */
public final class AckWatch {
  private static final long NONE = Long.MAX_VALUE;

  private final Origin origin;

  /** By partition the earliest acknowledgement; the last is for those of no partition. */
  private final AtomicLongArray firstNs;

  private volatile long sentAfterNs = NONE;

  /**
   * @param partitions over all topics that are published to
   * @param origin start of the run
   */
  public AckWatch(int partitions, Origin origin) {
    this.origin = origin;
    this.firstNs =
        new AtomicLongArray(LongStream.generate(() -> NONE).limit(partitions + 1L).toArray());
  }

  /**
   * From now on acknowledgements are looked at.
   *
   * @param downNs offset from which nothing that the fault strikes answers any more
   */
  public void begin(long downNs) {
    sentAfterNs = downNs;
  }

  /** Hands a publisher's answers on to it, and looks at them. */
  public AckHandler watching(LoadPublisher publisher) {
    return new AckHandler() {
      @Override
      public void onAck(long token, int partition, long ackedNs) {
        // Before it is settled: afterwards its slot may be another record's.
        int slot = publisher.inFlight.slotOf(token);
        if (slot >= 0 && publisher.inFlight.sentNs(slot) > sentAfterNs) {
          acked(partition, origin.offsetNs(ackedNs));
        }
        publisher.onAck(token, partition, ackedNs);
      }

      @Override
      public void onError(long token, ErrorKind kind, Throwable cause) {
        publisher.onError(token, kind, cause);
      }
    };
  }

  /** Offset of the first acknowledgement; empty if there was none. */
  public OptionalLong first() {
    return LongStream.range(0, firstNs.length())
        .map(p -> firstNs.get((int) p))
        .filter(ns -> ns != NONE)
        .min();
  }

  /** Offset at which every partition had acknowledged a record; empty if one has not. */
  public OptionalLong allPartitions() {
    long last =
        LongStream.range(0, firstNs.length() - 1).map(p -> firstNs.get((int) p)).max().orElse(NONE);
    return last == NONE ? OptionalLong.empty() : OptionalLong.of(last);
  }

  private void acked(int partition, long atNs) {
    int last = firstNs.length() - 1;
    int p = partition >= 0 && partition < last ? partition : last;
    long known = firstNs.get(p);
    while (atNs < known && !firstNs.compareAndSet(p, known, atNs)) {
      known = firstNs.get(p);
    }
  }
}
