/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import org.jspecify.annotations.Nullable;

/**
 * One record being made, reused by its load thread: an {@link EventSource} fills it, the harness
 * stamps and publishes it. Not thread-safe.
 */
public final class Event {
  /** Holds the payload; the source may replace it by a larger or a prepared one. */
  public byte[] payload = new byte[0];

  /** Bytes of the payload that count, from index 0. */
  public int length;

  /** The key, or null. The array must never be changed after the source has handed it over. */
  public byte @Nullable [] key;

  /**
   * A number that stands for the key: equal keys have equal numbers, and the harness's partitioner
   * spreads by it. −1 for records without a key.
   */
  public long keyIndex = -1;

  /** Which of the workload's streams it belongs to: an index into {@link OpenWorkload#streams}. */
  public int stream;

  /**
   * The partition that it must go to, or −1 where the harness's partitioner is free to choose. Set
   * by a source whose streams say where each record belongs; others leave it alone.
   */
  public int partition = -1;
}
