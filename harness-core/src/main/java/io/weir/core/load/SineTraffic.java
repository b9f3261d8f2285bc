/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.core.experiment.Rate;
import io.weir.core.experiment.TrafficFacts;
import io.weir.core.experiment.TrafficProfile;
import java.util.Optional;

/**
 * A window whose rate follows a sine: λ(t) = mean + a·sin(2πt / period), from its mean up. Record j
 * lies where the integral Λ(t) = mean·t + a·period / 2π · (1 − cos(2πt / period)) reaches j, as on
 * a ramp; Λ is inverted by {@link Wave}.
 */
final class SineTraffic implements WindowTraffic {
  /** Segments of a period: short enough that a straight line is nearly right within one. */
  private static final int PIECES = 64;

  private final double meanPerNs;
  private final double swingPerNs;
  private final long periodNs;
  private final long windowNs;
  private final TrafficFacts facts;

  SineTraffic(TrafficProfile.Sine sine, long windowNs) {
    double low = sine.low().map(Rate::hz).orElse(0.0);
    double high = sine.high().hz();
    this.meanPerNs = (low + high) / 2 / 1e9;
    this.swingPerNs = (high - low) / 2 / 1e9;
    this.periodNs = sine.period().toNanos();
    this.windowNs = windowNs;
    long count = (long) Math.ceil(due(windowNs));
    double peakHz =
        windowNs >= periodNs / 4
            ? high
            : (meanPerNs + swingPerNs * StrictMath.sin(2 * Math.PI * windowNs / periodNs)) * 1e9;
    this.facts = new TrafficFacts(count, count * 1e9 / windowNs, peakHz, Optional.empty());
  }

  /** Λ. */
  private double due(long atNs) {
    Wave wave = new Wave(meanPerNs, swingPerNs, periodNs, atNs / periodNs * periodNs, 0, 0, 0);
    return wave.due((double) (atNs % periodNs));
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
    private long piece;
    private long startNs;
    private long index;

    @Override
    public Optional<Segment> nextSegment() {
      if (startNs >= windowNs) {
        return Optional.empty();
      }
      piece++;
      long baseNs = startNs / periodNs * periodNs;
      // Periods are longer than PIECES ns, so pieces are never empty and none spans two periods.
      long endNs =
          Math.min(windowNs, piece / PIECES * periodNs + piece % PIECES * periodNs / PIECES);
      // Record j is before an offset t if it is below Λ(t).
      long end = Math.max(index, (long) Math.ceil(due(endNs)));
      Segment segment =
          new Segment(
              startNs,
              endNs - startNs,
              index,
              end - index,
              new Wave(
                  meanPerNs,
                  swingPerNs,
                  periodNs,
                  baseNs,
                  startNs - baseNs,
                  endNs - baseNs,
                  index));
      startNs = endNs;
      index = end;
      return Optional.of(segment);
    }
  }
}
