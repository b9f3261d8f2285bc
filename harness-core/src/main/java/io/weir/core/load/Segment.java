/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

/**
 * A stretch of the global schedule: records firstIndex to firstIndex + count − 1, with exact
 * intended offsets.
 *
 * @param startNs where it begins, ns from the start of the run
 * @param lengthNs how long it is
 * @param firstIndex index of its first record
 * @param count its records; may be 0
 * @param spacing where they lie within it
 */
public record Segment(long startNs, long lengthNs, long firstIndex, long count, Spacing spacing) {
  /**
   * The intended offset of a record.
   *
   * @param index in the global schedule, within this segment
   */
  public long intendedNs(long index) {
    return startNs + spacing.offsetNs(index - firstIndex);
  }

  /** Index of the first record after this segment. */
  public long endIndex() {
    return firstIndex + count;
  }
}
