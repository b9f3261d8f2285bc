/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

/**
 * Intended offsets within the window, one record after the other. An instance is read by one
 * thread.
 */
public interface Timetable {
  /** What {@link #nextNs} gives when no record is left. */
  long END = Long.MAX_VALUE;

  /**
   * The next record's offset from the window's start, in ns: not before the last one's. What lies
   * behind the window's end is left out.
   *
   * @return {@link #END} at the end, and from then on
   */
  long nextNs();
}
