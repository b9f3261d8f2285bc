/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.core.experiment.Rate;
import io.weir.core.experiment.TrafficFacts;
import io.weir.core.experiment.TrafficProfile;
import java.math.BigInteger;
import java.util.Optional;

/**
 * Bursts and the times between: record j lies where the integral of the rate reaches j, to the
 * nanosecond below. The integral goes on from burst to burst, so that parts too short for a whole
 * number of records are sent at their rate nevertheless.
 *
 * <p>It is kept exactly, in a unit that both rates have a whole number of in each nanosecond: the
 * least common multiple of the lengths that the rates are given for, of which a record is that
 * many. Immutable.
 */
final class OnOffTraffic implements WindowTraffic {
  /** So much of the unit comes about in a segment at most: with a record more it has 63 bits. */
  private static final long MOST_UNITS = 1L << 61;

  private final long windowNs;
  private final long onNs;
  private final long offNs;

  /** Units that make a record. */
  private final long record;

  private final long onPerNs;
  private final long offPerNs;
  private final TrafficFacts facts;

  OnOffTraffic(TrafficProfile.OnOff profile, long windowNs) {
    this.windowNs = windowNs;
    this.onNs = profile.onTime().toNanos();
    this.offNs = profile.offTime().toNanos();
    Rate on = profile.on();
    long onLength = on.perNs();
    long offLength = profile.off().map(Rate::perNs).orElse(onLength);
    this.record = leastCommonMultiple(onLength, offLength);
    this.onPerNs = Math.multiplyExact(on.records(), record / onLength);
    this.offPerNs =
        profile.off().map(r -> Math.multiplyExact(r.records(), record / offLength)).orElse(0L);
    this.facts = facts(profile);
  }

  private static long leastCommonMultiple(long a, long b) {
    long divisor = BigInteger.valueOf(a).gcd(BigInteger.valueOf(b)).longValueExact();
    return Math.multiplyExact(a, b / divisor);
  }

  private TrafficFacts facts(TrafficProfile.OnOff profile) {
    long cycleNs = onNs + offNs;
    long allOnNs = windowNs / cycleNs * onNs + Math.min(onNs, windowNs % cycleNs);
    BigInteger units =
        BigInteger.valueOf(allOnNs)
            .multiply(BigInteger.valueOf(onPerNs))
            .add(BigInteger.valueOf(windowNs - allOnNs).multiply(BigInteger.valueOf(offPerNs)));
    // The first is at 0.
    long records =
        units
            .subtract(BigInteger.ONE)
            .divide(BigInteger.valueOf(record))
            .add(BigInteger.ONE)
            .longValueExact();
    double onHz = profile.on().hz();
    double offHz = profile.off().map(Rate::hz).orElse(0.0);
    return new TrafficFacts(
        records,
        records * 1e9 / windowNs,
        windowNs > onNs ? Math.max(onHz, offHz) : onHz,
        Optional.empty());
  }

  @Override
  public Schedule open() {
    return new Walk();
  }

  @Override
  public TrafficFacts facts() {
    return facts;
  }

  private final class Walk implements Schedule {
    private long atNs;
    private long partEndNs;
    private boolean on;
    private long index;

    /** What is missing to the next record. */
    private long missing;

    @Override
    public Optional<Segment> nextSegment() {
      if (atNs >= windowNs) {
        return Optional.empty();
      }
      if (atNs == partEndNs) {
        on = !on;
        partEndNs = Math.min(windowNs, atNs + (on ? onNs : offNs));
      }
      long perNs = on ? onPerNs : offPerNs;
      long lengthNs = partEndNs - atNs;
      if (perNs > 0) {
        lengthNs = Math.min(lengthNs, Math.max(1, MOST_UNITS / perNs));
      }
      long units = lengthNs * perNs;
      // Those that are reached before the end.
      long count = units <= missing ? 0 : (units - missing - 1) / record + 1;
      Segment segment =
          new Segment(
              atNs,
              lengthNs,
              index,
              count,
              new Spacing.Phased(missing, record, Math.max(1, perNs)));
      missing += count * record - units;
      atNs += lengthNs;
      index += count;
      return Optional.of(segment);
    }
  }
}
