/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Arrays for records that the client has not put into a batch yet: it keeps the array that it is
 * given until then, while the harness fills its own anew.
 *
 * <p>One thread takes, any thread gives back. An array that does not fit, or for which there is no
 * room, is left to the garbage collector; none is ever handed out twice.
 */
final class ArrayPool {
  /** A power of two. More records than this are rarely on their way to a batch. */
  private static final int SLOTS = 4_096;

  private final AtomicReferenceArray<byte[]> slots = new AtomicReferenceArray<>(SLOTS);
  private final AtomicInteger given = new AtomicInteger();
  private int taken;

  /** An array of exactly this length, with anything in it. */
  byte[] take(int length) {
    int slot = taken & (SLOTS - 1);
    // Read first: most of the time there is nothing to exchange while the pool fills.
    byte[] pooled = slots.get(slot) == null ? null : slots.getAndSet(slot, null);
    if (pooled == null) {
      return new byte[length];
    }
    taken++;
    return pooled.length == length ? pooled : new byte[length];
  }

  /** Gives back an array that nothing reads any more. */
  void give(byte[] array) {
    slots.lazySet(given.getAndIncrement() & (SLOTS - 1), array);
  }
}
