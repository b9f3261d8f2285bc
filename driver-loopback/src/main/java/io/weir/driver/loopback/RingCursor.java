/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.loopback;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How far one reader of a {@link PartitionRing} has come, with that reader's views of the slots.
 *
 * <p>One thread reads and advances; publishers read the position. The views are made once per slot
 * and array, so that steady reading allocates nothing.
 */
final class RingCursor {
  private static final VarHandle POSITION;

  static {
    try {
      POSITION = MethodHandles.lookup().findVarHandle(RingCursor.class, "position", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Views payloads;
  private final Views keys;

  private volatile long position;

  RingCursor(int capacity, long position) {
    this.payloads = new Views(capacity);
    this.keys = new Views(capacity);
    this.position = position;
  }

  /** The position of the next record to read. */
  long position() {
    return position;
  }

  /** Gives the slot at {@code position} back to publishers, as far as this reader goes. */
  void done(long position) {
    POSITION.setRelease(this, position + 1);
  }

  ByteBuffer payload(int slot, byte[] bytes, int length) {
    return payloads.of(slot, bytes, length);
  }

  ByteBuffer key(int slot, byte[] bytes, int length) {
    return keys.of(slot, bytes, length);
  }

  /** One view a slot, made anew only when the slot's array was replaced by a larger one. */
  private static final class Views {
    private final byte[][] arrays;
    private final @Nullable ByteBuffer[] views;

    Views(int capacity) {
      this.arrays = new byte[capacity][];
      this.views = new ByteBuffer[capacity];
    }

    ByteBuffer of(int slot, byte[] bytes, int length) {
      ByteBuffer view = views[slot];
      if (view == null || arrays[slot] != bytes) {
        view = ByteBuffer.wrap(bytes);
        views[slot] = view;
        arrays[slot] = bytes;
      }
      return view.limit(length).position(0);
    }
  }
}
