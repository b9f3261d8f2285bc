/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.query;

import io.weir.spi.ExpectedRow;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The windows that records fall into and that have not been settled: [k · slide, k · slide + size)
 * for every whole k, so that they are aligned to the Unix epoch. Not thread-safe.
 *
 * @param <W> what is kept of a window
 */
public final class Windows<W extends Windows.Window> {
  private final long sizeMs;
  private final long slideMs;
  private final Supplier<W> make;
  private final TreeMap<Long, W> open = new TreeMap<>();

  /** What is kept of a window. */
  public interface Window {
    /** Tells the rows of the window, now that no more records will fall into it. */
    void settle(long startMs, long endMs, Consumer<ExpectedRow> out);
  }

  /**
   * Windows, none open.
   *
   * @param slideMs from one start to the next; {@code sizeMs} for windows that do not overlap
   * @param make a window's beginnings
   */
  public Windows(long sizeMs, long slideMs, Supplier<W> make) {
    this.sizeMs = sizeMs;
    this.slideMs = slideMs;
    this.make = make;
  }

  /** Gives each window that an event time falls into. */
  public void at(long eventMs, Consumer<W> to) {
    long lastMs = Math.floorDiv(eventMs, slideMs) * slideMs;
    for (long startMs = lastMs; startMs > eventMs - sizeMs; startMs -= slideMs) {
      to.accept(open.computeIfAbsent(startMs, s -> make.get()));
    }
  }

  /** Settles the windows that end at an event time or before. */
  public void settle(long eventMs, Consumer<ExpectedRow> out) {
    while (!open.isEmpty() && open.firstKey() + sizeMs <= eventMs) {
      settleFirst(out);
    }
  }

  /** Settles all. */
  public void finish(Consumer<ExpectedRow> out) {
    while (!open.isEmpty()) {
      settleFirst(out);
    }
  }

  private void settleFirst(Consumer<ExpectedRow> out) {
    Map.Entry<Long, W> first = open.pollFirstEntry();
    first.getValue().settle(first.getKey(), first.getKey() + sizeMs, out);
  }
}
