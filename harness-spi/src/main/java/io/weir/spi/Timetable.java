/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

/** The intended times of one record after the other. An instance is read by one thread. */
public interface Timetable {
  /**
   * The intended offsets of the next records, going on where the last call ended: ns from the start
   * of the run, never less than one before.
   *
   * @param offsetsNs filled from index 0
   * @return how many were filled; 0 if there are no more
   */
  int next(long[] offsetsNs);
}
