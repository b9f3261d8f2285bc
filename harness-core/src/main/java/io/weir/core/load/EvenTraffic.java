/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.core.experiment.Rate;
import io.weir.core.experiment.TrafficFacts;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Supplier;

/** A window of parts, each at one rate or none. */
final class EvenTraffic implements WindowTraffic {
  private final Supplier<Iterator<Part>> parts;
  private final TrafficFacts facts;

  /**
   * A stretch at one rate, which begins anew there.
   *
   * @param lengthNs how long
   * @param rate empty for none
   */
  record Part(long lengthNs, Optional<Rate> rate) {}

  /**
   * @param parts makes the same parts each time
   */
  EvenTraffic(Supplier<Iterator<Part>> parts) {
    this.parts = parts;
    long records = 0;
    long lengthNs = 0;
    double peakHz = 0;
    for (Iterator<Part> all = parts.get(); all.hasNext(); ) {
      Part part = all.next();
      double hz = part.rate().map(Rate::hz).orElse(0.0);
      lengthNs += part.lengthNs();
      records += part.rate().map(r -> Schedules.recordsIn(r, part.lengthNs())).orElse(0L);
      peakHz = Math.max(peakHz, hz);
    }
    // Each part begins with a record, so that the mean of short ones is above their rate.
    double meanHz = records * 1e9 / lengthNs;
    this.facts = new TrafficFacts(records, meanHz, Math.max(peakHz, meanHz), Optional.empty());
  }

  @Override
  public Schedule open() {
    return new Walk(parts.get());
  }

  @Override
  public TrafficFacts facts() {
    return facts;
  }

  /** Walks parts and, within a part, periods of its rate. */
  static final class Walk implements Schedule {
    private final Iterator<Part> parts;
    private Part part = new Part(0, Optional.empty());
    private long intoPartNs;
    private long startNs;
    private long index;

    Walk(Iterator<Part> parts) {
      this.parts = parts;
    }

    @Override
    public Optional<Segment> nextSegment() {
      while (intoPartNs >= part.lengthNs()) {
        if (!parts.hasNext()) {
          return Optional.empty();
        }
        part = parts.next();
        intoPartNs = 0;
      }
      Segment segment = part.rate().isPresent() ? period(part.rate().get()) : nothing();
      intoPartNs += segment.lengthNs();
      startNs += segment.lengthNs();
      index += segment.count();
      return Optional.of(segment);
    }

    private Segment period(Rate rate) {
      long lengthNs = Math.min(rate.perNs(), part.lengthNs() - intoPartNs);
      long count = lengthNs == rate.perNs() ? rate.records() : Schedules.recordsIn(rate, lengthNs);
      return new Segment(
          startNs, lengthNs, index, count, new Spacing.Even(rate.records(), rate.perNs()));
    }

    private Segment nothing() {
      return new Segment(startNs, part.lengthNs(), index, 0, new Spacing.Even(1, part.lengthNs()));
    }
  }
}
