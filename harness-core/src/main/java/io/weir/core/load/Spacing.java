/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

/** Where the records of a segment lie, from its start. */
public sealed interface Spacing permits Spacing.Even, Spacing.Linear, Spacing.Listed, Wave {
  /** The offset of record j of the segment, ns from the segment's start. */
  long offsetNs(long j);

  /**
   * Record j at floor(j · perNs / records): no rounding accumulates. Exact for j below {@code
   * records}, which is below 3·10⁹.
   */
  final class Even implements Spacing {
    private final long records;
    private final long wholeNs;
    private final long restNs;

    public Even(long records, long perNs) {
      this.records = records;
      this.wholeNs = perNs / records;
      this.restNs = perNs % records;
    }

    @Override
    public long offsetNs(long j) {
      // j · perNs can exceed 63 bits; j · restNs cannot, as both are below `records`.
      return j * wholeNs + j * restNs / records;
    }
  }

  /**
   * A rate that moves in a straight line from one to another: record j where the integral of the
   * rate reaches j.
   */
  final class Linear implements Spacing {
    private final double fromPerNs;
    private final double twiceSlope;

    /**
     * @param fromHz rate at the start
     * @param toHz rate after {@code lengthNs}
     */
    public Linear(double fromHz, double toHz, long lengthNs) {
      this.fromPerNs = fromHz / 1e9;
      this.twiceSlope = 2 * (toHz - fromHz) / 1e9 / lengthNs;
    }

    @Override
    public long offsetNs(long j) {
      // The root of from·t + slope·t²/2 = j in the form that loses no digits when slope is small.
      return (long) (2 * j / (fromPerNs + Math.sqrt(fromPerNs * fromPerNs + twiceSlope * j)));
    }
  }

  /** Each record at an offset of its own. */
  final class Listed implements Spacing {
    private final long[] offsets;
    private final int count;

    /**
     * @param offsets ascending; not changed any more by the caller
     * @param count how many of them there are
     */
    Listed(long[] offsets, int count) {
      this.offsets = offsets;
      this.count = count;
    }

    @Override
    public long offsetNs(long j) {
      if (j >= count) {
        throw new IndexOutOfBoundsException("record " + j + " of " + count);
      }
      return offsets[(int) j];
    }
  }
}
