/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.stream.IntStream;

/**
 * The unanswered records of one publisher: a ring in which a record's slot is its sequence modulo
 * the capacity. Holds the intended and sent offsets until the answer comes, and is the bitmap of
 * the unsettled span: a free slot says that the record a capacity before is settled.
 *
 * <p>Thread contract: {@link #free} and {@link #claim} are called by the load thread that owns the
 * publisher; {@link #slotOf}, {@link #intendedNs}, {@link #sentNs} and {@link #settle} by any
 * thread, several at once. Of several answers to one record exactly one settles it.
 */
public final class InFlight {
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);
  private static final long FREE = -1;
  private static final int STRIDE = 3;
  private static final int INTENDED = 1;
  private static final int SENT = 2;

  private final int mask;
  private final long[] slots;

  /**
   * @param capacity the most unanswered records; a power of two
   */
  public InFlight(int capacity) {
    if (Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException("capacity is a power of two: " + capacity);
    }
    mask = capacity - 1;
    slots = new long[capacity * STRIDE];
    for (int i = 0; i < slots.length; i += STRIDE) {
      slots[i] = FREE;
    }
  }

  /** True if this sequence's slot is free. */
  public boolean free(long sequence) {
    return (long) SLOT.getAcquire(slots, at(sequence)) == FREE;
  }

  /** Takes the free slot of this sequence. */
  public void claim(long sequence, long intendedNs, long sentNs) {
    int at = at(sequence);
    slots[at + INTENDED] = intendedNs;
    slots[at + SENT] = sentNs;
    SLOT.setRelease(slots, at, sequence);
  }

  /** The slot that holds this sequence, or −1 if it is settled or was never sent. */
  public int slotOf(long sequence) {
    int at = at(sequence);
    return sequence >= 0 && (long) SLOT.getAcquire(slots, at) == sequence ? at : -1;
  }

  /** The intended offset in a slot. */
  public long intendedNs(int slot) {
    return slots[slot + INTENDED];
  }

  /** The sent offset in a slot. */
  public long sentNs(int slot) {
    return slots[slot + SENT];
  }

  /** Frees the slot; false if another answer was first. Read its offsets before. */
  public boolean settle(int slot, long sequence) {
    return SLOT.compareAndSet(slots, slot, sequence, FREE);
  }

  /** The sequences that are unanswered. */
  public long[] unanswered() {
    return IntStream.range(0, slots.length / STRIDE)
        .mapToLong(i -> (long) SLOT.getAcquire(slots, i * STRIDE))
        .filter(sequence -> sequence != FREE)
        .sorted()
        .toArray();
  }

  private int at(long sequence) {
    return (int) (sequence & mask) * STRIDE;
  }
}
