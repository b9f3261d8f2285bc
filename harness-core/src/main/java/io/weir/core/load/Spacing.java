/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

/** Where the records of a segment lie, from its start. */
public sealed interface Spacing
    permits Spacing.Even, Spacing.Phased, Spacing.Linear, Spacing.Listed, Wave {
  /** The offset of record j of the segment, ns from the segment's start. */
  long offsetNs(long j);

  /**
   * Record j at floor(j · perNs / records): no rounding accumulates. Exact for j below {@code
   * records}, which is below 2⁶⁰; {@code perNs} is below 2⁵² then, 52 days.
   */
  final class Even implements Spacing {
    /** The highest count whose square has no more than 63 bits. */
    private static final long SQUARE_FITS = 3_037_000_499L;

    private final long records;
    private final long wholeNs;
    private final long restNs;
    private final boolean fits;

    public Even(long records, long perNs) {
      this.records = records;
      this.wholeNs = perNs / records;
      this.restNs = perNs % records;
      this.fits = records <= SQUARE_FITS;
    }

    @Override
    public long offsetNs(long j) {
      // j · perNs can exceed 63 bits; j · restNs cannot where `records` squared does not.
      return j * wholeNs + (fits ? j * restNs / records : wideQuotient(j));
    }

    /**
     * floor(j · restNs / records) of a product of more than 63 bits: the quotient of doubles is at
     * most a few off, so the remainder is right modulo 2⁶⁴ and says by how many.
     */
    private long wideQuotient(long j) {
      long quotient = (long) ((double) j * (double) restNs / (double) records);
      long remainder = j * restNs - quotient * records;
      while (remainder < 0) {
        quotient--;
        remainder += records;
      }
      while (remainder >= records) {
        quotient++;
        remainder -= records;
      }
      return quotient;
    }
  }

  /**
   * A rate that goes on from where another left it: record j at floor((first + j · step) / perNs),
   * in a unit of which {@code perNs} come about each nanosecond and {@code step} make a record.
   * Neither product nor sum may exceed 63 bits for any record of the segment.
   */
  final class Phased implements Spacing {
    private final long first;
    private final long step;
    private final long perNs;

    /**
     * @param first how much is missing to the first record, below {@code step}
     * @param step a record
     * @param perNs the rate
     */
    Phased(long first, long step, long perNs) {
      this.first = first;
      this.step = step;
      this.perNs = perNs;
    }

    @Override
    public long offsetNs(long j) {
      return (first + j * step) / perNs;
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
