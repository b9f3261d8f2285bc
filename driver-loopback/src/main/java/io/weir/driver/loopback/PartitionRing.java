/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.loopback;

import io.weir.spi.AckHandler;
import io.weir.spi.NanoClock;
import io.weir.spi.RecordHandler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One partition: a bounded log that many threads append to and each {@link RingCursor} reads in
 * order.
 *
 * <p>A position is claimed by compare-and-set on the tail, never at or beyond the limit. The limit
 * is the slowest cursor plus the capacity and is raised, under the ring's monitor, only when it has
 * been reached. So everything from {@code limit - capacity} on is intact while the monitor is held,
 * which is where a reader that wants the earliest records may safely begin. A slot's sequence,
 * written with release after its content and read with acquire before it, says which position it
 * holds. Slots keep their arrays; appending allocates only while records grow.
 */
final class PartitionRing {
  private static final VarHandle TAIL;
  private static final VarHandle SEQUENCE = MethodHandles.arrayElementVarHandle(long[].class);

  static {
    try {
      TAIL = MethodHandles.lookup().findVarHandle(PartitionRing.class, "tail", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int partition;
  private final int capacity;
  private final int mask;
  private final NanoClock clock;

  private final long[] sequences;
  private final byte[][] payloads;
  private final int[] payloadLengths;
  private final byte[][] keys;
  private final int[] keyLengths;
  private final long[] timestampsMs;
  private final long[] tokens;
  private final @Nullable AckHandler[] handlers;

  private final RingCursor acks;
  private final List<RingCursor> cursors = new ArrayList<>();

  private volatile long tail;
  private volatile long limit;
  private volatile boolean closed;

  PartitionRing(int partition, int capacity, NanoClock clock) {
    this.partition = partition;
    this.capacity = capacity;
    this.mask = capacity - 1;
    this.clock = clock;
    this.sequences = new long[capacity];
    this.payloads = new byte[capacity][0];
    this.payloadLengths = new int[capacity];
    this.keys = new byte[capacity][0];
    this.keyLengths = new int[capacity];
    this.timestampsMs = new long[capacity];
    this.tokens = new long[capacity];
    this.handlers = new AckHandler[capacity];
    this.acks = new RingCursor(capacity, 0);
    this.cursors.add(acks);
    this.limit = capacity;
  }

  /**
   * Appends a record; waits while the ring is full.
   *
   * @return false if the ring was closed or the thread interrupted before there was room
   */
  boolean append(
      byte @Nullable [] key,
      byte[] payload,
      int offset,
      int length,
      long token,
      AckHandler handler,
      Backoff backoff) {
    long position = claim(backoff);
    if (position < 0) {
      return false;
    }
    int slot = (int) (position & mask);
    if (payloads[slot].length < length) {
      payloads[slot] = new byte[length];
    }
    System.arraycopy(payload, offset, payloads[slot], 0, length);
    payloadLengths[slot] = length;
    if (key == null) {
      keyLengths[slot] = -1;
    } else {
      if (keys[slot].length < key.length) {
        keys[slot] = new byte[key.length];
      }
      System.arraycopy(key, 0, keys[slot], 0, key.length);
      keyLengths[slot] = key.length;
    }
    timestampsMs[slot] = clock.epochNs() / 1_000_000;
    tokens[slot] = token;
    handlers[slot] = handler;
    SEQUENCE.setRelease(sequences, slot, position + 1);
    return true;
  }

  private long claim(Backoff backoff) {
    backoff.reset();
    while (!closed) {
      long position = tail;
      if (position < limit) {
        if (TAIL.compareAndSet(this, position, position + 1)) {
          return position;
        }
      } else if (!raiseLimit()) {
        if (Thread.currentThread().isInterrupted()) {
          return -1;
        }
        backoff.idle();
      }
    }
    return -1;
  }

  private synchronized boolean raiseLimit() {
    long slowest = Long.MAX_VALUE;
    // By index: an iterator would be garbage at every look of a waiting publisher.
    for (int i = 0; i < cursors.size(); i++) {
      slowest = Math.min(slowest, cursors.get(i).position());
    }
    long raised = slowest + capacity;
    boolean more = raised > limit;
    if (more) {
      limit = raised;
    }
    return more;
  }

  /** Adds a reader from the oldest record that is still held. */
  synchronized RingCursor fromEarliest() {
    return added(limit - capacity);
  }

  /** Adds a reader from the next record to be appended. */
  synchronized RingCursor fromLatest() {
    return added(tail);
  }

  private RingCursor added(long position) {
    RingCursor cursor = new RingCursor(capacity, position);
    cursors.add(cursor);
    return cursor;
  }

  /** Removes a reader; the ring no longer waits for it. */
  synchronized void remove(RingCursor cursor) {
    cursors.remove(cursor);
  }

  /** Acknowledges what was appended; one thread only. Returns how many records. */
  int acknowledge() {
    long position = acks.position();
    int count = 0;
    while (count < capacity && holds(position)) {
      int slot = (int) (position & mask);
      AckHandler handler = handlers[slot];
      long token = tokens[slot];
      acks.done(position);
      if (handler != null) {
        handler.onAck(token, partition, clock.epochNs());
      }
      position++;
      count++;
    }
    return count;
  }

  /** Delivers what the cursor has not read; one thread per cursor. Returns how many records. */
  int deliver(RingCursor cursor, int topic, int most, RecordHandler records) {
    long position = cursor.position();
    if (!holds(position)) {
      return 0;
    }
    long end = position + 1;
    while (end - position < most && holds(end)) {
      end++;
    }
    // After the look at the slots: no record is received before it was appended.
    long receivedNs = clock.epochNs();
    int count = (int) (end - position);
    for (; position < end; position++) {
      int slot = (int) (position & mask);
      records.onRecord(
          topic,
          partition,
          keyLengths[slot] < 0 ? null : cursor.key(slot, keys[slot], keyLengths[slot]),
          cursor.payload(slot, payloads[slot], payloadLengths[slot]),
          timestampsMs[slot],
          receivedNs);
      cursor.done(position);
    }
    return count;
  }

  private boolean holds(long position) {
    return (long) SEQUENCE.getAcquire(sequences, (int) (position & mask)) == position + 1;
  }

  /** Takes no more and lets waiting publishers go; what is held can still be read. */
  void close() {
    closed = true;
  }
}
